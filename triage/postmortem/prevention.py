"""What would have caught the fault earlier: a pipeline step, a database check, a promotion checklist."""

from triage.model.report import CheckVerdict
from triage.model.rules import Capture, Layer, StepKind
from triage.postmortem.case import Case
from triage.postmortem.document import Line, Mono, line
from triage.remediation import is_safe

_ANSWERS = ("auth_failed", "client_not_allowed", "unreachable", "connection_lost", "not_ready", "too_many_connections",
            "pool_exhausted")  # fmt: skip
"""Faults of the data layer that any query shows."""
_MYSQL = ("mysql", "mariadb", "aurora")


def pipeline_step(case: Case) -> str:
    """Steps for GitHub Actions, to stand after the deployment."""
    name = case.safe_environment
    rule = case.lead.rule_id if case.lead else ""
    known = (
        f"""\
- name: The fault of this incident stays away
  run: triage verify {rule} {name} --since 10m --after "$DEPLOYED_AT"
"""
        if rule
        else ""
    )
    return f"""\
# DEPLOYED_AT: set before the deployment, DEPLOYED_AT=$(date -u +%Y-%m-%dT%H:%M:%SZ)
{known}- name: Nothing else is broken
  run: triage run {name} --since 10m --fail-on high --format github >> "$GITHUB_STEP_SUMMARY"
"""


def health_query(case: Case) -> tuple[str, str] | None:
    """What the query proves, and the query; None where no query of a health check would have shown the fault."""
    lead = case.lead
    if lead is None or lead.layer is not Layer.DATA or not lead.category.startswith("db."):
        return None
    table, column, database = (_identifier(case, name) for name in ("table", "column", "database"))
    schema, bare = _split(table, database)
    if lead.category == "db.missing_table" and bare:
        return f"the table {bare} is there", _in_schema(
            f"information_schema.tables WHERE table_name = '{bare}'", schema
        )
    if lead.category == "db.missing_column" and column:
        place = f"information_schema.columns WHERE column_name = '{column.rsplit('.', 1)[-1]}'"
        place += f" AND table_name = '{bare}'" if bare else ""
        return f"the column {column} is there", _in_schema(place, schema)
    if lead.category == "db.missing_database" and database:
        source = "pg_database WHERE datname" if not _is_mysql(case) else "information_schema.schemata WHERE schema_name"
        return f"the database {database} is there", _counting(f"{source} = '{database}'")
    if lead.category == "db.permission_denied" and bare:
        return f"the application's own user may read {bare}", " ".join(("SELECT 1 FROM", table, "LIMIT 1;"))
    if lead.category.removeprefix("db.") in _ANSWERS:
        return "the database answers the application's own user, through the application's own pool", "SELECT 1;"
    return None


def _in_schema(source: str, schema: str) -> str:
    return _counting(source + (f" AND table_schema = '{schema}'" if schema else ""))


def _counting(source: str) -> str:
    """Shown to people, never run; every name in it fits the type of an SQL identifier."""
    return " ".join(("SELECT COUNT(*) FROM", f"{source};"))


def _split(table: str, database: str) -> tuple[str, str]:
    """Schema and name of a table; the database stands for the schema where the name has none."""
    schema, _, bare = table.rpartition(".")
    return schema or database, bare


def _is_mysql(case: Case) -> bool:
    technology = case.lead.rule_id.partition(".")[0] if case.lead else ""
    return technology in _MYSQL


def _identifier(case: Case, name: str) -> str:
    value = case.entity(name)
    return value if is_safe(value, Capture(name, "sql_identifier")) else ""


def promotion(case: Case) -> tuple[Line, ...]:
    """What to see with one's own eyes before an environment is called ready, from what this case showed."""
    found: list[Line] = []
    name = case.safe_environment
    query = health_query(case)
    if query is not None:
        found.append(line(f"Data: {query[0]}, seen with the application's own user:", Mono(query[1])))
    for title, command in case.commands(StepKind.CHANGE)[:2]:
        found.append(line(f"Already done in this environment, or not needed: {title}.", Mono(command)))
    for route in [one for one in case.failing if one.is_told][:3]:
        found.append(line("A request on this path is answered:", Mono(route.name)))
    for check in case.checks:
        if check.verdict in (CheckVerdict.IMPLICATED, CheckVerdict.UNKNOWN):
            found.append(line(f"{check.layer.value.capitalize()}: {check.hypothesis}.", Mono(check.command)))
    found.append(line("No finding, and no unknown error:", Mono(f"triage run {name} --since 15m")))
    if case.environment:
        command = f"triage compare {name} BASELINE --since 30m"
        found.append(line("What differs from an environment that works is meant to differ:", Mono(command)))
    return tuple(found)

"""Reports made by hand: the scenarios that every format is shown."""

from triage.model.findings import (
    Bucket,
    Evidence,
    Factor,
    Finding,
    Role,
    ScoredHypothesis,
    Source,
    Step,
    Trend,
)
from triage.model.report import (
    Change,
    Check,
    CheckVerdict,
    Coverage,
    Diagnostic,
    Gap,
    Report,
    RunRef,
    Suppressed,
    Target,
    Tool,
    UnmatchedCluster,
    Verdict,
    VerdictStatus,
    Window,
)
from triage.model.rules import Layer, Prevention, Severity, StepKind

START = 1_772_355_600_000  # 2026-03-01 09:00:00 UTC
MINUTE = 60_000
WINDOW = Window(START, START + 30 * MINUTE)
TOOL = Tool("0.1.0", "2026.03.1")
GROUP = "/aws/application/shop/production"
TASK = "4f1c0e9a7b3d4c55a0c2f6d1e8b79a31"
STREAM = f"ecs-blue/orders-api/{TASK}"
TARGET = Target("cloudwatch", "production", "eu-west-1", "111122223333", (GROUP, "/aws/rds/shop/error"))
COVERAGE = Coverage(12_034, 8_220, 2_340_112, 2, 7, 412, 398, 24, 0)

TRACE = """\
Traceback (most recent call last):
  File "/srv/orders/views.py", line 48, in list_invoices
    rows = session.execute(select(Invoice)).all()
  File "/usr/lib/python3/site-packages/pymysql/err.py", line 143, in raise_mysql_exception
    raise errorclass(errno, errval)
sqlalchemy.exc.ProgrammingError: (pymysql.err.ProgrammingError) (1146, "Table 'shop_prod.invoices' doesn't exist")
[SQL: SELECT invoices.id, invoices.total FROM invoices LIMIT %s]"""


def trend(counts: list[int], still: bool = True, first: int = 0) -> Trend:
    """One bucket per minute from minute `first` of the window."""
    buckets = (Bucket(START + (first + at) * MINUTE, count) for at, count in enumerate(counts) if count)
    return Trend(MINUTE, tuple(buckets), still)


def span_of(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


def log(message: str, at: int, part: str = "") -> Evidence:
    span = span_of(message, part) if part else (0, 0)
    return Evidence(Source.LOGS, at, message, GROUP, STREAM, "3880192837465", span)


def missing_table() -> Finding:
    counts = [2, 9, 14, 12, 18, 21, 17, 22, 25, 24, 19, 26, 28, 24, 30, 27, 29, 31, 4]
    return Finding(
        id="f1",
        role=Role.ROOT_CAUSE,
        title="MySQL table does not exist (error 1146)",
        severity=Severity.HIGH,
        category="db.missing_table",
        rule_id="mysql.table-missing",
        layer=Layer.DATA,
        explain="The application reached MySQL and logged in, but the schema it uses has no such table. Network, "
        "credentials and capacity are therefore not the problem: the code and the schema disagree.",
        services=("orders-api",),
        tasks=(TASK,),
        revisions=("orders-api:42",),
        count=sum(counts),
        first_seen=START + 11 * MINUTE + 3_120,
        last_seen=START + 29 * MINUTE + 41_007,
        trend=trend(counts, first=11),
        entities=(("table", ("invoices",)), ("database", ("shop_prod",))),
        score=8.5,
        why=(
            Factor("category", 4.0, "a missing table is a cause, not a symptom"),
            Factor("explains", 3.0, "2 other findings start after it in the same service"),
            Factor("code", 1.5, "the server's own error code stands in the innermost exception"),
        ),
        hypotheses=(
            ScoredHypothesis(
                "migration-not-run",
                "A new revision started before its migration ran, or the migration failed.",
                ("revision orders-api:42 started at 09:09:50",),
                "See which task definition is live and since when",
            ),
            ScoredHypothesis("wrong-database", "The task points at another or an empty database."),
        ),
        evidence=(
            log(TRACE, START + 11 * MINUTE + 3_120, "(1146, \"Table 'shop_prod.invoices' doesn't exist\")"),
            Evidence(
                Source.ECS,
                START + 9 * MINUTE + 50_000,
                "(service orders) has started 1 tasks: (task 4f1c0e9a7b3d4c55a0c2f6d1e8b79a31).",
                ref="arn:aws:ecs:eu-west-1:111122223333:service/shop-production/orders",
            ),
        ),
        remediation=(
            Step(
                StepKind.INSPECT,
                "See which task definition is live and since when",
                (("aws", "ecs", "describe-services", "--cluster", "shop-production", "--services", "orders",
                  "--query", "services[0].deployments"),),
                "aws ecs describe-services --cluster shop-production --services orders "
                "--query 'services[0].deployments'",
            ),
            Step(
                StepKind.INSPECT,
                "Look for the table in every schema of the instance",
                needs=("db_host", "db_user"),
            ),
            Step(
                StepKind.CHANGE,
                "Run the migration as a one-off task",
                (("aws", "ecs", "run-task", "--cluster", "shop-production", "--task-definition", "orders-migrate"),),
                "aws ecs run-task --cluster shop-production --task-definition orders-migrate",
                risk="Alters the schema. Snapshot first and have the down migration ready.",
                undo="Run the down migration, or restore the snapshot.",
            ),
            Step(
                StepKind.VERIFY,
                "No new match since the change, and requests succeed",
                (("triage", "verify", "mysql.table-missing", "production", "--service", "orders"),),
                "triage verify mysql.table-missing production --service orders",
            ),
        ),
        prevention=(Prevention("ci", "Stop the deploy unless the migration task of this revision exited 0."),),
    )  # fmt: skip


def symptom(name: str, title: str, count: int, minute: int, cause: str = "f1") -> Finding:
    return Finding(
        id=name,
        role=Role.SYMPTOM,
        title=title,
        severity=Severity.MEDIUM,
        category="http.server_error",
        rule_id="http.server-error",
        layer=Layer.APPLICATION,
        explain="The service answered with a 5xx status.",
        services=("nginx",),
        count=count,
        first_seen=START + minute * MINUTE + 3_800,
        last_seen=START + 29 * MINUTE,
        trend=trend([count // 18] * 18, first=minute),
        explained_by=cause,
        score=1.0,
        why=(Factor("category", 1.0, "a 5xx answer is always the symptom of something else"),),
        evidence=(
            log('10.0.1.7 - - [01/Mar/2026:09:11:03 +0000] "GET /invoices HTTP/1.1" 500 291',
                START + minute * MINUTE + 3_800, " 500 "),
        ),
    )  # fmt: skip


def unknown(count: int = 14, level: str = "ERROR") -> UnmatchedCluster:
    return UnmatchedCluster(
        signature="v1:9b2f61c04d7a",
        template="ledger: cannot settle batch <*> of tenant <*>: rounding drift <*>",
        count=count,
        services=("ledger",),
        first_seen=START + 4 * MINUTE,
        last_seen=START + 27 * MINUTE,
        level=level,
        sample="ledger: cannot settle batch 8812 of tenant acme: rounding drift 0.004",
        new=True,
        values=(("1", (("8812", 9), ("8813", 5))), ("2", (("acme", 14),))),
        trend=trend([1, 0, 2, 1, 0, 3, 2, 0, 0, 5], still=False, first=4),
    )


def checks() -> tuple[Check, ...]:
    return (
        Check(
            Layer.INFRASTRUCTURE,
            "Targets behind the load balancer are unhealthy",
            "aws elbv2 describe-target-health --target-group-arn "
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/orders/6d0ecf831eec9f09",
            "2 of 2 targets healthy",
            CheckVerdict.RULED_OUT,
        ),
        Check(
            Layer.INFRASTRUCTURE,
            "The database instance restarted or is not available",
            "aws rds describe-db-instances --db-instance-identifier shop-production",
            "the call was refused",
            CheckVerdict.UNKNOWN,
            "rds:DescribeDBInstances is not allowed for this identity",
        ),
        Check(
            Layer.APPLICATION,
            "A deployment just before the onset brought the fault",
            "aws ecs describe-services --cluster shop-production --services orders",
            "revision orders-api:42 went live at 09:09:50, 73 s before the first match",
            CheckVerdict.IMPLICATED,
        ),
        Check(
            Layer.DATA,
            "The schema lacks what the code asks for",
            "triage verify mysql.table-missing production",
            "406 records say that shop_prod.invoices does not exist",
            CheckVerdict.IMPLICATED,
        ),
    )


def incident() -> Report:
    """One cause that is sure, two symptoms, one unknown signature; read whole."""
    return Report(
        tool=TOOL,
        target=TARGET,
        window=WINDOW,
        verdict=Verdict(
            VerdictStatus.INCIDENT,
            "MySQL table invoices is missing in database shop_prod; requests of orders-api fail since 09:11:03 UTC",
        ),
        coverage=COVERAGE,
        findings=(
            missing_table(),
            symptom("f2", "HTTP 500 from GET /invoices", 388, 11),
            symptom("f3", "nginx reports an error of the service behind it", 36, 12, "f2"),
        ),
        unmatched=(unknown(),),
        checks=checks(),
        changes=(Change(START + 9 * MINUTE + 50_000, "deployment of orders, revision orders-api:42", "ecs"),),
        suppressed=(Suppressed("python.deprecation", "noise until the upgrade", "2026-06-30", 31),),
        redactions=(("email", 3), ("token", 12)),
        diagnostics=(Diagnostic("late_events", "Events of the last 2 minutes may still arrive.", ""),),
        run=RunRef("k3v9xq", "2026-03-01T09:30:04Z"),
    )


def unexplained() -> Report:
    """Errors, but nothing that a rule calls a cause."""
    return Report(
        tool=TOOL,
        target=TARGET,
        window=WINDOW,
        verdict=Verdict(
            VerdictStatus.UNEXPLAINED, "14 errors of ledger that no rule knows; the evidence names no cause"
        ),
        coverage=COVERAGE,
        unmatched=(unknown(), unknown(3, "WARNING")),
        checks=checks()[:2],
    )


def healthy() -> Report:
    return Report(
        tool=TOOL,
        target=TARGET,
        window=WINDOW,
        verdict=Verdict(VerdictStatus.HEALTHY, "No fault found in 8,220 records"),
        coverage=Coverage(12_034, 8_220, 2_340_112, 2, 7, 0, 0, 24, 0),
        checks=checks()[:1],
    )


def no_data() -> Report:
    """Nothing came back, because the one log group was refused."""
    return Report(
        tool=TOOL,
        target=TARGET,
        window=WINDOW,
        verdict=Verdict(VerdictStatus.NO_DATA, "Nothing could be read"),
        coverage=Coverage(0, 0, 0, 2, 0, 0, 0, 3, 1),
        gaps=(
            Gap(
                GROUP,
                "AccessDeniedException: not authorized to perform logs:FilterLogEvents",
                "Run triage doctor --policy and attach what it prints.",
            ),
            Gap(
                "/aws/rds/shop/error",
                "throttled beyond the retry budget",
                "Run again with --resume.",
                START + 10 * MINUTE,
                START + 20 * MINUTE,
            ),
        ),
    )


def two_causes() -> Report:
    """Two causes at once, one slice unread."""
    cache = Finding(
        id="f9",
        role=Role.ROOT_CAUSE,
        title="Redis refuses commands without a password (NOAUTH)",
        severity=Severity.CRITICAL,
        category="db.auth_failed",
        rule_id="redis.noauth",
        layer=Layer.DATA,
        explain="The client connected and sent no password, but the server asks for one.",
        services=("cart", "session-worker"),
        tasks=("0b1e2d", "77aa01"),
        count=96,
        first_seen=START + 2 * MINUTE,
        last_seen=START + 18 * MINUTE,
        trend=trend([6] * 16, still=False, first=2),
        entities=(("host", ("cache.internal",)), ("port", ("6379",))),
        score=6.0,
        why=(Factor("category", 6.0, "a refused login is a cause"),),
        evidence=(
            log("redis.exceptions.AuthenticationError: NOAUTH Authentication required.",
                START + 2 * MINUTE, "NOAUTH Authentication required."),
        ),
        remediation=(
            Step(StepKind.INSPECT, "Ask the server itself", (("redis-cli", "-h", "cache.internal", "ping"),),
                 "redis-cli -h cache.internal ping"),
        ),
    )  # fmt: skip
    noise = Finding(
        id="f10",
        role=Role.INDEPENDENT,
        title="A scanner asks for paths that are not there",
        severity=Severity.LOW,
        category="benign",
        rule_id="http.scanner",
        services=("nginx",),
        count=7,
        first_seen=START + MINUTE,
        last_seen=START + 28 * MINUTE,
        evidence=(log('"GET /wp-login.php HTTP/1.1" 404 153', START + MINUTE, "/wp-login.php"),),
    )
    base = incident()
    return Report(
        tool=TOOL,
        target=TARGET,
        window=WINDOW,
        verdict=Verdict(VerdictStatus.INCIDENT, "2 root causes: a missing table and a cache that refuses its clients"),
        coverage=COVERAGE,
        findings=(missing_table(), cache, *base.findings[1:], noise),
        gaps=(
            Gap(
                "/aws/rds/shop/error",
                "throttled beyond the retry budget",
                "Run again with --resume.",
                START + 10 * MINUTE,
                START + 20 * MINUTE,
            ),
        ),
        changes=base.changes,
    )


SCENARIOS = {
    "incident": incident,
    "unexplained": unexplained,
    "healthy": healthy,
    "no_data": no_data,
    "two_causes": two_causes,
}

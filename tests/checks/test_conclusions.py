from typing import Any

import pytest

from tests.checks.subjects import MINUTE, WINDOW
from triage.checks import Looked, conclude
from triage.checks.conclusions import data_checks, deployment_check
from triage.checks.facts import Deployment, EcsFacts
from triage.checks.wording import Hypothesis
from triage.model.findings import Evidence, Finding, Role, Source, Step
from triage.model.report import Change, CheckVerdict, Coverage, Report, Target, Tool, Verdict, VerdictStatus
from triage.model.rules import Layer, Severity, StepKind
from triage.model.taxonomy import CATEGORIES

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict
ONSET = WINDOW.start + 10 * MINUTE


def finding(category: str, **more: Any) -> Finding:
    told: dict[str, Any] = {
        "id": f"f-{category}",
        "role": Role.ROOT_CAUSE,
        "title": "It broke",
        "severity": Severity.HIGH,
        "category": category,
        "rule_id": "mysql.broken",
        "count": 3,
        "first_seen": ONSET,
        "evidence": (Evidence(Source.LOGS, ONSET, "broken", "/ecs/web", "ecs/app/1"),),
    }
    return Finding(**(told | more))


def report(*findings: Finding) -> Report:
    verdict = Verdict(VerdictStatus.INCIDENT, "")
    return Report(Tool("0", "0"), Target("cloudwatch", "production"), WINDOW, verdict, Coverage(), findings)


def proved(*findings: Finding) -> list[tuple[str, CheckVerdict]]:
    return [(check.hypothesis, check.verdict) for check in data_checks(report(*findings))]


def deployed(*ages: int, known: bool = True) -> Looked:
    """Deployments so many minutes before the onset."""
    found = sorted(Deployment(ONSET - age * MINUTE, "web", "web", number) for number, age in enumerate(ages, 1))
    return Looked(ecs=EcsFacts((), tuple(found), known))


def test_a_missing_table_proves_the_way_to_it() -> None:
    assert proved(finding("db.missing_table")) == [
        ("The database cannot be reached", RULED_OUT),
        ("The database refuses the login", RULED_OUT),
        ("The database does not exist on its server", RULED_OUT),
        ("The schema lacks what the code asks for", IMPLICATED),
    ]


@pytest.mark.parametrize(
    ("category", "implicated", "ruled_out"),
    [
        ("db.unreachable", "The database cannot be reached", 0),
        ("db.auth_failed", "The database refuses the login", 1),
        ("db.missing_database", "The database does not exist on its server", 2),
        ("db.permission_denied", "The login lacks rights in the database", 2),
        ("db.missing_column", "The schema lacks what the code asks for", 3),
        ("db.too_many_connections", "The database is out of connections or space, or may not write", 1),
        ("db.deadlock", "Statements conflict with the data, with each other, or take too long", 3),
    ],
)
def test_what_each_fault_proves(category: str, implicated: str, ruled_out: int) -> None:
    checks = proved(finding(category))
    assert [says for says, verdict in checks if verdict is IMPLICATED] == [implicated]
    assert len([says for says, verdict in checks if verdict is RULED_OUT]) == ruled_out


def test_every_database_category_has_a_meaning() -> None:
    assert [one for one in CATEGORIES if one.startswith("db.") and proved(finding(one))[0][1] is UNKNOWN] == []


def test_logs_that_name_no_database_prove_nothing() -> None:
    assert proved(finding("net.timeout")) == [("The database is at fault", UNKNOWN)]
    assert proved() == [("The database is at fault", UNKNOWN)]


def test_a_login_that_failed_at_times_and_worked_at_others_is_said() -> None:
    checks = data_checks(report(finding("db.auth_failed"), finding("db.missing_table")))
    login = next(check for check in checks if "login" in check.hypothesis)
    assert (login.verdict, login.reason) == (IMPLICATED, "at other times it worked: It broke, 3×")


def test_daily_business_implicates_nothing_and_still_proves() -> None:
    usual = finding("db.unique_violation", role=Role.INDEPENDENT, severity=Severity.LOW)
    assert {verdict for _, verdict in proved(usual)} == {RULED_OUT}


def test_one_server_proves_nothing_about_another() -> None:
    checks = proved(finding("db.missing_table"), finding("db.unreachable", rule_id="postgres.unreachable"))
    assert ("The database cannot be reached (mysql)", RULED_OUT) in checks
    assert ("The database cannot be reached (postgres)", IMPLICATED) in checks


def test_commands_show_the_record_again_and_look_for_the_rest() -> None:
    step = Step(StepKind.INSPECT, "Look", (("mysql", "-e", "SHOW TABLES"),), "mysql -e 'SHOW TABLES'")
    checks = data_checks(report(finding("db.missing_table", remediation=(step,))))
    assert checks[0].command == (
        "aws logs filter-log-events --log-group-name /ecs/web --log-stream-names ecs/app/1 "
        f"--start-time {ONSET} --end-time {ONSET}"
    )
    assert checks[-1].command == "mysql -e 'SHOW TABLES'"


@pytest.mark.parametrize(
    ("looked", "wanted"),
    [
        (deployed(5), IMPLICATED),
        (deployed(8_640, 5), IMPLICATED),
        (deployed(60), RULED_OUT),
        (deployed(-5), RULED_OUT),
        (deployed(), RULED_OUT),
        (deployed(known=False), UNKNOWN),
    ],
)
def test_a_deployment_and_the_onset(looked: Looked, wanted: CheckVerdict) -> None:
    assert deployment_check(report(finding("code.exception")), looked).verdict is wanted


def test_a_fault_as_old_as_the_window_may_be_older() -> None:
    old = finding("code.exception", first_seen=WINDOW.start + 1_000)
    assert deployment_check(report(old), deployed(120)).verdict is UNKNOWN
    assert deployment_check(report(old), deployed(8_640)).verdict is RULED_OUT


def test_without_a_fault_there_is_nothing_to_bring() -> None:
    assert deployment_check(report(), deployed(5)).verdict is NOT_APPLICABLE


def test_the_checklist_goes_from_infrastructure_to_data() -> None:
    found = deployed(5)
    checks = tuple(Hypothesis(layer, "x", "y").ruled_out("z") for layer in (Layer.APPLICATION, Layer.INFRASTRUCTURE))
    looked = Looked(checks, (Change(ONSET, "deployed", "ecs"),), found.ecs)
    concluded = conclude(report(finding("db.missing_table")), looked)
    assert [check.layer for check in concluded.checks] == [
        Layer.INFRASTRUCTURE, Layer.APPLICATION, Layer.APPLICATION, *[Layer.DATA] * 4,
    ]  # fmt: skip
    assert concluded.changes == looked.changes

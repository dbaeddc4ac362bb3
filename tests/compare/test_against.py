"""A report measured against another environment."""

import msgspec
import pytest

from tests.compare.making import access, compared, event, missing_table, side, topology
from triage.compare.against import against
from triage.compare.sides import Side
from triage.model.events import LogEvent
from triage.model.report import Check, CheckVerdict, Gap, Report
from triage.model.rules import Layer

CHECK = Check(
    Layer.APPLICATION, "A", "aws ecs describe-task-definition --task-definition web:7", "", CheckVerdict.UNKNOWN
)
AMI = "Tasks have no machine to run on because an AMI does not exist"
DEFINITION = "The task definition differs from that of staging in what the fault names"


def _a(*events: LogEvent, **variables: str) -> Side:
    return side("production", events, topology("production", **variables), (CHECK,))


def _b(*events: LogEvent, **variables: str) -> Side:
    return side("staging", events, topology("staging", **variables), (CHECK,))


def _report(a: Side, b: Side) -> Report:
    return against(a.report, compared(a, b))


def _definition(report: Report) -> Check:
    return next(one for one in report.checks if one.hypothesis == DEFINITION)


def test_what_the_other_lacks_and_what_it_shows_too() -> None:
    a = _a(*missing_table("production", "shop_prod", 9), *[event("production", 5, "ERROR the hinge came off")] * 3)
    report = _report(a, _b(*access("staging", "/", 200, 9), *[event("staging", 5, "ERROR the hinge came off")] * 3))
    assert report.findings[0].seen == "not in staging"
    assert report.findings[0].why[-1].factor == "baseline"
    assert [(one.new, one.seen) for one in report.unmatched] == [(False, "as in staging: 3 there")]


def test_names_of_the_environments_make_no_difference() -> None:
    report = _report(_a(*missing_table("production", "shop_prod", 9)), _b(*missing_table("staging", "shop_staging", 9)))
    assert report.findings[0].seen == "as in staging: 9 there"


def test_what_the_other_alone_shows_is_told() -> None:
    report = _report(_a(*access("production", "/", 200, 9)), _b(*missing_table("staging", "shop_staging", 9)))
    (note,) = [one for one in report.diagnostics if one.code == "baseline_gone"]
    assert note.text.startswith("Only in staging: MySQL table does not exist")


def test_an_empty_or_unread_environment_proves_nothing_by_absence() -> None:
    a, empty = _a(*missing_table("production", "shop_prod", 9), event("production", 5, "ERROR the hinge")), _b()
    gap = msgspec.structs.replace(empty.report, gaps=(Gap("/ecs/shop/staging", "AccessDenied"),))
    for b in (empty, msgspec.structs.replace(empty, report=gap)):
        report = _report(a, b)
        assert report.findings[0].seen == "" and report.unmatched[0].new is None
        assert any("nothing is called absent there" in one.text for one in report.diagnostics)
    assert any("AccessDenied" in one.text for one in report.diagnostics)


@pytest.mark.parametrize(
    ("mine", "theirs", "verdict"),
    [
        ({"DB_NAME": "shop_prod"}, {"DB_NAME": "shop_staging"}, CheckVerdict.IMPLICATED),
        ({"LOG_LEVEL": "debug"}, {"LOG_LEVEL": "error"}, CheckVerdict.UNKNOWN),
        ({"BUCKET": "files-production"}, {"BUCKET": "files-staging"}, CheckVerdict.RULED_OUT),
        ({"MODE": "web"}, {"MODE": "web"}, CheckVerdict.RULED_OUT),
    ],
)
def test_the_task_definitions_are_a_hypothesis(
    mine: dict[str, str], theirs: dict[str, str], verdict: CheckVerdict
) -> None:
    a = _a(*missing_table("production", "shop_prod", 9), **mine)
    check = _definition(_report(a, _b(*access("staging", "/", 200, 9), **theirs)))
    assert check.verdict is verdict
    assert check.command == CHECK.command


def test_services_without_their_like_are_not_known() -> None:
    a = side("production", missing_table("production", "shop_prod", 9), None, (CHECK,))
    assert _definition(_report(a, _b())).verdict is CheckVerdict.UNKNOWN


def test_ami_ids_stand_beside_each_other() -> None:
    def machine(image: str) -> Check:
        return Check(Layer.INFRASTRUCTURE, AMI, "aws", f"{image} does not exist", CheckVerdict.RULED_OUT)

    a = side("production", (), topology("production"), (machine("ami-0aaaaaaaaaaaaaaaa"),))
    b = side("staging", (), topology("staging"), (machine("ami-0bbbbbbbbbbbbbbbb"),))
    for other, text in ((b, "the same is true of both"), (msgspec.structs.replace(b, report=a.report), "")):
        report = against(a.report, compared(a, other))
        (check,) = [one for one in report.checks if one.hypothesis == "The AMI ids differ from those of staging"]
        assert check.verdict is CheckVerdict.RULED_OUT
        assert check.reason.startswith(text)


def test_without_checks_there_are_none() -> None:
    a = side("production", missing_table("production", "shop_prod", 9), topology("production"))
    assert _report(a, _b()).checks == ()

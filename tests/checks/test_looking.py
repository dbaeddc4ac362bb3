import threading

import msgspec
import pytest

from tests.checks.subjects import subject, web
from triage.aws.session import AwsSession
from triage.checks.facts import Looked, Subject
from triage.checks.looking import LOOKS, Look, Looking
from triage.checks.services import look_at_services
from triage.checks.targets import look_at_targets
from triage.checks.tasks import look_at_tasks
from triage.checks.wording import Hypothesis, ago, few, line
from triage.model.environment import Note
from triage.model.report import CheckVerdict
from triage.model.rules import Layer


def look(says: str, wait: threading.Event | None = None, error: Exception | None = None) -> Look:
    def run(_: Subject) -> Looked:
        if wait is not None:
            wait.wait(30)
        if error is not None:
            raise error
        return Looked((Hypothesis(Layer.DATA, says, "aws x").ruled_out("fine"),))

    return Look(run, ((Layer.DATA, says),), "aws x")


def test_results_stand_in_the_order_of_the_looks(session: AwsSession) -> None:
    found = Looking(subject(session), [look("b"), look("a")]).result(30)
    assert [check.hypothesis for check in found.checks] == ["b", "a"]


def test_a_look_that_does_not_end_is_unknown(session: AwsSession) -> None:
    gate = threading.Event()
    found = Looking(subject(session), [look("slow", gate)]).result(0)
    gate.set()
    assert [(check.hypothesis, check.verdict) for check in found.checks] == [("slow", CheckVerdict.UNKNOWN)]


def test_a_defect_of_a_check_is_named_and_costs_no_report(session: AwsSession) -> None:
    found = Looking(subject(session), [look("broken", error=KeyError("x")), look("sound")]).result(30)
    assert [check.verdict for check in found.checks] == [CheckVerdict.UNKNOWN, CheckVerdict.RULED_OUT]
    assert found.checks[0].reason == "KeyError: 'x'"


def test_an_unreachable_aws_leaves_every_hypothesis_open() -> None:
    session = AwsSession("eu-west-1", endpoint_url="http://127.0.0.1:9")
    found = Looking(subject(session, web(target_groups=("arn:x:targetgroup/web/1",)))).result(30)
    known = {check.hypothesis for check in found.checks if check.verdict is not CheckVerdict.UNKNOWN}
    assert known == {"A variable or secret of the task definition is empty or named twice"}
    assert {says for one in LOOKS for _, says in one.hypotheses} == {check.hypothesis for check in found.checks}


@pytest.mark.parametrize(
    ("notes", "wanted"),
    [
        ((), CheckVerdict.NOT_APPLICABLE),
        ((Note("refused", "ecs:ListClusters", "not authorized"),), CheckVerdict.UNKNOWN),
    ],
)
def test_without_services_every_hypothesis_is_still_listed(
    session: AwsSession, notes: tuple[Note, ...], wanted: CheckVerdict
) -> None:
    asked = subject(session)
    asked = msgspec.structs.replace(asked, environment=msgspec.structs.replace(asked.environment, notes=notes))
    found = [look.run(asked) for look in LOOKS if look.run in (look_at_services, look_at_tasks, look_at_targets)]
    assert [check.verdict for looked in found for check in looked.checks] == [wanted] * 7


@pytest.mark.parametrize(
    ("span", "text"),
    [(0, "0 s"), (73_000, "73 s"), (720_000, "12 min"), (18_000_000, "5 h"), (6 * 86_400_000, "6 days")],
)
def test_spans_read_in_one_unit(span: int, text: str) -> None:
    assert ago(span) == text


def test_lists_and_lines_are_cut_short() -> None:
    assert few(["a", "b", "c", "d"]) == "a; b; c; and 1 more"
    assert line("a\n b" + "c" * 1_000, 10) == "a bcccccc…"

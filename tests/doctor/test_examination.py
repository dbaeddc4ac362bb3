"""What the doctor says of accounts in good and in bad health; AWS is a fake that answers what a test plans."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import formatdate
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from triage.aws.policy import GRANTS
from triage.aws.session import AwsSession
from triage.cli.doctor import as_json, as_text
from triage.doctor import Examination, Item, State, examine
from triage.doctor.permissions import Place, permissions
from triage.errors import AccessError, CredentialsError

NOW = 1_800_000_000.0
Answer = Callable[[str, dict[str, Any]], dict[str, Any]]


def refused(operation: str, code: str = "AccessDeniedException", status: int = 400, message: str = "") -> ClientError:
    said = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {"date": formatdate(NOW - 1_000)}},
    }
    return ClientError(cast("Any", said), operation)


@pytest.fixture(autouse=True)
def rules_at_once(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Loading the whole library takes seconds: one test does it."""
    if "pack" not in request.node.name:
        monkeypatch.setattr(
            "triage.doctor.examination._rules", lambda packs: Item("Tool", "rules", State.FINE, "7 rules")
        )


class FakeAws:
    """A session whose every client answers with one function of (method, arguments)."""

    profile = ""
    endpoint_url = ""
    region = "eu-west-1"

    def __init__(self, answer: Answer, served: float = NOW) -> None:
        self._answer = answer
        self._served = served
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def client(self, service: str = "", region: str = "", attempts: int = 1) -> FakeAws:
        return self

    logs = ecs = sts = client

    def known_regions(self) -> tuple[str, ...]:
        return ("eu-west-1",)

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        def call(**arguments: Any) -> dict[str, Any]:
            self.calls.append((name, arguments))
            return {
                "ResponseMetadata": {"HTTPHeaders": {"date": formatdate(self._served)}},
                **self._answer(name, arguments),
            }

        return call


def healthy(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, dict[str, Any]] = {
        "describe_log_groups": {"logGroups": [{"logGroupName": "/ecs/a"}, {"logGroupName": "/ecs/b"}]},
        "list_clusters": {"clusterArns": ["arn:aws:ecs:eu-west-1:1:cluster/blue"]},
        "get_caller_identity": {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/anna"},
    }
    return answers.get(name, {})


def denying(*names: str, on: str = "") -> Answer:
    def answer(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name in names and (not on or on in str(arguments)):
            raise refused(name)
        return healthy(name, arguments)

    return answer


def look(aws: FakeAws) -> dict[str, Item]:
    return {item.name: item for item in examine(cast("AwsSession", aws), clock=lambda: NOW).items}


def test_a_healthy_account_lacks_nothing() -> None:
    found = examine(cast("AwsSession", FakeAws(healthy)), clock=lambda: NOW)
    assert found.missing == ()
    names = [item.name for item in found.items]
    assert [grant.action for grant in GRANTS] == names[-len(GRANTS) :]
    assert {"credentials", "Region", "clock", "rules", "Python"} <= set(names)


def test_who_is_asking_is_said() -> None:
    assert look(FakeAws(healthy))["credentials"].text == "account 123456789012, arn:aws:iam::123456789012:user/anna"


def test_a_missing_permission_is_named_by_its_action() -> None:
    found = look(FakeAws(denying("filter_log_events")))
    item = found["logs:FilterLogEvents"]
    assert item.state is State.MISSING
    assert "logs:FilterLogEvents" in item.text
    assert "allow logs:FilterLogEvents" in item.hint
    assert [name for name, one in found.items() if one.state is State.MISSING] == ["logs:FilterLogEvents"]


def test_a_policy_that_covers_some_groups_only_is_told() -> None:
    item = look(FakeAws(denying("filter_log_events", on="/ecs/b")))["logs:FilterLogEvents"]
    assert item.state is State.MISSING
    assert "1 of the 2 places" in item.text


def test_not_found_and_not_valid_mean_that_the_call_is_allowed() -> None:
    def answer(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "describe_tasks":
            raise refused(name, "ClusterNotFoundException")
        if name == "describe_task_definition":
            raise refused(name, "ClientException")
        return healthy(name, arguments)

    found = look(FakeAws(answer))
    assert (found["ecs:DescribeTasks"].state, found["ecs:DescribeTaskDefinition"].state) == (State.FINE, State.FINE)


def test_a_broken_endpoint_is_unknown_and_not_missing() -> None:
    def answer(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if name == "list_services":
            raise EndpointConnectionError(endpoint_url="x")
        if name == "list_tasks":
            raise refused(name, "500", 500)
        return healthy(name, arguments)

    found = look(FakeAws(answer))
    assert (found["ecs:ListServices"].state, found["ecs:ListTasks"].state) == (State.UNKNOWN, State.UNKNOWN)


def silent(*names: str) -> Answer:
    def answer(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if not names or name in names:
            raise EndpointConnectionError(endpoint_url="https://aws.example")
        return healthy(name, arguments)

    return answer


def test_where_nothing_of_aws_answers_nothing_more_is_tried() -> None:
    aws = FakeAws(silent())
    with pytest.raises(AccessError, match="cannot be reached"):
        look(aws)
    assert [name for name, _ in aws.calls] == ["get_caller_identity", "describe_log_groups"]


def test_logs_that_answer_are_examined_without_sts() -> None:
    found = look(FakeAws(silent("get_caller_identity")))
    assert (found["identity"].state, found["logs:FilterLogEvents"].state) == (State.UNKNOWN, State.FINE)


def test_a_hint_stands_once_and_the_end_names_the_environment() -> None:
    items = [Item("AWS", name, State.UNKNOWN, "could not tell", "look at the network") for name in ("a", "b")]
    rows = as_text(Examination(tuple(items)), "my production").splitlines()
    assert sum("look at the network" in row for row in rows) == 1
    assert rows[-1] == "Nothing is missing (2 could not be told). Next: triage discover 'my production'"


def test_every_try_reads_the_first_second_of_1970_or_nothing_at_all() -> None:
    aws = FakeAws(healthy)
    permissions(cast("AwsSession", aws), Place("eu-west-1", ("/ecs/a",), "blue"))
    for name, arguments in aws.calls:
        if name in ("filter_log_events", "start_query"):
            assert (arguments["startTime"], arguments["endTime"] <= 1_000) == (0, True)
        assert not name.startswith(("create", "put", "delete", "update", "execute"))


@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [(0, State.FINE, "agrees"), (100, State.FINE, "1m 40s"), (1_000, State.MISSING, "16m 40s ahead of AWS")],
)
def test_the_clock_is_compared_with_the_service(seconds: int, state: State, words: str) -> None:
    item = look(FakeAws(healthy, NOW - seconds))["clock"]
    assert item.state is state
    assert words in item.text


def test_refused_credentials_with_a_wrong_clock_name_the_clock() -> None:
    def answer(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        raise refused(name, "InvalidSignatureException")

    with pytest.raises(CredentialsError, match="16m 40s ahead of AWS"):
        look(FakeAws(answer))


def test_a_broken_pack_is_missing_and_named() -> None:
    found = examine(cast("AwsSession", FakeAws(healthy)), ["/nowhere/at/all"], clock=lambda: NOW)
    assert [item.name for item in found.missing] == ["rules"]
    assert "/nowhere/at/all" in found.missing[0].text


def test_the_text_ends_with_what_is_missing() -> None:
    found = examine(cast("AwsSession", FakeAws(denying("list_tasks"))), clock=lambda: NOW)
    assert as_text(found).splitlines()[-1].startswith("Missing: ecs:ListTasks")


def test_json_carries_every_item() -> None:
    found = examine(cast("AwsSession", FakeAws(denying("list_tasks"))), clock=lambda: NOW)
    decoded = json.loads(as_json(found))
    assert decoded["fine"] is False
    assert len(decoded["items"]) == len(found.items)


def test_hostile_answers_are_inert() -> None:
    def answer(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"Account": "1", "Arn": "\x1b[2J\nx"} if name == "get_caller_identity" else healthy(name, arguments)

    text = as_text(examine(cast("AwsSession", FakeAws(answer)), clock=lambda: NOW))
    assert "\x1b[2J" not in text

"""Accounts with more log groups than are listed whole."""

from typing import Any

from tests.aws.answers import play
from tests.discovery.account import Account
from tests.discovery.test_find import found, targets
from triage.aws.session import AwsSession


class LogGroups:
    """DescribeLogGroups as AWS answers it: pages of fifty, substring and prefix, little detail by substring."""

    def __init__(self, *names: str, classes: dict[str, str] | None = None) -> None:
        self.names = sorted(names)
        self.classes = classes or {}
        self.requests: list[dict[str, Any]] = []

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        self.requests.append(request)
        part, prefix = request.get("logGroupNamePattern"), request.get("logGroupNamePrefix", "")
        names = [name for name in self.names if name.startswith(prefix) and (part or "") in name]
        start = int(request.get("nextToken", "0"))
        page = {"logGroups": [self._described(name, bool(part)) for name in names[start : start + 50]]}
        return page | ({"nextToken": str(start + 50)} if start + 50 < len(names) else {})

    def _described(self, name: str, little: bool) -> dict[str, str]:
        arn = f"arn:aws:logs:eu-west-1:123456789012:log-group:{name}"
        described = {"logGroupName": name, "arn": f"{arn}:*"}
        if not little:
            described |= {"logGroupArn": arn, "logGroupClass": self.classes.get(name, "STANDARD")}
        return described


def test_every_page_of_the_listing_is_read(account: Account, session: AwsSession) -> None:
    server = LogGroups(*(f"/ecs/a{n:03d}" for n in range(120)), "/ecs/production")
    play(session.logs(), "DescribeLogGroups", server)  # type: ignore[arg-type]
    assert targets(found(session)) == [("/ecs/production", "")]
    assert len(server.requests) == 3


def test_a_large_account_is_searched_by_the_words_and_classes_are_looked_up(
    account: Account, session: AwsSession
) -> None:
    names = ["/z/web-Prod", "/z/production", "/z/nonprod", "/z/PROD"]
    server = LogGroups(*(f"/a/{n:04d}" for n in range(3000)), *names, classes={"/z/PROD": "INFREQUENT_ACCESS"})
    play(session.logs(), "DescribeLogGroups", server)  # type: ignore[arg-type]
    environment = found(session)
    assert [(target.log_group, target.log_class) for target in environment.targets] == [
        ("/z/PROD", "INFREQUENT_ACCESS"),
        ("/z/production", "STANDARD"),
        ("/z/web-Prod", "STANDARD"),
    ]
    assert len(server.requests) < 25


def test_a_named_group_of_a_large_account_is_found(account: Account, session: AwsSession) -> None:
    server = LogGroups(*(f"/a/{n:04d}" for n in range(3000)), "/z/vendor/one", "/z/vendor/two")
    play(session.logs(), "DescribeLogGroups", server)  # type: ignore[arg-type]
    environment = found(session, log_groups=("/z/vendor/*",))
    assert targets(environment) == [("/z/vendor/one", ""), ("/z/vendor/two", "")]

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.discovery.account import REGION, Account
from triage.aws.session import AwsSession


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An empty emulated account, inside this process."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with mock_aws():
        yield Account()


@pytest.fixture
def session() -> AwsSession:
    return AwsSession(REGION)

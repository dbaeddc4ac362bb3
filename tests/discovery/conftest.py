from collections.abc import Iterator

import pytest
from botocore.loaders import Loader
from moto import mock_aws

from tests.discovery.account import REGION, Account
from triage.aws.session import AwsSession

SERVICE_MODELS = Loader()
"""Read once for all tests: parsing them anew takes longer than a test."""


@pytest.fixture(autouse=True)
def shared_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.session.create_loader", lambda *_: SERVICE_MODELS)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An empty emulated account, inside this process."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    with mock_aws():
        yield Account()


@pytest.fixture
def session() -> AwsSession:
    return AwsSession(REGION)

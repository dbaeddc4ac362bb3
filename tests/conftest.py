"""Every test runs without network, real credentials or a user's own settings."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.aws.granting import hold_to_the_policy

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

CLOSED_PORT = "http://127.0.0.1:9"
"""Nothing listens there: a client that escapes its test double fails at once instead of reaching AWS."""


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dummy credentials, a closed endpoint, and a home folder that holds nothing; gives that folder.

    Compiled rules alone are shared by all tests: each that starts a process would compile them anew."""
    home = tmp_path_factory.mktemp("home")
    base = tmp_path_factory.getbasetemp()
    for name in list(os.environ):
        if name.startswith(("AWS_", "TRIAGE_", "XDG_", "BOTO_")):
            monkeypatch.delenv(name)
    settings = {
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": CLOSED_PORT,
        "AWS_CONFIG_FILE": str(home / "no-aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "no-aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    hold_to_the_policy(monkeypatch)
    return home

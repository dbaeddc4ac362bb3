"""Every call that the product makes in a test is held against the least policy."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from triage.aws.policy import actions
from triage.aws.session import AwsSession

PREFIX = {"elastic load balancing v2": "elasticloadbalancing", "cloudwatch logs": "logs"}
SAME = {"s3:HeadObject": "s3:GetObject", "s3:ListObjectsV2": "s3:ListBucket", "s3:HeadBucket": "s3:ListBucket"}


def action_of(model: Any) -> str:
    """The IAM action of a botocore operation model."""
    service = str(model.service_model.service_id).lower()
    action = f"{PREFIX.get(service, service)}:{model.name}"
    return SAME.get(action, action)


def _by_a_test() -> bool:
    """True when a test itself makes the call, such as to plant what the product is to find."""
    frame = sys._getframe(2)
    while frame.f_back is not None and {"botocore", "boto3"} & set(Path(frame.f_code.co_filename).parts):
        frame = frame.f_back
    return "tests" in Path(frame.f_code.co_filename).parts


def hold_to_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any call of the product that its own policy does not grant fail the test."""
    plain, granted = AwsSession._client, frozenset(actions())

    def client(session: AwsSession, service: str, region: str, attempts: int) -> Any:
        made: Any = plain(session, service, region, attempts)
        made.meta.events.register("before-call.*.*", check, unique_id="policy")
        return made

    def check(model: Any, **_: object) -> None:
        action = action_of(model)
        assert action in granted or _by_a_test(), f"{action} is called, and the least policy does not grant it"

    monkeypatch.setattr(AwsSession, "_client", client)

"""What went wrong with a call, and so what to do: try again, begin again, or give up a slice, a group or the run."""

from __future__ import annotations

from enum import Enum

import msgspec

from triage.aws.errors import RefusalKind, explain
from triage.aws.session import AwsSession
from triage.errors import CredentialsError, TriageError
from triage.sources.cloudwatch.wire import NotThePage

ACTION = "logs:FilterLogEvents"
_TRANSIENT = frozenset(
    {"InternalFailure", "InternalServerError", "InternalError", "ServiceUnavailable", "ServiceUnavailableException"}
)


class Way(Enum):
    """What to do after a call failed."""

    THROTTLED = "wait, then again"
    AGAIN = "again"
    RESTART = "the slice from its start, because its token is no good"
    GROUP = "give up the log group"
    RUN = "give up everything in this account"


class Trouble(msgspec.Struct, frozen=True):
    """One failed call, in words for the report."""

    way: Way
    reason: str
    hint: str = ""


INFREQUENT = Trouble(
    Way.GROUP,
    "its class is Infrequent Access, which FilterLogEvents does not read",
    "read it with CloudWatch Logs Insights",
)
SAME_TOKEN = Trouble(Way.RESTART, "the service repeated a page token", "run it again")
NO_END = Trouble(Way.GROUP, "the service sent empty pages without end", "choose a shorter window")


def trouble(error: Exception, session: AwsSession, group: str) -> Trouble:
    """A failed FilterLogEvents call on a group (name or ARN); `error` is what `fetch` raised."""
    from botocore.exceptions import ClientError

    if isinstance(error, NotThePage):
        return Trouble(Way.AGAIN, "an answer held no events at all: is a proxy in between?", "check the proxy settings")
    answer = error.response if isinstance(error, ClientError) else None
    code, message = (answer["Error"].get("Code", ""), answer["Error"].get("Message", "")) if answer else ("", "")
    status = answer["ResponseMetadata"].get("HTTPStatusCode", 0) if answer else 0
    if code.startswith("Invalid") and "infrequent" in message.lower().replace("_", " "):
        return INFREQUENT
    if code == "InvalidParameterException" and "token" in message.lower():
        return Trouble(Way.RESTART, "the service refused its own page token", "run it again")
    outcome = explain(error, session, ACTION, group)
    if isinstance(outcome, TriageError):
        way = Way.RUN if isinstance(outcome, CredentialsError) else Way.GROUP
        return Trouble(way, outcome.message, outcome.hint)
    if outcome.kind is RefusalKind.THROTTLED:
        return Trouble(Way.THROTTLED, "throttled beyond the retry budget", "lower --quota-share, or run it later")
    if status >= 500 or code in _TRANSIENT:
        return Trouble(Way.AGAIN, f"the service failed again and again ({code or status})", "run it again")
    if outcome.kind is RefusalKind.UNREACHABLE or answer is None:
        return Trouble(Way.AGAIN, outcome.reason, outcome.hint)
    if "kms" in message.lower() and outcome.kind in (RefusalKind.DENIED, RefusalKind.FAILED):
        return Trouble(
            Way.GROUP, "its key may not be used", "allow kms:Decrypt on the log group's key, and enable the key"
        )
    if outcome.kind is RefusalKind.MISSING:
        return Trouble(Way.GROUP, "the log group does not exist", "was it deleted, or is it in another Region?")
    return Trouble(Way.GROUP, outcome.reason, outcome.hint or f"allow {ACTION} on {group}")

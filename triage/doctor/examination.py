"""The examination: one item after the other, none of which stops the others."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from triage import __version__
from triage.aws.errors import explain
from triage.aws.session import AwsSession
from triage.doctor.model import Examination, Item, State
from triage.doctor.permissions import Place, permissions
from triage.errors import AccessError, RuleError, TriageError

MOST_SKEW = 300
"""Seconds: AWS refuses signatures that are further off."""
NOTABLE_SKEW = 30
_LIBRARIES = ("boto3", "hyperscan", "regex", "msgspec", "rich")


def examine(
    session: AwsSession,
    packs: Sequence[str] = (),
    place: Callable[[AwsSession], Place] | None = None,
    clock: Callable[[], float] = time.time,
) -> Examination:
    """Look at everything. `place` finds out where permissions are tried; without it they are tried anywhere.

    Raises CredentialsError and AccessError when AWS cannot be asked at all."""
    items = [*_tool(), _rules(packs)]
    items += _aws(session, clock)
    where = (place or anywhere)(session)
    items += permissions(session, where)
    return Examination(tuple(items))


def anywhere(session: AwsSession) -> Place:
    """The first log groups and the first cluster of the account, as far as they may be listed."""
    from botocore.exceptions import BotoCoreError, ClientError

    groups: tuple[str, ...] = ()
    cluster = ""
    try:
        listed = session.logs(attempts=2).describe_log_groups(limit=3).get("logGroups", [])
        groups = tuple(group.get("logGroupName", "") for group in listed)
    except (BotoCoreError, ClientError):
        pass  # its own item says so
    try:
        clusters = session.ecs(attempts=2).list_clusters(maxResults=1).get("clusterArns", [])
        cluster = clusters[0].rsplit("/", 1)[-1] if clusters else ""
    except (BotoCoreError, ClientError):
        pass
    return Place(session.region, groups, cluster)


def _tool() -> list[Item]:
    python = f"{platform.python_implementation()} {platform.python_version()} at {sys.executable}"
    items = [
        Item("Tool", "triage", State.FINE, __version__),
        Item("Tool", "Python", State.FINE, python),
    ]
    found, missing = [], []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    items.append(Item("Tool", "libraries", State.FINE, ", ".join(found)))
    if missing:
        hint = "pip install --force-reinstall cloudwatch-triage"
        items.append(Item("Tool", "libraries", State.MISSING, f"not installed: {', '.join(missing)}", hint))
    return items


def _rules(packs: Sequence[str]) -> Item:
    """Whether the library loads, and really finds something."""
    from triage.ruleset.library import load_rules

    try:
        rules = load_rules([Path(pack) for pack in packs])
        rules.matcher()
    except RuleError as error:
        return Item("Tool", "rules", State.MISSING, str(error), error.hint)
    except TriageError as error:
        return Item("Tool", "rules", State.MISSING, error.message, error.hint)
    text = f"{len(rules.rules)} rules, version {rules.version}"
    if rules.errors:
        first = rules.errors[0]
        text = f"{text}; {len(rules.errors)} are broken and skipped, first: {first}"
        return Item("Tool", "rules", State.MISSING, text, first.hint)
    return Item("Tool", "rules", State.FINE, text)


def _aws(session: AwsSession, clock: Callable[[], float]) -> list[Item]:
    from botocore.exceptions import BotoCoreError, ClientError

    items = [Item("AWS", "Region", State.FINE, session.region)]
    if session.endpoint_url:
        items.append(Item("AWS", "endpoint", State.FINE, session.endpoint_url))
    began = clock()
    try:
        identity: Any = session.sts(attempts=2).get_caller_identity()
    except ClientError as error:
        skew = _skew(error.response["ResponseMetadata"], began, clock())
        outcome = explain(error, session, "sts:GetCallerIdentity")
        if isinstance(outcome, TriageError) and skew is not None and abs(skew) > MOST_SKEW:
            raise type(outcome)(
                f"{outcome.message}; the clock of this machine is {_words(skew)}", "set the clock, then run it again"
            ) from error
        if isinstance(outcome, TriageError):
            raise outcome from error
        items.append(Item("AWS", "identity", State.UNKNOWN, outcome.reason, outcome.hint))
        return [*items, _clock(skew)]
    except BotoCoreError as error:
        outcome = explain(error, session, "sts:GetCallerIdentity")
        if isinstance(outcome, TriageError):
            raise outcome from error
        if not _answers(session):
            raise AccessError(outcome.reason, outcome.hint) from error
        items.append(Item("AWS", "identity", State.UNKNOWN, outcome.reason, outcome.hint))
        return items
    who = f"account {identity.get('Account', '?')}, {identity.get('Arn', '?')}"
    items.insert(0, Item("AWS", "credentials", State.FINE, who))
    return [*items, _clock(_skew(identity["ResponseMetadata"], began, clock()))]


def _answers(session: AwsSession) -> bool:
    """Whether the logs can be asked: a private network may have a way to them and none to STS."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        session.logs(attempts=2).describe_log_groups(limit=1)
    except ClientError:
        return True
    except BotoCoreError:
        return False
    return True


def _clock(skew: float | None) -> Item:
    if skew is None:
        return Item("AWS", "clock", State.UNKNOWN, "the answer bore no date")
    if abs(skew) > MOST_SKEW:
        hint = "set the clock: AWS refuses signatures, and --since is counted from it"
        return Item("AWS", "clock", State.MISSING, f"the clock of this machine is {_words(skew)}", hint)
    if abs(skew) > NOTABLE_SKEW:
        return Item("AWS", "clock", State.FINE, f"the clock of this machine is {_words(skew)}; windows shift with it")
    return Item("AWS", "clock", State.FINE, "within 30 s of AWS" if abs(skew) > 2 else "agrees with AWS")


def _skew(metadata: Any, began: float, ended: float) -> float | None:
    """Seconds that the local clock is ahead of the service's; None where it gave no date."""
    try:
        served = parsedate_to_datetime(metadata.get("HTTPHeaders", {})["date"])
    except (KeyError, TypeError, ValueError):
        return None
    served = served if served.tzinfo else served.replace(tzinfo=UTC)
    middle = (began + ended) / 2
    ahead = middle - served.timestamp()
    return ahead if ahead < 0 or ahead > 1 else 0.0  # the header drops fractions


def _words(skew: float) -> str:
    from triage.timespan import humane

    return f"{humane(int(abs(skew) * 1000))} {'ahead of' if skew > 0 else 'behind'} AWS"

"""The checks of both sides beside each other, hypothesis by hypothesis."""

import re

from triage.compare.model import CheckPair
from triage.compare.names import Names
from triage.model.report import Check, CheckVerdict

MOST_CHECKS = 60
_IMAGE = re.compile(r"(?<![A-Za-z0-9])ami-[0-9a-f]{8,17}(?![A-Za-z0-9])", re.ASCII)
"""Of all ids of EC2 only those of images can be the same in two environments."""
NOT_ASKED = "not looked at"


def pair_checks(a: tuple[Check, ...], b: tuple[Check, ...], names: tuple[Names, Names]) -> tuple[CheckPair, ...]:
    """Checks that test the same hypothesis; several of one hypothesis pair in their order. What only one side was
    asked is unknown on the other."""
    theirs: dict[tuple[str, str], list[Check]] = {}
    for check in b:
        theirs.setdefault(_key(check, names[1]), []).append(check)
    rows = []
    for check in a:
        others = theirs.get(_key(check, names[0]), [])
        rows.append(_pair(check, others.pop(0) if others else None))
    rows += [_reverse(check) for left in theirs.values() for check in left]
    return tuple(rows[:MOST_CHECKS])


def machine_images(text: str) -> tuple[str, ...]:
    """Ids of machine images in a text, sorted."""
    return tuple(sorted(set(_IMAGE.findall(text))))


def _key(check: Check, names: Names) -> tuple[str, str]:
    return check.layer.value, names.shared(check.hypothesis)


def _told(check: Check) -> str:
    return f"{check.finding} ({check.reason})" if check.reason else check.finding


def _pair(check: Check, other: Check | None) -> CheckPair:
    verdict = other.verdict if other else CheckVerdict.UNKNOWN
    told = _told(other) if other else NOT_ASKED
    return CheckPair(check.layer, check.hypothesis, check.verdict, _told(check), verdict, told, check.command)


def _reverse(check: Check) -> CheckPair:
    unknown = CheckVerdict.UNKNOWN
    return CheckPair(check.layer, check.hypothesis, unknown, NOT_ASKED, check.verdict, _told(check), check.command)

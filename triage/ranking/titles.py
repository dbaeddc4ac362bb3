"""The title of a finding: the rule's own, and the thing that is faulty by its name."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from triage.model.rules import Rule
from triage.model.taxonomy import ENTITIES
from triage.ranking.candidates import Candidate, is_address

MOST = 2
"""Names in one title."""
LONGEST = 80
_LISTED = 3
"""Values of one name that a title lists."""
_UNTYPED = frozenset({"Error", "Exception"})
_SAID = re.compile(r'[^\n"\\]+')


def title(rule: Rule, candidate: Candidate) -> str:
    """The rule's title and at most two names that it does not hold already; of an exception, what it says."""
    shown: list[str] = []
    for text in _names(rule, candidate):
        told = "/" in text and any(_holds(one, text) or _holds(text, one) for one in shown)
        if len(shown) < MOST and re.search(r"\w", text) and not told:
            shown.append(text)
    return f"{rule.title}: {' · '.join(shown)}" if shown else rule.title


def _names(rule: Rule, candidate: Candidate) -> Iterator[str]:
    names = [c.name for c in rule.captures if c.name in ENTITIES and not c.sensitive and c.name != "request_id"]
    said = _said(rule, candidate) if "exception" in names else ""
    if said and "file" in names and candidate.values("file"):
        names = [name for name in names if name != "function"]
    for name in names:
        values = [value for value in candidate.values(name) if not _holds(rule.title, value)]
        if name == "exception" and said:
            yield said
        elif name == "host":
            yield _hosts(rule, candidate, values)
        elif name == "port":
            yield "" if "host" in names and any(map(_is_told, candidate.values("host"))) else _few(name, values)
        else:
            yield _few(name, values)


def _few(name: str, values: Sequence[str]) -> str:
    """The values; of several addresses or many files, the folder that they share; of addresses without one, nothing."""
    if len(values) > 1 and name in ("url", "path"):
        return _folder(values)
    if len(values) > _LISTED and name == "file" and (folder := _folder(values)):
        return folder
    head = ", ".join(value[:LONGEST] for value in values[:_LISTED])
    if head and name in ("port", "exit_code"):
        head = f"{name.replace('_', ' ')} {head}"
    return f"{head} and {len(values) - _LISTED} more" if len(values) > _LISTED else head


def _folder(paths: Sequence[str]) -> str:
    """`/var/lib/app/…`; empty where they share nothing."""
    shared: list[str] = []
    for parts in zip(*(path.split("/")[:-1] for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return f"{'/'.join(shared)}/…"[-LONGEST:] if any(shared) else ""


def _hosts(rule: Rule, candidate: Candidate, values: Sequence[str]) -> str:
    """The hosts, the only one with its port; none that stands for every address, and no port of a name server."""
    told = [value for value in values if _is_told(value)]
    ports = candidate.values("port")
    if len(told) != 1 or len(ports) != 1 or rule.category.startswith("net.dns"):
        return _few("host", told)
    return f"[{told[0]}]:{ports[0]}" if ":" in told[0] else f"{told[0]}:{ports[0]}"


def _is_told(host: str) -> bool:
    """False for the address that a server listens on to be reached by every one."""
    return not (is_address(host) and ip_address(host).is_unspecified)


def _said(rule: Rule, candidate: Candidate) -> str:
    """The exception's message, its type before it, where most of the records have the same one."""
    capture = next((c for c in rule.captures if c.name == "message" and not c.sensitive), None)
    counts = candidate.whole.values.get("message")
    if capture is None or counts is None:
        return ""
    (message, count), *_ = counts.top(1)
    if 2 * count < candidate.count:
        return ""
    text = message.strip() if capture.field or " " in message else _matched(candidate, message)
    text = text.partition("\n")[0]
    types = candidate.values("exception")
    kind = re.split(r"[.\\:]+", types[0])[-1] if len(types) == 1 else ""
    if text and kind and kind not in _UNTYPED and not _holds(rule.title, kind) and not _holds(text, kind):
        text = f"{kind}: {text}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _matched(candidate: Candidate, word: str) -> str:
    """The line of the proof from its matched part on, where it holds the word."""
    for sample in candidate.whole.samples:
        found = _SAID.match(sample.message, sample.span[0])
        if sample.span[1] and found and word in found[0]:
            return found[0].strip(" ,;")
    return ""


def _holds(text: str, value: str) -> bool:
    """True where the text has the value as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None

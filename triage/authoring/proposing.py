"""A pattern with captures out of a template with wildcards."""

import re

import msgspec

from triage.model.rules import Capture
from triage.remediation import is_safe
from triage.ruleset.dialect import faults
from triage.ruleset.vocabulary import type_of

WILDCARD = "<*>"
MOST_CAPTURES = 8
_GAP = r"\s{1,4}"
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z_]{0,40})[^A-Za-z0-9]{0,3}$")
_PAIR = re.compile(r"([A-Za-z][A-Za-z_]{0,40}) ([A-Za-z][A-Za-z_]{0,40})[^A-Za-z0-9]{0,3}$")
_WORDS = {
    "table": "table", "relation": "table", "column": "column", "field": "column", "database": "database",
    "schema": "database", "db": "database", "index": "index", "constraint": "constraint", "host": "host",
    "hostname": "host", "server": "host", "broker": "host", "node": "host", "port": "port", "user": "user",
    "username": "user", "role": "user", "url": "url", "uri": "url", "path": "path", "endpoint": "url", "file": "file",
    "directory": "path", "folder": "path", "variable": "env_var", "setting": "env_var", "module": "module",
    "package": "module", "class": "module", "image": "image", "container": "container", "queue": "queue",
    "topic": "topic", "exchange": "exchange", "vhost": "vhost", "bucket": "bucket", "key": "key", "secret": "secret",
    "region": "region", "action": "action", "principal": "principal", "command": "command", "signal": "signal",
    "function": "function", "method": "function", "request": "request_id", "release": "release", "version": "release",
    "status": "status", "code": "code", "limit": "limit", "size": "size", "line": "line", "id": "id",
}  # fmt: skip


class Proposal(msgspec.Struct, frozen=True):
    """A pattern in the dialect of rules, and the captures of its groups."""

    pattern: str
    captures: tuple[Capture, ...]


def propose(template: str, sample: str) -> Proposal | None:
    """A pattern that matches `sample`; None where the template has too little fixed text, or cannot be found in it."""
    parts = re.split(r"<\*>", " ".join(template.split())[:600])
    names = _names(parts)
    blank = [""] * len(names)
    for guess, gap in ((names, " "), (names, _GAP), (blank, " "), (blank, _GAP)):
        pattern = _pattern(parts, guess, gap)
        found = None if faults(pattern) else re.search(pattern, sample, re.ASCII)
        if found is not None and max(map(len, parts)) >= 4:
            captures = (_capture(name, value) for name, value in found.groupdict().items() if value)
            return Proposal(pattern, tuple(captures))
    return None


def _names(parts: list[str]) -> list[str]:
    """A name of the entity vocabulary for each wildcard, by the word before it; empty where none is near."""
    found: list[str] = []
    for number, before in enumerate(parts[:-1]):
        name = _name(before)
        if not name and before == ":" and number and found[-1] == "host":
            name = "port"
        found.append(name if name not in found and len([f for f in found if f]) < MOST_CAPTURES else "")
    return found


def _name(before: str) -> str:
    pair, single = _PAIR.search(before), _LAST_WORD.search(before)
    for word in (pair[1] if pair else "", single[1] if single else ""):
        nearest = word.lower() if word else ""
        if single and word == single[1] and nearest in _WORDS:
            return _WORDS[nearest]
    if single and single[1].lower() in ("named", "called", "name", "is") and pair and pair[1].lower() in _WORDS:
        return _WORDS[pair[1].lower()]
    return ""


def _pattern(parts: list[str], names: list[str], gap: str) -> str:
    pieces = [_literal(parts[0], gap)]
    for name, before, after in zip(names, parts, parts[1:], strict=False):
        body = r"\S{1,200}?" if after[:1].strip() else r"\S{1,200}"
        if not name and not before.strip() and not after.strip():
            body = r"[^\n]{1,200}?"
        stop = re.escape(after[0]) if after[:1] in "'\"`)]>,;" and after[:1] else ""
        if stop:
            body = rf"[^{after[0] if after[0] not in ']' else stop}\n]{{1,200}}"
        pieces += [f"(?P<{name}>{body})" if name else body, _literal(after, gap)]
    return "".join(pieces).removesuffix(gap)


def _literal(text: str, gap: str) -> str:
    """The text as a pattern, its blanks as `gap`: templates write any gap as one blank."""
    return gap.join(re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", word) for word in text.split(" "))


def _capture(name: str, value: str) -> Capture:
    """Of the usual type of the name, where the sample's value fits it; else for display only."""
    usual = Capture(name, type_of(name))
    return usual if is_safe(value, usual) else Capture(name, "text")

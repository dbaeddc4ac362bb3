"""What a query must ask for so that it finds whatever the rules know: the words that errors are told with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from triage.model.rules import Rule, Severity
from triage.ruleset.literals import gate_of
from triage.ruleset.ordinary import is_rare

MARKERS = (
    "error", "exception", "traceback", "fatal", "panic", "critical", "emerg", "severe", "alert", "fail",
    "refused", "denied", "timed out", "timeout", "unavailable", "unable", "cannot", "could not", "no such",
    "not found", "killed", "out of memory", "oom", "sigterm", "sigsegv", "abort", "exited", "exit code",
    "exit status", "deadlock", "too many", "exhausted", "expired", "invalid", "missing", "does not exist",
    "doesn't exist", "not exist", "rejected", "unreachable", "unhandled", "uncaught", "crash", "not authorized",
    "unauthorized", "forbidden", "unknown", "undefined", "not set", "not defined", "no healthy", "rolled back",
    "corrupt", "violat", "throttl", "mismatch", "overflow", "read-only", "no space", "segfault", "no column", "is full",
    "permission", "migration", "disk space", "insufficient", "not enough", "exceeded", "exceeds", "duplicate",
    "incorrect", "malformed", "not allowed", "not permitted", "not supported", "not available", "not ready",
    "must be", "unexpected", "interrupted", "reset by peer", "can't", "too l", "conflict", "quota",
    "lost", "no conn", "was not ", "already",
)  # fmt: skip
"""Generous, for what does not match is never looked at. All lower case; found in any case."""
ABROAD = (
    "fehler",
    "erreur",
    "erro:",
    "ошибка",
    "ОШИБКА",
    "важно",
    "ВАЖНО",
    "错误",
    "不存在",
    "失败",
    "エラー",
    "ません",
    "오류",
    "gesperrt",
    "veraltet",
    "超时",
    "不足",
    "死锁",
    "すぎます",
    "starting_up",
)
"""The same as servers tell it in other languages, and in codes; "any case" may not reach beyond ASCII."""
SHAPES = (
    r"[^0-9a-z.]5[0-9][0-9] [0-9.-]+ ",
    r"\" 5[0-9][0-9] ",
    r"ora-[0-9]{5}",
    r"(status|code).{1,4}5[0-9][0-9]",
    r"answered 5[0-9][0-9]",
    r"http [a-z: ]{0,12}(40[13]|50[0-9])",
    r"\" 4[0-9][0-9] .{0,60}elb-healthchecker",
)
"""Requests that a server failed at, as access lines and clients tell it, and numbered errors."""
MAX_LENGTH = 9_000
"""Of one pattern: a query has at most 10,000 characters, and names streams besides."""
LEAST, LEAST_WIDE = 10, 6
"""Characters of a literal that are kept at least; each of those beyond WIDE says as much as a syllable."""
WIDE = "\u2e80"
_WORD = re.compile(r"[a-z][a-z0-9_'-]{6,}")
_COMMAND = re.compile(r"\b(fields|limit|sort) ")
_SHARED = 2
"""Literals that a word must stand in to be asked for in their place: it finds more than they do."""


def wanted(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Patterns of the query language, in any case; an event is wanted when one of them finds something in it.

    Each fits into one query; the fewer, the cheaper. The first holds the markers. Rules of severity info tell of
    ordinary events and are not asked for."""
    left = sorted({text for rule in rules if rule.severity > Severity.INFO for text in _uncovered(rule)})
    words = sorted(_cover(left))
    return tuple(_packed([_escaped(word) for word in words]))


def _uncovered(rule: Rule) -> list[str]:
    """Literals of a rule that no marker stands in; one that is common in ordinary lines would find everything."""
    texts = [literal.text.lower() for literal in gate_of(rule.match) or ()]
    return [text for text in texts if not any(marker in text for marker in MARKERS) and is_rare(text, True)]


def _cover(literals: Sequence[str]) -> set[str]:
    """Words, or whole literals, one of which stands in each literal: those that stand in most of them first."""
    found: set[str] = set()
    words = {text: {word for word in _WORD.findall(text) if is_rare(word, True)} for text in literals}
    counts = Counter(word for found in words.values() for word in found)
    choices = {text: {text, *(word for word in words[text] if counts[word] >= _SHARED)} for text in literals}
    for text in literals:
        if any(word in text for word in found):
            continue
        found.add(_short(min(choices[text], key=lambda word: (len(word) / max(1, counts[word]), word))))
    return {word for word in found if not any(other != word and other in word for other in found)}


def _short(text: str) -> str:
    """The beginning of a literal, up to the end of a word, that is rare by itself: it finds more than the whole."""
    least = LEAST_WIDE if any(char > WIDE for char in text) else LEAST
    for end in range(least, len(text)):
        if not (text[end - 1].isalnum() and text[end].isalnum() and text[end] <= WIDE) and is_rare(text[:end], True):
            return text[:end]
    return text


def _packed(words: Sequence[str]) -> list[str]:
    """Patterns of at most MAX_LENGTH characters."""
    packed = ["(?i)" + "|".join((*map(_escaped, (*MARKERS, *ABROAD)), *SHAPES))]
    for word in words:
        if len(packed[-1]) + 1 + len(word) > MAX_LENGTH:
            packed.append("(?i)" + word)
        else:
            packed[-1] += "|" + word
    return packed


def _escaped(text: str) -> str:
    """A fixed text between the slashes of a pattern."""
    # Emulations take such a word for a command of the query wherever a blank follows it.
    escaped = re.sub(r"([\\/.^$*+?()\[\]{}|\"])", r"\\\1", text)
    return _COMMAND.sub(r"\1\\s", escaped)

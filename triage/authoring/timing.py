"""How long each rule takes: on a corpus, and on text made to be slow."""

import time
from collections.abc import Callable, Iterator, Sequence

import msgspec

from triage.authoring.leaves import leaves
from triage.model.events import LogRecord
from triage.model.rules import Contains, Regex, Rule
from triage.ruleset.evaluation import MAX_TEXT, Patterns, View, evaluate
from triage.ruleset.literals import gate_of

CORPUS_BUDGET_US = 500.0
"""Microseconds per record of the corpus, on average, that one rule may take."""
HOSTILE_BUDGET_MS = 50.0
"""Milliseconds that one rule may take on one hostile record of the greatest length."""
MOST_RECORDS = 3_000
_FILLERS = (
    "a",
    " ",
    "0",
    "'",
    '"',
    "(",
    "[",
    "{",
    "\\",
    "/",
    ":",
    "=",
    ".",
    "-",
    "a ",
    "a.",
    "a:",
    "1.",
    "\n",
    "\n\t",
    "é",
)


class Timing(msgspec.Struct, frozen=True):
    """One rule's times."""

    rule_id: str
    corpus_us: float
    """Mean per record, without the gate that spares most records."""
    hostile_ms: float
    """The slowest hostile text."""
    hostile_text: str = ""
    """What the slowest text is made of."""
    over: tuple[str, ...] = ()
    """Budgets that are passed."""


Clock = Callable[[], float]


def measure(
    rules: Sequence[Rule],
    corpus: Sequence[LogRecord],
    clock: Clock = time.process_time,
    corpus_us: float = CORPUS_BUDGET_US,
    hostile_ms: float = HOSTILE_BUDGET_MS,
) -> list[Timing]:
    """Times of every rule, slowest on hostile text first. A pattern past its deadline counts as far as it got."""
    views = [View(record) for record in corpus[:MOST_RECORDS]]
    found = [_of_rule(rule, views, clock, corpus_us, hostile_ms) for rule in rules]
    return sorted(found, key=lambda one: (-one.hostile_ms, -one.corpus_us, one.rule_id))


def _of_rule(rule: Rule, views: Sequence[View], clock: Clock, corpus_us: float, hostile_ms: float) -> Timing:
    patterns = Patterns()
    _evaluate(rule, View(LogRecord(0, "", "")), patterns)
    began = clock()
    for view in views:
        _evaluate(rule, view, patterns)
    mean = 1e6 * (clock() - began) / max(1, len(views))
    worst, name = 0.0, ""
    for label, text in hostile_texts(rule):
        took = _milliseconds(rule, text, patterns, clock)
        if took > hostile_ms:
            # The machine may have been busy with something else for a moment.
            took = min(took, _milliseconds(rule, text, patterns, clock))
        if took > worst:
            worst, name = took, label
    over = (("corpus",) if mean > corpus_us else ()) + (("hostile",) if worst > hostile_ms else ())
    return Timing(rule.id, mean, worst, name, over)


def _milliseconds(rule: Rule, text: str, patterns: Patterns, clock: Clock) -> float:
    view = View(LogRecord(0, text, text))
    began = clock()
    _evaluate(rule, view, patterns)
    return 1e3 * (clock() - began)


def _evaluate(rule: Rule, view: View, patterns: Patterns) -> None:
    try:
        evaluate(rule.match, view, patterns)
    except TimeoutError:
        return


def hostile_texts(rule: Rule) -> Iterator[tuple[str, str]]:
    """Texts of the greatest length that is matched: the rule's own literals and examples repeated, alone and with
    fillers between them. Each with a short name; the same for the same rule."""
    words = _words(rule)
    for word in words:
        yield f"{word!r} again and again", _long(word)
        yield f"{word!r} then blanks", (word + " " * MAX_TEXT)[:MAX_TEXT]
    first = words[0] if words else "error"
    for filler in _FILLERS:
        yield f"{first!r} before {filler!r} repeated", (first + filler * MAX_TEXT)[:MAX_TEXT]
        yield f"{first!r} between {filler!r} repeated", _long(first + filler * 40)
    for example in rule.examples[:3]:
        yield f"example {example.name!r} repeated", _long(example.log + "\n")
        yield f"half of example {example.name!r} repeated", _long(example.log[: len(example.log) * 2 // 3])


def _long(piece: str) -> str:
    return (piece * (MAX_TEXT // max(1, len(piece)) + 1))[:MAX_TEXT]


def _words(rule: Rule) -> list[str]:
    """Some literals of the rule: of its gate, then of its leaves."""
    gate = [literal.text for literal in sorted(gate_of(rule.match) or ())]
    inner: list[str] = []
    for leaf in leaves(rule.match):
        if isinstance(leaf.condition, Contains):
            inner.append(leaf.condition.text)
        elif isinstance(leaf.condition, Regex):
            inner += [literal.text for literal in sorted(gate_of(leaf.condition) or ())[:1]]
    return list(dict.fromkeys([*gate[:3], *inner]))[:8]

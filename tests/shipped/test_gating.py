"""Gates never change a result: on recorded logs and on texts that nobody wrote; on examples `rules test` looks itself."""

import functools
import random

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shipped.scenarios import SAMPLES
from triage.authoring.testing import check
from triage.model.events import LogRecord
from triage.model.rules import Contains
from triage.parsing.joining import Joiner
from triage.parsing.reading import read, read_text
from triage.ruleset.gating import compiled
from triage.ruleset.library import load_rules
from triage.ruleset.literals import gate_of
from triage.ruleset.matching import Matcher
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog

RECORDS = 1_500
"""Of each recording, spread evenly: the whole takes minutes ungated."""


@functools.cache
def _matcher() -> Matcher:
    return load_rules(use_index=False).matcher()


@functools.cache
def _texts() -> tuple[str, ...]:
    rules = _matcher().rules.values()
    examples = [e.log for rule in rules for e in rule.examples]
    return tuple(sorted({*examples, *(c.log for rule in rules for c in rule.counter_examples)}))


@functools.cache
def _literals() -> tuple[str, ...]:
    return tuple(sorted({one.text for rule in _matcher().rules.values() for one in gate_of(rule.match) or ()}))


def _differs(record: LogRecord) -> bool:
    matcher = _matcher()
    return matcher.match(record) != matcher.match_ungated(record)


def _records(path: str) -> list[LogRecord]:
    joiner = Joiner()
    found = [read(one) for batch in FileSource([path]).events(ALL_TIME, ReadLog()) for one in joiner.add(batch)]
    found += map(read, joiner.close())
    unlike = {record.text[:200]: record for record in found}
    return list(unlike.values())[:: max(1, len(unlike) // RECORDS)]


def test_gates_change_nothing_on_recorded_logs() -> None:
    wrong = []
    for path in sorted(SAMPLES.glob("*/events*.jsonl")):
        wrong += [f"{path.parent.name}: {r.text[:120]}" for r in _records(str(path)) if _differs(r)]

    assert wrong == []


def test_a_block_that_holds_a_match_has_a_sign_of_a_rule() -> None:
    matcher = _matcher()
    told_by_fields = {rule.id for rule in matcher.ungated()}
    wrong = []
    for record in map(read_text, _texts()):
        matched = {match.rule_id for match in matcher.match(record)} - told_by_fields
        signs = matcher.signs(record.text.encode())
        if matched and not signs.rules and not signs.fallbacks:
            wrong.append(f"{sorted(matched)}: {record.text[:120]}")

    assert wrong == []


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    """An example with parts cut, doubled, recased, joined with another one, or with literals of other rules inside."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    text = rng.choice(_texts())
    for _ in range(rng.randint(1, 4)):
        at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        other = rng.choice(_texts())
        text = rng.choice(
            [
                text[:at] + text[to:],
                text[:at] + text[at:to] * 2 + text[to:],
                text[:at] + text[at:to].swapcase() + text[to:],
                text[:at] + rng.choice(_literals()) + text[at:],
                text[:at] + rng.choice(_literals()).upper() + text[at:],
                text[:at] + "\n" + other,
                text[:at] + other[: len(other) // 2] + text[to:],
                text.replace(" ", draw(st.sampled_from(["  ", "\t", "\n", "\u00a0"])), 3),
            ]
        )[:4000]
    return text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(_mutated())
def test_gates_change_nothing_on_mutated_texts(text: str) -> None:
    assert not _differs(read_text(text)), text


def test_a_gate_that_loses_a_match_would_be_noticed() -> None:
    rule = _matcher().rules["mysql.table-missing"]
    blind = compiled([msgspec.structs.replace(rule, match=Contains("what no log says"))])
    matcher = Matcher([rule], [blind])
    record = read_text(rule.examples[0].log)

    assert matcher.match_ungated(record)
    assert matcher.match(record) != matcher.match_ungated(record)
    failures = check([rule], read_text, matcher=matcher).failures
    assert any("gating changes the result" in failure.text for failure in failures)

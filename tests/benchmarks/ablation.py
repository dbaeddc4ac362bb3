"""What each factor of the ranking is worth: every recorded incident, and pairs of them, with one factor switched off.

python tests/benchmarks/ablation.py [--data sample_logs] [--pairs 40]

A row is one factor; the columns count, over the incidents with a fault: the first finding is a true root cause; all
root causes are named; a root cause is named that is none. A pair is two incidents of different services laid over
each other, so that both are true. `first` of a pair asks for any of the two.
"""

import argparse
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from triage.model.events import LogEvent
from triage.model.findings import Role
from triage.model.report import Target, Window
from triage.pipeline import context, summarize
from triage.ranking.rank import rank
from triage.ranking.scoring import FACTORS
from triage.ruleset.library import shipped_rules
from triage.summary.value import Summary

LINKS = ("contained", "declared", "same_request", "peer", "neighbours", "by_kind")
HERE = Path(__file__).parents[2] / "sample_logs"
SHAPE = "{:<14} {:>7} {:>7} {:>7}    {:>7} {:>7} {:>7}"


class Case(NamedTuple):
    """A summary, and the categories that each true cause may have."""

    name: str
    summary: Summary
    wanted: list[set[str]]


class Score(NamedTuple):
    first: int
    every: int
    wrong: int


def cases(data: Path) -> Iterator[tuple[str, list[LogEvent], list[set[str]]]]:
    """Recordings with a fault."""
    for truth_file in sorted(data.glob("*/truth.json")):
        truth = json.loads(truth_file.read_text(encoding="utf-8"))
        if truth["root_cause_category"] == "healthy":
            continue
        causes = truth.get("causes") or [truth]
        wanted = [{c["root_cause_category"], *c.get("also_accept", [])} for c in causes]
        yield truth_file.parent.name, read(truth_file.parent / "events.jsonl"), wanted


def read(file: Path) -> list[LogEvent]:
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [LogEvent(r["timestamp"], r["message"], r["logGroup"], r["logStream"]) for r in rows]


def overlaid(one: list[LogEvent], two: list[LogEvent]) -> list[LogEvent]:
    """Both recordings, begun at the same time."""
    shift = one[0].timestamp - two[0].timestamp
    moved = [msgspec.structs.replace(e, timestamp=e.timestamp + shift, log_group=e.log_group + "-2") for e in two]
    return sorted([*one, *moved], key=lambda e: e.timestamp)


def judge(found: list[Case], off: frozenset[str]) -> Score:
    first = every = wrong = 0
    for case in found:
        span = case.summary.span
        plain = context(shipped_rules(), Window(span.first, span.last + 1), Target("files"))
        report = rank(case.summary, msgspec.structs.replace(plain, off=off))
        roots = [f.category for f in report.findings if f.role is Role.ROOT_CAUSE]
        true = set().union(*case.wanted)
        first += bool(roots) and roots[0] in true
        every += all(any(r in want for r in roots) for want in case.wanted)
        wrong += any(r not in true for r in roots)
    return Score(first, every, wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE)
    parser.add_argument("--pairs", type=int, default=40)
    args = parser.parse_args()
    loaded = list(cases(args.data))
    single = [Case(name, summarize(events), wanted) for name, events, wanted in loaded]
    drawn = random.Random(7).sample(list(itertools.combinations(loaded, 2)), args.pairs)
    double = [Case(f"{a[0]}+{b[0]}", summarize(overlaid(a[1], b[1])), a[2] + b[2]) for a, b in drawn]
    print(f"{len(single)} incidents, {len(double)} pairs")
    print(SHAPE.format("without", "first", "all", "wrong", "first", "all", "wrong"))
    for factor in ("nothing", *FACTORS, *LINKS):
        off = frozenset({factor})
        print(SHAPE.format(factor, *judge(single, off), *judge(double, off)))


if __name__ == "__main__":
    main()

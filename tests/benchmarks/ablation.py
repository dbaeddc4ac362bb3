"""What each factor of the ranking is worth: every recorded incident, and pairs of them, with one factor switched off.

python tests/benchmarks/ablation.py [--data sample_logs] [--pairs 40] [--names names.json]

A row is one factor, or kind of link, that is switched off; further rows leave one factor alone, or no link at all. The
columns, over the incidents with a fault: in how many the first root cause is true, all are named, one is named that
is none; by how many points the lowest true root cause leads the highest other finding, on average; and the share of
symptoms that are put under a cause. A pair is two incidents of different services laid over each other, so that both
are true; `first` of a pair asks for any of the two. `--names` is a JSON object: a category as the folder calls it -> as
the taxonomy does.
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
from triage.model.taxonomy import SYMPTOMS
from triage.pipeline import context, summarize
from triage.ranking.rank import rank
from triage.ranking.scoring import FACTORS
from triage.ruleset.library import shipped_rules
from triage.summary.value import Summary

LINKS = ("contained", "declared", "same_request", "peer", "neighbours", "by_kind")
HERE = Path(__file__).parents[2] / "sample_logs"
ROW = "{:<14}" + 2 * "   {:>5} {:>5} {:>5} {:>6} {:>6}"
HEADS = ("first", "all", "wrong", "lead", "folded")


class Case(NamedTuple):
    """A summary, and the categories that each true cause may have."""

    name: str
    summary: Summary
    wanted: list[set[str]]


class Score(NamedTuple):
    first: int
    every: int
    wrong: int
    lead: str
    folded: str


def cases(data: Path, names: dict[str, str]) -> Iterator[tuple[str, list[LogEvent], list[set[str]]]]:
    """Recordings with a fault."""
    for truth_file in sorted(data.glob("*/truth.json")):
        truth = json.loads(truth_file.read_text(encoding="utf-8"))
        if truth["root_cause_category"] == "healthy":
            continue
        causes = truth.get("causes") or [truth]
        given = [{c["root_cause_category"], *c.get("also_accept", [])} for c in causes]
        wanted = [{names.get(category, category) for category in one} for one in given]
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
    first = every = wrong = folded = symptoms = 0
    leads = []
    for case in found:
        span = case.summary.span
        plain = context(shipped_rules(), Window(span.first, span.last + 1), Target("files"))
        report = rank(case.summary, msgspec.structs.replace(plain, off=off))
        roots = [f.category for f in report.findings if f.role is Role.ROOT_CAUSE]
        true = set().union(*case.wanted)
        first += bool(roots) and roots[0] in true
        every += all(any(r in want for r in roots) for want in case.wanted)
        wrong += any(r not in true for r in roots)
        effects = [f for f in report.findings if f.category in SYMPTOMS]
        symptoms += len(effects)
        folded += sum(bool(f.explained_by) for f in effects)
        best = [max((f.score for f in report.findings if f.category in want), default=0.0) for want in case.wanted]
        others = [f.score for f in report.findings if f.category not in true and not f.explained_by]
        leads.append(min(best) - max(others, default=0.0))
    lead = sum(leads) / max(1, len(leads))
    return Score(first, every, wrong, f"{lead:.1f}", f"{folded / max(1, symptoms):.0%}")


def rows() -> Iterator[tuple[str, frozenset[str]]]:
    """What is switched off, under its name."""
    yield "nothing", frozenset()
    for factor in (*FACTORS, *LINKS):
        yield factor, frozenset({factor})
    yield "every link", frozenset(LINKS)
    for factor in ("volume", "onset", "depth"):
        yield f"all but {factor}", frozenset({*FACTORS, *LINKS} - {factor})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--names", type=Path)
    args = parser.parse_args()
    names = json.loads(args.names.read_text(encoding="utf-8")) if args.names else {}
    loaded = list(cases(args.data, names))
    single = [Case(name, summarize(events), wanted) for name, events, wanted in loaded]
    every_pair = list(itertools.combinations(loaded, 2))
    drawn = random.Random(7).sample(every_pair, min(args.pairs, len(every_pair)))
    double = [Case(f"{a[0]}+{b[0]}", summarize(overlaid(a[1], b[1])), a[2] + b[2]) for a, b in drawn]
    print(f"{len(single)} incidents, {len(double)} pairs")
    print(ROW.format("without", *HEADS, *HEADS))
    for name, off in rows():
        print(ROW.format(name, *judge(single, off), *judge(double, off)))


if __name__ == "__main__":
    main()

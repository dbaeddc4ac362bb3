"""What an ordinary line costs in each layout, and an error of each kind, beside drain3 with its defaults on the same lines.

python -m tests.benchmarks.layout_speed [--lines 20000] [--prefix 2000] [--rounds 3]

Processor time of one core for everything from the event on: screened, joined, read, matched, signed, counted. drain3
sees the first lines only. The figures are the least of the rounds; of the ratios the median is printed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from tests.benchmarks.layouts import LAYOUTS, STORMS, lines
from tests.benchmarks.triage_speed import drain
from triage.model.events import LogEvent
from triage.ruleset.library import shipped_rules
from triage.summary.summarizing import Summarizer

_BATCH = 5_000


def least(work: Callable[[], object], rounds: int) -> float:
    """The least processor time of some rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--prefix", type=int, default=2_000, help="lines given to drain3")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    matcher = shipped_rules().matcher()
    ratios = []
    print(f"{'layout':24}{'triage us':>16}{'drain3 us':>16}{'ratio':>8}   of a record")
    for name, layout in {**LAYOUTS, **STORMS}.items():
        events = [LogEvent(at, text, "/ecs/shop", "web/shop/1") for at, text in lines(layout, options.lines)]

        def whole(events: list[LogEvent] = events) -> None:
            summarizer = Summarizer(matcher)
            for start in range(0, len(events), _BATCH):
                summarizer.add(events[start : start + _BATCH])
            summarizer.close()

        some = [event.message for event in events[: options.prefix]]
        texts = [line for text in some for line in text.split("\n")]
        ours = least(whole, options.rounds) / len(events) * 1e6
        theirs = least(lambda texts=texts: drain(texts), options.rounds) / len(some) * 1e6  # type: ignore[misc]
        ratios.append(theirs / ours)
        print(f"{name:24}{ours:16.1f}{theirs:16.1f}{ratios[-1]:8.1f}", flush=True)
    print(f"{'median of the ratios':24}{'':32}{statistics.median(ratios):8.1f}")


if __name__ == "__main__":
    main()

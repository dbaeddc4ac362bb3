"""How fast every line of a mixed corpus gets its signature, against drain3 in the same run.

python tests/benchmarks/cluster_speed.py [--lines 200000] [--prefix 20000] [--rounds 5]

The corpus is generated: access logs, plain INFO, JSON and key=value lines, with fresh uuids, hex ids, addresses,
numbers and user agents in every line. Both sides run on one core in one process, alternating; the figures are
medians of CPU time. drain3 has its defaults and sees a prefix, since its rate does not depend on the length.
`--memory N` instead prints the peak memory of grouping N lines without keeping a number per line.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Sequence

from tests.benchmarks.mixed_corpus import MixedCorpus
from triage.signatures.grouping import MessageGrouper, group_messages

MASKS = (
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
    r"\b[0-9a-f]{12,}\b",
    r"\b\d+\b",
)
"""What a user of drain3 would write for this corpus."""


def rate(group: Callable[[Sequence[str]], object], lines: Sequence[str]) -> float:
    """Lines per second of CPU time."""
    start = time.process_time()
    group(lines)
    return len(lines) / (time.process_time() - start)


def drain(lines: Sequence[str], masks: Sequence[str] = ()) -> None:
    """drain3 on every line, with its defaults but for the masks."""
    from drain3 import TemplateMiner
    from drain3.masking import MaskingInstruction
    from drain3.template_miner_config import TemplateMinerConfig

    config = TemplateMinerConfig()
    config.masking_instructions = [MaskingInstruction(mask, "*") for mask in masks]
    miner = TemplateMiner(config=config)
    for line in lines:
        miner.add_log_message(line)


def measure_memory(lines: int) -> None:
    grouper = MessageGrouper(keep_lines=False)
    grouper.add(MixedCorpus(1, error_share=0.0).lines(lines))
    groups = grouper.groups()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{lines} lines: {len(groups)} groups, bounded: {grouper.is_bounded}, peak {peak:.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--prefix", type=int, default=20_000, help="lines given to drain3")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=int, metavar="LINES")
    options = parser.parse_args()
    if options.memory:
        measure_memory(options.memory)
        return
    rates: dict[str, list[float]] = {"signatures of every line": [], "drain3, defaults": [], "drain3, four masks": []}
    for seed in range(options.rounds):
        lines = list(MixedCorpus(seed, error_share=0.0).lines(options.lines))
        measured = (
            rate(group_messages, lines),
            rate(drain, lines[: options.prefix]),
            rate(lambda some: drain(some, MASKS), lines[: options.prefix]),
        )
        for name, value in zip(rates, measured, strict=True):
            rates[name].append(value)
    size = sum(map(len, lines)) / len(lines)
    print(f"{options.lines} lines of {size:.0f} characters (drain3: the first {options.prefix}); one core")
    print(f"medians of {options.rounds} rounds{'lines/s':>21}{'ratio':>9}")
    ours = rates["signatures of every line"]
    for name, values in rates.items():
        ratio = statistics.median(our / value for our, value in zip(ours, values, strict=True))
        print(f"{name:26}{statistics.median(values):14,.0f}{ratio:8.1f}x")


if __name__ == "__main__":
    main()

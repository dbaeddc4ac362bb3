"""How fast every line of a mixed corpus gets its signature, against drain3 in the same run.

python tests/benchmarks/cluster_speed.py [--lines 200000] [--prefix 20000] [--rounds 5]

The corpus is generated: access logs, plain INFO, JSON and key=value lines, with fresh uuids, hex ids, addresses,
numbers and user agents in every line. Both sides run on one core in one process, alternating; the figures are
medians of CPU time. drain3 has its defaults and sees a prefix, since its rate does not depend on the length.
`--memory N` instead prints the peak memory of grouping N lines without keeping a number per line.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence

from triage.signatures.grouping import MessageGrouper, group_messages

PATHS = ("/api/v1/orders/{id}", "/api/v1/customers/{id}/cart", "/checkout/{id}", "/static/{id}.js", "/healthz")
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{a}.0.{b}.{c} Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS {a}_{c} like Mac OS X) AppleWebKit/605.1.{c} Mobile/{b}E{a}",
    "okhttp/{a}.{c}.{b}",
    "ELB-HealthChecker/2.{c}",
)
WORK = (
    "order {u} priced at {n}.{s} EUR for customer {u}",
    "reserved {s} items of sku-{n} in warehouse {s}",
    "published event {u} to topic orders.v{s} partition {s} offset {n}",
    "cache lookup took {s}.{n} ms (hit ratio {s}.{s} %)",
    "closing idle connection {h} to {i}:{n} after {n} ms",
    "worker-{s} picked job {h} (attempt {s} of 5)",
)
MASKS = (
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
    r"\b[0-9a-f]{12,}\b",
    r"\b\d+\b",
)
"""What a user of drain3 would write for this corpus."""
HEX = "0123456789abcdef"


class Corpus:
    """Lines with fresh values, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def lines(self, count: int) -> Iterator[str]:
        kinds = (self._access, self._access, self._plain, self._plain, self._json, self._pairs)
        for _ in range(count):
            yield self._rng.choice(kinds)()

    def _hex(self, digits: int) -> str:
        return "".join(self._rng.choices(HEX, k=digits))

    def _uuid(self) -> str:
        return "-".join(self._hex(n) for n in (8, 4, 4, 4, 12))

    def _ip(self) -> str:
        return ".".join(str(self._rng.randint(1, 254)) for _ in range(4))

    def _time(self) -> str:
        pick = self._rng.randint
        return f"{pick(0, 23):02}:{pick(0, 59):02}:{pick(0, 59):02}.{pick(0, 999):03}"

    def _access(self) -> str:
        pick, rng = self._rng.randint, self._rng
        path = rng.choice(PATHS).format(id=self._uuid())
        agent = rng.choice(AGENTS).format(a=pick(10, 140), b=pick(100, 9999), c=pick(0, 99))
        return (
            f"{self._ip()} - - [12/Mar/2025:{self._time()[:8]} +0000] "
            f'"GET {path}?page={pick(1, 50)}&s={self._hex(16)} HTTP/1.1" 200 {pick(50, 99999)} "-" "{agent}"'
        )

    def _plain(self) -> str:
        pick = self._rng.randint
        text = self._rng.choice(WORK).format(
            u=self._uuid(), h=self._hex(16), i=self._ip(), n=pick(100, 99999), s=pick(0, 99)
        )
        return f"2025-03-12 {self._time()} INFO [worker-{pick(1, 64)}] shop.orders - {text}"

    def _json(self) -> str:
        pick = self._rng.randint
        return (
            f'{{"time":"2025-03-12T{self._time()}Z","level":"info","msg":"request done","request_id":"{self._uuid()}",'
            f'"trace_id":"{self._hex(32)}","ms":{pick(1, 999)}.{pick(0, 9)},'
            f'"cached":{self._rng.choice(("true", "false"))}}}'
        )

    def _pairs(self) -> str:
        pick = self._rng.randint
        return (
            f'level=info ts={pick(10**9, 2 * 10**9)} caller=sync.go:{pick(10, 900)} msg="synced" '
            f"key=sess:{self._hex(24)} peer={self._ip()}:{pick(1024, 65535)} took={pick(1, 99)}.{pick(0, 9)}ms"
        )


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
    grouper.add(Corpus(1).lines(lines))
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
        lines = list(Corpus(seed).lines(options.lines))
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

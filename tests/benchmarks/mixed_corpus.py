"""A mixed log file as a service writes it: access lines, plain INFO, JSON and pairs, with some errors and traces."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

PATHS = ("/api/v1/orders/{id}", "/api/v1/customers/{id}/cart", "/checkout/{id}", "/assets/{id}.js", "/healthz")
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
ERRORS = (
    ("connection to the orders store was lost", 'psycopg.OperationalError: connection failed: host "db-{s}.internal"'),
    ("could not price order {u}", "KeyError: 'currency'"),
    ("payment {u} was not settled", "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='pay.example', port=1)"),
)
FRAMES = (
    '  File "/app/shop/{m}.py", line {s}, in handle',
    "    return self.next(order)",
    '  File "/app/shop/store.py", line {n}, in load',
    "    row = cursor.fetchone()",
)
MODULES = ("orders", "pricing", "payment")
HEX = "0123456789abcdef"
START = datetime(2025, 3, 12, 6, 0, 0, tzinfo=UTC)


class MixedCorpus:
    """Lines in order of time with fresh values; the same ones for the same seed."""

    def __init__(self, seed: int, error_share: float = 0.02) -> None:
        self._rng = random.Random(seed)
        self._now = START
        self._error_share = error_share

    def lines(self, count: int) -> Iterator[str]:
        """`count` lines; of the events, `error_share` are errors, half of them with a trace."""
        kinds = (self._access, self._access, self._plain, self._plain, self._json, self._pairs)
        made = 0
        while made < count:
            self._now += timedelta(milliseconds=self._rng.randint(0, 12))
            failed = self._rng.random() < self._error_share
            for line in self._failed() if failed else (self._rng.choice(kinds)(),):
                yield line
                made += 1

    def _hex(self, digits: int) -> str:
        return f"{self._rng.getrandbits(4 * digits):0{digits}x}"

    def _uuid(self) -> str:
        text = self._hex(32)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def _ip(self) -> str:
        return ".".join(str(self._rng.randint(1, 254)) for _ in range(4))

    def _iso(self, between: str) -> str:
        return f"{self._now:%Y-%m-%d}{between}{self._now:%H:%M:%S}.{self._now.microsecond // 1000:03}"

    def _filled(self, text: str) -> str:
        pick = self._rng.randint
        return text.format(
            u=self._uuid(), h=self._hex(16), i=self._ip(),
            n=pick(100, 99999), s=pick(0, 99), m=self._rng.choice(MODULES),
        )  # fmt: skip

    def _access(self) -> str:
        pick, rng = self._rng.randint, self._rng
        path = rng.choice(PATHS).format(id=self._uuid())
        agent = rng.choice(AGENTS).format(a=pick(10, 140), b=pick(100, 9999), c=pick(0, 99))
        return (
            f"{self._ip()} - - [{self._now:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"GET {path}?page={pick(1, 50)}&s={self._hex(16)} HTTP/1.1" 200 {pick(50, 99999)} "-" "{agent}"'
        )

    def _plain(self) -> str:
        text = self._filled(self._rng.choice(WORK))
        return f"{self._iso(' ')} INFO [worker-{self._rng.randint(1, 64)}] shop.orders - {text}"

    def _json(self) -> str:
        pick = self._rng.randint
        return (
            f'{{"time":"{self._iso("T")}Z","level":"info","msg":"request done","request_id":"{self._uuid()}",'
            f'"trace_id":"{self._hex(32)}","ms":{pick(1, 999)}.{pick(0, 9)},'
            f'"cached":{self._rng.choice(("true", "false"))}}}'
        )

    def _pairs(self) -> str:
        pick = self._rng.randint
        return (
            f'level=info ts={self._iso("T")}Z caller=sync.go:{pick(10, 900)} msg="synced" '
            f"key=sess:{self._hex(24)} peer={self._ip()}:{pick(1024, 65535)} took={pick(1, 99)}.{pick(0, 9)}ms"
        )

    def _failed(self) -> Iterator[str]:
        said, raised = self._rng.choice(ERRORS)
        yield f"{self._iso(' ')} ERROR [worker-{self._rng.randint(1, 64)}] shop.orders - {self._filled(said)}"
        if self._rng.random() < 0.5:
            yield "Traceback (most recent call last):"
            for frame in FRAMES:
                yield self._filled(frame)
            yield self._filled(raised)


def write(path: Path, lines: int, seed: int = 1) -> None:
    """A file of that many lines (a few more, where the last error's trace goes on)."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in MixedCorpus(seed).lines(lines))

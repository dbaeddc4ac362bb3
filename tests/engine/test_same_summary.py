"""The engine and the obvious path, which reads every event, come to the same summary."""

import functools
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.mixed_corpus import MixedCorpus
from tests.summary.snapshot import snapshot
from triage.model.events import LogEvent
from triage.model.lines import Lines
from triage.ruleset.library import shipped_rules
from triage.ruleset.matching import Matcher
from triage.summary.summarizing import Summarizer

SAMPLES = Path(__file__).parents[2] / "sample_logs"


@functools.cache
def matcher() -> Matcher:
    return shipped_rules().matcher()


def same(events: Sequence[LogEvent], size: int = 1000) -> None:
    """The engine and the obvious path agree on events, and on their lines as they would stand in one file."""
    batches = [events[start : start + size] for start in range(0, len(events), size)]
    assert summary_of(batches, screened=True) == summary_of(batches, screened=False)
    blocks = [lines for batch in batches if len(lines := as_lines(batch))]
    assert summary_of(blocks, screened=True) == summary_of([list(lines) for lines in blocks], screened=False)


def summary_of(batches: Sequence[Sequence[LogEvent]], screened: bool) -> object:
    summarizer = Summarizer(matcher(), screened)
    for batch in batches:
        summarizer.add(batch)
    return snapshot(summarizer.close())


def as_lines(events: Sequence[LogEvent]) -> Lines:
    """The messages of one line each, as a block of the bytes of one stream."""
    chosen = [event for event in events if event.message and "\n" not in event.message]
    texts = [event.message.encode("utf-8", "replace") for event in chosen]
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64) - 1
    starts = ends - [len(text) for text in texts]
    times = np.array([event.timestamp for event in chosen], dtype=np.int64)
    return Lines(b"".join(text + b"\n" for text in texts), starts, ends, times, "web/a/1")


def saved(path: Path) -> list[LogEvent]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        LogEvent(
            r["timestamp"],
            r["message"],
            r.get("logGroup", ""),
            r.get("logStream", ""),
            environment=r.get("environment", ""),
        )
        for r in rows
    ]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.jsonl")), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_on_every_sample_log(path: Path) -> None:
    same(saved(path))


@pytest.mark.parametrize("size", [1, 2, 7, 333])
def test_on_a_mixed_file_whatever_the_size_of_the_batches(size: int) -> None:
    same([LogEvent(1_000 * n, line, "g", "web/a/1") for n, line in enumerate(MixedCorpus(3, 0.1).lines(1_500))], size)


def test_lines_that_a_carrier_wrapped() -> None:
    lines = ["2025-03-12 06:00:00 ERROR shop - failed", *TRACE, "order 17 priced", *TRACE]
    wrapped = [{"log": line, "container_id": "c1", "container_name": "web", "source": "stdout"} for line in lines * 3]
    for separators in ((",", ":"), (", ", ": ")):
        texts = [json.dumps(one, separators=separators) for one in wrapped]
        same([LogEvent(1_000 + n, text, "g", "web/a/1") for n, text in enumerate(texts)], 5)


TRACE = (
    "Traceback (most recent call last):",
    "  File '/app/a.py', line 3, in f",
    "    return g()",
    "KeyError: 'price'",
)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_ordinary_lines_whose_times_go_back(size: int) -> None:
    error, quiet, cause = "ERROR shop - it broke", "INFO shop - priced", "Caused by: java.io.IOException: pipe"
    lines = [(0, error), (0, quiet), (3_600, quiet), (0, quiet), (0, cause), (0, error), (0, quiet), (0, cause)]
    same(
        [
            LogEvent(1_741_759_200_000 + 1_000 * at, f"2025-03-12 06:00:00 {text}" if text != cause else text)
            for at, text in lines
        ],
        size,
    )


LINES = (
    "2025-03-12 06:00:00.014 INFO [worker-3] shop.orders - order 42 priced",
    "2025-03-12 06:00:00.014 INFO [worker-3] shop.orders - the following orders are late:",
    "2025-03-12T06:00:00Z WARN shop - pool is nearly used up",
    "2025-03-12 06:00:01,014 ERROR shop.orders - could not price order 7",
    "2025-03-12 06:00:01 2025-03-12 06:00:00 INFO twice stamped",
    "2025-03-12 06:00:01 Traceback (most recent call last):",
    '2025-03-12 06:00:01 INFO shop - done {"status": 503, "path": "/a", "method": "GET"}',
    "2025-03-12 06:00:02 INFO app - Listening on port 8080",
    "2025-03-12 06:00:02 INFO app - release 2025.3.1 started",
    "2025-03-12 06:00:02 INFO app - process exited with code 137",
    "2025-03-12 06:00:02 INFO 5 --- [main] c.a.Shop : ready",
    "2025-03-12 06:00:03 INFO shop.http - GET /cart/17 502 12 ms",
    "Traceback (most recent call last):",
    '  File "/app/a.py", line 3, in f',
    "    return g()",
    "KeyError: 'currency'",
    "psycopg.OperationalError: connection failed: could not connect to server: Connection refused",
    "",
    "    at com.acme.Shop.price(Shop.java:12)",
    "Caused by: java.net.ConnectException: Connection refused",
    "DETAIL: Key (id)=(4) already exists.",
    "plain words without a header",
    '10.0.0.1 - - [12/Mar/2025:06:00:00 +0000] "GET /orders/17?page=2 HTTP/1.1" 200 51 "-" "curl/8.1"',
    '10.0.0.1 - - [12/Mar/2025:06:00:00 +0000] "GET /orders/17 HTTP/1.1" 503 51 "-" "curl/8.1"',
    '10.0.0.1 - - [12/Mar/2025:06:00:00 +0000] "GET /wp-login.php HTTP/1.1" 404 51 "-" "kube-probe/1.2"',
    '{"time":"2025-03-12T06:00:00Z","level":"info","msg":"done","ms":1.5}',
    '{"time":"2025-03-12T06:00:00Z","level":50,"msg":"done","ms":1.5}',
    '{"time":"2025-03-12T06:00:00Z","level":30,"msg":"done","ms":1.5}',
    '{"level":"e","msg":"done"}',
    '{"level":"info","msg":"done","status":"\u00b2","path":"/a","method":"GET"}',
    '{"severity":Infinity,"level":"-inf","msg":"done"}',
    '{"level":"info","msg":"done","status":503,"path":"/a/1","method":"GET"}',
    '{"level":"info","msg":"can\\u0027t reach it: Connection refused"}',
    '{"level":"info","msg":"took","stack":"KeyError: a"}',
    '{"level":"info","msg":"a","version":"1.4.2"}',
    '{"level":"info","msg":"a","req":{"method":"GET","url":"/x"},"res":{"statusCode":500}}',
    '{"level":"info","msg":"relation x","code":"42P01"}',
    "level=info msg=done took=3ms",
    "level=e msg=done",
    "time=1 level=.0 msg=done",
    "level=inf levelno=nan msg=done",
    '10.0.0.1 - - [12/Mar/2025:06:00:00 +0000] "GET /o/://a HTTP/1.1" 200 51 "-" "curl/8.1"',
    'level=info msg="relation \\"orders\\" does not exist"',
    "level=info method=GET path=/a/1 status=500 msg=done",
    "level=info version=1.4.2 msg=done",
    "\x1b[32m2025-03-12 06:00:00 INFO\x1b[0m shop - green",
    "2025-03-12 06:00:00 INFO shop - priv\u00e9",
    '2025-03-12 06:00:00 INFO\tshop - a\n  File "x", line 3',
    "Mar 12 06:00:00 ip-10-0-1-7 shop[417]: order 17 priced",
    "Mar 12 06:00:00 ip-10-0-1-7 shop[417]: the following orders are late:",
    "06:00:00.014 [main] INFO  com.acme.Shop -- order 17 priced",
    'INFO:     10.0.0.9:51234 - "GET /cart/17 HTTP/1.1" 200 OK',
    'INFO:     10.0.0.9:51234 - "GET /cart/17 HTTP/1.1" 500 Internal Server Error',
    "GET /cart/17 200 12.345 ms - 512",
    "GET /cart/error-page 304 1.345 ms",
    "[worker] took job 17",
    "[worker]   at depth 3",
    '[6f2c8a1e-0b7d-4c1e-9f3a-2d5b8c7e1a90] Started GET "/cart" for 10.0.0.9',
    "[6f2c8a1e-0b7d-4c1e-9f3a-2d5b8c7e1a90]   Cart Load (0.3ms)",
    "com.acme.shop.Orders price",
    "INFO: order 17 priced",
    "SEVERE: order 17 has no price",
    '2025/03/12 06:00:00 [GIN] 2025/03/12 - 06:00:00 | 200 |  1.2ms | 10.0.0.9 | GET      "/cart/17"',
    "[GIN-debug] panic recovered:",
    "{",
    '  "a": 1',
    "}",
    '{"level":"info","message":"priced","context":{"id":17},"tags":["a"]}',
    '{"level":"info","message":"got {\\"a\\": 1}","dd":{"version":"1.4.2","trace_id":"77"}}',
    '{"level":"info","message":"INFO shop - nested header","n":1}',
    '{"message":"2025-03-12 06:00:00 ERROR shop - nested header","n":1}',
    '{"level":30,"req":{"method":"GET","url":"/cart/17"},"res":{"statusCode":200},"responseTime":3,"msg":"done"}',
    '{"message":"released","version":"1.4.2","status":200,"path":"/cart/17","method":"GET"}',
    "method=GET path=/cart/17 format=html status=200 duration=12.3",
    "level=info method=GET path=/cart/17 status=200 version=1.4.2 msg=done",
    "starting job 17 at once",
    "no errors were found in 17 orders",
    "\u2716 could not price order 17",
    "\u2192 order 17 priced",
    "2025-03-12 06:00:00 stdout F 2025-03-12 06:00:00 INFO shop - priced",
    "web-1  | 2025-03-12 06:00:00 INFO shop - priced",
    "<13>Mar 12 06:00:00 host shop[1]: priced",
    "<11>Mar 12 06:00:00 host shop[1]: not priced",
    "E0312 06:00:00.014523       1 orders.go:17] not priced",
    "[E 250312 06:00:00 web:12] not priced",
    "SEVERE: it broke",
    "Mar 12, 2025 6:00:00 AM com.acme.Shop price",
    "[2025-03-12T06:00:00]  INFO shop - priced",
    "2025-03-12T06:00:00.000000000Z stdout F level=50 msg=done",
    "2025-03-12T06:00:00.000000000Z stderr F level=info version=1.4.2 msg=done",
    "BUDGET /cart/17 502 12 ms",
    'http 2025-03-12T06:00:00.000000Z app/a 10.0.0.9:80 10.0.0.1:80 0 0.1 0 503 503 0 0 "LOCK http://a/x HTTP/1.1" "-" - -',
    "x" * 16_384,
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LINES),
            st.sampled_from([0, 1, 6, 90, 3_000, -90, 90_000, -90_000]),
            st.sampled_from(["a/a/1", "b/b/2"]),
        ),
        max_size=40,
    ),
    st.integers(1, 40),
)
def test_on_any_order_of_lines(lines: list[tuple[str, int, str]], size: int) -> None:
    now, events = 1_741_759_200_000, []
    for text, gap, stream in lines:
        now += gap
        events.append(LogEvent(now, text, "/ecs/shop", stream))
    same(events, size)

"""What no ordinary line should hide: the engine sees every example of every rule, whatever form carries it."""

import json
from collections.abc import Callable

import pytest

from tests.engine.test_same_summary import matcher, same
from tests.summary.snapshot import snapshot
from triage.model.events import LogEvent
from triage.ruleset.library import shipped_rules
from triage.sources.carriers.origin import Faults, Origin
from triage.sources.carriers.plain import read_plain
from triage.summary.summarizing import Summarizer

CARRIERS: tuple[Callable[[str], str], ...] = (
    lambda text: f"2025-03-12 06:00:00.014 INFO [worker-3] shop - {text}",
    lambda text: f"[2025-03-12 06:00:00 +0000] [7] [INFO] {text}",
    lambda text: json.dumps({"level": "info", "msg": text}, separators=(",", ":")),
    lambda text: json.dumps({"time": "2025-03-12T06:00:00Z", "level": 30, "a": "x", "message": text, "b": 2}),
    lambda text: json.dumps({"detail": text[:40], "level": "info", "msg": text[40:]}),
    lambda text: f"level=info msg={json.dumps(text)} took=3ms",
    lambda text: f"ts=2025-03-12T06:00:00Z level=debug detail={text}",
    lambda text: (
        f'10.0.0.1 - - [12/Mar/2025:06:00:00 +0000] "GET /{text[:60].replace(" ", "+")} HTTP/1.1" 200 1 "-" "{text}"'
    ),
    lambda text: f"Mar 12 06:00:00 ip-10-0-1-7 shop[417]: {text}",
    lambda text: f"06:00:00.014 [main] INFO  com.acme.Shop -- {text}",
    lambda text: f"INFO:shop.orders:{text}",
    lambda text: text,
    lambda text: f"[shop] {text}",
    lambda text: f"25/03/12 06:00:00 INFO shop.Orders: {text}",
    lambda text: f"I0312 06:00:00.014523       1 orders.go:17] {text}",
    lambda text: f"2025/03/12 06:00:00 {text}",
    lambda text: json.dumps({"level": "info", "message": text, "context": {"id": 7, "tags": ["a", text[:20]]}}),
    lambda text: json.dumps({"msg": text, "method": "GET", "path": "/a/7", "status": 200, "version": "1.4.2"}),
    lambda text: f"method=GET path=/orders/7 status=200 level=info msg={json.dumps(text)}",
    lambda text: f'2025-03-12T06:00:00Z [web] "GET /orders/7 HTTP/1.1" 200 12 "{text}"',
    lambda text: f'10.0.0.9:51234 - "GET /orders/7 HTTP/1.1" 200 OK {text}',
    lambda text: f"2025-03-12 06:00:00 INFO priv\u00e9 \u2192 {text}",
)


def lines_of_examples() -> list[str]:
    rules = shipped_rules().rules
    texts = {example.log for rule in rules for example in (*rule.examples, *rule.counter_examples)}
    return sorted({line for text in texts for line in text.split("\n") if line.strip()})


@pytest.mark.parametrize("turn", [0, 3, 7, 13, 18])
def test_every_example_in_some_ordinary_form(turn: int) -> None:
    events = [
        LogEvent(5_000 * n, CARRIERS[(n + turn) % len(CARRIERS)](line), "/ecs/shop", f"web/a/{n % 400}")
        for n, line in enumerate(lines_of_examples())
    ]
    same(events, 700)


def test_streams_that_are_let_go_in_between() -> None:
    """A live view settles silent streams: what it shows does not depend on the path."""
    lines = [
        "2025-03-12 06:00:00 INFO shop - order 17 priced",
        "    at com.acme.Shop.price(Shop.java:12)",
        "KeyError: 'a'",
    ]
    engine, obvious = Summarizer(matcher()), Summarizer(matcher(), screened=False)
    told = []
    for n in range(12):
        batch = [LogEvent(1_000 * n, lines[n // 2 % 3], "g", f"web/a/{n % 2}")]
        for summarizer in (engine, obvious):
            summarizer.add(batch)
            summarizer.settle(1_000 * n - 1_500)
        told.append((engine.summary.records, obvious.summary.records))
    assert [ours for ours, _ in told] == [theirs for _, theirs in told]
    assert snapshot(engine.close()) == snapshot(obvious.close())


def test_a_file_cut_at_every_offset_gives_the_same_events() -> None:
    text = (
        '2025-03-12 06:00:00,014 INFO shop - priv\u00e9 \u2603\r\n{"level":"info","msg":"can\\u0027t"}\n\n'
        "Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in f\nKeyError: 'a'\n"
        '10.0.0.1 - - [12/Mar/2025:06:00:01 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\nlast'
    ).encode()

    def events(*blocks: bytes) -> list[LogEvent]:
        read = read_plain(iter(blocks), Origin("a.log", "a", False, 2025), Faults("a.log"))
        return [event for batch in read for event in batch]

    whole = events(text)
    assert len(whole) == 7
    assert [cut for cut in range(len(text) + 1) if events(text[:cut], text[cut:]) != whole] == []

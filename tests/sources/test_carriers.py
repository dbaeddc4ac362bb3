"""Every form in which events reach people gives the same events."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sources.fakes import by_stream, read
from triage.errors import InputError
from triage.model.events import LogEvent
from triage.sources.carriers.detect import carrier_of
from triage.sources.carriers.origin import Origin
from triage.sources.files import FileSource
from triage.sources.opening import NotLogs
from triage.sources.reading import ALL_TIME, ReadLog

T = 1_790_000_000_123
GROUP = "/ecs/shop"
WEB, API = f"ecs/web/{1:032x}", f"ecs/api/{2:032x}"
EVENTS = [
    LogEvent(T + 1_000 * i, text, GROUP, (WEB, API)[i % 2])
    for i, text in enumerate(
        ["GET / 200", "started", 'café ☕ "quoted"', "tab\there", '{"level": "error", "ok": true}', "last"]
    )
]


def _iso(ms: int, spec: str) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec=spec)


def _rows(stream_key: str = "logStreamName") -> list[dict[str, object]]:
    return [
        {
            stream_key: e.log_stream,
            "timestamp": e.timestamp,
            "message": e.message,
            "ingestionTime": e.timestamp + 800,
            "eventId": f"{i:056d}",
        }
        for i, e in enumerate(EVENTS)
    ]


def _csv() -> str:
    """As the console's export: quotes doubled, rows in any order."""
    rows = [
        [_iso(e.timestamp, "milliseconds")[:-6].replace("T", " "), e.message, e.log_stream, f"123456789012:{GROUP}"]
        for e in reversed(EVENTS)
    ]
    out = io.StringIO()
    csv.writer(out).writerows([["@timestamp", "@message", "@logStream", "@log"], *rows])
    return out.getvalue()


def _records() -> list[dict[str, object]]:
    return [
        {
            "messageType": "DATA_MESSAGE",
            "owner": "123456789012",
            "logGroup": GROUP,
            "logStream": e.log_stream,
            "subscriptionFilters": ["all"],
            "logEvents": [{"id": f"{i:056d}", "timestamp": e.timestamp, "message": e.message}],
        }
        for i, e in enumerate(EVENTS)
    ] + [{"messageType": "CONTROL_MESSAGE", "logGroup": "", "logStream": "", "logEvents": [{"message": "probe"}]}]


def _jsonl(events: list[LogEvent]) -> str:
    return "".join(
        json.dumps({"logGroup": e.log_group, "logStream": e.log_stream, "timestamp": e.timestamp, "message": e.message})
        + "\n"
        for e in events
    )


def _insights(time: Callable[[int], str]) -> list[list[dict[str, str]]]:
    return [
        [
            {"field": "@timestamp", "value": time(e.timestamp)},
            {"field": "@message", "value": e.message},
            {"field": "@logStream", "value": e.log_stream},
            {"field": "@log", "value": f"123456789012:{GROUP}"},
            {"field": "@ptr", "value": f"ptr{i}"},
        ]
        for i, e in enumerate(EVENTS)
    ]


def _packed(record: object) -> str:
    return base64.b64encode(gzip.compress(json.dumps(record).encode())).decode()


def _gzipped_members() -> bytes:
    return b"".join(gzip.compress(json.dumps(record).encode()) for record in _records())


def _text_rows() -> str:
    rows = [
        f"EVENTS\t{i:056d}\t{e.timestamp + 9}\t{e.log_stream}\t{e.message}\t{e.timestamp}" for i, e in enumerate(EVENTS)
    ]
    return "\n".join([*rows, "SEARCHEDLOGSTREAMS\tTrue\tecs/web/1", ""])


def _tail(colour: bool = False) -> str:
    paint = (lambda code, text: f"\x1b[{code}m{text}\x1b[0m") if colour else (lambda code, text: text)
    return "".join(
        f"{paint(32, _iso(e.timestamp, 'microseconds'))} {paint(36, e.log_stream)} {e.message}\n" for e in EVENTS
    )


WITH_GROUP: dict[str, str | bytes] = {
    "event JSONL": _jsonl(EVENTS),
    "shuffled event JSONL": _jsonl(random.Random(3).sample(EVENTS, len(EVENTS))),
    "event JSONL with a byte order mark and CRLF": ("\ufeff" + _jsonl(EVENTS)).replace("\n", "\r\n"),
    "event JSONL in gzip": gzip.compress(_jsonl(EVENTS).encode()),
    "event JSONL in UTF-16": _jsonl(EVENTS).encode("utf-16"),
    "subscription records back to back": "".join(map(json.dumps, _records())),
    "subscription records by line": "\n".join(map(json.dumps, _records())),
    "subscription records, each its own gzip member": _gzipped_members(),
    "Lambda wrappers": "".join(json.dumps({"awslogs": {"data": _packed(record)}}) for record in _records()),
    "Kinesis records": json.dumps({"Records": [{"kinesis": {"data": _packed(record)}} for record in _records()]}),
    "Firehose records": json.dumps({"records": [{"recordId": "1", "data": _packed(record)} for record in _records()]}),
    "Insights results": json.dumps({"results": _insights(lambda ms: _iso(ms, "milliseconds")[:-6].replace("T", " "))}),
    "Insights rows alone, with epoch times": json.dumps(_insights(str), indent=2),
    "Insights results as CSV": _csv(),
}
WITHOUT_GROUP: dict[str, str | bytes] = {
    "filter-log-events": json.dumps({"events": _rows(), "searchedLogStreams": []}, indent=4),
    "filter-log-events on one line, with NextToken": json.dumps({"events": _rows(), "NextToken": "abc"}),
    "a bare array of events": json.dumps(_rows()),
    "filter-log-events --output text": _text_rows(),
    "aws logs tail": _tail(),
    "aws logs tail in colour": _tail(colour=True),
}


def _write(folder: Path, content: str | bytes) -> str:
    path = folder / "input"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def _read(folder: Path, content: str | bytes) -> tuple[list[LogEvent], ReadLog]:
    return read(FileSource([_write(folder, content)]), ALL_TIME)


@pytest.mark.parametrize("name", WITH_GROUP)
def test_a_carrier_gives_the_events_with_group_and_stream(name: str, tmp_path: Path) -> None:
    got, log = _read(tmp_path, WITH_GROUP[name])
    assert by_stream(got) == by_stream(EVENTS)
    assert log.gaps == ()


@pytest.mark.parametrize("name", WITHOUT_GROUP)
def test_a_carrier_without_groups_gives_the_events_by_stream(name: str, tmp_path: Path) -> None:
    got, log = _read(tmp_path, WITHOUT_GROUP[name])
    assert {stream: rows for (_, stream), rows in by_stream(got).items()} == {
        stream: rows for (_, stream), rows in by_stream(EVENTS).items()
    }
    assert log.gaps == ()


def test_get_log_events_output_has_no_streams(tmp_path: Path) -> None:
    rows = [{"timestamp": e.timestamp, "message": e.message, "ingestionTime": 1} for e in EVENTS]
    for text in (json.dumps({"events": rows, "nextForwardToken": "f/1", "nextBackwardToken": "b/1"}, indent=4),):
        got, _ = _read(tmp_path, text)
        assert [(e.timestamp, e.message, e.log_stream) for e in got] == [(e.timestamp, e.message, "") for e in EVENTS]


def test_a_row_of_csv_that_is_no_event_is_a_gap_and_a_message_may_span_lines(tmp_path: Path) -> None:
    text = f'timestamp,message\n{T},"Traceback:\n  File x\nValueError"\nno time,lost\n{T},next\n'
    got, log = _read(tmp_path, text)
    assert [event.message for event in got] == ["Traceback:\n  File x\nValueError", "next"]
    assert len(log.gaps) == 1


def test_tail_in_its_short_form_keeps_seconds_and_text(tmp_path: Path) -> None:
    text = "".join(f"{_iso(e.timestamp, 'seconds')[:-6]} {e.message}\n" for e in EVENTS)
    got, _ = _read(tmp_path, text)
    assert [(e.timestamp, e.message) for e in got] == [(e.timestamp // 1000 * 1000, e.message) for e in EVENTS]


def test_tail_in_its_json_form_gives_the_object_back_on_one_line(tmp_path: Path) -> None:
    time = _iso(T, "microseconds")
    got, _ = _read(tmp_path, f'{time} {WEB} \n{{\n    "level": "error",\n    "n": 1\n}}\n{time} {WEB} plain\n')
    assert [e.message for e in got] == ['{"level": "error", "n": 1}', "plain"]


def test_lines_without_the_carriers_time_continue_the_message(tmp_path: Path) -> None:
    time = _iso(T, "microseconds")
    got, _ = _read(tmp_path, f"cut off\n{time} {WEB} Traceback:\n  File x\nValueError\n{time} {API} next\n")
    assert [e.message for e in got] == ["cut off", "Traceback:\n  File x\nValueError", "next"]
    assert {e.timestamp for e in got} == {T}


def test_an_export_folder_names_its_streams_and_is_sorted(tmp_path: Path) -> None:
    task = tmp_path / "exportedlogs" / "0f7c2a4e-1111-2222-3333-444455556666"
    for stream in (WEB, API):
        folder = task / stream.replace("/", "-")
        folder.mkdir(parents=True)
        mine = [e for e in reversed(EVENTS) if e.log_stream == stream]
        text = "".join(f"{_iso(e.timestamp, 'milliseconds')[:-6]}Z {e.message}\n" for e in mine)
        (folder / "000000.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "exportedlogs" / "aws-logs-write-test").write_text("Permission Check Successful")
    got, log = read(FileSource([str(tmp_path)]), ALL_TIME)
    assert {stream: rows for (_, stream), rows in by_stream(got).items()} == {
        stream: rows for (_, stream), rows in by_stream(EVENTS).items()
    }
    assert log.gaps == ()


def test_compose_output_names_service_and_replica(tmp_path: Path) -> None:
    got, _ = _read(
        tmp_path,
        "web-1     | 2026-09-21T14:13:20.123456789Z GET /\n"
        "worker-2  | no time of its own\n"
        "\x1b[36mweb-1     |\x1b[0m 2026-09-21T14:13:21.000000000Z GET /health\n",
    )
    assert [(e.log_stream, e.message) for e in got] == [
        ("web/1", "GET /"),
        ("worker/2", "no time of its own"),
        ("web/1", "GET /health"),
    ]
    assert got[0].timestamp == got[1].timestamp == 1_790_000_000_123


def test_dockers_own_files_are_unwrapped(tmp_path: Path) -> None:
    rows = [{"log": f"line {i}\n", "stream": "stderr", "time": f"2026-09-21T14:13:2{i}.123456789Z"} for i in range(2)]
    got, _ = _read(tmp_path, "".join(json.dumps(row) + "\n" for row in rows))
    assert [(e.timestamp, e.message) for e in got] == [(T, "line 0"), (T + 1_000, "line 1")]


def test_a_programs_own_json_lines_stay_whole(tmp_path: Path) -> None:
    lines = [
        '{"timestamp":"2026-09-21T14:13:20.123Z","level":"error","message":"boom"}',
        '{"level":"info","time":1790000001123,"msg":"ok"}',
    ]
    got, _ = _read(tmp_path, "\n".join(lines))
    assert [(e.timestamp, e.message) for e in got] == [(T, lines[0]), (T + 1_000, lines[1])]


def test_plain_text_takes_the_times_of_its_lines(tmp_path: Path) -> None:
    got, _ = _read(
        tmp_path,
        "banner\n2026-09-21 14:13:20,123 ERROR boom\n  at f()\n\n[2026-09-21 14:13:21 +0000] [1] [INFO] up\n",
    )
    assert [(e.timestamp, e.message) for e in got] == [
        (T, "banner"),
        (T, "2026-09-21 14:13:20,123 ERROR boom"),
        (T, "  at f()"),
        (T - 123 + 1_000, "[2026-09-21 14:13:21 +0000] [1] [INFO] up"),
    ]


def test_text_without_any_time_is_at_zero(tmp_path: Path) -> None:
    got, log = _read(tmp_path, "one\ntwo\n")
    assert [(e.timestamp, e.message, e.log_stream) for e in got] == [(0, "one", ""), (0, "two", "")]
    assert log.gaps == ()


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(100), '{\n "title": "x",\n "n": 1\n}', "[1, 2]\n"]
)
def test_what_is_no_log_is_refused(content: str | bytes, tmp_path: Path) -> None:
    if content == "[1, 2]\n":
        assert len(_read(tmp_path, content)[0]) == 1  # as a line of text
        return
    with pytest.raises(InputError):
        _read(tmp_path, content)


@pytest.mark.parametrize("magic", [b"\x28\xb5\x2f\xfd", b"BZh9", b"\xfd7zXZ\x00", b"PK\x03\x04"])
def test_other_packings_are_refused_with_the_way_out(magic: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, magic + b"rest")
    assert "unpack it first" in caught.value.hint


def test_compressed_or_random_bytes_are_no_log() -> None:
    noise = bytes(value for _ in range(200) for value in range(256))

    with pytest.raises(NotLogs, match="no text"):
        carrier_of(noise, Origin("picture.bin"))

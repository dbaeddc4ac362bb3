"""Paths, order, bounds and damage."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.fakes import by_stream, read
from triage.errors import InputError
from triage.model.events import LogEvent
from triage.model.report import Window
from triage.sources.carriers.origin import Faults, Origin
from triage.sources.carriers.plain import read_plain
from triage.sources.files import FileSource
from triage.sources.opening import Limits
from triage.sources.ordering import Ordering
from triage.sources.reading import ALL_TIME, ReadLog
from triage.sources.walking import inputs, unfolded


def _line(at: int, message: str = "m", stream: str = "s", **more: object) -> str:
    return json.dumps({"timestamp": at, "message": message, "logGroup": "g", "logStream": stream, **more}) + "\n"


def _lines(times: list[int], stream: str = "s") -> str:
    return "".join(_line(at, f"{stream} {at}", stream) for at in times)


def _text(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def test_unreadable_lines_are_counted_named_and_one_gap(tmp_path: Path) -> None:
    bad = ["{broken\n", '{"message": "no time"}\n', '{"timestamp": 5, "message": 7}\n', "[]\n", "text\n", "text\n"]
    path = _text(tmp_path / "a.jsonl", _line(1) + "".join(bad) + "\n" + _line(2))
    got, log = read(FileSource([path]), ALL_TIME)
    assert [e.timestamp for e in got] == [1, 2]
    assert [(gap.scope, gap.reason) for gap in log.gaps] == [(path, "6 of 8 lines could not be read")]
    assert [d.text for d in log.diagnostics] == [f"unreadable: {', '.join(f'{path}:{n}' for n in range(2, 7))}, ..."]


@pytest.mark.parametrize("at", [-1, 253_402_300_800_000, 2**70])
def test_a_time_that_no_calendar_holds_is_unreadable(at: int, tmp_path: Path) -> None:
    got, log = read(FileSource([_text(tmp_path / "a", _line(1) + _line(at))]), ALL_TIME)
    assert len(got) == 1
    assert len(log.gaps) == 1


def test_odd_but_clear_lines_are_read(tmp_path: Path) -> None:
    lines = (
        _line(1)
        + '{"timestamp": 2.0, "message": "float", "logGroup": null}\n'
        + '{"timestamp": "1970-01-01T00:00:00.003Z", "message": "text", "logStream": "s"}\n'
        + '{"timestamp": 4, "message": "half \\ud83d pair", "logStream": "s"}\n'
    )
    path = tmp_path / "a"
    path.write_bytes(lines.encode() + b'{"timestamp": 5, "message": "caf\xe9", "logStream": "s"}\n')
    got, log = read(FileSource([str(path)]), ALL_TIME)
    assert [(e.timestamp, e.message) for e in got] == [
        (1, "m"),
        (2, "float"),
        (3, "text"),
        (4, "half \ufffd pair"),
        (5, "caf\ufffd"),
    ]
    assert log.gaps == ()


def test_a_window_filters_and_its_end_is_outside(tmp_path: Path) -> None:
    path = _text(tmp_path / "a", _lines([1, 2, 3, 4]))
    got, log = read(FileSource([path]), Window(2, 4))
    assert [e.timestamp for e in got] == [2, 3]
    assert log.span() == Window(2, 4)


def test_without_a_window_the_span_runs_from_first_to_last_event(tmp_path: Path) -> None:
    _, log = read(FileSource([_text(tmp_path / "a", _lines([30, 10, 20]))]), ALL_TIME)
    assert log.span() == Window(10, 31)


def test_events_with_the_same_id_are_read_once(tmp_path: Path) -> None:
    a = _text(tmp_path / "a", _line(1, eventId="1") + _line(2, eventId="2"))
    b = _text(tmp_path / "b", _line(2, eventId="2") + _line(2, eventId="3"))
    got, log = read(FileSource([a, b]), ALL_TIME)
    assert [e.event_id for e in got] == ["1", "2", "3"]
    assert log.duplicates == 1


def test_folders_are_read_recursively_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b.log", "a/z.log", "a/.hidden", "aws-logs-write-test"):
        _text(tmp_path / name, "x\n")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert [Path(i.path).name for i in inputs([str(tmp_path)]).files] == ["z.log", "b.log"]


def test_the_same_file_is_read_once(tmp_path: Path) -> None:
    path = _text(tmp_path / "a", _line(1))
    assert len(read(FileSource([path, path]), ALL_TIME)[0]) == 1


def test_standard_input_is_read_and_left_open() -> None:
    stdin = io.BytesIO(gzip.compress(_lines([1, 2]).encode()))
    got, _ = read(FileSource(["-"], stdin=lambda: stdin), ALL_TIME)
    assert len(got) == 2
    assert not stdin.closed


def test_a_missing_file_alone_is_an_error_and_beside_others_a_gap(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    with pytest.raises(InputError):
        read(FileSource([missing]), ALL_TIME)
    got, log = read(FileSource([missing, _text(tmp_path / "a", _line(1))]), ALL_TIME)
    assert len(got) == 1
    assert [gap.scope for gap in log.gaps] == [missing]


def test_an_empty_folder_is_an_error_and_an_empty_file_is_not(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read(FileSource([str(tmp_path)]), ALL_TIME)
    got, log = read(FileSource([_text(tmp_path / "a", "")]), ALL_TIME)
    assert (got, log.gaps) == ([], ())


def test_a_cut_gzip_file_gives_what_it_holds_and_a_gap(tmp_path: Path) -> None:
    random_text = "".join(_line(i, str(random.Random(i).random())) for i in range(5_000))
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(random_text.encode())[:-4_000])
    got, log = read(FileSource([str(path)]), ALL_TIME)
    assert 1_000 < len(got) < 5_000
    assert any("cut off" in gap.reason for gap in log.gaps)


def test_a_damaged_gzip_file_is_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(_lines(list(range(1_000))).encode()) + b"no gzip")
    got, log = read(FileSource([str(path)]), ALL_TIME)
    assert len(got) == 1_000
    assert any("damaged" in gap.reason for gap in log.gaps)


def test_padding_behind_gzip_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(_line(1).encode()) + bytes(512))
    assert read(FileSource([str(path)]), ALL_TIME)[1].gaps == ()


def test_a_file_that_expands_a_thousandfold_ends_in_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(_line(1, "x" * 1_000_000).encode() * 100, 9))
    got, log = read(FileSource([str(path)]), ALL_TIME)
    assert 0 < len(got) < 100
    assert [gap.scope for gap in log.gaps] == [str(path)] * len(log.gaps)
    assert any(":1;" in gap.reason for gap in log.gaps)


def test_the_cap_on_expanded_bytes_ends_in_a_gap(tmp_path: Path) -> None:
    path = _text(tmp_path / "a", _lines(list(range(100_000))))
    _, log = read(FileSource([path], Limits(expanded_bytes=2 << 20)), ALL_TIME)
    assert any("more than 2097152 bytes" in gap.reason for gap in log.gaps)


def test_a_line_without_end_is_cut_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = _text(tmp_path / "a", _line(1) + "x" * (3 << 20) + "\n" + _line(2))
    got, log = read(FileSource([path], Limits(line_bytes=1 << 20)), ALL_TIME)
    assert [e.timestamp for e in got] == [1, 2]
    assert len(log.gaps) == 1


def test_a_broken_document_gives_the_events_before_the_break(tmp_path: Path) -> None:
    whole = json.dumps({"events": [{"timestamp": i, "message": "m", "logStreamName": "s"} for i in range(1, 9)]})
    got, log = read(FileSource([_text(tmp_path / "a", whole[: len(whole) // 2])]), ALL_TIME)
    assert [e.timestamp for e in got] == [1, 2, 3]
    assert log.gaps


def test_records_behind_a_broken_one_are_read(tmp_path: Path) -> None:
    record = (
        '{"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"timestamp":%d,"message":"m"}]}\n'
    )
    got, log = read(FileSource([_text(tmp_path / "a", record % 1 + '{"messageType": oops}\n' + record % 3)]), ALL_TIME)
    assert [e.timestamp for e in got] == [1, 3]
    assert len(log.gaps) == 1


def test_a_deep_nest_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    path = _text(tmp_path / "a", _line(1) + "[" * 100_000 + "\n" + '{"a":' * 100_000 + "\n")
    got, log = read(FileSource([path]), ALL_TIME)
    assert len(got) == 1
    assert len(log.gaps) == 1


@settings(max_examples=60, deadline=None)
@given(times=st.lists(st.integers(0, 50), max_size=60), held=st.integers(1, 20), files=st.integers(1, 3))
def test_order_does_not_depend_on_what_is_held_in_memory(times: list[int], held: int, files: int) -> None:
    ordering = Ordering(single=files == 1, held_events=held)
    events = [LogEvent(at, str(n), "g", "s") for n, at in enumerate(times)]
    out: list[LogEvent] = []
    for start in range(0, len(events), 7):
        out += [event for batch in ordering.push(events[start : start + 7]) for event in batch]
    out += [event for batch in ordering.finish() for event in batch]
    ordering.close()
    if not ordering.late:
        assert out == sorted(events, key=lambda event: event.timestamp)
    assert sorted(out, key=lambda e: int(e.message)) == events


def test_a_large_shuffled_file_comes_out_as_the_sorted_one(tmp_path: Path) -> None:
    lines = [_line(i // 3, str(i), f"s{i % 3}") for i in range(3_000)]
    mixed = _text(tmp_path / "mixed", "".join(random.Random(5).sample(lines, len(lines))))
    sorted_path = _text(tmp_path / "sorted", "".join(lines))
    got, log = read(FileSource([mixed], held_events=100), ALL_TIME)
    assert by_stream(got) == by_stream(read(FileSource([sorted_path]), ALL_TIME)[0])
    assert log.diagnostics == ()


def test_events_far_from_their_place_in_a_large_file_are_counted() -> None:
    ordering = Ordering(single=True, held_events=100)
    for at in [*range(10, 3_000), 1]:
        list(ordering.push([LogEvent(at, "m")]))
    list(ordering.finish())
    assert ordering.late == 1


def test_a_stop_ends_the_reading_with_gaps(tmp_path: Path) -> None:
    paths = [_text(tmp_path / name, _lines([1, 2])) for name in ("a", "b")]
    log = ReadLog()
    log.stop()
    list(FileSource(paths).events(ALL_TIME, log))
    assert log.interrupted
    assert [gap.scope for gap in log.gaps] == paths


def test_stream_names_are_unfolded_by_their_prefix() -> None:
    task = "0123456789abcdef0123456789abcdef"
    names = {
        f"ecs-web-{task}": f"ecs/web/{task}",
        f"ecs-web-app-{task}": f"ecs/web-app/{task}",
        f"shop-prod-api-{task}": f"shop-prod/api/{task}",
        f"shop-prod-worker-{task}": f"shop-prod/worker/{task}",
        f"live-cart-cart-{task}": f"live-cart/cart/{task}",
        "free-name": "free-name",
    }
    assert unfolded(sorted(names)) == names


class _Interrupting(io.BytesIO):
    """Standard input whose reader presses Ctrl-C after two blocks."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 2 << 20:
            raise KeyboardInterrupt
        return super().read(size)


def test_an_interrupt_hands_on_what_was_read() -> None:
    stdin = _Interrupting(_lines(list(range(50_000))).encode())
    got, log = read(FileSource(["-"], stdin=lambda: stdin), ALL_TIME)
    assert got
    assert log.interrupted
    assert [gap.scope for gap in log.gaps] == ["-"]


def test_a_row_of_many_lines_is_read_and_one_without_end_costs_no_time(tmp_path: Path) -> None:
    row = "EVENTS\t1\t1790000000999\ts\tone\ntwo\tx\nthree\t1790000000123\n"
    got, log = read(FileSource([_text(tmp_path / "a", row + "EVENTS\t" + "x\n" * 200_000)]), ALL_TIME)
    assert [(e.timestamp, e.message) for e in got] == [(1_790_000_000_123, "one\ntwo\tx\nthree")]
    assert len(log.gaps) == 1


def test_a_document_that_is_broken_all_over_is_given_up(tmp_path: Path) -> None:
    good = '{"messageType":"DATA_MESSAGE","logEvents":[{"timestamp":1,"message":"m"}]}\n'
    got, log = read(FileSource([_text(tmp_path / "a", good + '{"messageType": oops}\n' * 50_000)]), ALL_TIME)
    assert len(got) == 1
    assert "no valid JSON" in log.gaps[0].reason


def test_blank_blocks_and_untimed_ones_are_not_kept() -> None:
    def come() -> Iterator[bytes]:
        yield from (b"\n \r\n" * 4 for _ in range(1_000))
        for _ in range(40):
            came.append(1)
            yield b"no time\n" + b" " * (1 << 20) + b"\n"
        yield b"2026-03-12 06:00:00 INFO shop - priced\n"

    came: list[int] = []
    batches = read_plain(come(), Origin("a.log"), Faults("a.log"))
    assert next(batches)[0].message == "no time"
    assert len(came) < 20, "blocks wait for a time without bound"
    assert [event.timestamp for batch in batches for event in batch][-2:] == [0, 1_773_295_200_000]

"""Archives of many objects: folders named after dates, and objects that cannot be read."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from tests.sources.fakes import read
from triage.errors import InputError
from triage.model.report import Window
from triage.sources.dates import outside, span_of
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME

DAY = 86_400_000
NOON = 1_795_348_800_000  # 2026-11-22T12:00Z
EVENING = Window(NOON, NOON + 3_600_000)


@pytest.mark.parametrize(
    ("path", "start", "length"),
    [
        ("logs/year=2026/month=11/day=22", NOON - DAY // 2, DAY),
        ("logs/year=2026/month=11/day=22/hour=12", NOON, DAY // 24),
        ("dt=2026-11-22/hour=12", NOON, DAY // 24),
        ("date=2026-11-22", NOON - DAY // 2, DAY),
        ("stream/2026/11/22", NOON - DAY // 2, DAY),
        ("stream/2026/11/22/12/batch", NOON, DAY // 24),
        ("year=2026/month=11", 1_793_491_200_000, 30 * DAY),
        ("year=2026", 1_767_225_600_000, 365 * DAY),
    ],
)
def test_folders_name_their_time(path: str, start: int, length: int) -> None:
    assert span_of(path.split("/")) == Window(start, start + length)


@pytest.mark.parametrize(
    "path", ["a/b", "2026/13/40", "2026/11", "2026/99/01/02", "year=x", "month=11", "day=31/02/2026", ""]
)
def test_other_folders_name_no_time(path: str) -> None:
    assert span_of(path.split("/")) is None


def test_a_day_of_slack_on_either_side_is_kept() -> None:
    kept = [day for day in range(18, 28) if not outside(["2026", "11", str(day)], EVENING)]
    assert kept == [21, 22, 23]


def _delivery(time: int, message: str, stream: str = "ecs/web/1") -> bytes:
    record = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "/ecs/acme",
        "logStream": stream,
        "logEvents": [{"id": f"{time:056}", "timestamp": time, "message": message}],
    }
    return json.dumps(record).encode()


def test_only_folders_near_the_window_are_read_and_the_others_are_told(tmp_path: Path) -> None:
    for day in range(1, 31):
        folder = tmp_path / "firehose" / "2026" / "11" / f"{day:02}" / "12"
        folder.mkdir(parents=True)
        time = NOON + (day - 22) * DAY
        members = gzip.compress(_delivery(time, "first")) + gzip.compress(_delivery(time + 1, "second"))
        (folder / "delivery-1").write_bytes(members)

    got, log = read(FileSource([str(tmp_path)]), EVENING)

    assert [event.message for event in got] == ["first", "second"]
    assert log.gaps == ()
    assert [(one.code, one.text.split()[0]) for one in log.diagnostics] == [("input.dates", "27")]
    everything, log = read(FileSource([str(tmp_path)]), ALL_TIME)
    assert (len(everything), log.diagnostics) == (60, ())


def test_a_path_that_names_a_date_itself_is_not_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "2026" / "01" / "01"
    folder.mkdir(parents=True)
    (folder / "late").write_bytes(_delivery(NOON, "weeks late"))
    got, _ = read(FileSource([str(folder)]), EVENING)
    assert len(got) == 1
    with pytest.raises(InputError, match="other dates"):
        read(FileSource([str(tmp_path)]), EVENING)


def test_every_object_that_cannot_be_read_is_a_gap_of_its_own(tmp_path: Path) -> None:
    good = gzip.compress(b"".join(_delivery(NOON + n, f"request {n}") for n in range(500)))
    noise = random.Random(7).randbytes(4_000)
    objects = {
        "1-good.gz": good,
        "2-truncated.gz": good[:-40],
        "3-corrupt.gz": good[:60] + noise[:200] + good[260:],
        "4-empty.gz": b"",
        "5-encrypted": noise,
        "6-picture.png": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "7-other.json": b'{\n "a": 1,\n "b": [1, 2]\n}\n',
    }
    for name, body in objects.items():
        (tmp_path / name).write_bytes(body)

    got, log = read(FileSource([str(tmp_path)]), ALL_TIME)

    assert len({event.event_id for event in got}) == 500
    assert {Path(gap.scope).name for gap in log.gaps} == set(objects) - {"1-good.gz"}
    assert all(gap.reason for gap in log.gaps)

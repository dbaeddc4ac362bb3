"""The story's logs as CloudWatch would export and deliver them."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

STORY = Path(__file__).parents[2] / "sample_logs" / "story" / "events.jsonl"
TASK = "0f7c2a4e-1111-2222-3333-444455556666"
Row = dict[str, str | int]


def rows() -> list[Row]:
    """The story's events in the order of time."""
    return [json.loads(line) for line in STORY.read_text(encoding="utf-8").splitlines()]


def export(folder: Path, pieces: int = 2) -> Path:
    """One folder for each stream, the stream cut into some objects of text lines with times."""
    streams: dict[str, list[Row]] = defaultdict(list)
    for row in rows():
        streams[str(row["logStream"])].append(row)
    for stream, events in streams.items():
        place = folder / "exportedlogs" / TASK / stream.replace("/", "-")
        place.mkdir(parents=True)
        length = -(-len(events) // pieces)
        for piece in range(pieces):
            text = "".join(_line(row) for row in events[piece * length : (piece + 1) * length])
            (place / f"{piece:06}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    return folder


def _line(row: Row) -> str:
    time = datetime.fromtimestamp(int(row["timestamp"]) / 1000, UTC)
    return f"{time.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z {row['message']}\n"


def deliveries(folder: Path, events: int = 100) -> Path:
    """Objects below folders of hours, each with records of many streams: packed one by one, back to back."""
    story = rows()
    for start in range(0, len(story), events):
        time = datetime.fromtimestamp(int(story[start]["timestamp"]) / 1000, UTC)
        place = folder / time.strftime("%Y/%m/%d/%H")
        place.mkdir(parents=True, exist_ok=True)
        body = b"".join(
            gzip.compress(_record(start + n, row), mtime=0) for n, row in enumerate(story[start : start + events])
        )
        (place / f"acme-1-{start:06}").write_bytes(body)
    return folder


def _record(number: int, row: Row) -> bytes:
    event = {"id": f"{number:056}", "timestamp": row["timestamp"], "message": row["message"]}
    record = {"messageType": "DATA_MESSAGE", "logGroup": row["logGroup"], "logStream": row["logStream"]}
    return json.dumps({**record, "logEvents": [event]}).encode()

"""Lines as they stand in a block of bytes, and the events of one stream among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt

from triage.model.events import LogEvent

Places = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]


class Block:
    """Lines in bytes: text is made of them when somebody looks."""

    __slots__ = ("_spans", "_texts", "block", "ends", "starts")

    def __init__(self, block: bytes, starts: Places, ends: Places) -> None:
        """`starts` and `ends` are offsets in `block`, ascending, without line ends."""
        self.block = block
        self.starts = starts
        self.ends = ends
        self._spans: list[tuple[int, int]] | None = None
        self._texts: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, index: int) -> str:
        """One line; bytes that are no UTF-8 are shown as replacement characters."""
        text = self._texts.get(index)
        if text is None:
            text = self._texts[index] = self.raw(index).decode("utf-8", "replace")
        return text

    def raw(self, index: int) -> bytes:
        """One line, as it stands there."""
        start, end = self._spans[index] if self._spans is not None else (self.starts[index], self.ends[index])
        return self.block[start:end]

    def raws(self, places: Places) -> list[bytes]:
        """The lines at some places."""
        block = self.block
        spans = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return [block[start:end] for start, end in spans]

    def spans(self) -> list[tuple[int, int]]:
        """Start and end of every line; asked for first, many lines become text sooner."""
        if self._spans is None:
            self._spans = list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))
        return self._spans

    def holding(self, positions: Places) -> Truth:
        """Which lines hold one of some offsets, or have it at their line end."""
        held = np.zeros(len(self), dtype=np.bool_)
        if len(positions) and len(self):
            places = np.maximum(np.searchsorted(self.starts, positions, side="right") - 1, 0)
            held[places[(positions >= self.starts[places]) & (positions <= self.ends[places])]] = True
        return held

    def counts(self, positions: Places) -> Places:
        """How many of some ascending offsets each line holds."""
        return np.searchsorted(positions, self.ends) - np.searchsorted(positions, self.starts)


def block_of(messages: Sequence[str]) -> Block:
    """Messages as lines; one that is no single line is empty there."""
    joined = "\n".join(messages)
    if joined.count("\n") != len(messages) - 1:
        messages = ["" if "\n" in message else message for message in messages]
        joined = "\n".join(messages)
    if joined.isascii():
        lengths = [len(message) for message in messages]
    else:
        lengths = [len(message.encode("utf-8", "surrogatepass")) for message in messages]
    ends = np.cumsum(lengths, dtype=np.int64) + np.arange(len(lengths))
    return Block(f"{joined}\n".encode("utf-8", "surrogatepass"), ends - lengths, ends)


class Lines(Block, Sequence[LogEvent]):
    """One event a line, made when somebody looks at it: most lines of a log are only counted."""

    __slots__ = ("log_stream", "times")

    def __init__(self, block: bytes, starts: Places, ends: Places, times: Places, log_stream: str = "") -> None:
        """See Block; `times` are milliseconds since the epoch."""
        super().__init__(block, starts, ends)
        self.times = times
        self.log_stream = log_stream

    @overload
    def __getitem__(self, index: int) -> LogEvent: ...
    @overload
    def __getitem__(self, index: slice) -> list[LogEvent]: ...
    def __getitem__(self, index: int | slice) -> LogEvent | list[LogEvent]:
        if isinstance(index, slice):
            times = self.times[index].tolist()
            places = range(*index.indices(len(self)))
            text, stream = self.text, self.log_stream
            return [LogEvent(time, text(at), "", stream) for time, at in zip(times, places, strict=True)]
        return LogEvent(int(self.times[index]), self.text(index), "", self.log_stream)

    def __iter__(self) -> Iterator[LogEvent]:
        for time, text in zip(self.times.tolist(), self.texts(), strict=True):
            yield LogEvent(time, text, "", self.log_stream)

    def texts(self) -> list[str]:
        """All lines."""
        block = self.block
        spans = self.spans()
        if block.isascii():
            whole = block.decode("ascii")
            return [whole[start:end] for start, end in spans]
        return [block[start:end].decode("utf-8", "replace") for start, end in spans]

    def where(self, kept: Truth) -> Lines:
        """Only those lines for which `kept` holds."""
        return Lines(self.block, self.starts[kept], self.ends[kept], self.times[kept], self.log_stream)


def message_of(events: Sequence[LogEvent]) -> Callable[[int], str]:
    """What gives the message of the event at a place."""
    return events.text if isinstance(events, Lines) else lambda place: events[place].message


def size_of(events: Sequence[LogEvent]) -> int:
    """Bytes of all the messages, as UTF-8."""
    if isinstance(events, Lines):
        return int((events.ends - events.starts).sum())
    text = "".join([event.message for event in events])
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))

"""Bytes of a file as blocks of text bytes: unpacked, bounded, and told apart by their first bytes."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

BLOCK = 1 << 20
_PACKED_READ = 1 << 14  # small: a chunk may hold many tiny gzip members, and each copies what follows it
_GZIP = b"\x1f\x8b"
_REFUSED = (
    (b"\x28\xb5\x2f\xfd", "zstd", "unpack it first: zstd -dc FILE | triage files -"),
    (b"BZh", "bzip2", "unpack it first: bzip2 -dc FILE | triage files -"),
    (b"\xfd7zXZ\x00", "xz", "unpack it first: xz -dc FILE | triage files -"),
    (b"PK\x03\x04", "zip", "unpack it first: unzip -p FILE | triage files -"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one input; going past one ends it with a gap."""

    expanded_bytes: int = 32 << 30
    ratio: int = 500
    """Expanded to packed bytes. Logs reach 10 to 100; a file made to harm reaches 1,000."""
    ratio_from: int = 4 << 20
    """Expanded bytes below which the ratio does not matter."""
    line_bytes: int = 4 << 20
    """A longer line is cut; the service's own limit for an event is 1 MiB."""
    value_chars: int = 32 << 20
    """Of one JSON value that is not streamed."""


class Unreadable(Exception):
    """The input ends here, not at its end: the rest of it is a gap."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class NotLogs(Unreadable):
    """Nothing of the input can be read as logs."""


def blocks(raw: BinaryIO, limits: Limits) -> Iterator[bytes]:
    """The expanded bytes in blocks of about 1 MB; raises Unreadable where they cannot be read on."""
    first = _read(raw, _PACKED_READ)
    source = _chunks(first, raw, _PACKED_READ if first.startswith(_GZIP) else BLOCK)
    if first.startswith(_GZIP):
        source = gunzip(source, limits)
    else:
        _refuse_other_packings(first)
    yield from _gathered(_as_utf8(_capped(source, limits)))


def gunzip(chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    """All members of a gzip stream, one after the other; raises Unreadable where the stream is damaged."""
    unpacker = zlib.decompressobj(31)
    packed = expanded = 0
    fresh = True
    for chunk in chunks:
        packed += len(chunk)
        data = chunk
        while data:
            if unpacker.eof:
                data = data.lstrip(b"\0")  # padding between members is allowed
                unpacker, fresh = zlib.decompressobj(31), True
                continue
            try:
                block = unpacker.decompress(data, BLOCK)
            except zlib.error as error:
                raise Unreadable(f"the gzip data is damaged after {expanded} bytes of text ({error})") from error
            fresh = False
            data = unpacker.unconsumed_tail or unpacker.unused_data
            expanded += len(block)
            if expanded > limits.ratio_from and expanded > limits.ratio * packed:
                raise Unreadable(f"it expands more than {limits.ratio}:1; reading stopped at {expanded} bytes of text")
            if block:
                yield block
    if not (unpacker.eof or fresh):
        raise Unreadable(f"the gzip data is cut off after {expanded} bytes of text", "copy or download it again")


def _chunks(first: bytes, raw: BinaryIO, size: int) -> Iterator[bytes]:
    while first:
        yield first
        first = _read(raw, size)


def _read(raw: BinaryIO, size: int) -> bytes:
    try:
        return raw.read(size)
    except OSError as error:
        raise Unreadable(f"it cannot be read on ({error.strerror or error})") from error


def _refuse_other_packings(first: bytes) -> None:
    for magic, name, hint in _REFUSED:
        if first.startswith(magic):
            raise NotLogs(f"it is packed with {name}, which is not read", hint)


def _capped(source: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    total = 0
    for block in source:
        total += len(block)
        if total > limits.expanded_bytes:
            raise Unreadable(f"it holds more than {limits.expanded_bytes} bytes of text; reading stopped there")
        yield block


def _as_utf8(source: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-16 with a byte order mark (as some shells write redirected output) becomes UTF-8; marks go."""
    decoder: codecs.IncrementalDecoder | None = None
    for number, block in enumerate(source):
        if not number and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            decoder = codecs.getincrementaldecoder("utf-16")("replace")
        elif not number and block.startswith(codecs.BOM_UTF8):
            block = block[len(codecs.BOM_UTF8) :]
        yield decoder.decode(block).encode("utf-8", "replace") if decoder else block


def _gathered(source: Iterable[bytes]) -> Iterator[bytes]:
    """Small blocks joined, so that each further stage runs seldom; what came before an error comes first."""
    parts: list[bytes] = []
    size = 0
    try:
        for block in source:
            parts.append(block)
            size += len(block)
            if size >= BLOCK // 2:
                yield b"".join(parts)
                parts, size = [], 0
    except Unreadable:
        if parts:
            yield b"".join(parts)
        raise
    if parts:
        yield b"".join(parts)

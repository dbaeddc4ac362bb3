"""Blocks of bytes cut at the ends of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.sources.opening import Unreadable


def whole_lines(blocks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Blocks that each end at the end of a line (or of the input). Lines past `longest` bytes are cut in pieces.

    Work is linear in the input even where it holds no line end at all. Raises what the blocks raise, after all
    that came before it."""
    parts: list[bytes] = []
    size = 0
    failure: Unreadable | None = None
    source = iter(blocks)
    while True:
        try:
            block = next(source)
        except StopIteration:
            break
        except Unreadable as error:
            failure = error
            break
        cut = block.rfind(b"\n") + 1
        if cut:
            yield b"".join((*parts, block[:cut]))
            parts, size = [], 0
        if cut < len(block):
            parts.append(block[cut:])
            size += len(block) - cut
        if size > longest:
            yield b"".join(parts) + b"\n"
            parts, size = [], 0
    if parts:
        yield b"".join(parts)
    if failure is not None:
        raise failure


def line_blocks(blocks: Iterable[bytes], longest: int) -> Iterator[list[str]]:
    """Lines as text without their ends, many at a time; bytes that are no UTF-8 are shown as replacement characters.

    Empty lines are left out."""
    for block in whole_lines(blocks, longest):
        text = block.decode("utf-8", "replace")
        if "\r" in text:
            text = text.replace("\r\n", "\n").removesuffix("\r")
        yield [line for line in text.split("\n") if line]


def text_lines(blocks: Iterable[bytes], longest: int) -> Iterator[str]:
    """The same, one by one."""
    for lines in line_blocks(blocks, longest):
        yield from lines

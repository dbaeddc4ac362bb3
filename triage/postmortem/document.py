"""A document before it becomes Markdown or HTML: sections of automatic blocks and fields for people."""

from enum import StrEnum

import msgspec


class Words(msgspec.Struct, frozen=True, tag=True):
    """Running text; may come from a log."""

    text: str


class Mono(msgspec.Struct, frozen=True, tag=True):
    """A name or value, set as code."""

    text: str


class Strong(msgspec.Struct, frozen=True, tag=True):
    text: str


Inline = Words | Mono | Strong
Line = tuple[Inline, ...]


class Mark(StrEnum):
    """What stands before a list item."""

    BULLET = "bullet"
    NUMBER = "number"
    DONE = "done"
    OPEN = "open"


class Paragraph(msgspec.Struct, frozen=True, tag=True):
    line: Line


class Item(msgspec.Struct, frozen=True):
    line: Line
    mark: Mark = Mark.BULLET


class Items(msgspec.Struct, frozen=True, tag=True):
    items: tuple[Item, ...]


class Table(msgspec.Struct, frozen=True, tag=True):
    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


class Code(msgspec.Struct, frozen=True, tag=True):
    text: str
    language: str = "text"


class Proof(msgspec.Struct, frozen=True, tag=True):
    """Commands that show the facts of a block again; they change nothing."""

    commands: tuple[tuple[str, str], ...]
    """What it shows, and the command."""


class Heading(msgspec.Struct, frozen=True, tag=True):
    """A heading inside a block, one level under the section's."""

    text: str
    level: int = 3


Block = Paragraph | Items | Table | Code | Proof | Heading


class Auto(msgspec.Struct, frozen=True, tag=True):
    """Facts of the runs: replaced whenever the document is written again."""

    key: str
    blocks: tuple[Block, ...]


class Human(msgspec.Struct, frozen=True, tag=True):
    """A field that only a person can fill; never written again."""

    key: str
    prompt: str
    required: bool = True


class Section(msgspec.Struct, frozen=True):
    title: str
    """Empty for the head of the document."""
    parts: tuple[Auto | Human, ...]


class Document(msgspec.Struct, frozen=True):
    style: str
    name: str
    """`Postmortem` or `Case study`, with the environment."""
    sections: tuple[Section, ...]


def line(*parts: str | Inline) -> Line:
    """Strings become running text."""
    return tuple(Words(part) if isinstance(part, str) else part for part in parts if part)


def paragraph(*parts: str | Inline) -> Paragraph:
    return Paragraph(line(*parts))


def bullets(*lines: Line) -> Items:
    return Items(tuple(Item(one) for one in lines))


def facts(rows: list[tuple[str, Line]]) -> Table:
    """A table of names and values; rows without a value are left out."""
    return Table(("Fact", "Value"), tuple((line(name), value) for name, value in rows if value))

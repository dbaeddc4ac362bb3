"""The marks of a document's parts, and writing it again without losing a person's word."""

import hashlib
import re

import msgspec

from triage.errors import InputError

OPEN_WORD = "TODO(human)"
_MARK = re.compile(r"<!-- (/?)triage:(auto|human) ([a-z0-9.-]{1,60})(?: ([a-z0-9=]{1,40}))? -->")
_HEADER = re.compile(r"<!-- triage:postmortem style=([a-z-]{1,20}) format=([a-z]{1,12}) version=(\d{1,4}) -->")
_LOOKALIKE = re.compile(r"<!--(\s*/?\s*triage:)")
VERSION = 1


class Header(msgspec.Struct, frozen=True):
    style: str
    format_: str
    version: int


class Part(msgspec.Struct, frozen=True):
    """A piece of a document's text: free text, or a marked block with its marks."""

    text: str
    kind: str = ""
    """auto, human, or empty for free text."""
    key: str = ""
    note: str = ""
    """`sha=...` of an automatic block; `required` or `optional` of a human field."""
    body: str = ""
    """What stands between the marks."""
    number: int = 1
    """The line it begins on."""


class Refreshed(msgspec.Struct, frozen=True):
    """A document with fresh automatic blocks."""

    text: str
    edited: tuple[str, ...] = ()
    """Automatic blocks that a person had changed: left as they were."""
    absent: tuple[str, ...] = ()
    """Automatic blocks that a person had taken out: not put back."""


def header(style: str, format_: str) -> str:
    return f"<!-- triage:postmortem style={style} format={format_} version={VERSION} -->"


def auto(key: str, body: str) -> str:
    """A marked automatic block; `body` ends with a newline."""
    body = defused(body)
    return f"<!-- triage:auto {key} sha={_digest(body)} -->\n{body}<!-- /triage:auto {key} -->\n"


def human(key: str, required: bool, body: str) -> str:
    """A marked field for people; `body` ends with a newline."""
    note = "required" if required else "optional"
    return f"<!-- triage:human {key} {note} -->\n{body}<!-- /triage:human {key} -->\n"


def defused(text: str) -> str:
    """Text in which nothing reads as one of the marks."""
    return _LOOKALIKE.sub(r"<!\\--\1", text)


def header_of(text: str) -> Header | None:
    """Style and format of a document; None where it is none of ours."""
    found = _HEADER.search(text)
    return Header(found[1], found[2], int(found[3])) if found else None


def refresh(old: str, new: str) -> Refreshed:
    """`old` with the automatic blocks of `new`; every other character of it stays.

    A block that a person changed is left alone. Raises InputError, naming the line, where marks of `old` are
    damaged."""
    fresh = {part.key: part.text for part in parts(new) if part.kind == "auto"}
    pieces: list[str] = []
    edited: list[str] = []
    seen: set[str] = set()
    for part in parts(old):
        if part.kind != "auto" or part.key not in fresh:
            pieces.append(part.text)
        elif part.note != f"sha={_digest(part.body)}":
            pieces.append(part.text)
            edited.append(part.key)
        else:
            pieces.append(_with_ends_of(part.text, fresh[part.key]))
        seen.add(part.key)
    absent = tuple(key for key in fresh if key not in seen)
    return Refreshed("".join(pieces), tuple(dict.fromkeys(edited)), absent)


def _with_ends_of(old: str, new: str) -> str:
    """`new` with the line ends of `old`."""
    if "\r\n" in old:
        new = new.replace("\n", "\r\n")
    return new if old.endswith("\n") else new.rstrip("\r\n")


def empty_fields(text: str, required: tuple[str, ...]) -> list[tuple[int, str]]:
    """Line and key of each required field that nobody filled; line 0: the field is gone."""
    found = [part for part in parts(text) if part.kind == "human"]
    empty = [(part.number, part.key) for part in found if _needs_words(part) and not _filled(part.body)]
    present = {part.key for part in found}
    return sorted([*empty, *((0, key) for key in required if key not in present)])


def _needs_words(part: Part) -> bool:
    return part.note != "optional"


def _filled(body: str) -> bool:
    words = re.sub(r"<[^<>]{0,200}>", "", body)
    return bool(words.strip()) and OPEN_WORD not in words


def parts(text: str) -> list[Part]:
    """The whole text in pieces, in order: joined they are the text again.

    Raises InputError for a block without its end, an end without a beginning, or a block inside a block."""
    found: list[Part] = []
    free: list[str] = []
    block: list[str] = []
    opened: re.Match[str] | None = None
    began = 0
    for number, row in enumerate(_rows(text), 1):
        mark = _MARK.fullmatch(row.strip())
        if opened is None:
            if mark is None:
                free.append(row)
                continue
            if mark[1]:
                raise _damaged(number, mark[3], "ends here, and begins nowhere")
            if free:
                found.append(Part("".join(free)))
                free = []
            opened, began, block = mark, number, [row]
            continue
        block.append(row)
        if mark is None:
            continue
        if not mark[1] or (mark[2], mark[3]) != (opened[2], opened[3]):
            raise _damaged(began, opened[3], f"has no end before line {number}")
        body = "".join(block[1:-1])
        found.append(Part("".join(block), opened[2], opened[3], opened[4] or "", body, began))
        opened = None
    if opened is not None:
        raise _damaged(began, opened[3], "has no end")
    if free:
        found.append(Part("".join(free)))
    return found


def _rows(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one."""
    *whole, last = text.split("\n")
    return [*(f"{row}\n" for row in whole), *([last] if last else [])]


def _damaged(number: int, key: str, what: str) -> InputError:
    return InputError(
        f"line {number}: the block {key} {what}",
        "Nothing was changed. Put the mark back (<!-- /triage:... -->), or take the whole block out.",
    )


def _digest(body: str) -> str:
    """Of the body's words; line ends, and blanks before them, do not count: editors change them unasked."""
    words = "\n".join(row.rstrip() for row in body.split("\n"))
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

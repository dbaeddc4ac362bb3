"""Safe YAML with positions: plain values, and where in the file each of them stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from triage.errors import Location, RuleError
from triage.ruleset.fault import RuleFault

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

Path = tuple[str | int, ...]
Value = str | int | float | bool | list[Any] | dict[str, Any] | None

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, Value] = {"null": None, "~": None, "": None, "true": True, "false": False}


@dataclass(slots=True)
class Document:
    """One YAML document: its value, and the position of each value and key by path."""

    value: Value
    positions: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def location(self, file: str, path: Path) -> Location:
        """The position of `path`, or of its nearest parent that has one."""
        while path and path not in self.positions:
            path = path[:-1]
        return Location(file, *self.positions.get(path, (1, 1)))


def parse(text: str, file: str) -> Document:
    """Read one document.

    Raises RuleError (located) for text over 256 KiB, nesting over 20, anchors, aliases, tags,
    duplicate or non-text keys, several documents, and broken YAML. Works on the event stream, so neither
    nesting nor an alias bomb costs more than reading the text.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise RuleFault(
            "yaml-size", f"larger than {MAX_BYTES // 1024} KiB", "Split it: one rule per file.", Location(file, 1, 1)
        )
    try:
        return _Builder(file).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1, 1)
        raise RuleFault("yaml", error.problem or "broken YAML", "Mend the YAML at this position.", where) from error
    except yaml.YAMLError as error:
        raise RuleFault("yaml", "not readable as YAML text", "Save the file as UTF-8.", Location(file, 1, 1)) from error


class _Open:
    """A sequence or mapping whose end has not come yet."""

    __slots__ = ("key", "path", "value")

    def __init__(self, value: list[Any] | dict[str, Any], path: Path) -> None:
        self.value = value
        self.path = path
        self.key: str | None = None


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.document = Document(None)
        self.stack: list[_Open] = []
        self.documents = 0

    def build(self, events: Iterator[yaml.Event]) -> Document:
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self.documents += 1
                    if self.documents > 1:
                        raise self._error(event, "several YAML documents", "Keep one rule per file.")
                case yaml.AliasEvent():
                    raise self._error(event, "aliases are not allowed", "Write the value out.")
                case yaml.ScalarEvent():
                    self._refuse_extras(event)
                    self._scalar(event)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._refuse_extras(event)
                    self._open(event)
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self.stack.pop()
        return self.document

    def _error(self, event: yaml.Event, message: str, hint: str) -> RuleError:
        return RuleFault("yaml", message, hint, Location(self.file, *_mark(event)))

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            raise self._error(event, "anchors are not allowed", "Write the value out where it is used.")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise self._error(event, f"the YAML tag {tag!r} is not allowed", "Remove the tag.")

    def _open(self, event: yaml.NodeEvent) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self._error(event, f"nested deeper than {MAX_DEPTH}", "Flatten the structure.")
        value: list[Any] | dict[str, Any] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        path = self._place(event, value)
        self.stack.append(_Open(value, path))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if event.value in top.value:
                raise self._error(event, f"duplicate key {event.value!r}", "Keep one of the two.")
            top.key = event.value
            self.document.positions[(*top.path, event.value)] = _mark(event)
            return
        plain = event.style in (None, "") and event.implicit[0]
        self._place(event, _resolve(event.value) if plain else event.value)

    def _place(self, event: yaml.NodeEvent, value: Value) -> Path:
        if not self.stack:
            self.document.value = value
            self.document.positions[()] = _mark(event)
            return ()
        top = self.stack[-1]
        path: Path
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            top.value.append(value)
        else:
            if top.key is None:
                raise self._error(event, "a key must be plain text", "Use a word as the key.")
            path = (*top.path, top.key)
            top.value[top.key] = value
            top.key = None
        if isinstance(event, yaml.ScalarEvent) or isinstance(top.value, list):
            self.document.positions[path] = _mark(event)
        return path


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _resolve(text: str) -> Value:
    """YAML 1.2's core words and numbers; everything else is text, dates included."""
    if text in _WORDS:
        return _WORDS[text]
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text) if text[:1] in "+-.0123456789" else text
    except ValueError:
        return text

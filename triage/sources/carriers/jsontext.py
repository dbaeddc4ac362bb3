"""Reads JSON values one at a time out of a stream of text, so that a huge document needs little memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from triage.sources.opening import Unreadable

_LONGEST_TOKEN = 64
"""Characters of an escape, a literal or a number that may be cut at the end of the held text."""
_SPACE = " \t\r\n"


class Malformed(Exception):
    """The text at the current place is no JSON value."""


class JsonText:
    """A place in a text that is read forwards. At most one value (and one block) is held at a time."""

    def __init__(self, blocks: Iterator[bytes], longest: int) -> None:
        self._blocks = blocks
        self._longest = longest
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._scan = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._ended = False
        self._failure: Unreadable | None = None
        self.position = 0
        """Characters that lie behind the held text."""

    @property
    def where(self) -> int:
        """Characters read so far."""
        return self.position + self._at

    def peek(self) -> str:
        """The next character that is no white space; empty at the end. Raises Unreadable where the input fails."""
        while True:
            text, at, size = self._text, self._at, len(self._text)
            while at < size and text[at] in _SPACE:
                at += 1
            self._at = at
            if at < size:
                return text[at]
            if not self._more(0):
                if self._failure is not None:
                    raise self._failure
                return ""

    def take(self, wanted: str) -> bool:
        """Step over the next character when it is the wanted one."""
        if self.peek() != wanted:
            return False
        self._at += 1
        return True

    def value(self) -> object:
        """The next whole value. Raises Malformed, or Unreadable where the input ends inside it."""
        self.peek()
        wanted = 1
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except (ValueError, RecursionError) as error:
                held = len(self._text) - self._at
                if held > self._longest or _is_final(error, len(self._text)):
                    raise Malformed(str(error)) from error
                # Each further try holds at least twice as much: the work stays linear.
                if not self._more(wanted):
                    if self._failure is not None:
                        raise self._failure from error
                    raise Malformed(str(error)) from error
                wanted = held
                continue
            if end == len(self._text) and self._more(1):
                continue  # a number may go on behind the held text
            self._at = end
            return value

    def resume(self) -> bool:
        """After Malformed: go to the next line that begins with `{`; False when there is none."""
        self._at += 1
        while True:
            found = self._text.find("\n{", self._at)
            if found >= 0:
                self._at = found + 1
                return True
            self._at = max(self._at, len(self._text) - 1)
            if not self._more(1):
                self._at = len(self._text)
                return False

    def _more(self, wanted: int) -> bool:
        """Hold at least `wanted` further characters where the input has them; False when nothing came."""
        parts = [self._text[self._at :]]
        gained = 0
        while not self._ended and (not gained or gained < wanted):
            try:
                piece = self._decode(next(self._blocks))
            except StopIteration:
                piece = self._decode(b"", True)
                self._ended = True
            except Unreadable as error:
                self._failure, self._ended = error, True
                piece = ""
            parts.append(piece)
            gained += len(piece)
        if gained:
            self.position += self._at
            self._text, self._at = "".join(parts), 0
        return gained > 0


def _is_final(error: Exception, size: int) -> bool:
    """True when more text cannot heal the error: it stands clearly before the end of what is held."""
    if not isinstance(error, json.JSONDecodeError):
        return True
    return not error.msg.startswith("Unterminated") and error.pos < size - _LONGEST_TOKEN

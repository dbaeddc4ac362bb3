"""The neutraliser of every human format: what a terminal, a reader or a CI log could obey becomes visible text."""

import re

# C0 but tab and newline, DEL, C1, surrogates, and what is drawn as nothing or turns the direction of reading.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HIDDEN_CHARACTER = re.compile(f"[{_HIDDEN}]")
# Runners of CI systems obey `::command::` at the start of a line (white space skipped) and `##[command]`,
# `##vso[command]`, `##teamcity[command]` anywhere in it.
# Our own colour codes may stand between the signs, since rows are looked at once more when they are painted.
_COLOUR = r"(?:\x1b\[[0-9;]{0,16}m)"
_LINE_COMMAND = re.compile(rf"^((?:[^\S\n]|{_COLOUR})*)(:{_COLOUR}*:)", re.MULTILINE)
_HASH_COMMAND = re.compile(rf"(#{_COLOUR}*#(?:[A-Za-z]|{_COLOUR}){{0,24}})\[")


def block(text: str) -> str:
    """`text` with its line breaks kept; applying it twice changes nothing more."""
    if not (text.isascii() and text.isprintable()):
        plain = text.replace("\r\n", "\n").replace("\t", "    ")
        text = _HIDDEN_CHARACTER.sub(_show, plain)
    return inert(text)


def line(text: str) -> str:
    """`text` on one line, a line break shown as a blank."""
    return block(" ".join(part.strip() for part in text.splitlines()) if "\n" in text else text)


def inert(text: str) -> str:
    """`text` without anything that a CI runner reads as its command: a backslash stands before the sign."""
    if ":" in text:
        text = _LINE_COMMAND.sub(r"\1\\\2", text)
    return _HASH_COMMAND.sub(r"\1\\[", text) if "#" in text else text


def json_escaped(encoded: str) -> str:
    """JSON text, every hidden character and CI command in it written as an escape: the value stays the same."""
    encoded = _HIDDEN_CHARACTER.sub(_escape, encoded) if not encoded.isascii() or "\x7f" in encoded else encoded
    return _HASH_COMMAND.sub(r"\1\\u005b", encoded) if "##" in encoded else encoded


def marked(text: str, span: tuple[int, int]) -> tuple[str, str, str]:
    """Before, inside and after `span`, each neutralised; a span outside the text marks nothing."""
    start, end = span
    if not 0 <= start < end <= len(text):
        return block(text), "", ""
    before, inside, after = text[:start], text[start:end], text[end:]
    return block(before), _tail(before, inside), _tail(before + inside, after)


def _tail(before: str, text: str) -> str:
    """`text` as it reads after `before`: only its true line starts are looked at."""
    if not before or before.endswith("\n"):
        return block(text)
    return block("." + text)[1:]


def _show(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return "^" + chr(code + 0x40)
    if code == 0x7F:
        return "^?"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in "\n\r\t":
        return character
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"

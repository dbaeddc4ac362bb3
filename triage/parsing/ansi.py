"""Colours and other terminal codes taken out of log text."""

import re

_CODES = re.compile(r"\x1b(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|[@-Z\\-_])")


def without_ansi(text: str) -> str:
    """The text without escape sequences; other control characters stay."""
    return _CODES.sub("", text) if "\x1b" in text else text

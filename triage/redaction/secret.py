"""A stretch of text that must not be shown."""

import re

import msgspec

TAG = re.compile(r"\[[a-z_]{2,20}#\d{1,9}\]")
"""What stands where a secret stood."""


class Secret(msgspec.Struct, frozen=True, order=True):
    """Half-open: `start <= position < end`."""

    start: int
    end: int
    kind: str

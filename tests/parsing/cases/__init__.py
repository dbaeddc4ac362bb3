"""Texts of failing programs in each language, with what must be read from them."""

from typing import NamedTuple


class Case(NamedTuple):
    """One text that is one record."""

    name: str
    text: str
    types: tuple[str, ...]
    """Of the chain, outermost first."""
    root_message: str
    """Part of the root exception's message."""
    function: str = ""
    """Of the application's own frame nearest to where the root was raised."""
    codes: tuple[str, ...] = ()

"""What a caller may choose about the text of a report."""

from collections.abc import Callable

import msgspec

from triage.model.report import Report


class RenderOptions(msgspec.Struct, frozen=True):
    """Nothing here changes what is said, only how it is laid out; no clock and no environment is read."""

    width: int = 100
    """Columns of the terminal; at least 40 are used."""
    colour: bool = False
    unicode: bool = True
    """False where the output cannot encode block characters."""
    explain: bool = False
    """Print the factors behind each score."""


Renderer = Callable[[Report, RenderOptions], str]

"""Rows of plain or coloured text, built for one width."""

import re
from collections.abc import Iterator
from itertools import islice

from triage.render import safe_text
from triage.render.columns import clip, fold, pad, take, width, wrap
from triage.render.options import RenderOptions
from triage.render.shell_rows import shell_rows

_STYLES = {
    "bold": "1",
    "dim": "2",
    "red": "1;31",
    "yellow": "1;33",
    "green": "1;32",
    "cyan": "36",
    "alarm": "1;7;31",
    "good": "1;7;32",
    "doubt": "1;7;33",
}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PLAIN = str.maketrans("·…│▲◆◈×─░▁▂▃▄▅▆▇█↳", "-~|^*&x-?,:-=+o#@>")
LABEL = 14


class Paper:
    """Collects rows; every text given to it is neutralised here, and colour is added after measuring."""

    def __init__(self, options: RenderOptions) -> None:
        self._options = options
        self.width = max(40, options.width)
        self._colour = options.colour
        self._unicode = options.unicode
        self.rows: list[str] = []

    def draft(self) -> "Paper":
        """An empty one of the same kind."""
        return Paper(self._options)

    def paint(self, text: str, style: str) -> str:
        if not self._colour or not style or not text:
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"

    def blank(self) -> None:
        if self.rows and self.rows[-1]:
            self.rows.append("")

    def heading(self, text: str, note: str = "") -> None:
        """A section's title between blank rows, a quieter note after it."""
        self.blank()
        title = clip(safe_text.line(text), self.width)
        rest = clip(safe_text.line(note), max(0, self.width - len(title) - 2)) if note else ""
        self.rows.append(self.paint(title, "bold") + (f"  {self.paint(rest, 'dim')}" if rest else ""))

    def titled(self, word: str, text: str, style: str, most: int = 2) -> None:
        """A painted word, then bold text beside it; never more than `most` rows."""
        indent = len(word) + 2
        parts = wrap(safe_text.line(text), max(20, self.width - indent))
        if len(parts) > most:
            parts = [*parts[: most - 1], clip(" ".join(parts[most - 1 :]), max(20, self.width - indent))]
        for at, part in enumerate(parts):
            lead = self.paint(word, style) + "  " if at == 0 else " " * indent
            self.rows.append(lead + self.paint(part, "bold"))

    def labelled(self, label: str, text: str, style: str = "", most: int = 0) -> None:
        """`label` in its column, the text folded beside it, at most `most` rows when that is not 0."""
        room = self.width - LABEL
        parts = wrap(safe_text.line(text), room)
        if most and len(parts) > most:
            parts = [*parts[: most - 1], clip(" ".join(parts[most - 1 :]), room)]
        for at, part in enumerate(parts):
            name = self.paint(pad("  " + label, LABEL), "dim") if at == 0 else " " * LABEL
            self.rows.append(name + self.paint(part, style))

    def text(self, text: str, indent: int = 2, style: str = "", hang: int = 0) -> None:
        """A folded paragraph; rows after the first stand `hang` columns further in."""
        parts = wrap(safe_text.line(text), self.width - indent - hang)
        for at, part in enumerate(parts):
            self.rows.append(" " * (indent + (hang if at else 0)) + self.paint(part, style))

    def raw(self, text: str, indent: int = 0) -> None:
        """A row that is already neutralised, measured and painted."""
        self.rows.append(" " * indent + text)

    def command(self, text: str, indent: int) -> None:
        """A command behind a prompt, over several rows where it is long; it still pastes as one command."""
        for at, row in enumerate(shell_rows(safe_text.block(text), self.width - indent - 2)):
            prompt = self.paint("$ ", "dim") if at == 0 else "  "
            for part in row.split("\n"):
                self.raw(prompt + self.paint(part, "cyan"), indent)
                prompt = "  "

    def quoted(self, text: str, span: tuple[int, int], rows: int, indent: int) -> None:
        """Log text behind a rule, folded at the width, its matched part painted; at most `rows` rows, a cut marked."""
        before, inside, after = safe_text.marked(text, span)
        start, end = len(before), len(before) + len(inside)
        rule, room = self.paint("│", "red"), self.width - indent - 2
        pieces = list(islice(_pieces(before + inside + after, room), rows + 1))
        for at, (offset, piece) in enumerate(pieces[:rows], 1):
            first, last = max(0, start - offset), max(0, end - offset)
            row = piece.rstrip()
            if at == rows < len(pieces) and not row.endswith("…"):
                row = f"{row if width(row) < room else take(row, room - 1)}…"
            drawn = row[:first] + self.paint(row[first:last], "bold") + row[max(first, last) :]
            self.raw(f"{rule} {drawn}", indent)

    def height(self) -> int:
        """Rows that a terminal of this width shows: one that is too long for it is folded there."""
        return sum(max(1, -(-width(_COLOUR.sub("", row)) // self.width)) for row in self.rows)

    def finished(self) -> str:
        """The whole text: no row that a CI runner obeys, and only ASCII where nothing else can be shown."""
        text = safe_text.inert("\n".join(row.rstrip() for row in self.rows).rstrip("\n")) + "\n"
        if self._unicode:
            return text
        return text.translate(_PLAIN).encode("ascii", "backslashreplace").decode("ascii")


def _pieces(text: str, room: int) -> Iterator[tuple[int, str]]:
    """Where each row begins in the text, and the row."""
    offset = 0
    for whole in text.split("\n"):
        for piece in fold(whole, room):
            yield offset, piece
            offset += len(piece)
        offset += 1

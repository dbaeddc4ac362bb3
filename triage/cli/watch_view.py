"""What `triage watch` shows: plain lines, and on a terminal a table of what is going on below them."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from triage.model.report import Report
from triage.model.rules import Severity
from triage.render.safe_text import line
from triage.timespan import ago, iso
from triage.watching import Change, Look, What

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

_WORDS = {
    What.NEW: "NEW",
    What.ROLE: "ROLE",
    What.RISING: "RISING",
    What.ENDED: "ENDED",
    What.AGAIN: "AGAIN",
    What.VERDICT: "VERDICT",
}
_COLOURS = {What.NEW: "bold red", What.RISING: "red", What.AGAIN: "red", What.ROLE: "yellow", What.ENDED: "green"}
_ROWS = 12


class View(Protocol):
    """Shows one look after the other."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def show(self, report: Report, changes: list[Change], look: Look) -> None: ...


def view_of(out: TextIO, quiet: bool, environment: str) -> View:
    """Live on a terminal, lines elsewhere."""
    live = out.isatty() and not quiet and os.environ.get("TERM") != "dumb"
    return LiveView(out, environment) if live else LineView(out)


class LineView:
    """One line per change, nothing else."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def show(self, report: Report, changes: list[Change], look: Look) -> None:
        for change in changes:
            self._out.write(f"{_clock(report.window.end)}  {_WORDS[change.what]:8}{text_of(change)}\n")
        self._out.flush()


class LiveView:
    """The lines, and below them what there is at the moment."""

    def __init__(self, out: TextIO, environment: str) -> None:
        from rich.console import Console

        self._console = Console(file=out, highlight=False, markup=False, soft_wrap=False)
        self._environment = environment
        self._looks = 0
        self._live: Live | None = None

    def __enter__(self) -> Self:
        from rich.live import Live
        from rich.text import Text

        text = Text(f"Watching {self._environment}: reading the past first ...")
        self._live = Live(text, console=self._console, refresh_per_second=2, transient=True)
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, report: Report, changes: list[Change], look: Look) -> None:
        from rich.text import Text

        assert self._live is not None
        self._looks += 1
        for change in changes:
            colour = _COLOURS.get(change.what, "bold")
            text = Text(f"{_clock(report.window.end)}  ", no_wrap=True, overflow="ellipsis")
            text.append(f"{_WORDS[change.what]:8}", style=colour)
            self._console.print(text.append(text_of(change)))
        self._live.update(table_of(report, look, self._environment, self._looks), refresh=True)


def table_of(report: Report, look: Look, environment: str, looks: int) -> Table:
    """What there is at the moment, worst first."""
    from rich.table import Table
    from rich.text import Text

    end = report.window.end
    read = f"{report.coverage.events:,} events since {_clock(report.window.start)}, {look.fresh:,} of them new"
    late = f", {look.late:,} late" if look.late else ""
    title = Text(f"{environment}: {report.verdict.status.value}", style="bold")
    caption = Text(f"look {looks} at {_clock(end)} UTC; {read}{late}. Ctrl-C ends with the verdict.", style="dim")
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left", expand=True)
    for name, justify in (("Role", "left"), ("What", "left"), ("Where", "left"), ("Count", "right"), ("Last", "right")):
        table.add_column(name, justify=justify, no_wrap=True, overflow="ellipsis")  # type: ignore[arg-type]
    rows = 0
    for finding in report.findings:
        if finding.severity <= Severity.INFO or rows >= _ROWS:
            continue
        rows += 1
        role = Text(finding.role.value.replace("_", " "), style="bold red" if finding.role == "root_cause" else "")
        where = ", ".join(finding.services[:3])
        cells = (line(finding.title), line(where), f"{finding.count:,}", ago(finding.last_seen, end))
        table.add_row(role, *(Text(cell) for cell in cells))
    for cluster in report.unmatched:
        if rows >= _ROWS or cluster.level not in ("", "error", "critical"):
            continue
        rows += 1
        cells = (
            line(cluster.template), line(", ".join(cluster.services[:3])), f"{cluster.count:,}",
            ago(cluster.last_seen, end),
        )  # fmt: skip
        table.add_row(Text("unknown", style="yellow"), *(Text(cell) for cell in cells))
    if not rows:
        table.add_row("", Text("no errors so far"), "", "", "")
    return table


def text_of(change: Change) -> str:
    """The change in one line."""
    if change.what is What.VERDICT:
        return f"{change.detail}: {line(change.title)}"
    parts = [line(change.title)]
    if change.services:
        parts.append(f"in {line(', '.join(change.services[:3]))}")
    detail = f" ({line(change.detail)})" if change.detail else ""
    role = f", {change.role.replace('_', ' ')}" if change.role else ""
    tail = f"; last seen {_clock(change.last_seen)}" if change.what is What.ENDED else ""
    return f"{' '.join(parts)}: {change.count:,}x{detail}{role}{tail}"


def _clock(ms: int) -> str:
    return iso(ms)[11:19]

"""A discovered environment as tables on a terminal."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from triage.cli.discover_view import closing, heading, sections
from triage.model.environment import Environment


def print_tables(environment: Environment, console: Console | None = None) -> None:
    """Print to standard output, or to `console`; texts are never read as markup."""
    console = console or Console(highlight=False)
    console.print(Text(heading(environment), style="bold"))
    for section in sections(environment):
        table = Table(title=Text(section.title), title_justify="left", header_style="dim", box=SIMPLE_HEAD)
        for column in section.columns:
            table.add_column(Text(column), overflow="fold")
        for row in section.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print()
        console.print(table)
    console.print()
    console.print(Text(closing(environment)))

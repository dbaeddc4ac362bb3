"""Writes commands.md from what the commands say of themselves: `python docs/make_command_page.py`."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click

from triage.cli.main import COMMANDS, cli

PAGE = Path(__file__).parent / "commands.md"
WIDTH = 100
_INTRODUCTION = """\
# Commands

Each command as `--help` prints it. This page is written by `python docs/make_command_page.py`.

`triage ENVIRONMENT` is `triage run ENVIRONMENT`; for an environment that is named like a command, write the long form.
Results go to standard output alone, progress and warnings to standard error. Flags of the same name mean the same
everywhere, and win over `TRIAGE_*` variables and [triage.toml](configuration.md).

| Exit code | Meaning |
| --- | --- |
| 0 | nothing at or above `--fail-on` |
| 1 | findings at or above it (unknown errors count as medium), or a check that failed |
| 2 | could not run: usage, settings, an unknown environment, no credentials, an invalid rule file |
| 3 | something could not be read, or there was nothing to read; it outranks 1 |
| 130 | interrupted, after saving |
"""


def page() -> str:
    """The whole page: a list of the commands, then a section for each."""
    found = list(commands())
    index = [f"- [`{path}`](#{path.replace(' ', '-')})" for path, _ in found]
    parts = [_INTRODUCTION, "\n".join(index) + "\n"]
    parts += [f"## {path}\n\n```text\n{text}\n```\n" for path, text in found]
    return "\n".join(parts)


def commands() -> Iterator[tuple[str, str]]:
    """(`triage rules list`, its help) of every command that is there, groups before what they hold."""
    top = click.Context(cli, info_name="triage", terminal_width=WIDTH, **cli.context_settings)
    yield "triage", cli.get_help(top)
    for name in COMMANDS:
        yield from _of(cli, name, top, "triage")


def _of(group: click.Group, name: str, parent: click.Context, before: str) -> Iterator[tuple[str, str]]:
    command = group.get_command(parent, name)
    if command is None:
        return
    context = click.Context(command, info_name=name, parent=parent)
    path = f"{before} {name}"
    yield path, _text(command, context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            if name != "rules" or find_spec(f"triage.cli.rules_{inner}"):
                yield from _of(command, inner, context, path)


def _text(command: click.Command, context: click.Context) -> str:
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

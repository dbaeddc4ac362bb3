"""Every command line in the documentation is one that the program takes."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.make_command_page import PAGE, commands, page
from tests.docs.pages import CHECKOUT, blocks, pages, spans
from triage.cli.main import cli

_DESCRIPTION = re.compile(r"\S\s{3,}.*$")
_SHELL = ("", "sh", "shell", "bash", "console")
_BREAKS = frozenset(("|", "||", "&&", ";", "&", ">", ">>", "<", "2>"))


def _lines(text: str, prompted: bool) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        line = line.strip()
        if prompted:
            if not line.startswith("$ "):
                continue
            line = line[2:]
        yield _DESCRIPTION.sub(lambda found: found[0][0], line)


def _ours(line: str) -> Iterator[list[str]]:
    """The arguments of each `triage` in a shell line."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words, current = [*lexer, "|"], []
    for word in words:
        if word in _BREAKS:
            if current and current[0] == "triage":
                yield current[1:]
            current = []
        else:
            current.append(word)


def _written() -> list[tuple[str, list[str]]]:
    """Lines of shell blocks, examples of help texts, and code in sentences; a command's mere name is left out."""
    found = []
    names = {path for path, _ in commands()}
    for block in [*blocks(*_SHELL), *blocks("text", path=PAGE)]:
        for line in _lines(block.text, block.language == "console"):
            if "triage " in line and (block.language != "text" or line.startswith("triage ")):
                found += [(f"{block.place} {line}", args) for args in _ours(line)]
    for path in pages():
        for span in spans(path):
            if span.startswith("triage ") and span not in names:
                found += [(f"{path.relative_to(CHECKOUT)} {span}", args) for args in _ours(span)]
    return list({place: (place, args) for place, args in found}.values())


@pytest.fixture
def unrun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Commands parse their arguments and do nothing."""
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: None)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("place", "args"), _written(), ids=lambda one: one if isinstance(one, str) else "")
@pytest.mark.usefixtures("unrun")
def test_it_parses(place: str, args: list[str]) -> None:
    cli.main(list(args), prog_name="triage", standalone_mode=False)
    if args[:2] == ["demo", "--"]:
        cli.main(list(args[2:]), prog_name="triage", standalone_mode=False)


def test_lines_of_the_readme_are_among_them() -> None:
    assert ["production", "--since", "30m"] in [args for _, args in _written()]
    assert ["files", "-"] in [args for _, args in _written()]


@pytest.mark.usefixtures("unrun")
def test_a_wrong_flag_would_be_noticed() -> None:
    with pytest.raises(click.UsageError):
        cli.main(["files", "--no-such-flag", "x"], prog_name="triage", standalone_mode=False)


def test_the_page_of_commands_says_what_help_says() -> None:
    """Blanks do not count: releases of click break lines differently."""
    told = "Run `python docs/make_command_page.py`: a command's help has changed."

    assert PAGE.read_text(encoding="utf-8").split() == page().split(), told


def test_every_command_has_its_section() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert [path for path, _ in commands() if f"## {path}\n" not in text] == []

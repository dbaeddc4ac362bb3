"""The guide for rule authors, done from its first line to its last: files written, commands run, outputs compared."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from markdown_it.token import Token

from tests.docs.pages import DOCS, spans, tokens
from triage.model.taxonomy import CATEGORIES, ENTITIES
from triage.remediation import _TYPES
from triage.ruleset.fields import PARTS
from triage.ruleset.vocabulary import CONTEXT, EXTRA_CAPTURES

GUIDE = DOCS / "rules" / "authoring.md"
WATCHING = "watching for changes ..."


def _steps() -> list[Token]:
    return [token for token in tokens(GUIDE) if token.type == "fence"]


def _environment(folder: Path) -> dict[str, str]:
    """A new user's: an empty home, and `triage` on the path."""
    bin_ = folder / "bin"
    bin_.mkdir()
    program = bin_ / "triage"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m triage.cli.main "$@"\n')
    program.chmod(0o755)
    known = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TRIAGE_"))}
    return known | {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache"),
                    "PATH": f"{bin_}:{known.get('PATH', '')}"}  # fmt: skip


def _run(line: str, folder: Path, environment: dict[str, str]) -> str:
    """What the line prints. A command that would wait for changes is ended once it waits."""
    with subprocess.Popen(
        ["sh", "-c", f"exec {line}" if "|" not in line else line],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as started:
        assert started.stdout is not None
        printed = []
        for row in started.stdout:
            printed.append(row.rstrip("\n"))
            if row.strip() == WATCHING:
                started.terminate()
        code = started.wait()
    assert code in (0, 1) or WATCHING in printed, f"{line}\n" + "\n".join(printed)
    return "\n".join(printed) + "\n"


def _shown(text: str) -> re.Pattern[str]:
    """The output as the page shows it: `...` stands for anything."""
    rows = [".*".join(map(re.escape, row.split("..."))) for row in text.rstrip("\n").split("\n")]
    return re.compile("\n".join(r"(?:.*\n)*?.*" if row == ".*" else row for row in rows) + ".*")


def test_the_guide_can_be_followed_word_by_word(tmp_path: Path, isolated: Path) -> None:
    environment = _environment(isolated)
    printed = ""
    for token in _steps():
        language, _, name = (token.info or "").partition(" ")
        if name:
            file = tmp_path / name
            assert file.parent.is_dir(), f"nothing made the folder of {name} before"
            file.write_text(token.content, encoding="utf-8")
        elif language == "sh":
            printed = "".join(_run(line, tmp_path, environment) for line in token.content.splitlines())
        else:
            assert language == "text"
            assert _shown(token.content).search(printed), f"not printed:\n{token.content}\nbut:\n{printed}"


def test_an_output_that_is_not_printed_would_be_noticed() -> None:
    assert _shown("...\na b ... d\n...\n").search("x\ny\na b c d\n\n")
    assert not _shown("...\na b ... d\n").search("x\na b c\n")


@pytest.mark.parametrize(
    "names",
    [CATEGORIES, ENTITIES, EXTRA_CAPTURES, tuple(PARTS), CONTEXT, (*_TYPES, "enum", "text")],
    ids=["categories", "entities", "further captures", "fields", "context", "types"],
)
def test_the_reference_names_everything_that_a_rule_may_say(names: tuple[str, ...]) -> None:
    assert [name for name in names if name not in spans(GUIDE)] == []


def test_the_reference_tells_every_field_of_a_rule_file() -> None:
    schema = json.loads(files("triage.ruleset").joinpath("rule.schema.json").read_text(encoding="utf-8"))

    assert [key for key in schema["properties"] if key not in spans(GUIDE)] == []

"""A pack of one rule in a folder, and the rules commands run in it."""

from pathlib import Path

from click.testing import CliRunner, Result

from tests.ruleset.rule_text import RULE
from triage.cli.rules import command


def write_pack(folder: Path, text: str = RULE, name: str = "made/fault.yaml") -> Path:
    """The pack's folder."""
    path = folder / "pack" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder / "pack"


def rules(*arguments: str | Path, text: str | None = None) -> Result:
    """`triage rules ARGUMENTS`; `text` is standard input."""
    return CliRunner().invoke(command, [str(a) for a in arguments], input=text)

"""The kept index changes how fast rules load, and nothing else."""

from pathlib import Path

import pytest

from triage.ruleset import index
from triage.ruleset.library import load_rules


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIAGE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_second_start_gives_the_same_rules(kept: Path) -> None:
    first, second = load_rules(), load_rules()

    assert [f.stat().st_mode & 0o777 for f in kept.iterdir()] == [0o600]
    assert (second.rules, second.version, second.gates) == (first.rules, first.version, first.gates)


def test_a_damaged_index_is_made_anew(kept: Path) -> None:
    first = load_rules()
    file = next(kept.iterdir())
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    assert index.read(first.version) is None
    assert load_rules().rules == first.rules


def test_a_folder_that_cannot_be_written_changes_nothing(kept: Path) -> None:
    kept.write_text("a file where the folder should be")

    assert load_rules().rules

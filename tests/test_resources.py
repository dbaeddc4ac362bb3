"""Bundled data is found beside the package, never in the working directory."""

from pathlib import Path

import pytest

from triage import resources
from triage.errors import InputError


def test_templates_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "templates").mkdir()
    monkeypatch.chdir(tmp_path)
    assert resources.templates().joinpath("html", "report.html.j2").is_file()
    assert "<!DOCTYPE html>" in resources.template("html/report.html.j2")


def test_rules_and_demo_are_folders() -> None:
    assert resources.rules().is_dir()
    assert resources.demo().is_dir()


@pytest.mark.parametrize("name", ["html/nothing.j2", "../pyproject.toml", "html/../../pyproject.toml"])
def test_missing_or_outside_template_is_one_clear_error(name: str) -> None:
    with pytest.raises(InputError, match="missing"):
        resources.template(name)

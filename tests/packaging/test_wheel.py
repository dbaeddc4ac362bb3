"""The wheel holds everything that the checkout has, and runs from an empty folder."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DATA = {"rules": "rules", "templates": "templates", "sample_logs/story": "demo"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(CHECKOUT)], check=True, capture_output=True)
    return next(folder.glob("cloudwatch_triage-*.whl"))


def _tracked(folder: str) -> set[str]:
    """Files of the checkout under a folder, without what tools leave behind."""
    root = CHECKOUT / folder
    return {
        str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_the_same_data_as_the_checkout(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    for folder, packaged in DATA.items():
        prefix = f"triage/_data/{packaged}/"
        assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == _tracked(folder)


def test_nothing_but_the_package_is_installed(wheel: Path) -> None:
    tops = {name.split("/", 1)[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"triage"}


def test_data_folders_hold_no_code(wheel: Path) -> None:
    assert not [n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("triage/_data/") and n.endswith(".py")]


@pytest.mark.packaging
def test_the_installed_wheel_runs_the_demo_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "env"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", f"{wheel}[demo]"]
    subprocess.run(install, check=True, capture_output=True, timeout=600)
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    command = [place / "bin" / "triage", "demo"]
    done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert "tfplayground_prod" in done.stdout
    assert list(empty.iterdir()) == []

"""One index of the rules for all tests here: loading three hundred files for each command takes seconds."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(autouse=True)
def _kept_index(isolated: Path, index_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_CACHE_DIR", str(index_folder))

"""What is kept in the cache folder changes how fast a program starts, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import hyperscan
import msgspec
import pytest

from tests.ruleset.rule_text import PATH, RULE
from triage.engine import formed
from triage.ruleset import gating, keeping
from triage.ruleset.loading import load_one

MOST = 100


def test_what_was_written_is_read(tmp_path: Path) -> None:
    keeping.write(tmp_path / "new" / "x.bin", b"cake")

    assert keeping.read(tmp_path / "new" / "x.bin", MOST) == b"cake"
    assert keeping.read(tmp_path / "new" / "x.bin", 3) is None


@pytest.mark.parametrize("content", [b"", b"\0\0\0\0", b"abc", b"abcdcake"])
def test_what_is_not_whole_is_not_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.bin").write_bytes(content)

    assert keeping.read(tmp_path / "x.bin", MOST) is None


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.bin")

    assert keeping.read(tmp_path / "x.bin", MOST) is None


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.bin").mkdir()
    keeping.write(tmp_path / "x.bin", b"cake")

    assert [path.name for path in tmp_path.iterdir()] == ["x.bin"]


def test_what_was_used_least_lately_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_CACHE_DIR", str(tmp_path))
    (tmp_path / "cakes-0.bin").symlink_to(tmp_path / "nowhere")
    os.utime(tmp_path / "cakes-0.bin", (0, 0), follow_symlinks=False)
    (tmp_path / "rules-0.bin").touch()
    for name in ("cakes-1.bin", "cakes-2.bin", "cakes-3.bin"):
        assert keeping.kept(name, MOST, lambda name=name: name.encode()) == name.encode()  # type: ignore[misc]
        os.utime(tmp_path / name, (int(name[6]), int(name[6])))

    assert keeping.kept("cakes-4.bin", MOST, lambda: b"cake") == b"cake"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cakes-3.bin", "cakes-4.bin", "rules-0.bin"]


def test_forms_that_cannot_be_loaded_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formed, "kept", lambda *_: b"made by another machine")
    database, _ = formed._database.__wrapped__()

    assert isinstance(database, hyperscan.Database)


def test_gates_that_cannot_be_loaded_are_compiled() -> None:
    rule, _ = load_one(PATH, RULE)
    assert rule is not None
    kept = msgspec.msgpack.decode(gating.compiled([rule]), type=gating._Kept)
    broken = msgspec.msgpack.encode(msgspec.structs.replace(kept, single=b"made by another machine"))
    text = rule.examples[0].log.encode()

    assert gating.Gates([rule], [broken]).candidates(text) == gating.Gates([rule]).candidates(text)

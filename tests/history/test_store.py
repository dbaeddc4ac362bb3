"""The history's file: what it keeps, what it merges, and what happens when it cannot be used."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from triage.history import HistoryNote, HistoryStore, Known, Mark, Sighting
from triage.history import store as module

HOUR = 3_600_000
DAY = 24 * HOUR
T = 1_772_355_600_000
MARK = Mark("m1", "finding", "mysql.table-missing", "Table missing", ("orders",))


def _seen(store: HistoryStore, mark: Mark = MARK) -> Known:
    found = store.known("production", [mark])
    assert isinstance(found, dict)
    return found[mark.id]


def _note(value: object) -> HistoryNote:
    assert isinstance(value, HistoryNote)
    return value


def test_what_was_seen_is_known_later(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    assert store.remember("production", T, [(MARK, Sighting(T, T + HOUR, 5, "r-1"))]) is None
    assert store.remember("production", T + 3 * DAY, [(MARK, Sighting(T + 3 * DAY, T + 3 * DAY, 2, "r-2"))]) is None
    known = _seen(HistoryStore(tmp_path))
    assert known.sightings == (Sighting(T, T + HOUR, 5, "r-1"), Sighting(T + 3 * DAY, T + 3 * DAY, 2, "r-2"))
    assert store.environments() == {"production": T}


def test_overlapping_runs_are_one_sighting(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    for start, run in ((0, "r-1"), (10, "r-2"), (50, "r-3")):
        store.remember("production", T, [(MARK, Sighting(T + start * 60_000, T + (start + 20) * 60_000, 7, run))])
    (one,) = _seen(store).sightings
    assert (one.first, one.last, one.records, one.run) == (T, T + 70 * 60_000, 7, "r-3")


def test_environments_are_kept_apart(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.remember("production", T, [(MARK, Sighting(T, T, 1))])
    assert store.known("staging", [MARK]) == {}
    assert store.everything("staging") == []


def test_a_merge_of_signatures_keeps_the_history_of_each(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    one, two = Mark("v1:aa", "signature", "v1:aa", "a <*>"), Mark("v1:bb", "signature", "v1:bb", "b <*>")
    store.remember("production", T, [(one, Sighting(T, T, 1)), (two, Sighting(T + DAY, T + DAY, 1))])
    merged = Mark("v1:bb", "signature", "v1:bb", "<*> <*>", aliases=("v1:aa",))
    store.remember("production", T, [(merged, Sighting(T + 2 * DAY, T + 2 * DAY, 1))])
    for mark in (one, two, merged):
        assert len(_seen(store, mark).sightings) == 3
    rows = store.everything("production")
    assert isinstance(rows, list) and len(rows) == 1


def test_the_file_is_private(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "state")
    store.remember("production", T, [(MARK, Sighting(T, T, 1))])
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_old_and_surplus_entries_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_THINGS", 3)
    monkeypatch.setattr(module, "MOST_SIGHTINGS", 2)
    store = HistoryStore(tmp_path)
    for day in range(5):
        mark = Mark(f"m{day}", "finding", "r", "t")
        at = T + day * DAY
        store.remember("production", T, [(mark, Sighting(at, at, 1)), (MARK, Sighting(at, at, 1))])
    rows = store.everything("production")
    assert isinstance(rows, list) and len(rows) == 3
    assert len(_seen(store).sightings) == 2
    later = T + module.KEPT_MS + 10 * DAY
    store.remember("production", T, [(Mark("new", "finding", "r", "t"), Sighting(later, later, 1))])
    rows = store.everything("production")
    assert isinstance(rows, list) and [one.mark.id for one in rows] == ["new"]


def test_an_absent_file_is_an_empty_history_and_is_not_made_by_reading(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    assert store.environments() == {} and store.known("production", [MARK]) == {}
    assert not store.path.exists()


def test_an_empty_file_is_an_empty_history(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.path.touch()
    assert store.environments() == {}
    assert store.remember("production", T, []) is None
    assert store.environments() == {"production": T}


def test_a_locked_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.history.schema.WAIT_SECONDS", 0.01)
    store = HistoryStore(tmp_path)
    store.remember("production", T, [(MARK, Sighting(T, T, 1))])
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert "locked" in _note(store.known("production", [MARK])).text
        assert "locked" in _note(store.remember("production", T, [(MARK, Sighting(T, T, 1))])).text
        assert "locked" in _note(store.environments()).text
    finally:
        other.close()


@pytest.mark.parametrize(
    "content", [b"this is no database, and long enough to be told apart" * 40, b"SQLite format 3\0" * 90]
)
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    store = HistoryStore(tmp_path)
    store.path.write_bytes(content)
    for note in (store.environments(), store.everything("production"), store.remember("production", T, [])):
        assert "damaged" in _note(note).text
        assert "delete" in _note(note).hint
    assert store.path.read_bytes() == content


def test_a_file_with_other_tables_is_told(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    other = sqlite3.connect(store.path)
    other.execute("CREATE TABLE thing (x)")
    other.execute("PRAGMA user_version = 1")
    other.close()
    assert "damaged" in _note(store.everything("production")).text
    assert "damaged" in _note(store.remember("production", T, [(MARK, Sighting(T, T, 1))])).text


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    other = sqlite3.connect(store.path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    assert "newer version" in _note(store.remember("production", T, [])).text
    assert "newer version" in _note(store.environments()).text


def test_a_folder_or_link_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "a" / "history.sqlite3").mkdir(parents=True)
    assert _note(HistoryStore(tmp_path / "a").remember("production", T, [])).text
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "history.sqlite3").symlink_to(tmp_path / "elsewhere")
    assert "link" in _note(HistoryStore(tmp_path / "b").remember("production", T, [])).text
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "cannot be written" in _note(HistoryStore(tmp_path / "x").remember("production", T, [])).text


def test_a_file_that_only_opens_for_reading_still_tells_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = HistoryStore(tmp_path)
    store.remember("production", T, [(MARK, Sighting(T, T, 1))])
    real = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, mode)

    monkeypatch.setattr("triage.history.schema.os.open", refuse)
    assert "cannot be written" in _note(store.remember("production", T, [])).text
    assert len(_seen(store).sightings) == 1


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path)
    store.remember("production", T, [(MARK, Sighting(T, T, 1))])
    broken = Sighting("not a time", T, 1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        store.remember("production", T, [(MARK, broken)])
    assert len(_seen(store).sightings) == 1

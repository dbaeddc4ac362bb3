"""The store: remembers what a run showed, tells what is known, and never stops a run."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from triage.history.model import HistoryNote, Known, Mark, Sighting
from triage.history.schema import NewerVersion, connect

FILE_NAME = "history.sqlite3"
KEPT_MS = 400 * 86_400_000
"""Sightings that ended longer before the newest one of the file are dropped."""
MOST_THINGS = 20_000
MOST_SIGHTINGS = 50
"""Of one thing; the newest are kept."""
TOUCHING_MS = 3_600_000
"""Sightings nearer to each other are one."""
_TITLE_CHARS = 300


class HistoryStore:
    """`folder`/history.sqlite3. No method raises for a file that is locked, read-only, damaged or absent: they give a
    HistoryNote instead."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME

    def environments(self) -> dict[str, int] | HistoryNote:
        """Every environment with the time at which its history begins (milliseconds since the epoch, UTC)."""
        try:
            with self._reading() as opened:
                if isinstance(opened, HistoryNote):
                    return opened
                rows = opened.execute("SELECT name, since FROM environment ORDER BY name").fetchall() if opened else []
                return {str(name): int(since) for name, since in rows}
        except (sqlite3.Error, ValueError) as error:
            return self._note(error)

    def known(self, environment: str, marks: Sequence[Mark]) -> dict[str, Known] | HistoryNote:
        """Id of a mark -> what is kept of it; marks never seen are left out."""
        try:
            with self._reading() as opened:
                if isinstance(opened, HistoryNote):
                    return opened
                found = {}
                for mark in marks if opened else ():
                    assert opened is not None
                    things = _things(opened, environment, mark)
                    sightings = _joined([one for thing in things for one in _sightings(opened, thing)])
                    if sightings:
                        found[mark.id] = Known(mark, tuple(sightings))
                return found
        except sqlite3.Error as error:
            return self._note(error)

    def everything(self, environment: str) -> list[Known] | HistoryNote:
        """All that is kept of an environment, the latest first."""
        try:
            with self._reading() as opened:
                if isinstance(opened, HistoryNote):
                    return opened
                rows = [] if opened is None else opened.execute(
                    "SELECT id, mark, kind, name, title, services FROM thing WHERE environment = ?", (environment,)
                ).fetchall()  # fmt: skip
                found = []
                for thing, mark, kind, name, title, services in rows:
                    assert opened is not None
                    if sightings := _sightings(opened, thing):
                        kept = Mark(mark, kind, name, title, tuple(json.loads(services)))
                        found.append(Known(kept, tuple(sightings)))
        except (sqlite3.Error, ValueError) as error:
            return self._note(error)
        return sorted(found, key=lambda one: (-one.last, one.mark))

    def remember(self, environment: str, began: int, seen: Iterable[tuple[Mark, Sighting]]) -> HistoryNote | None:
        """Keep what a run showed; `began`: the start of its window. None when it was kept."""
        try:
            opened = connect(self.path, writing=True)
        except (sqlite3.Error, OSError, NewerVersion) as error:
            return self._note(error)
        try:
            opened.execute("BEGIN IMMEDIATE")
            opened.execute(
                "INSERT INTO environment VALUES (?, ?, 1) ON CONFLICT (name) DO UPDATE SET runs = runs + 1,"
                " since = min(since, excluded.since)",
                (environment, began),
            )
            for mark, sighting in seen:
                _remember(opened, environment, mark, sighting)
            _prune(opened)
            opened.execute("COMMIT")
        except (sqlite3.Error, ValueError) as error:
            return self._note(error)
        finally:
            opened.close()
        return None

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | HistoryNote | None]:
        if not self.path.is_symlink() and (not self.path.exists() or _is_empty(self.path)):
            yield None
            return
        try:
            opened = connect(self.path, writing=False)
        except (sqlite3.Error, OSError, NewerVersion) as error:
            yield self._note(error)
            return
        try:
            yield opened
        finally:
            opened.close()

    def _note(self, error: Exception) -> HistoryNote:
        """The reason in words, and the way out."""
        if isinstance(error, NewerVersion):
            return HistoryNote("a newer version of triage wrote the history", "update cloudwatch-triage")
        text = str(error)
        if "locked" in text or "busy" in text:
            return HistoryNote("the history is locked by another run", "run it again later")
        if "readonly" in text or "read-only" in text or isinstance(error, PermissionError):
            return HistoryNote("the history cannot be written", f"make {self.path} writable, or set TRIAGE_STATE_DIR")
        if isinstance(error, OSError):
            reason = error.strerror or text
            return HistoryNote(f"the history cannot be opened: {reason}", "set TRIAGE_STATE_DIR to another folder")
        if "I/O error" in text or "is full" in text:
            return HistoryNote(f"the history cannot be used: {text}", "look at the disk, or set TRIAGE_STATE_DIR")
        if "unable to open" in text:
            return HistoryNote("the history cannot be opened", f"look at the rights of {self.path}")
        return HistoryNote(f"the history is damaged: {text[:100]}", f"delete {self.path}; it begins anew")


def _is_empty(path: Path) -> bool:
    """A file that was made and never written is no history yet."""
    try:
        return path.is_file() and not path.stat().st_size
    except OSError:
        return False


def _things(opened: sqlite3.Connection, environment: str, mark: Mark) -> list[int]:
    """Things known under any id of a mark, oldest entry first."""
    found: set[int] = set()
    for one in (mark.id, *mark.aliases):
        for table, column in (("thing", "id"), ("alias", "thing")):
            query = f"SELECT {column} FROM {table} WHERE environment = ? AND mark = ?"  # noqa: S608 our own names
            found.update(row[0] for row in opened.execute(query, (environment, one)))
    return sorted(found)


def _sightings(opened: sqlite3.Connection, thing: int) -> list[Sighting]:
    rows = opened.execute("SELECT first, last, records, run FROM sighting WHERE thing = ? ORDER BY first", (thing,))
    return [Sighting(int(first), int(last), int(records), str(run)) for first, last, records, run in rows]


def _remember(opened: sqlite3.Connection, environment: str, mark: Mark, sighting: Sighting) -> None:
    things = _things(opened, environment, mark)
    row = (environment, mark.id, mark.kind, mark.name, _whole(mark.title)[:_TITLE_CHARS], json.dumps(mark.services))
    if things:
        thing = things[0]
    else:
        thing = int(opened.execute(
            "INSERT INTO thing (environment, mark, kind, name, title, services) VALUES (?, ?, ?, ?, ?, ?)", row
        ).lastrowid or 0)  # fmt: skip
    kept = _joined([sighting, *(one for other in things for one in _sightings(opened, other))])
    for other in things[1:]:  # once apart, now one: the older entry keeps all, the ids of the others lead to it
        opened.execute(
            "INSERT OR REPLACE INTO alias SELECT environment, mark, ? FROM thing WHERE id = ?", (thing, other)
        )
        opened.execute("UPDATE OR REPLACE alias SET thing = ? WHERE thing = ?", (thing, other))
        opened.execute("DELETE FROM thing WHERE id = ?", (other,))
    opened.execute("UPDATE thing SET title = ?, services = ? WHERE id = ?", (row[4], row[5], thing))
    opened.execute("DELETE FROM sighting WHERE thing = ?", (thing,))
    opened.executemany(
        "INSERT INTO sighting VALUES (?, ?, ?, ?, ?)",
        [(thing, one.first, one.last, one.records, one.run) for one in kept[-MOST_SIGHTINGS:]],
    )
    own = opened.execute("SELECT mark FROM thing WHERE id = ?", (thing,)).fetchone()[0]
    for one in {mark.id, *mark.aliases} - {own}:
        opened.execute("INSERT OR REPLACE INTO alias VALUES (?, ?, ?)", (environment, one, thing))


def _joined(sightings: Sequence[Sighting]) -> list[Sighting]:
    """By time, those that touch as one."""
    found: list[Sighting] = []
    for one in sorted(sightings):
        last = found[-1] if found else None
        if last is not None and one.first <= last.last + TOUCHING_MS:
            later = one if one.last >= last.last else last
            run = later.run or one.run or last.run
            found[-1] = Sighting(last.first, later.last, max(last.records, one.records), run)
        else:
            found.append(one)
    return found


def _prune(opened: sqlite3.Connection) -> None:
    """Keep the file bounded: by age, then by number, the longest unseen first."""
    newest = opened.execute("SELECT max(last) FROM sighting").fetchone()[0] or 0
    opened.execute("DELETE FROM sighting WHERE last < ?", (newest - KEPT_MS,))
    opened.execute("DELETE FROM thing WHERE id NOT IN (SELECT thing FROM sighting)")
    opened.execute(
        "DELETE FROM thing WHERE id IN (SELECT thing FROM sighting GROUP BY thing ORDER BY max(last) DESC, thing DESC"
        " LIMIT -1 OFFSET ?)",
        (MOST_THINGS,),
    )


def _whole(text: str) -> str:
    """Text that UTF-8 can hold: half of a surrogate pair, which a JSON log may carry, is written out."""
    return text.encode("utf-8", "backslashreplace").decode()

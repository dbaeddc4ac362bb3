"""Tables of the history, and how the file is opened: private, never through a link, never waiting long."""

import os
import sqlite3
import stat
from pathlib import Path

VERSION = 1
"""`user_version` of the file; a newer one is left alone."""
WAIT_SECONDS = 1.0
"""How long a locked file is waited for."""

TABLES = """
CREATE TABLE IF NOT EXISTS environment (
    name TEXT PRIMARY KEY, since INTEGER NOT NULL, runs INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thing (
    id INTEGER PRIMARY KEY, environment TEXT NOT NULL, mark TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    title TEXT NOT NULL, services TEXT NOT NULL, UNIQUE (environment, mark)
);
CREATE TABLE IF NOT EXISTS alias (
    environment TEXT NOT NULL, mark TEXT NOT NULL, thing INTEGER NOT NULL REFERENCES thing (id) ON DELETE CASCADE,
    PRIMARY KEY (environment, mark)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sighting (
    thing INTEGER NOT NULL REFERENCES thing (id) ON DELETE CASCADE, first INTEGER NOT NULL, last INTEGER NOT NULL,
    records INTEGER NOT NULL, run TEXT NOT NULL, PRIMARY KEY (thing, first)
) WITHOUT ROWID;
"""


class NewerVersion(Exception):
    """A newer version of the product wrote the file."""


def connect(path: Path, writing: bool) -> sqlite3.Connection:
    """The open file with its tables. Raises sqlite3.Error, OSError, and NewerVersion."""
    if path.is_symlink():
        raise OSError(f"{path.name} is a symbolic link")
    if path.exists() and not path.is_file():
        raise OSError(f"{path.name} is not a file")
    if writing:
        _create(path)
    mode = "rw" if writing else "ro"
    opened = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=WAIT_SECONDS, isolation_level=None
    )
    try:
        opened.execute("PRAGMA trusted_schema = OFF")
        opened.execute("PRAGMA foreign_keys = ON")
        version = opened.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise NewerVersion
        if writing and version < VERSION:
            opened.execute("BEGIN IMMEDIATE")
            for statement in filter(str.strip, TABLES.split(";")):
                opened.execute(statement)
            opened.execute(f"PRAGMA user_version = {VERSION}")
            opened.execute("COMMIT")
    except BaseException:
        opened.close()
        raise
    return opened


def _create(path: Path) -> None:
    """Readable by its owner alone from the first byte on; SQLite gives its journal the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)

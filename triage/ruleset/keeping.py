"""Bytes kept in the cache folder, told whole from damaged; never needed."""

import contextlib
import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG

import platformdirs

_KEPT = 2
_SUM = 4
"""Bytes of the checksum before the content: against files cut short, not against those who may write there."""


def folder() -> Path:
    """TRIAGE_CACHE_DIR, else the user's cache folder."""
    named = os.environ.get("TRIAGE_CACHE_DIR", "")
    return Path(named) if named else Path(platformdirs.user_cache_dir("triage"))


def read(path: Path, most: int) -> bytes | None:
    """What was written there; None where nothing was, or nothing whole, or more than `most` bytes."""
    try:
        found = path.stat()
        if not S_ISREG(found.st_mode) or not _SUM < found.st_size <= most + _SUM:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    body = data[_SUM:]
    return body if data[:_SUM] == _sum(body) else None


def write(path: Path, body: bytes) -> None:
    """Keep bytes, mode 0600; a folder that cannot be written changes nothing."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_sum(body) + body)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink()
            raise


def kept(name: str, most: int, make: Callable[[], bytes]) -> bytes:
    """What `make` gives, or what it gave before under this name."""
    path = folder() / name
    body = read(path, most)
    if body is None:
        body = make()
        write(path, body)
        prune(f"{name.partition('-')[0]}-*.bin", _KEPT)
    return body


def by_age(glob: str) -> list[Path]:
    """Files of the folder, written or used last first. Raises OSError."""
    return sorted(folder().glob(glob), key=lambda path: (-path.lstat().st_mtime_ns, path.name))


def prune(glob: str, most: int) -> None:
    """Remove files but for the `most` that were used last; a folder that cannot be written changes nothing."""
    with contextlib.suppress(OSError):
        for old in by_age(glob)[most:]:
            old.unlink()


def _sum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_SUM, "big")

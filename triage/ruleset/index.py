"""A cache of loaded rules and compiled gates, so that a start costs milliseconds; never needed."""

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

from triage import __version__
from triage.errors import Location, RuleError
from triage.model.rules import Rule
from triage.ruleset.gating import FORMAT
from triage.ruleset.gating import VERSION as HYPERSCAN

MAX_BYTES = 64 * 1024 * 1024
KEPT = 6
"""Index files that are kept: one per set of rules and program version."""


class Fault(msgspec.Struct, frozen=True):
    """A RuleError as a value."""

    message: str
    hint: str
    location: Location | None


class Layer(msgspec.Struct, frozen=True):
    """Compiled gates, and which text of each rule they were made of."""

    digests: dict[str, str]
    """Of the file, by rule."""
    gates: bytes


class Index(msgspec.Struct, frozen=True):
    """What loading a set of rules comes to."""

    rules: tuple[Rule, ...]
    faults: tuple[Fault, ...]
    files: dict[str, str]
    """Digest of every file's text, by path."""
    layers: tuple[Layer, ...]
    """The first covers most rules, the second those that changed since."""

    def errors(self) -> tuple[RuleError, ...]:
        return tuple(RuleError(f.message, f.hint, f.location) for f in self.faults)


def folder() -> Path:
    """TRIAGE_CACHE_DIR, else the user's cache folder."""
    named = os.environ.get("TRIAGE_CACHE_DIR", "")
    return Path(named) if named else Path(platformdirs.user_cache_dir("triage"))


def read(files: Mapping[str, str]) -> Index | None:
    """The index of these files (path -> digest), or None where there is none, or none that is whole."""
    return _read(_file(files))


def latest() -> Index | None:
    """The index that was used last by this version of the program, of whatever rules; None without."""
    with contextlib.suppress(OSError):
        for path in _by_age(folder(), f"rules-{_program()}-*.bin"):
            if (found := _read(path)) is not None:
                return found
    return None


def _read(path: Path) -> Index | None:
    try:
        data = path.read_bytes()
        digest, body = data[:32], data[32:]
        if len(data) > MAX_BYTES or hashlib.blake2b(body, digest_size=32).digest() != digest:
            return None
        found = msgspec.msgpack.decode(body, type=Index)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return found


def write(made: Index) -> None:
    """Keep an index, mode 0600; a folder that cannot be written changes nothing."""
    body = msgspec.msgpack.encode(made)
    target = _file(made.files)
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".rules-")
        with os.fdopen(handle, "wb") as out:
            out.write(hashlib.blake2b(body, digest_size=32).digest() + body)
        Path(temporary).replace(target)
        for old in _by_age(target.parent, "rules-*.bin")[KEPT:]:
            old.unlink()


def digest(text: str) -> str:
    """Of one file's text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _program() -> str:
    """What makes an index unfit for another program: a digest."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.blake2b(f"{__version__}|{FORMAT}|{HYPERSCAN}|{python}".encode(), digest_size=4).hexdigest()


def _file(files: Mapping[str, str]) -> Path:
    made = hashlib.blake2b(msgspec.json.encode(sorted(files.items())), digest_size=8)
    return folder() / f"rules-{_program()}-{made.hexdigest()}.bin"


def _by_age(place: Path, glob: str) -> list[Path]:
    """Used last first."""
    return sorted(place.glob(glob), key=lambda p: (-p.stat().st_mtime_ns, p.name))

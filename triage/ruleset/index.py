"""A cache of loaded rules and compiled gates, so that a start costs milliseconds; never needed."""

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path

import msgspec
import platformdirs

from triage import __version__
from triage.errors import Location, RuleError
from triage.model.rules import Rule
from triage.ruleset.gating import FORMAT
from triage.ruleset.gating import VERSION as HYPERSCAN

MAX_BYTES = 64 * 1024 * 1024
KEPT = 4
"""Index files that are kept: one per set of rules and program version."""


class Fault(msgspec.Struct, frozen=True):
    """A RuleError as a value."""

    message: str
    hint: str
    location: Location | None


class Index(msgspec.Struct, frozen=True):
    """What loading a set of rules comes to."""

    rules: tuple[Rule, ...]
    faults: tuple[Fault, ...]
    gates: bytes
    """The compiled hyperscan database."""

    def errors(self) -> tuple[RuleError, ...]:
        return tuple(RuleError(f.message, f.hint, f.location) for f in self.faults)


def folder() -> Path:
    """TRIAGE_CACHE_DIR, else the user's cache folder."""
    named = os.environ.get("TRIAGE_CACHE_DIR", "")
    return Path(named) if named else Path(platformdirs.user_cache_dir("triage"))


def read(version: str) -> Index | None:
    """The index of these rules, or None where there is none, or none that is whole."""
    try:
        data = _file(version).read_bytes()
        digest, body = data[:32], data[32:]
        if len(data) > MAX_BYTES or hashlib.blake2b(body, digest_size=32).digest() != digest:
            return None
        return msgspec.msgpack.decode(body, type=Index)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def write(version: str, rules: tuple[Rule, ...], errors: tuple[RuleError, ...], gates: bytes) -> None:
    """Keep an index, mode 0600; a folder that cannot be written changes nothing."""
    faults = tuple(Fault(e.message, e.hint, e.location) for e in errors)
    body = msgspec.msgpack.encode(Index(rules, faults, gates))
    target = _file(version)
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".rules-")
        with os.fdopen(handle, "wb") as out:
            out.write(hashlib.blake2b(body, digest_size=32).digest() + body)
        Path(temporary).replace(target)
        _drop_old(target.parent)


def _file(version: str) -> Path:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    key = hashlib.blake2b(f"{__version__}|{FORMAT}|{HYPERSCAN}|{python}|{version}".encode(), digest_size=8).hexdigest()
    return folder() / f"rules-{key}.bin"


def _drop_old(place: Path) -> None:
    by_age = sorted(place.glob("rules-*.bin"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in by_age[KEPT:]:
        old.unlink()

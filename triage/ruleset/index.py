"""A cache of loaded rules and compiled gates, so that a start costs milliseconds; never needed."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from triage import __version__
from triage.errors import Location, RuleError
from triage.model.rules import Rule
from triage.ruleset import keeping
from triage.ruleset.gating import FORMAT, MARKERS
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


def read(files: Mapping[str, str]) -> Index | None:
    """The index of these files (path -> digest), or None where there is none, or none that is whole."""
    return _read(_file(files))


def latest() -> Index | None:
    """The index that was used last by this version of the program, of whatever rules; None without."""
    with contextlib.suppress(OSError):
        for path in keeping.by_age(f"rules-{_program()}-*.bin"):
            if (found := _read(path)) is not None:
                return found
    return None


def _read(path: Path) -> Index | None:
    body = keeping.read(path, MAX_BYTES)
    if body is None:
        return None
    try:
        found = msgspec.msgpack.decode(body, type=Index)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return found


def write(made: Index) -> None:
    """Keep an index; a folder that cannot be written changes nothing."""
    target = _file(made.files)
    keeping.write(target, msgspec.msgpack.encode(made))
    keeping.prune("rules-*.bin", KEPT)


def digest(text: str) -> str:
    """Of one file's text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _program() -> str:
    """What makes an index unfit for another program: a digest."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.blake2b(f"{__version__}|{FORMAT}|{MARKERS}|{HYPERSCAN}|{python}".encode(), digest_size=4).hexdigest()


def _file(files: Mapping[str, str]) -> Path:
    made = hashlib.blake2b(msgspec.json.encode(sorted(files.items())), digest_size=8)
    return keeping.folder() / f"rules-{_program()}-{made.hexdigest()}.bin"

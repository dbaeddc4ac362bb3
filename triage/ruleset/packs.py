"""Rule packs: the folder's `pack.yaml`, its rule files, and the digest by which a project pins it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from triage import __version__
from triage.errors import InputError, Location, RuleError
from triage.ruleset.fault import RuleFault
from triage.ruleset.shipped import rule_files
from triage.ruleset.yaml_source import MAX_BYTES, Document, parse

MANIFEST = "pack.yaml"
SHIPPED = "shipped"
MOST_FILES = 5_000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}")
_KEYS = ("name", "version", "needs", "licence")


class Pack(msgspec.Struct, frozen=True):
    """What a pack says of itself."""

    name: str
    version: str
    needs: str = ""
    """The lowest product version that reads it; empty: any."""
    licence: str = ""
    digest: str = ""
    """Of every file of the pack: what a project pins."""


def files_of(pack: Path) -> list[tuple[str, str]]:
    """(path, text) of one rule file, of a technology's folder, or of each `<technology>/<fault>.yaml` under a pack.

    Raises InputError for a path that holds no rules."""
    if pack.is_file():
        found = [pack]
    elif pack.is_dir():
        found = sorted(p for p in pack.glob("*/*.yaml") if p.is_file())
        found = found or sorted(p for p in pack.glob("*.yaml") if p.is_file() and p.name != MANIFEST)
    else:
        raise InputError(
            f"no rule file or folder at {pack}", "Give a rule file, or a folder of `technology/fault.yaml`."
        )
    if not found:
        raise InputError(f"no rules under {pack}", "A pack holds `<technology>/<fault>.yaml` files.")
    if len(found) > MOST_FILES:
        raise InputError(f"more than {MOST_FILES} rule files under {pack}", "Split the pack.")
    return [(str(path if len(path.parts) > 1 else path.absolute()), _text(path)) for path in found]


def _text(path: Path) -> str:
    """The file's text; of one that is too large as much as it takes to refuse it."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1).decode("utf-8", "replace")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", "Make it readable, or leave it out.") from error


def manifest(pack: Path) -> Pack | None:
    """The pack's `pack.yaml`; None for a file, and for a folder without one. Raises RuleError for a wrong one."""
    path = pack / MANIFEST
    if not path.is_file():
        return None
    text = _text(path)
    document = parse(text, str(path))
    value = document.value
    if not isinstance(value, dict):
        raise RuleFault(
            "pack", "a pack file holds keys and values", f"Keys: {', '.join(_KEYS)}.", Location(str(path), 1, 1)
        )
    for key in value:
        if key not in _KEYS:
            raise _wrong(document, path, key, f"unknown key {key!r}", f"Keys: {', '.join(_KEYS)}.")
    name, version, needs = (str(value.get(key, "")) for key in ("name", "version", "needs"))
    if not _NAME.fullmatch(name):
        raise _wrong(document, path, "name", "a pack needs a `name`", "Lower case letters, digits and hyphens.")
    if not _VERSION.fullmatch(version):
        raise _wrong(document, path, "version", "a pack needs a `version`", 'Write it in quotes: "1.0.0".')
    if needs and not _VERSION.fullmatch(needs):
        raise _wrong(document, path, "needs", f"{needs!r} is no version", 'Write the lowest version: "1.0".')
    if needs and _numbers(needs) > _numbers(__version__):
        raise _wrong(document, path, "needs", f"needs triage {needs}, this is {__version__}", "Update triage.")
    return Pack(name, version, needs, str(value.get("licence", "")), digest(text, files_of(pack)))


def pinned(packs: Sequence[Path], pins: Mapping[str, str]) -> tuple[Pack, ...]:
    """The packs that say who they are. Raises RuleError for one that is pinned to another digest, or is absent."""
    found = tuple(known for pack in packs if (known := manifest(pack)) is not None)
    names = {pack.name: pack for pack in found}
    for name, wanted in sorted(pins.items()):
        if name not in names:
            raise RuleFault(
                "pack-pin", f"the pinned pack {name!r} is not loaded", "Add its folder to `rules`, or drop the pin."
            )
        if names[name].digest != wanted:
            raise RuleFault(
                "pack-pin",
                f"the pack {name!r} is not the one that was pinned ({wanted[:16]})",
                f"Look at what changed; to accept it, pin {names[name].digest} in triage.toml.",
            )
    return found


def pack_of(path: str) -> str:
    """Whose a rule file is: `shipped`, the name in the manifest beside or above it, else the folder."""
    if path in _shipped():
        return SHIPPED
    file = Path(path)
    for folder in (file.parent, file.parent.parent):
        known = manifest(folder)
        if known is not None:
            return known.name
    return str(file.parent)


@cache
def _shipped() -> frozenset[str]:
    return frozenset(path for path, _ in rule_files())


def digest(text: str, files: Sequence[tuple[str, str]]) -> str:
    """32 hexadecimal characters over the manifest and every rule file."""
    made = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16)
    for path, content in sorted(("/".join(Path(path).parts[-2:]), content) for path, content in files):
        made.update(f"\0{path}\0".encode("utf-8", "surrogatepass") + content.encode("utf-8", "surrogatepass"))
    return made.hexdigest()


def _wrong(document: Document, path: Path, key: str, message: str, hint: str) -> RuleError:
    return RuleFault("pack", message, hint, document.location(str(path), (key,)))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])

"""Where the data that ships with the product lives: rules, templates and the demo's recording."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from triage.errors import InputError

_BESIDE = {"rules": "rules", "templates": "templates", "demo": "sample_logs/story"}


def rules() -> Traversable:
    """The shipped rule pack."""
    return _folder("rules")


def templates() -> Traversable:
    """The folder of page and document templates."""
    return _folder("templates")


def demo() -> Traversable:
    """The recorded logs of the demo."""
    return _folder("demo")


def template(name: str) -> str:
    """The text of one template, by its path under `templates/`; raises `InputError` when it is not there."""
    place = templates()
    for part in name.split("/"):
        place = place / part
    if ".." in name or not place.is_file():
        raise InputError(f"The template {name} is missing.", "Install cloudwatch-triage again.")
    return place.read_text(encoding="utf-8")


def _folder(kind: str) -> Traversable:
    """Package data first, then beside a checkout's package; never the working directory."""
    package = files("triage")
    packaged = package / "_data" / kind
    if packaged.is_dir():
        return packaged
    if isinstance(package, Path) and (package.parent / "pyproject.toml").is_file():
        return package.parent / _BESIDE[kind]
    raise InputError(f"The {kind} that ship with triage are missing.", "Install cloudwatch-triage again.")

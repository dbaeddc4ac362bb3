"""The texts of the shipped rules, wherever the product is installed."""

from collections.abc import Iterator

from triage import resources


def rule_files() -> Iterator[tuple[str, str]]:
    """(`rules/<technology>/<fault>.yaml`, text) of every shipped rule, sorted."""
    for technology in sorted(resources.rules().iterdir(), key=lambda t: t.name):
        if not technology.is_dir():
            continue
        for file in sorted(technology.iterdir(), key=lambda t: t.name):
            if file.name.endswith(".yaml"):
                yield f"rules/{technology.name}/{file.name}", file.read_text(encoding="utf-8")

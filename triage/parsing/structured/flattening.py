"""A JSON object as a flat list of dotted names with texts, bounded in depth and number."""

from triage.parsing.limits import MAX_DEPTH, MAX_FIELDS

_MAX_ITEMS = 20
_MAX_LIST_TEXT = 2_000


def flatten(value: dict[str, object]) -> dict[str, str]:
    """Names joined by dots; lists of plain values in one text; nulls left out. Of equal names the first counts."""
    flat: dict[str, str] = {}
    _into(flat, "", value, 0)
    return flat


def _into(flat: dict[str, str], prefix: str, value: dict[str, object], depth: int) -> None:
    for key, item in value.items():
        if len(flat) >= MAX_FIELDS:
            return
        name = f"{prefix}{key}"[:200]
        if isinstance(item, dict):
            if depth < MAX_DEPTH:
                _into(flat, name + ".", item, depth + 1)
        elif isinstance(item, list):
            _list(flat, name, item, depth)
        elif item is not None:
            flat.setdefault(name, text_of(item))


def _list(flat: dict[str, str], name: str, items: list[object], depth: int) -> None:
    if all(not isinstance(item, dict | list) for item in items):
        flat.setdefault(name, ", ".join(text_of(item) for item in items[:200])[:_MAX_LIST_TEXT])
        return
    for index, item in enumerate(items[:_MAX_ITEMS]):
        if len(flat) >= MAX_FIELDS or depth >= MAX_DEPTH:
            return
        if isinstance(item, dict):
            _into(flat, f"{name}.{index}.", item, depth + 1)
        elif isinstance(item, list):
            _list(flat, f"{name}.{index}", item, depth + 1)
        else:
            flat.setdefault(f"{name}.{index}", text_of(item))


def text_of(value: object) -> str:
    """A plain JSON value as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)

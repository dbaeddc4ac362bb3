"""Which line of a TOML file a key stands on: `tomllib` does not say."""

import re

_HEADER = re.compile(r"\[{1,2}([^\[\]]{1,400})\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"""((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_LONGEST_LINE = 2_000

Path = tuple[str | int, ...]


class LineIndex:
    """Finds the line of a key path; entries of an array of tables are counted from 0."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        counts: dict[Path, int] = {}
        table: Path = ()
        for number, line in enumerate(text.splitlines(), start=1):
            line = line.strip()[:_LONGEST_LINE]
            if header := _HEADER.fullmatch(line):
                table = _resolve(_parts(header[1]), counts)
                if line.startswith("[["):
                    counts[table] = counts.get(table, -1) + 1
                    table = (*table, counts[table])
                self._remember(table, number)
            elif key := _KEY.match(line):
                self._remember((*table, *_parts(key[1])), number)

    def line(self, path: Path) -> int:
        """The line of the path, or of its nearest parent that has one; 0 when there is none."""
        while path:
            if found := self._lines.get(path):
                return found
            path = path[:-1]
        return 0

    def _remember(self, path: Path, number: int) -> None:
        for end in range(1, len(path) + 1):
            self._lines.setdefault(path[:end], number)


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _resolve(path: Path, counts: dict[Path, int]) -> Path:
    """`mute.captures` below `[[mute]]` means the entry that was opened last."""
    resolved: Path = ()
    for position, part in enumerate(path):
        resolved = (*resolved, part)
        if resolved in counts and position < len(path) - 1:
            resolved = (*resolved, counts[resolved])
    return resolved

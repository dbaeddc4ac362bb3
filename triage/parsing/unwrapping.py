"""The text of a record without what carriers put around its lines."""

import re
from typing import NamedTuple

from triage.parsing.ansi import without_ansi
from triage.parsing.envelopes import COMPOSE_LINE, FASTCGI_LINE, POD_LINE, STAMPED_LINE, firelens, is_stamped, php_child
from triage.parsing.partials import glue

_FIRELENS_FIELDS = (
    "container_name",
    "container_id",
    "source",
    "ecs_cluster",
    "ecs_task_arn",
    "ecs_task_definition",
    "ec2_instance_id",
)
_FASTCGI_TAIL = re.compile(r"\" while (?:reading|connecting|sending|prematurely)[^\"]{0,200}, client: ")


class Unwrapped(NamedTuple):
    """A record's text, and what its envelope told."""

    text: str
    fields: tuple[tuple[str, str], ...] = ()
    release: str = ""


def unwrap(lines: tuple[str, ...]) -> Unwrapped:
    """The text of the events of one record: partials glued, envelopes and colours removed, no trailing blank lines."""
    first = lines[0]
    if len(lines) == 1:
        if first[:1] == "{" and '"log":' in first:
            return _firelens([first])
        text = without_ansi(first) if "\x1b" in first else first
        return Unwrapped(_child([text])[0] if " said into std" in text else _once_stamped(text).rstrip("\n\r"))
    parts = glue(list(lines))
    if first[:1] == "{" and '"log":' in first:
        return _firelens(parts)
    text = "\n".join(parts)
    if "\x1b" in text:
        text = without_ansi(text)
        parts = text.split("\n")
    if " said into std" in first:
        parts = _child(parts)
    elif "FastCGI sent in stderr" in first:
        parts = _fastcgi([_once_stamped(parts[0]), *parts[1:]])
    elif len(parts) > 1:
        parts = _without_stamps(parts)
    return Unwrapped("\n".join(parts).rstrip())


def unwrap_text(text: str) -> Unwrapped:
    """The same for a lone text, whose lines may bear the prefix of docker compose or kubectl as well."""
    text = without_ansi(text).strip("\n").replace("\r\n", "\n")
    lines = text.split("\n")
    for pattern in (COMPOSE_LINE, POD_LINE):
        if all(pattern.match(line) for line in lines if line.strip()) and lines[0].strip():
            lines = [line[found.end() :] if (found := pattern.match(line)) else line for line in lines]
            break
    lines = lines if lines[0].strip() else lines[1:] or [""]
    return unwrap(tuple(lines))


def _firelens(lines: list[str]) -> Unwrapped:
    """FireLens objects, one per line."""
    inner: list[str] = []
    fields: tuple[tuple[str, str], ...] = ()
    for line in lines:
        wrapped = firelens(line)
        if wrapped is None:
            inner.append(line)
            continue
        inner.append(without_ansi(wrapped.log.rstrip("\n")))
        if not fields:
            told = ((name, str(getattr(wrapped, name))) for name in _FIRELENS_FIELDS)
            fields = tuple((name, value) for name, value in told if value)
    return Unwrapped("\n".join(inner).rstrip(), fields)


def _child(lines: list[str]) -> list[str]:
    """php-fpm quotes each line of its children."""
    return [
        php_child(line) if index or len(lines) > 1 or " said into std" in line else line
        for index, line in enumerate(lines)
    ]


def _fastcgi(lines: list[str]) -> list[str]:
    """nginx cuts long FastCGI messages and gives each part its own header and tail."""
    whole = [lines[0]]
    for line in lines[1:]:
        line = _once_stamped(line)
        found = FASTCGI_LINE.match(line)
        if found is None:
            whole.append(line[stamp.end() :] if (stamp := STAMPED_LINE.match(line)) else line)
            continue
        tail = _FASTCGI_TAIL.search(whole[-1])
        end = whole[-1][tail.start() :] if tail else ""
        whole[-1] = (whole[-1][: tail.start()] if tail else whole[-1]) + line[found.end() :]
        if end and not _FASTCGI_TAIL.search(line):
            whole.append(end)
    return whole


def _once_stamped(line: str) -> str:
    """Of two time stamps in a row, a carrier's and the program's, the second one stays."""
    if not line[:1].isdigit() or (found := STAMPED_LINE.match(line)) is None:
        return line
    rest = line[found.end() :]
    return rest if is_stamped(rest) else line


def _without_stamps(lines: list[str]) -> list[str]:
    """Continuation lines that bear a time of their own lose it."""
    lines[0] = _once_stamped(lines[0])
    if not any(line[:1].isdigit() or line[:1] == "[" or line[:1].isupper() for line in lines[1:]):
        return lines
    return [lines[0], *(line[found.end() :] if (found := STAMPED_LINE.match(line)) else line for line in lines[1:])]

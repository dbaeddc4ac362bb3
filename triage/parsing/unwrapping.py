"""The text of a record without what carriers put around its lines."""

import re
from typing import NamedTuple

from triage.parsing.ansi import without_ansi
from triage.parsing.envelopes import COMPOSE_LINE, FASTCGI_LINE, POD_LINE, STAMPED_LINE, firelens, is_stamped, php_child
from triage.parsing.partials import glue, goes_on
from triage.parsing.prefixes import without_prefixes, without_returns

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
    wrapped = first[:1] == "{" and '"log":' in first
    if len(lines) > 1:
        return _firelens(list(lines)) if wrapped else Unwrapped(_bare("\n".join(glue(list(lines)))))
    return _firelens([first]) if wrapped else Unwrapped(_bare(first))


def _bare(text: str) -> str:
    """The text of one record without colours, and without what stands before each of its lines."""
    if "\x1b" in text:
        text = without_ansi(text)
    if "\r" in text:
        text = without_returns(text)
    if "\n" not in text:
        if "| " in text[:90] or text[:5] == "[pod/":
            text = without_prefixes([text])[0]
        return _child([text])[0] if " said into std" in text else _once_stamped(text)
    parts = without_prefixes(text.rstrip("\n").split("\n"))
    first = parts[0]
    if " said into std" in first:
        parts = _child(parts)
    elif "FastCGI sent in stderr" in first:
        parts = _fastcgi([_once_stamped(first), *parts[1:]])
    else:
        parts = without_prefixes(_without_stamps(parts))
    return "\n".join(parts).rstrip()


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
    cut = False
    for line in lines if len(lines) == 1 or _says_partial(lines) else glue(lines):
        wrapped = firelens(line)
        if wrapped is None:
            inner.append(line)
            continue
        if cut:
            inner[-1] += wrapped.log.rstrip("\r\n")
        else:
            inner.append(wrapped.log.rstrip("\r\n"))
        cut = goes_on(line)
        if not fields:
            told = ((name, str(getattr(wrapped, name))) for name in _FIRELENS_FIELDS)
            fields = tuple((name, value) for name, value in told if value)
    return Unwrapped(_bare("\n".join(inner)), fields)


def _says_partial(lines: list[str]) -> bool:
    return any(goes_on(line) for line in lines)


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
    """Of two time stamps in a row, a carrier's and the program's, the second one stays; that of a container's runtime goes."""
    if not line[:1].isdigit() or (found := STAMPED_LINE.match(line)) is None:
        return line
    rest = line[found.end() :]
    return rest if is_stamped(rest) or found["stream"] else line


def _without_stamps(lines: list[str]) -> list[str]:
    """Continuation lines that bear a time of their own lose it."""
    lines[0] = _once_stamped(lines[0])
    if not any(line[:1].isdigit() or line[:1] == "[" or line[:1].isupper() for line in lines[1:]):
        return lines
    return [lines[0], *(line[found.end() :] if (found := STAMPED_LINE.match(line)) else line for line in lines[1:])]

"""Values -> commands: placeholders are filled only with values that are safe where they stand."""

import re
import shlex
from collections.abc import Mapping

from triage.model.findings import Step
from triage.model.rules import Capture, RuleStep

_UNKNOWN = r"\x00[^\x00]*\x00"
_NO_NOUN = r"(?!(?:of|for|to|with|in|on|by|that|and|from|behind|towards|whether|covers)\b)"
_LEFT_OUT = (
    (rf"(?<=[^\s(]):{_UNKNOWN}|\bin {_UNKNOWN}(?= \(|$)", ""),
    (rf"\([^()]*{_UNKNOWN}[^()]*\)", ""),
    (rf"(?i)(\bthe (?:[\w-]+ )?(?:[\w-]+ or )?{_NO_NOUN}[\w-]+) {_UNKNOWN}", r"\1"),
    (rf"(?:[;:]|, (?:and|or|where|which|until|before)) [^;,:()]*{_UNKNOWN}[^;,:]*$", ""),
    (r"(?i)\b(\w+) \x00\1\x00", r"the \1"),
    (r"\x00([^\x00]*)\x00", r"the \1"),
    (r" +(?= |$|[;,:])", ""),
)
"""What becomes of an unknown value, one after the other: a port, a place or a text in brackets goes; the name after its
noun goes ("the table {table}"); a last clause goes; otherwise the noun stands for it."""
PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z0-9_]+)?)\}")

_TYPES = {
    "sql_identifier": r"[A-Za-z0-9_$][A-Za-z0-9_$.-]{0,127}",
    "aws_name": r"[A-Za-z0-9_/@.][A-Za-z0-9_./:@+=-]{0,511}",
    "arn": r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[A-Za-z0-9_./:@+=-]{1,512}",
    "hostname": r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}",
    "port": r"[0-9]{1,5}",
    "ip": r"[0-9a-fA-F:.]{2,45}",
    "integer": r"[0-9]{1,19}",
    "uuid": r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "path": r"[A-Za-z0-9_./@][A-Za-z0-9_./:@+=%-]{0,1023}",
}
_TYPED = {name: re.compile(pattern) for name, pattern in _TYPES.items()}
_UNSAFE = r"\x00-\x20\x7f-\xa0\"'`\\$;&|<>(){}\[\]*?!#~^"
_EXPANDED = frozenset('$`"\\!')
"""What a shell, or its history, acts on between double quotes."""
_CONTEXT = re.compile(rf"[^{_UNSAFE}-][^{_UNSAFE}]{{0,1023}}")


def is_safe(value: str, capture: Capture) -> bool:
    """True when `value` fits its capture's type and may enter a command; `text` never may."""
    if capture.type == "enum":
        return value in capture.values
    pattern = _TYPED.get(capture.type)
    return pattern is not None and pattern.fullmatch(value) is not None


def is_safe_context(value: str) -> bool:
    """True for a discovered or configured value without control characters, spaces, quotes or shell characters."""
    return _CONTEXT.fullmatch(value) is not None


class Values:
    """What placeholders may become: captures by their types, `ctx.NAME` and `param.NAME` as they were found."""

    def __init__(
        self, captures: Mapping[str, str], types: Mapping[str, Capture], context: Mapping[str, str] | None = None
    ) -> None:
        self._captures = captures
        self._types = types
        self._context = context or {}

    def command_value(self, name: str) -> str | None:
        """The value for a command, or None where it is unknown or unsafe."""
        if "." in name:
            value = self._context.get(name, "")
            return value if is_safe_context(value) else None
        value = self._captures.get(name, "")
        return value if value and name in self._types and is_safe(value, self._types[name]) else None

    def display_value(self, name: str) -> str:
        """The value for a sentence, empty where it is unknown; a service is called as its container where that is all
        that is known."""
        value = self._context.get(name, "") if "." in name else self._captures.get(name, "")
        return value or (self._context.get("ctx.container", "") if name == "ctx.service" else "")

    def is_known(self, name: str) -> bool:
        return bool(self._context.get(name) if "." in name else self._captures.get(name))


def fill(step: RuleStep, values: Values) -> Step:
    """The step with its values: no argv where a value is missing (then `needs` names it) or unsafe."""
    missing: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = values.command_value(match[1])
        if value is None:
            missing.append(_need(match[1], values))
            return ""
        return value

    argv = tuple(tuple(PLACEHOLDER.sub(put, argument) for argument in part) for part in step.argv)
    if missing:
        argv = ()
    return Step(
        kind=step.kind,
        title=_sentence(step.title, values),
        argv=argv,
        command=command_line(argv),
        needs=tuple(dict.fromkeys(missing)),
        risk=_sentence(step.risk, values),
        undo=_sentence(step.undo, values),
    )


def command_line(argv: tuple[tuple[str, ...], ...]) -> str:
    """A pipeline as one line for a POSIX shell; empty for an empty pipeline."""
    return " | ".join(" ".join(map(_quoted, part)) for part in argv)


def _quoted(argument: str) -> str:
    """As one shell word; in double quotes where that reads better and the shell finds nothing to expand there."""
    if "'" in argument and not _EXPANDED & set(argument):
        return f'"{argument}"'
    return shlex.quote(argument)


def _sentence(text: str, values: Values) -> str:
    """The text with its values, and without the clauses that hang on an unknown one."""
    filled = PLACEHOLDER.sub(lambda m: values.display_value(m[1]).replace("\0", "") or f"\0{_words(m[1])}\0", text)
    if "\0" not in filled:
        return filled
    for pattern, instead in _LEFT_OUT:
        filled = re.sub(pattern, instead, filled)
    return filled[:1].upper() + filled[1:]


def _need(name: str, values: Values) -> str:
    if values.is_known(name):
        return f"{_words(name)} (the logged value is not safe in a command)"
    return _words(name)


def _words(name: str) -> str:
    return name.removeprefix("ctx.").removeprefix("param.").replace("_", " ")

"""The closed words of rule files: names of captures, their usual types, and what commands may hold."""

import difflib
from collections.abc import Iterable

EXTRA_CAPTURES = ("code", "message", "line", "method", "limit", "size", "status", "sqlstate", "id")
"""Capture names beside the entity vocabulary; they never become entities."""
CONTEXT = ("cluster", "service", "task", "container", "environment", "region", "account", "log_group", "log_stream",
           "task_definition", "family", "target_group", "load_balancer", "url")  # fmt: skip
"""Names that `{ctx.NAME}` may use."""
IDENTIFIER_TYPES = ("sql_identifier", "aws_name", "hostname", "integer", "port", "uuid", "ip", "enum")
"""Capture types that may stand inside an argument."""

_TYPES = {
    "sql_identifier": ("table", "column", "database", "index", "constraint", "user", "function"),
    "hostname": ("host", "vhost"),
    "port": ("port",),
    "path": ("url", "path", "file", "module", "command"),
    "integer": ("exit_code", "line", "limit", "size", "status"),
    "aws_name": ("env_var", "image", "container", "queue", "topic", "exchange", "bucket", "key", "secret", "resource",
                 "region", "action", "principal", "identity", "signal", "exception", "release", "request_id", "code",
                 "sqlstate", "id", "method"),
}  # fmt: skip


def type_of(name: str) -> str:
    """The usual type of a capture of this name; `text` for a name without one."""
    return next((kind for kind, names in _TYPES.items() if name in names), "text")


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence with the known word that is meant, or with all of them."""
    names = list(known)
    if near := difflib.get_close_matches(word, names, n=1):
        return f"Did you mean {near[0]!r}?"
    family = [name for name in names if "." in word and name.startswith(word.split(".")[0] + ".")]
    return f"One of: {', '.join(family or names)}."

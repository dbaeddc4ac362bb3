"""Elixir's exceptions and Erlang's crash reports."""

import re

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.traces.chain import Part, chain_of

_HEAD = re.compile(r"\*\* \((?P<type>[A-Z][\w.]{0,200})\) (?P<message>.*)")
_FRAME = re.compile(
    r"\((?P<app>[a-z]\w{0,80}) [\w.+-]{1,60}\) (?P<file>[^\s:]{1,400}):(?P<line>\d{1,9}): (?P<function>\S.{0,400})$"
)
_ERLANG = re.compile(r"exception (?P<type>error|exit|throw): (?P<message>.*)")
_ERLANG_FRAME = re.compile(
    r"in (?:function|call from) {1,4}(?P<function>\S{1,400})(?: \((?P<file>[^,)]{1,400}), line (?P<line>\d{1,9})\))?$"
)
_LIBRARIES = frozenset(
    [
        "stdlib",
        "kernel",
        "elixir",
        "logger",
        "ecto",
        "ecto_sql",
        "phoenix",
        "phoenix_live_view",
        "phoenix_pubsub",
        "plug",
        "plug_cowboy",
        "plug_crypto",
        "bandit",
        "cowboy",
        "cowlib",
        "ranch",
        "thousand_island",
        "db_connection",
        "postgrex",
        "myxql",
        "redix",
        "finch",
        "mint",
        "tesla",
        "hackney",
        "oban",
        "broadway",
        "gen_stage",
        "amqp",
        "amqp_client",
        "telemetry",
        "jason",
        "absinthe",
        "mix",
        "iex",
        "ssl",
        "crypto",
        "inets",
    ]
)
_ERLANG_LIBRARIES = (
    "gen",
    "proc_lib:",
    "supervisor:",
    "lists:",
    "maps:",
    "erlang:",
    "ets:",
    "io:",
    "file:",
    "gen_server:",
)
_AFTER = ("Last message", "State: ", "Start Call: ", "ancestors: ", "message_queue_len: ", "Initial Call: ")


def is_beam(line: str) -> bool:
    """Whether a line, without its indentation, tells an exception of the virtual machine of Erlang."""
    return line.startswith("** (") or (line.startswith("exception ") and _ERLANG.match(line) is not None)


def read_beam(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first."""
    parts: list[Part] = []
    for line in lines:
        body = line.strip()
        found = _HEAD.match(body) if body.startswith("** (") else _ERLANG.match(body)
        if found is not None:
            parts.append(Part(found["type"], found["message"]))
        elif not parts:
            continue
        elif (frame := _frame(body)) is not None:
            parts[-1].add_frame(frame)
        elif not parts[-1].frames and not body.startswith(_AFTER):
            parts[-1].add_line(body)
    return chain_of(parts, raised_first=True)


def _frame(body: str) -> Frame | None:
    if body.startswith("(") and (found := _FRAME.match(body)) is not None:
        return Frame(found["function"], found["file"], int(found["line"]), found["app"] not in _LIBRARIES)
    if body.startswith("in ") and (found := _ERLANG_FRAME.match(body)) is not None:
        function = found["function"]
        return Frame(function, found["file"] or "", int(found["line"] or 0), not function.startswith(_ERLANG_LIBRARIES))
    return None

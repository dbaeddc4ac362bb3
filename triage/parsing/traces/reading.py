"""The chain of exceptions in a text, in whichever language it was printed."""

import re
from collections.abc import Callable

from triage.model.events import ExceptionInfo
from triage.parsing.errortypes import match_head
from triage.parsing.traces.beam import is_beam, read_beam
from triage.parsing.traces.chain import Part, chain_of
from triage.parsing.traces.dotnet import read_dotnet
from triage.parsing.traces.go import read_go, read_recovered
from triage.parsing.traces.java import read_java
from triage.parsing.traces.node import read_node
from triage.parsing.traces.php import read_php
from triage.parsing.traces.python import read_python, read_rich
from triage.parsing.traces.ruby import read_ruby
from triage.parsing.traces.rust import is_rust_chain, read_rust, read_rust_chain

_Reader = Callable[[list[str]], tuple[ExceptionInfo, ...]]
_JAVA_PLACE = re.compile(
    r"\([^()]{0,200}\.(?:java|kt|kts|scala|groovy|clj|kotlin)(?::\d{1,7})?\)|\((?:Native Method|Unknown Source|<generated>|SourceFile)[^)]{0,40}\)"
)
_NODE_PLACE = re.compile(
    r":\d{1,9}:\d{1,9}\)?(?:,| \{)?\s*$|\(?(?:<anonymous>|native|node:[\w/:]{1,100})\)?\s*$|^\s*at async "
)
_CPLUSPLUS = re.compile(r"terminate called after throwing an instance of '(?P<type>[^']{1,300})'")
_RUBY_PLACE = re.compile(r"(?:\d{1,6}: )?(?:from )?[^\s:]{1,600}:\d{1,9}:in [`']")
_CAUSES = ("Caused by: ", "Wrapped by: ", "Causing: ")


def read_exceptions(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """The chain, outermost first; the first line stands without its log header. Linear in the lines."""
    if len(lines) == 1 and not _may_hold(lines[0]):
        return ()
    reader = _reader_for(lines)
    if reader is read_python and (at := _java_inside(lines)):
        return (*read_python(lines[:at]), *read_java([lines[at][2:], *lines[at + 1 :]]))
    if reader is not None:
        return reader(lines)
    return _without_frames(lines)


def _java_inside(lines: list[str]) -> int:
    """Where py4j prints the exception of the virtual machine below its own: `: org.apache.spark.SparkException: ...`; 0 without."""
    for index, line in enumerate(lines):
        if line[:2] == ": " and match_head(line[2:]) is not None:
            return index
    return 0


def _may_hold(line: str) -> bool:
    return "rror" in line or "xception" in line or "panic" in line or "---> " in line or ": " in line[:120]


def _reader_for(lines: list[str]) -> _Reader | None:
    """The reader of the first line that tells the language."""
    if is_rust_chain(lines):
        return read_rust_chain
    if lines[0].endswith("panic recovered:"):
        return read_recovered
    for line in lines:
        body = line.lstrip()
        first = body[:1]
        reader: _Reader | None = None
        if first == "a" and body.startswith("at "):
            reader = _of_at_line(line)
        elif (first in "F>" and body.startswith(('File "', '> File "'))) or (first in "|+" and 'File "' in body):
            reader = read_python
        elif first == "\u256d" and "Traceback (most recent" in body:
            reader = read_rich
        elif first == "#" and body.startswith("#0 "):
            reader = read_php
        elif (
            (first == "g" and body.startswith("goroutine "))
            or (first == "p" and body.startswith("panic: "))
            or (first == "f" and body.startswith("fatal error: "))
        ):
            reader = read_go
        elif (first == "*" or first == "e") and is_beam(body):
            reader = read_beam
        elif first == "t" and " panicked at " in body:
            reader = read_rust
        elif first == "-" and body.startswith("---> "):
            reader = read_dotnet
        elif ":in " in body and _RUBY_PLACE.match(body):
            reader = read_ruby
        elif (first == "U" and body.startswith("Uncaught ") and ".php" in body) or "[object] (" in body:
            reader = read_php
        if reader is not None:
            return reader
    return None


def _of_at_line(line: str) -> _Reader | None:
    if _JAVA_PLACE.search(line):
        return read_java
    if _NODE_PLACE.search(line):
        return read_node
    if ":line " in line or (line.startswith("   at ") and line.rstrip().endswith(")")):
        return read_dotnet
    return read_java if line.startswith("\tat ") and "(" in line else None


def _without_frames(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """Exceptions whose trace is not printed."""
    if " ---> " in lines[0]:
        return read_dotnet(lines)
    if any(line.startswith(_CAUSES) for line in lines):
        return read_java(lines)
    first = lines[0]
    if first.startswith("terminate called") and (found := _CPLUSPLUS.match(first)):
        what = next((line.partition("what():")[2].strip() for line in lines[1:4] if "what():" in line), "")
        return chain_of([Part(found["type"], what)], raised_first=True)
    if "nested exception is " in first:
        return read_java(lines)
    return _lone(lines)


def _lone(lines: list[str]) -> tuple[ExceptionInfo, ...]:
    """A typed exception at the beginning of the message or of one of the next lines; plain `Error: ...` has no type worth naming."""
    for index, line in enumerate(lines[:20]):
        head = match_head(line)
        if head is None or (
            head["type"] in ("Error", "Warning", "Timeout") and not head["code"] and not line.startswith("Uncaught")
        ):
            continue
        part = Part(head["type"], line[head.end() :])
        for further in lines[index + 1 : index + 200]:
            part.add_line(further)
        chain = chain_of([part], raised_first=True)
        return chain if "nested exception is " not in line else read_java([line])
    return ()

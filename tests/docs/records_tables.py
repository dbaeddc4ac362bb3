"""The tables of the page about records, made from the tests and recordings that they speak of."""

import json
import re
from collections.abc import Iterable, Mapping
from types import ModuleType

from tests.docs.pages import CHECKOUT, DOCS
from tests.parsing import test_access, test_headers, test_joining, test_life, test_structured
from tests.parsing.cases import (
    dotnet,
    golayouts,
    jvm,
    jvmlayouts,
    node,
    nodelayouts,
    others,
    pylayouts,
    python,
    scripts,
)

PAGE = DOCS / "records.md"
_TRACES: Mapping[str, tuple[ModuleType, ...]] = {
    "Python": (python, pylayouts),
    "Java, Kotlin, Scala, Clojure": (jvm, jvmlayouts),
    "Node, Bun, Deno": (node, nodelayouts),
    "Go, Rust": (golayouts,),
    ".NET": (dotnet,),
    "Ruby, PHP, Elixir, Erlang": (scripts,),
    "Go, Rust, C++, Ruby, PHP, .NET, Elixir": (others,),
}
_LINES: Mapping[str, tuple[Iterable[str], str]] = {
    "Headers of plain lines": (test_headers.HEADERS, "test_headers.py"),
    "Loggers that write JSON; each also inside a FireLens object": (test_structured.LINES, "test_structured.py"),
    "Access lines": (test_access.LINES, "test_access.py"),
    "Access lines in JSON": (test_access.OBJECTS, "test_access.py"),
    "Notices of several lines": (test_joining.NOTICES, "test_joining.py"),
}


def tables() -> dict[str, str]:
    """The tables by the name of their place on the page."""
    return {"traces": _traces(), "lines": _lines(), "recordings": _recordings()}


def placed(page: str) -> str:
    """The page with the tables in their places."""
    for name, table in tables().items():
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = place.sub(lambda found, table=table: f"{found[1]}\n{table}\n{found[2]}", page)  # type: ignore[misc]
    return page


def _traces() -> str:
    rows = ["| Language | Layouts | Cases |", "| --- | --- | --- |"]
    for language, modules in _TRACES.items():
        names = "; ".join(case.name for module in modules for case in module.CASES)
        files = ", ".join(f"`{module.__name__.rpartition('.')[2]}.py`" for module in modules)
        rows.append(f"| {language} | {_safe(names)} | {files} |")
    return "\n".join(rows) + "\n"


def _lines() -> str:
    rows = ["| What | Layouts | Test |", "| --- | --- | --- |"]
    rows += [f"| {what} | {_safe('; '.join(names))} | `{file}` |" for what, (names, file) in _LINES.items()]
    steps = len(test_life.STEPS)
    return "\n".join([*rows, f"| Steps in the life of a process | {steps} lines of servers | `test_life.py` |"]) + "\n"


def _recordings() -> str:
    rows = ["| Recording | Cause | Shows |", "| --- | --- | --- |"]
    for path in sorted((CHECKOUT / "sample_logs").glob("*/truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        causes = [cause["root_cause_category"] for cause in truth.get("causes", [truth])]
        told = ", ".join(f"`{cause}`" if cause != "healthy" else cause for cause in causes)
        rows.append(f"| `{path.parent.name}` | {told} | {_safe(truth['note'])} |")
    return "\n".join(rows) + "\n"


def _safe(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(placed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

"""How fast events are joined and read, and that hostile texts cost no more than their length."""

import json
import re
import time
from collections.abc import Callable, Iterable

from triage.model.events import LogEvent
from triage.parsing.joining import Joined, Joiner
from triage.parsing.reading import read, read_text

ACCESS = (
    '10.20.{n}.{m} - - [22/Nov/2026:17:46:{s:02} +0000] "GET /tides/{n} HTTP/1.1" 200 {m} "-" '
    '"Mozilla/5.0 (X11; Linux x86_64)" rt=0.0{m}'
)
INFO = "2026-11-22 17:46:{s:02},{n:03} INFO [{m}] quay.app: boat {n} went out with {m} people"
SPRING = (
    "2026-11-22T17:46:{s:02}.{n:03}Z  INFO 1 --- [nio-8080-exec-{m}] c.q.tides.TideController   : "
    "tide {n} read in {m} ms"
)
JSON = (
    '{{"level":30,"time":17953616777{s:02},"pid":1,"hostname":"quay",'
    '"req":{{"id":{n},"method":"GET","url":"/tides/{m}"}},'
    '"res":{{"statusCode":200}},"responseTime":{m},"msg":"request completed"}}'
)
TRACE = [
    "2026-11-22 17:46:45,844 ERROR [4367] quay.api: GET /tides failed",
    "Traceback (most recent call last):",
    *(
        line
        for n in range(30)
        for line in (f'  File "/app/quay/m{n}.py", line {n}, in f{n}', f"    return f{n + 1}(tide)")
    ),
    "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedColumn) column t.steep does not exist",
    "[SQL: SELECT t.id",
    "FROM tides AS t]",
    "(Background on this error at: https://sqlalche.me/e/20/f405)",
]


def events(lines: Iterable[str]) -> list[LogEvent]:
    """One event per line, a millisecond apart, in four streams."""
    return [LogEvent(1_795_000_000_000 + n, line, "/ecs/quay", f"quay/api/{n % 4}") for n, line in enumerate(lines)]


def ordinary(count: int) -> list[LogEvent]:
    """Access lines, plain lines, JSON; one trace in a thousand lines."""
    found: list[LogEvent] = []
    forms = (ACCESS, INFO, ACCESS, SPRING, JSON)
    now = 1_795_000_000_000
    for n in range(count):
        if n % 1_000 == 999:
            found += [LogEvent(now, line, "/ecs/quay", "quay/api/0") for line in TRACE]
        line = forms[n % 5].format(n=n % 997, m=n % 89, s=n % 60)
        now += 3
        found.append(LogEvent(now, line, "/ecs/quay", f"quay/api/{n % 4}"))
    return found


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds of the best of two runs, and what the work counted."""
    best, count = float("inf"), 0
    for _ in range(2):
        start = time.process_time()
        count = work()
        best = min(best, time.process_time() - start)
    return best, count


def join(found: list[LogEvent]) -> list[Joined]:
    joiner = Joiner()
    return [*joiner.add(found), *joiner.close()]


class NaiveJoiner:
    """The usual rule of log shippers, as a peer: a line that does not begin with a time or a bracket continues the one before."""

    START = re.compile(r"\d{4}-\d\d-\d\d[T ]|\d{1,3}\.\d{1,3}\.|\[|\{")

    def join(self, found: list[LogEvent]) -> list[str]:
        open_lines: dict[str, list[str]] = {}
        joined: list[str] = []
        for event in found:
            lines = open_lines.setdefault(event.log_stream, [])
            if lines and self.START.match(event.message):
                joined.append("\n".join(lines))
                lines.clear()
            lines.append(event.message)
        return [*joined, *("\n".join(lines) for lines in open_lines.values() if lines)]


def tell(name: str, a_line: float, a_record: float, peer: float) -> None:
    print(
        f"  {name:<18} joining {a_line * 1e6:5.2f} us a line ({a_line / peer:4.1f} times the peer), "
        f"reading {a_record * 1e6:5.1f} us a record"
    )


def ordinary_speed() -> None:
    print("ordinary lines, one trace in a thousand; the peer joins by one pattern a line and reads nothing")
    first = (0.0, 0.0)
    for factor in (1, 3, 10):
        source = ordinary(15_000 * factor)
        joining, _ = timed(lambda source=source: len(join(source)))  # type: ignore[misc]
        joined = join(source)
        reading, _ = timed(lambda joined=joined: sum(read(one).events for one in joined))  # type: ignore[misc]
        first = first if first[0] else (joining, reading)
        print(
            f"{len(source):>8} events  joining {len(source) / joining:>9,.0f} lines/s ({joining / first[0]:5.2f})  "
            f"reading {len(joined) / reading:>8,.0f} records/s ({reading / first[1]:5.2f})"
        )
    for name, form in (("access", ACCESS), ("plain", INFO), ("spring", SPRING), ("json", JSON)):
        _tell_of(name, events(form.format(n=n % 997, m=n % 89, s=n % 60) for n in range(10_000)))
    _tell_of(f"trace of {len(TRACE)} lines", [LogEvent(n, line, "g", "s/c/t") for n in range(300) for line in TRACE])


def _tell_of(name: str, source: list[LogEvent]) -> None:
    joining, _ = timed(lambda: len(join(source)))
    peer, _ = timed(lambda: len(NaiveJoiner().join(source)))
    joined = join(source)
    reading, _ = timed(lambda: sum(read(one).events for one in joined))
    tell(name, joining / len(source), reading / len(joined), peer / len(source))


def named_bounds() -> None:
    """A million continuation lines, a line of a megabyte, ten thousand nested causes; and a third, and a tenth of each."""
    print("\nten times the text costs about ten times the time")
    for name, size, make in (
        ("continuation lines", 1_000_000, lambda n: ["2026-11-22 17:46:45 ERROR x", *["    more"] * n]),
        ("text lines of a trace", 1_000_000, lambda n: ["E: x", '  File "a", line 1', *["\tat a.b(C.java:1)"] * n]),
        ("characters of a line", 1_048_576, lambda n: ["ERROR a: " + "b.c: " * (n // 5)]),
        ("causes (Java)", 10_000, lambda n: ["x.A: b", *["Caused by: x.BException: c", "\tat a.b(C.java:1)"] * n]),
        ("causes (.NET)", 10_000, lambda n: ["X.AException: b", *[" ---> X.BException: c"] * n, "   at A.B()"]),
        ("causes (.NET, one line)", 10_000, lambda n: ["X.AException: b" + " ---> X.BException: c" * n]),
        ("causes (Spring, one line)", 10_000, lambda n: ["x.A: b" + "; nested exception is x.BException: c" * n]),
        ("causes (Python)", 10_000, lambda n: [*PYTHON_CAUSE * n]),
        ("groups (Python)", 10_000, lambda n: [line for depth in range(n) for line in python_group(depth)]),
        ("causes (Node)", 10_000, lambda n: ["Error: x", "    at f (/a.js:1:1) {", *NODE_CAUSE * n]),
        ("causes (Rust)", 10_000, lambda n: ["Error: x", "", "Caused by:", *[f"    {k}: y" for k in range(n)]]),
        ("causes (Ruby)", 10_000, lambda n: ["a.rb:1:in `f': x (AError)", "\tfrom a.rb:2:in `g'"] * n),
        (
            "causes (PHP)",
            10_000,
            lambda n: ["PHP Fatal error:  Uncaught A: b in /a:1", *["#0 {main}", "Next B: c in /a:2"] * n],
        ),
        (
            "members (Node)",
            10_000,
            lambda n: ["AggregateError: x", "    at f (/a.js:1:1) {", "  [errors]: [", *NODE_MEMBER * n],
        ),
        ("causes (JSON)", 10_000, nested_error),
    ):
        costs = []
        for part in (10, 3, 1):
            found = [LogEvent(1, line, "g", "s/c/t") for line in make(size // part)]
            start = time.process_time()
            for one in join(found):
                read(one)
            costs.append(time.process_time() - start)
        peer, _ = timed(lambda found=found: len(NaiveJoiner().join(found)))  # type: ignore[misc]
        grown = costs[2] / max(costs[0], 0.001)
        print(
            f"{size:>10,} {name:<26} {costs[2]:7.3f} s   a third {costs[1]:6.3f}   a tenth {costs[0]:6.3f}   "
            f"grown {grown:5.1f} times   peer {peer:6.3f} s{'   SLOW' if grown > 20 else ''}"
        )


PYTHON_CAUSE = [
    "Traceback (most recent call last):",
    '  File "/a.py", line 1, in f',
    "E: x",
    "",
    "The above exception was the direct cause of the following exception:",
    "",
]
NODE_CAUSE = ["  [cause]: Error: x", "    at f (/a.js:1:1) {"]
NODE_MEMBER = ["    Error: x", "        at f (/a.js:1:1),"]


def python_group(depth: int) -> list[str]:
    bar = " " * min(2 * depth, 200) + "  | "
    return [bar + "Traceback (most recent call last):", bar + '  File "/a.py", line 1, in f', bar + "ExceptionGroup: x"]


def hostile() -> dict[str, Callable[[int], list[str]]]:
    """Texts of about n characters that cost a careless reader n squared."""
    return {
        "indented lines": lambda n: ["ERROR x", *["    more"] * (n // 8)],
        "frames": lambda n: ["Traceback (most recent call last):", *['  File "/a.py", line 1, in f'] * (n // 30)],
        "text lines after an error": lambda n: [
            "Traceback (most recent call last):",
            '  File "a", line 1',
            "E: x",
            *["word"] * (n // 5),
        ],
        "one long word": lambda n: ["a" * n],
        "one long line of words": lambda n: ["ab " * (n // 3)],
        "one long line of dots": lambda n: ["a." * (n // 2)],
        "one long line of pairs": lambda n: ["level=x " + "a=b " * (n // 4)],
        "one long name before a pair": lambda n: ["level=x " + "a" * n],
        "open brackets": lambda n: ["[" * n],
        "open quotes": lambda n: ['"GET /' * (n // 6)],
        "colons": lambda n: ["a: " * (n // 3)],
        "digits": lambda n: ["1" * n],
        "time stamps": lambda n: ["2026-11-22 17:46:45 " * (n // 20)],
        "escape codes": lambda n: ["\x1b[" * (n // 2)],
        "nested causes (Java)": lambda n: ["x.A: b", *["Caused by: x.BException: c", "\tat a.b(C.java:1)"] * (n // 44)],
        "nested causes (.NET)": lambda n: [
            "X.AException: b",
            *[" ---> X.BException: c"] * (n // 22),
            "   at A.B() in /c.cs:line 1",
        ],
        "arrows in one line": lambda n: ["X.AException: b" + " ---> X.BException: c" * (n // 22)],
        "nested causes (Python)": lambda n: [
            *[
                "Traceback (most recent call last):",
                '  File "/a.py", line 1, in f',
                "E: x",
                "The above exception was the direct cause of the",
            ]
            * (n // 110)
        ],
        "nested causes (Node)": lambda n: [
            "Error: x",
            "    at f (/a.js:1:1) {",
            *["  [cause]: Error: x", "    at f (/a.js:1:1) {"] * (n // 44),
        ],
        "goroutines": lambda n: ["panic: x", *["goroutine 1 [running]:", "main.f(0x1)", "\t/a.go:1 +0x1"] * (n // 50)],
        "deep JSON": lambda n: ['{"a":' * (n // 6) + "1" + "}" * (n // 6)],
        "deep JSON lists": lambda n: ['{"a":' + "[" * (n // 2) + "]" * (n // 2) + "}"],
        "wide JSON": lambda n: [json.dumps({f"k{i}": i for i in range(n // 12)})],
        "nested error in JSON": lambda n: nested_error(n // 40),
        "JSON that never ends": lambda n: ["{", *['  "a": 1,'] * (n // 10)],
        "SQL that never ends": lambda n: [
            "Traceback (most recent call last):",
            '  File "a", line 1',
            "E: x",
            "[SQL: SELECT",
            *["  a,"] * (n // 5),
        ],
        "half traces": lambda n: ["Traceback (most recent call last):", "2026-11-22 17:46:45 ERROR x"] * (n // 60),
        "Ruby places": lambda n: ["a:1:in `b': " * (n // 12)],
        "tags": lambda n: ["ERROR [aaaaaaaaaaaaaaaaaaaaaaaa] x", *["[aaaaaaaaaaaaaaaaaaaaaaaa] y"] * (n // 29)],
        "returns": lambda n: ["a\r" * (n // 2)],
        "names of containers": lambda n: ["web-1  | at a"] * (n // 14),
        "exclamation marks": lambda n: ["ERROR x", *["! at a.b(C.java:1)"] * (n // 18)],
        "panics": lambda n: ["panic: x"] * (n // 9),
        "partials": lambda n: ["x" * 16_384] * (n // 16_384),
    }


def nested_error(depth: int) -> list[str]:
    """The text is put together by hand: nesting this deep is beyond most encoders."""
    inner = '{"type":"AError","message":"m"' + ',"cause":{"type":"AError","message":"m"' * depth + "}" * (depth + 1)
    return ['{"level":"error","msg":"x","err":' + inner + "}"]


def hostile_speed() -> None:
    print("\nother hostile texts, in milliseconds at 64K, 128K, 512K characters: an event a line | one event")
    size = 1 << 16
    for name, make in hostile().items():
        costs = []
        for factor in (1, 2, 8):
            found = [LogEvent(1, line, "g", "s/c/t") for line in make(size * factor)]
            text = "\n".join(make(size * factor))
            start = time.process_time()
            for one in join(found):
                read(one)
            middle = time.process_time()
            read_text(text)
            costs.append((middle - start, time.process_time() - middle))
        joined = " ".join(f"{first * 1e3:8.1f}" for first, _ in costs)
        lone = " ".join(f"{second * 1e3:8.1f}" for _, second in costs)
        worst = max(costs[2][part] / max(costs[1][part], 0.002) for part in (0, 1))
        print(f"{name:<28} {joined} | {lone} {'  SLOW' if worst > 8 else ''}")


if __name__ == "__main__":
    ordinary_speed()
    named_bounds()
    hostile_speed()

"""How fast events are joined and read, and that hostile texts cost no more than their length."""

import json
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


def tell(name: str, a_line: float, a_record: float) -> None:
    print(f"  {name:<18} joining {a_line * 1e6:.2f} us a line, reading {a_record * 1e6:.1f} us a record")


def ordinary_speed() -> None:
    for count in (50_000, 100_000, 200_000):
        source = ordinary(count)
        seconds, _ = timed(lambda source=source: len(join(source)))  # type: ignore[misc]
        joined = join(source)
        reading, _ = timed(lambda joined=joined: sum(read(one).events for one in joined))  # type: ignore[misc]
        print(
            f"{len(source):>8} events  joining {len(source) / seconds:>9,.0f} lines/s  "
            f"reading {len(joined) / reading:>8,.0f} records/s ({reading / len(joined) * 1e6:.1f} us each)"
        )
    for name, form in (("access", ACCESS), ("plain", INFO), ("spring", SPRING), ("json", JSON)):
        lines = [form.format(n=n % 997, m=n % 89, s=n % 60) for n in range(20_000)]
        seconds, _ = timed(lambda lines=lines: len(join(events(lines))))  # type: ignore[misc]
        joined = join(events(lines))
        reading, _ = timed(lambda joined=joined: sum(read(one).events for one in joined))  # type: ignore[misc]
        tell(name, seconds / len(lines), reading / len(joined))
    trace = [LogEvent(n, line, "g", "s/c/t") for n in range(1_000) for line in TRACE]
    seconds, _ = timed(lambda: len(join(trace)))
    joined = join(trace)
    reading, _ = timed(lambda: sum(len(read(one).exceptions) for one in joined))
    tell(f"trace of {len(TRACE)} lines", seconds / len(trace), reading / len(joined))


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
        "nested error in JSON": lambda n: [nested_error(min(n // 40, 600))],
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
        "partials": lambda n: ["x" * 16_384] * (n // 16_384),
    }


def nested_error(depth: int) -> str:
    value: dict[str, object] = {"type": "AError", "message": "m"}
    for _ in range(depth):
        value = {"type": "AError", "message": "m", "cause": value}
    return json.dumps({"level": "error", "err": value})


def hostile_speed() -> None:
    size = 1 << 17
    for name, make in hostile().items():
        seconds = []
        for factor in (1, 2, 4, 8):
            found = [LogEvent(1, line, "g", "s/c/t") for line in make(size * factor)]
            text = "\n".join(make(size * factor))
            start = time.process_time()
            for one in join(found):
                read(one)
            middle = time.process_time()
            read_text(text)
            seconds.append((middle - start, time.process_time() - middle))
        joined = "  ".join(f"{first * 1e3:8.1f}" for first, _ in seconds)
        lone = "  ".join(f"{second * 1e3:8.1f}" for _, second in seconds)
        worst = max(seconds[3][part] / max(seconds[1][part], 0.002) for part in (0, 1))
        print(f"{name:<28} ms at 128K 256K 512K 1M: {joined} | as one text {lone} {'  SLOW' if worst > 8 else ''}")


if __name__ == "__main__":
    ordinary_speed()
    hostile_speed()

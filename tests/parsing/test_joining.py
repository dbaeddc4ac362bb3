"""Layouts that are no plain trace: notices, interruptions, envelopes, partials, limits."""

import json

import pytest

from tests.parsing.cases import others
from triage.model.events import Cut, LogEvent
from triage.parsing.joining import Joined, Joiner
from triage.parsing.limits import MAX_RECORD_LINES, MAX_STREAMS
from triage.parsing.records import records

BEFORE = "2026-11-22 17:46:40,000 INFO [1] quay.app: before it"
AFTER = "2026-11-22 17:46:50,000 INFO [1] quay.app: after it"
ERROR = "2026-11-22 17:46:45,844 ERROR [7] quay.api: GET /tides failed"
ACCESS = '10.0.0.9 - - [22/Nov/2026:17:46:40 +0000] "GET /tides HTTP/1.1" 500 12'
INFO = "2026-11-22 17:46:45,845 INFO [8] quay.api: all well"
OBJECT = '{"level":30,"msg":"ok"}'
TRACE = ["Traceback (most recent call last):", '  File "/app/a.py", line 3, in f', "    g()", "ValueError: bad depth"]


def events(lines: list[str], gap: int = 0, stream: str = "quay/api/0f") -> list[LogEvent]:
    return [LogEvent(1_795_000_000_000 + gap * place, line, "/ecs/quay", stream) for place, line in enumerate(lines)]


def join(lines: list[str], gap: int = 0, window_cut: bool = False) -> list[Joined]:
    joiner = Joiner()
    return [*joiner.add(events(lines, gap)), *joiner.close(window_cut)]


def sizes(lines: list[str], gap: int = 0) -> list[int]:
    return [joined.events for joined in join(lines, gap)]


NOTICES = {
    "heap of V8": [
        "<--- Last few GCs --->",
        "",
        "[1:0x34100cc0]      143 ms: Mark-Compact (reduce) 19.2 (20.2) -> 19.1 (21.0) MB, 2.51 / 0.00 ms",
        "",
        "<--- JS stacktrace --->",
        "",
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        "----- Native stack trace -----",
        "",
        " 1: 0xb78db3 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]",
        "10: 0x195e476  [node]",
        "Aborted (core dumped)",
    ],
    "crash of the Java virtual machine": [
        "#",
        "# A fatal error has been detected by the Java Runtime Environment:",
        "#",
        "#  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=7",
        "# C  [libquay.so+0x1139]  tide_read+0x19",
        "#",
    ],
    "abort of Python": [
        "Fatal Python error: Segmentation fault",
        "",
        "Current thread 0x00007f4c (most recent call first):",
        '  File "/app/a.py", line 3 in f',
        "",
        "Extension modules: numpy.core._multiarray_umath (total: 1)",
    ],
    "threads of the Java virtual machine": [
        "Full thread dump OpenJDK 64-Bit Server VM (17.0.9+9 mixed mode, sharing):",
        "",
        '"main" #1 prio=5 os_prio=0 cpu=12.3ms elapsed=4.5s tid=0x00007f nid=0x7 waiting on condition  [0x00007f]',
        "   java.lang.Thread.State: TIMED_WAITING (sleeping)",
        "\tat java.lang.Thread.sleep(java.base@17.0.9/Native Method)",
        "\tat coop.quay.Main.main(Main.java:5)",
        "",
        '"GC Thread#0" os_prio=0 tid=0x00007f nid=0x8 runnable',
    ],
    "threads of Python": [
        "Timeout (0:00:05)!",
        "Thread 0x00007f4c (most recent call first):",
        '  File "/app/a.py", line 3 in f',
        '  File "/app/b.py", line 9 in <module>',
    ],
    "deadlock of InnoDB": [
        "*** (1) TRANSACTION:",
        "TRANSACTION 421, ACTIVE 0 sec starting index read",
        "*** (1) HOLDS THE LOCK(S):",
        "RECORD LOCKS space id 2 page no 4 n bits 72 index PRIMARY of table `quay`.`tides`",
        "*** WE ROLL BACK TRANSACTION (2)",
    ],
    "failed start of Spring Boot": [
        "2026-11-22T17:46:45.844Z ERROR 1 --- [main] o.s.b.d.LoggingFailureAnalysisReporter   : ",
        "",
        "***************************",
        "APPLICATION FAILED TO START",
        "***************************",
        "",
        "Description:",
        "",
        "Web server failed to start. Port 8080 was already in use.",
    ],
    "npm": [
        "npm ERR! code ELIFECYCLE",
        "npm ERR! errno 1",
        "npm ERR! ",
        "npm ERR! Failed at the quay@1.0.0 start script.",
    ],
    "pretty-printed JSON": json.dumps({"level": "error", "msg": "x", "a": {"b": [1, {"c": 2}]}}, indent=2).split("\n"),
    "object printed by Node": ["{", "  berth: 1,", "  nested: { a: [ 1, 2 ] },", "  long: 'x'", "}"],
    "causes of Rust's anyhow": [
        "Error: could not start",
        "",
        "Caused by:",
        "    0: no store",
        "    1: connection refused",
    ],
    "warning of Python": ["/app/a.py:27: DeprecationWarning: old", "  warnings.warn('x')"],
    "java.util.logging": ["Nov 22, 2026 5:47:33 PM coop.quay.Quay main", "INFO: open for visitors"],
    "java.util.logging without a time": [
        "coop.quay.Quay main",
        "SEVERE: no tide",
        "java.io.IOException: x",
        "\tat a.B.c(B.java:1)",
    ],
    "list below a header": ["2026-11-22 17:46:45,844 INFO routes:", "  GET /tides", "  POST /tides"],
    ".NET console": ["info: Microsoft.Hosting.Lifetime[14]", "      Now listening on: http://[::]:80"],
}


@pytest.mark.parametrize("lines", NOTICES.values(), ids=NOTICES)
def test_notices_of_several_lines_are_one_record(lines: list[str]) -> None:
    assert sizes([BEFORE, *lines, AFTER]) == [1, len(lines), 1]


@pytest.mark.parametrize("other", [ACCESS, INFO, OBJECT], ids=["access", "plain", "json"])
@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_a_foreign_line_does_not_break_a_trace(other: str, place: int) -> None:
    lines = [ERROR, *TRACE]
    lines.insert(place, other)
    first, second, third = join([*lines, AFTER])
    assert (first.events, second.lines, third.events) == (5, (other,), 1)


@pytest.mark.parametrize("other", [ACCESS, INFO, OBJECT], ids=["access", "plain", "json"])
def test_java_frames_go_on_after_foreign_lines(other: str) -> None:
    lines = [
        ERROR,
        "java.io.IOException: a",
        "\tat a.B.c(B.java:1)",
        other,
        "\tat a.B.d(B.java:2)",
        "Caused by: x.YException: z",
        other,
    ]
    assert sizes([*lines, "\tat a.B.e(B.java:3)", AFTER]) == [6, 1, 1, 1]


def test_sql_goes_on_after_an_access_line() -> None:
    lines = [ERROR, *TRACE, "[SQL: SELECT 1", ACCESS, "FROM tides]", "(Background on this error at: https://x)", AFTER]
    assert sizes(lines) == [8, 1, 1]


def test_processes_named_by_each_line_are_told_apart() -> None:
    tagged = [f"Nov 22 17:46:40 host quay[{process}]: {line}" for line in TRACE for process in (1, 2)]
    assert sizes(tagged) == [4, 4]
    fpm = [
        f'[22-Nov-2026 17:46:40] WARNING: [pool www] child {child} said into stderr: "{line}"'
        for line in others.CASES[7].text.rstrip("\n").split("\n")
        for child in (8, 9)
    ]
    found = list(records(events(fpm)))
    assert [[error.type for error in record.exceptions] for record in found] == [
        ["RuntimeException", "PDOException"]
    ] * 2


def test_statement_and_detail_of_postgres_join_the_error_of_their_process() -> None:
    stamp = "2026-11-22 17:46:40.123 UTC"
    lines = [
        f'{stamp} [45] ERROR:  relation "tides" does not exist at character 15',
        f"{stamp} [46] ERROR:  duplicate key value",
        f"{stamp} [45] STATEMENT:  SELECT *",
        "\tFROM tides",
        f"{stamp} [46] DETAIL:  Key (id)=(7) already exists.",
    ]
    assert sizes(lines) == [3, 2]


def test_a_time_in_brackets_is_no_tag() -> None:
    times = [f"[2026-11-22T17:46:40{more}] " for more in ("", "Z", ".123+00:00")]
    for time in times:
        assert sizes([f"{time} INFO quay.app: before it", f"{time} INFO quay.app: after it"]) == [1, 1]
        assert sizes([f"INFO {time}quay.app: {'before it ' * 3}", f"{time}INFO quay.app: after it"]) == [1, 1]


def test_a_panic_is_followed_by_its_request_and_no_access_line() -> None:
    panic = "2026/11/22 17:46:40 [Recovery] 2026/11/22 - 17:46:40 panic recovered:"
    assert sizes([panic, "GET /tides HTTP/1.1"]) == [2]
    assert sizes([panic, ACCESS]) == [1, 1]


def test_a_crash_does_not_join_the_lines_before_and_after() -> None:
    assert sizes(["opening the harbour", *TRACE, "harbour closed"], gap=200) == [1, 4, 1]
    assert sizes([INFO, *TRACE, AFTER]) == [1, 4, 1]
    assert sizes(["boat 1 went out", "boat 2 went out"]) == [1, 1]


def test_two_traces_in_one_millisecond_stay_two() -> None:
    assert sizes([ERROR, *TRACE, ERROR, *TRACE, AFTER]) == [5, 5, 1]


def test_partials_are_glued_without_a_newline() -> None:
    text = json.dumps({"msg": "x" * 262_118, "level": 50})
    (record,) = records(events([text[:262_118], text[262_118:]]))
    assert record.events == 2
    assert record.level is not None and record.level.name == "ERROR"
    assert sizes(["x" * 16_384, "y" * 16_384, "z", AFTER]) == [3, 1]
    assert sizes(["x" * 16_384, "y" * 16_384, AFTER], gap=1_000) == [1, 1, 1]


def test_partials_that_firelens_marks_are_glued() -> None:
    text = json.dumps({"msg": "x" * 20_000, "level": 50})
    parts = [text[:16_000], text[16_000:]]
    wrapped = [
        json.dumps(
            {
                "container_id": "ab12",
                "container_name": "quay",
                "source": "stdout",
                "log": part,
                "partial_message": "true",
                "partial_id": "7",
                "partial_ordinal": str(place + 1),
                "partial_last": "true" if part is parts[-1] else "false",
            }
        )
        for place, part in enumerate(parts)
    ]
    before, record, after = records(events([OBJECT, *wrapped, OBJECT]))
    assert (before.events, record.events, after.events) == (1, 2, 1)
    assert record.level is not None and record.level.name == "ERROR"
    assert record.message == "x" * 8_192


def test_parts_of_a_fastcgi_message_that_nginx_cut_are_one_record() -> None:
    head = '2026/11/22 17:46:40 [error] 29#29: *1 FastCGI sent in stderr: "'
    tail = '" while reading response header from upstream, client: 1.1.1.1, server: _, request: "GET / HTTP/1.1"'
    lines = [
        f"{head}PHP message: PHP Warning:  one{tail}",
        f"{head}PHP message: PHP Warning:  two in /app/ver{tail}",
        f"{head}y/long.php on line 3{tail}",
    ]
    found = list(records(events([*lines, AFTER])))
    assert [record.events for record in found] == [1, 2, 1]
    assert "two in /app/very/long.php on line 3" in found[1].text


def test_a_record_has_a_limit_and_says_so() -> None:
    found = join([ERROR, *["    more"] * (2 * MAX_RECORD_LINES), AFTER])
    assert [joined.cuts for joined in found] == [(Cut.SIZE,), (Cut.SIZE, Cut.SIZE), (Cut.SIZE,), ()]
    assert sum(joined.events for joined in found) == 2 * MAX_RECORD_LINES + 2


def test_the_rest_of_a_line_that_a_carrier_cut_is_marked() -> None:
    found = join(["x" * 4_000_000, "x" * 1_000, AFTER])
    assert [joined.cuts for joined in found] == [(Cut.SIZE,), (Cut.SIZE,), ()]


def test_open_streams_are_bounded() -> None:
    joiner = Joiner()
    flushed = [
        joined for number in range(MAX_STREAMS + 10) for joined in joiner.add(events(["x"], stream=f"s/{number}"))
    ]
    assert [joined.log_stream for joined in flushed] == [f"s/{number}" for number in range(10)]
    assert len(list(joiner.close())) == MAX_STREAMS


def test_a_window_that_begins_or_ends_in_a_trace_marks_it() -> None:
    assert join(TRACE[1:])[0].cuts == (Cut.START,)
    assert join([ERROR, *TRACE[:3]], window_cut=True)[0].cuts == (Cut.END,)
    assert join([ERROR, *TRACE], window_cut=True)[0].cuts == ()


def test_a_record_is_handed_out_as_soon_as_it_is_over() -> None:
    joiner = Joiner()
    assert [joined.lines for joined in joiner.add(events([INFO, ACCESS, OBJECT]))] == [(INFO,), (ACCESS,)]

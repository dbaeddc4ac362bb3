"""JSON and logfmt lines of each logger."""

import json
from typing import NamedTuple

import pytest

from triage.model.events import Layout, Level
from triage.parsing.reading import read_text

PYTHON = "Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in load\n    fetch()\nKeyError: 'tide'"
JAVA = "coop.quay.StoreException: away\n\tat coop.quay.Book.run(Book.java:3)\nCaused by: java.net.ConnectException: Connection refused\n\tat coop.quay.Low.f(Low.java:1)\n"
JAVA_TYPES = ("coop.quay.StoreException", "java.net.ConnectException")


class Told(NamedTuple):
    """What a line must tell."""

    message: str
    level: Level | None = Level.ERROR
    logger: str = ""
    process: str = ""
    request: str = ""
    release: str = ""
    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


LINES: dict[str, tuple[object, Told]] = {
    "pino": (
        {
            "level": 50,
            "time": 1795369600123,
            "pid": 7,
            "name": "quay",
            "err": {
                "type": "DatabaseError",
                "message": "no column",
                "stack": "error: no column\n    at async tides (/app/server.js:40:22)",
                "code": "42703",
            },
            "msg": "request failed",
        },
        Told("request failed", Level.ERROR, "quay", "7", codes=("42703",), types=("DatabaseError",)),
    ),
    "winston": (
        {
            "level": "error",
            "message": "away",
            "stack": "Error: away\n    at mid (/app/s.js:3:43)",
            "timestamp": "2026-11-22T17:46:40.123Z",
        },
        Told("away", types=("Error",)),
    ),
    "bunyan": (
        {"name": "quay", "level": 40, "msg": "slow", "time": "2026-11-22T17:46:40.123Z", "v": 0, "req_id": "r-1"},
        Told("slow", Level.WARNING, "quay", request="r-1"),
    ),
    "structlog": (
        {
            "event": "job failed",
            "logger": "quay.jobs",
            "level": "error",
            "timestamp": "2026-11-22T17:46:40.123Z",
            "exception": [
                {
                    "exc_type": "StoreError",
                    "exc_value": "away",
                    "frames": [{"filename": "/app/a.py", "lineno": 3, "name": "load"}],
                },
                {"exc_type": "ConnectionRefusedError", "exc_value": "[Errno 111]", "is_cause": True, "frames": []},
            ],
        },
        Told("job failed", Level.ERROR, "quay.jobs", types=("StoreError", "ConnectionRefusedError")),
    ),
    "python-json-logger": (
        {
            "asctime": "2026-11-22 17:46:40,123",
            "levelname": "ERROR",
            "name": "quay.api",
            "message": "GET failed",
            "exc_info": PYTHON,
        },
        Told("GET failed", Level.ERROR, "quay.api", types=("KeyError",)),
    ),
    "logback": (
        {
            "@timestamp": "2026-11-22T17:46:40.123Z",
            "message": "booking failed",
            "logger_name": "coop.quay.Book",
            "thread_name": "exec-1",
            "level": "ERROR",
            "level_value": 40000,
            "stack_trace": JAVA,
        },
        Told("booking failed", Level.ERROR, "coop.quay.Book", "exec-1", types=JAVA_TYPES),
    ),
    "log4j2": (
        {
            "timeMillis": 1795369600123,
            "thread": "main",
            "level": "ERROR",
            "loggerName": "coop.quay.Book",
            "message": "failed",
            "thrown": {
                "name": "coop.quay.StoreException",
                "message": "away",
                "cause": {
                    "name": "java.net.ConnectException",
                    "message": "Connection refused",
                    "extendedStackTrace": [],
                },
                "extendedStackTrace": [{"class": "coop.quay.Book", "method": "run", "file": "Book.java", "line": 3}],
            },
        },
        Told("failed", Level.ERROR, "coop.quay.Book", "main", types=JAVA_TYPES),
    ),
    "Serilog": (
        {
            "@t": "2026-11-22T17:46:40.1234567Z",
            "@m": "could not read 7",
            "@l": "Error",
            "@x": "System.InvalidOperationException: away\n ---> System.Net.Sockets.SocketException (111): refused\n   at Quay.Low() in /src/L.cs:line 3\n"
            "   --- End of inner exception stack trace ---\n   at Quay.Top()",
            "SourceContext": "Quay.Tides",
            "RequestId": "0HM1:2",
        },
        Told(
            "could not read 7",
            Level.ERROR,
            "Quay.Tides",
            request="0HM1:2",
            types=("System.InvalidOperationException", "System.Net.Sockets.SocketException"),
        ),
    ),
    "zap": (
        {
            "level": "error",
            "ts": 1795369600.123,
            "caller": "store/pool.go:12",
            "msg": "cannot connect",
            "error": "dial tcp: refused",
        },
        Told("cannot connect", Level.ERROR, "store/pool.go:12"),
    ),
    "zerolog": (
        {"level": "fatal", "error": "no such host", "time": 1795369600, "message": "load tides"},
        Told("load tides", Level.CRITICAL),
    ),
    "slog": (
        {
            "time": "2026-11-22T17:46:40.123456789Z",
            "level": "ERROR",
            "msg": "load tides",
            "err": "refused",
            "trace_id": "4bf92f3577b34da6",
        },
        Told("load tides", request="4bf92f3577b34da6"),
    ),
    "Monolog": (
        {
            "message": "away",
            "context": {
                "exception": {
                    "class": "RuntimeException",
                    "message": "away",
                    "file": "/app/Store.php:31",
                    "previous": {"class": "PDOException", "message": "refused", "code": 2002},
                }
            },
            "level": 400,
            "level_name": "ERROR",
            "channel": "production",
        },
        Told("away", Level.ERROR, "production", codes=("2002",), types=("RuntimeException", "PDOException")),
    ),
    "ECS field names": (
        {
            "@timestamp": "2026-11-22T17:46:40.123Z",
            "log.level": "ERROR",
            "message": "failed",
            "service.version": "1.2.3",
            "process.thread.name": "main",
            "log.logger": "coop.quay.Book",
            "error.type": "java.net.ConnectException",
            "error.stack_trace": JAVA,
        },
        Told("failed", Level.ERROR, "coop.quay.Book", "main", release="1.2.3", types=JAVA_TYPES),
    ),
    "OpenTelemetry": (
        {
            "timeUnixNano": "1795369600123000000",
            "severityNumber": 17,
            "body": {"stringValue": "failed"},
            "traceId": "4bf92f3577b34da6",
            "attributes": {"exception.type": "KeyError", "exception.stacktrace": PYTHON},
            "resource": {"attributes": {"service.version": "7.1"}},
        },
        Told("failed", request="4bf92f3577b34da6", release="7.1", types=("KeyError",)),
    ),
    "pino with causes in its stack": (
        {
            "level": 50,
            "time": 1795369600123,
            "msg": "failed",
            "err": {
                "type": "RequestError",
                "message": "failed: away: refused",
                "stack": "RequestError: failed\n    at top (/app/c.js:1:1)\ncaused by: StoreError: away\n    at mid (/app/b.js:1:1)\n"
                "caused by: Error: connect ECONNREFUSED\n    at low (/app/a.js:1:1)",
            },
        },
        Told("failed", codes=("ECONNREFUSED",), types=("RequestError", "StoreError", "Error")),
    ),
    "loguru": (
        {
            "text": "2026-11-22 17:46:45.844 | ERROR | quay.db:load:12 - failed\n" + PYTHON,
            "record": {
                "exception": {"type": "KeyError", "value": "'tide'", "traceback": True},
                "level": {"icon": "x", "name": "ERROR", "no": 40},
                "message": "failed",
            },
        },
        Told("failed\n" + PYTHON, Level.ERROR, "quay.db:load:12", types=("KeyError",)),
    ),
    "Quarkus": (
        {
            "timestamp": "2026-11-22T17:46:40.123Z",
            "level": "ERROR",
            "loggerName": "coop.quay.Book",
            "message": "failed",
            "exception": {
                "refId": 1,
                "exceptionType": "coop.quay.StoreException",
                "message": "away",
                "frames": [{"class": "coop.quay.Book", "method": "run", "line": 3}],
                "causedBy": {"exception": {"exceptionType": "java.net.ConnectException", "message": "refused"}},
            },
        },
        Told("failed", Level.ERROR, "coop.quay.Book", types=JAVA_TYPES),
    ),
    "semantic logger of Ruby": (
        {
            "timestamp": "2026-11-22T17:46:40.123Z",
            "level": "error",
            "name": "Quay",
            "message": "failed",
            "exception": {
                "name": "StoreError",
                "message": "away",
                "stack_trace": ["/app/b.rb:1:in `mid'"],
                "cause": {"name": "KeyError", "message": "no tide", "stack_trace": ["/app/c.rb:1:in `low'"]},
            },
        },
        Told("failed", Level.ERROR, "Quay", types=("StoreError", "KeyError")),
    ),
    "MongoDB": (
        {
            "t": {"$date": "2026-11-22T17:46:40.123+00:00"},
            "s": "E",
            "c": "NETWORK",
            "ctx": "conn1",
            "msg": "Connection ended",
        },
        Told("Connection ended", Level.ERROR, "NETWORK", "conn1"),
    ),
    "trace in the message": ({"severity": "ERROR", "message": PYTHON}, Told(PYTHON, types=("KeyError",))),
    "JSON in JSON": (
        {
            "level": "info",
            "message": json.dumps({"level": "error", "msg": "inner", "code": "28P01"}),
            "time": 1795369600123,
        },
        Told("inner", codes=("28P01",)),
    ),
    "codes deep inside": (
        {
            "level": "error",
            "msg": "x",
            "error": {"name": "SequelizeDatabaseError", "parent": {"errno": 1054, "sqlState": "42S22"}, "message": "m"},
        },
        Told("x", codes=("1054", "42S22"), types=("SequelizeDatabaseError",)),
    ),
    "a plain log line inside": (
        {"log_level_is": "told inside", "message": "2026-11-22 17:46:40 ERROR quay.db: no tide"},
        Told("no tide", Level.ERROR, "quay.db"),
    ),
}


@pytest.mark.parametrize(("value", "told"), LINES.values(), ids=LINES)
def test_lines_of_each_logger_are_read(value: object, told: Told) -> None:
    record = read_text(json.dumps(value))
    assert record.layout is Layout.JSON
    assert told == Told(
        record.message,
        record.level,
        record.logger,
        record.process,
        record.request_id,
        record.release,
        record.codes,
        tuple(found.type for found in record.exceptions),
    )


@pytest.mark.parametrize("value", [value for value, _ in LINES.values()], ids=LINES)
def test_firelens_around_a_logger_changes_nothing(value: object) -> None:
    line = json.dumps(value)
    bare = read_text(line)
    wrapped = read_text(
        json.dumps({"container_id": "ab12", "container_name": "/quay", "source": "stdout", "log": line})
    )

    assert (wrapped.level, wrapped.logger, wrapped.message, wrapped.exceptions, wrapped.codes) == (
        bare.level,
        bare.logger,
        bare.message,
        bare.exceptions,
        bare.codes,
    )
    assert (wrapped.text, wrapped.layout) == (bare.text, bare.layout)


@pytest.mark.parametrize(
    "name",
    [
        "pino",
        "winston",
        "bunyan",
        "logback",
        "log4j2",
        "Serilog",
        "zap",
        "slog",
        "ECS field names",
        "OpenTelemetry",
        "MongoDB",
    ],
)
def test_the_time_of_each_logger(name: str) -> None:
    logged = read_text(json.dumps(LINES[name][0])).logged_at
    assert logged is None or logged == 1_795_369_600_123
    assert logged is not None or name == "winston without a time"


def test_text_is_message_then_stack_then_fields() -> None:
    record = read_text(json.dumps(LINES["pino"][0]))
    assert record.text == (
        "request failed\nerror: no column\n    at async tides (/app/server.js:40:22)\npid: 7\nname: quay\nerr.type: DatabaseError\n"
        "err.message: no column\nerr.code: 42703"
    )
    assert record.fields[0] == ("err.code", "42703")


def test_levels_as_numbers() -> None:
    pino = [read_text(json.dumps({"level": number, "msg": "x"})).level for number in (10, 20, 30, 40, 50, 60)]
    assert pino == [Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR, Level.CRITICAL]
    gelf = [read_text(json.dumps({"level": number, "short_message": "x"})).level for number in (0, 3, 4, 6, 7)]
    assert gelf == [Level.CRITICAL, Level.ERROR, Level.WARNING, Level.INFO, Level.DEBUG]
    python = [read_text(json.dumps({"levelno": number, "msg": "x"})).level for number in (20, 30, 40)]
    assert python == [Level.INFO, Level.WARNING, Level.ERROR]


def test_logfmt() -> None:
    line = 'time="2026-11-22T17:46:40Z" level=error msg="cannot connect: \\"tides\\"" error="dial tcp: refused" release=v12 code=28P01'
    record = read_text(line)
    assert record.layout is Layout.LOGFMT
    assert (record.message, record.level, record.release, record.codes) == (
        'cannot connect: "tides"',
        Level.ERROR,
        "v12",
        ("28P01",),
    )
    assert record.text == line


def test_an_object_behind_a_header_or_a_message() -> None:
    record = read_text(
        '2026-11-22T17:46:40.123Z\tERROR\tstore/pool.go:12\tcannot connect\t{"error": "refused", "host": "db"}'
    )
    assert (record.message, record.level, record.logger) == ("cannot connect", Level.ERROR, "store/pool.go:12")
    assert ("host", "db") in record.fields
    assert read_text('2026-11-22T17:46:40.123Z quay {"level":"error","msg":"inner","a":1}').message == "inner"


def test_an_object_that_words_speak_of_leaves_the_words() -> None:
    text = 'StatusCodeError: 403 - {"message":"Forbidden"}'
    record = read_text(text)
    assert record.message == text
    assert [(found.type, found.message) for found in record.exceptions] == [
        ("StatusCodeError", '403 - {"message":"Forbidden"}')
    ]


def test_the_answer_of_another_server_in_a_log_is_no_request() -> None:
    assert read_text('{"level":50,"msg":"fetch failed","res":{"statusCode":502}}').http is None


@pytest.mark.parametrize(
    "text",
    ['{"broken": ', '{"a":1} trailing', "{}", "{" * 5_000, '{"a":' * 5_000, '{"a":"\\ud800"}', "[1, 2]", '{"x":NaN}'],
)
def test_broken_objects_are_plain_text(text: str) -> None:
    assert read_text(text).raw == text


def test_fields_are_bounded() -> None:
    record = read_text(json.dumps({f"k{number:05}": "v" * 10_000 for number in range(500)}))
    assert len(record.fields) <= 96
    assert all(len(value) <= 4_096 for _, value in record.fields)

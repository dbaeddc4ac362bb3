"""Headers of plain lines: level, logger, process, message, time."""

import pytest

from triage.model.events import Level, LogEvent
from triage.parsing.reading import read_text
from triage.parsing.records import records

AT = 1_795_369_600_123
HEADERS: dict[str, tuple[str, Level | None, str, str, str]] = {
    "Python": ("2026-11-22 17:46:40,123 ERROR quay.db: failed: x", Level.ERROR, "quay.db", "", "failed: x"),
    "a logger called error": (
        "2026-11-22 17:46:40,123 - uvicorn.error - INFO - Started",
        Level.INFO,
        "uvicorn.error",
        "",
        "Started",
    ),
    "basicConfig": ("ERROR:root:bad thing: it broke", Level.ERROR, "root", "", "bad thing: it broke"),
    "Flask": ("[2026-11-22 17:46:40,123] ERROR in app: on /t [GET]", Level.ERROR, "app", "", "on /t [GET]"),
    "gunicorn": ("[2026-11-22 17:46:40 +0000] [7] [INFO] Booting", Level.INFO, "", "7", "Booting"),
    "gunicorn without a time": ("[7] [INFO] Booting", Level.INFO, "", "7", "Booting"),
    "a number in brackets is no header": ("[7] boats went out", None, "", "", "[7] boats went out"),
    "uvicorn": ("ERROR:    Exception in ASGI application", Level.ERROR, "", "", "Exception in ASGI application"),
    "celery": ("[2026-11-22 17:46:40,123: ERROR/Fork-1] Task x raised", Level.ERROR, "", "Fork-1", "Task x raised"),
    "loguru": (
        "2026-11-22 17:46:40.123 | ERROR    | quay.db:load:12 - boom",
        Level.ERROR,
        "quay.db:load:12",
        "",
        "boom",
    ),
    "columns of logger and process": (
        "2026-11-22 17:46:40,123 quay.tides           [512]: ERROR   no tide",
        Level.ERROR,
        "quay.tides",
        "512",
        "no tide",
    ),
    "an hour padded with a space": ("2026-11-22  7:46:40 0 [ERROR] no tide", Level.ERROR, "", "0", "no tide"),
    "syslog's time with a fraction": ("Nov 22 17:46:40.123 [info] no tide", Level.INFO, "", "", "no tide"),
    "Redis, something to know": (
        "7:M 22 Nov 2026 17:46:40.123 # Replica 3 lost",
        Level.WARNING,
        "",
        "7:M",
        "Replica 3 lost",
    ),
    "Redis, a hint": (
        "7:M 22 Nov 2026 17:46:40.123 # WARNING saving may fail with little memory",
        Level.WARNING,
        "",
        "7:M",
        "WARNING saving may fail with little memory",
    ),
    "Redis, an error": (
        "7:M 22 Nov 2026 17:46:40.123 # Failed opening the file of tides",
        Level.ERROR,
        "",
        "7:M",
        "Failed opening the file of tides",
    ),
    "structlog": ("2026-11-22 17:46:40 [error    ] job failed   key=val", Level.ERROR, "", "", "job failed   key=val"),
    "Spring": (
        "2026-11-22T17:46:40.123Z ERROR 1 --- [quay] [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : it failed",
        Level.ERROR,
        "o.a.c.c.C.[.[.[/].[dispatcherServlet]",
        "1",
        "it failed",
    ),
    "logback": ("17:46:40.123 [main] ERROR c.q.Foo -- msg here", Level.ERROR, "c.q.Foo", "main", "msg here"),
    "Tomcat": (
        "22-Nov-2026 17:46:40.123 SEVERE [main] org.apache.catalina.core.StandardService.start Failed",
        Level.ERROR,
        "org.apache.catalina.core.StandardService.start",
        "main",
        "Failed",
    ),
    "java.util.logging": (
        "Nov 22, 2026 5:46:40 PM coop.quay.Quay main\nSEVERE: no tide",
        Level.ERROR,
        "coop.quay.Quay",
        "",
        "no tide",
    ),
    "java.util.logging without a time": (
        "coop.quay.Quay main\nSEVERE: no tide",
        Level.ERROR,
        "coop.quay.Quay",
        "",
        "no tide",
    ),
    "Elasticsearch": (
        "[2026-11-22T17:46:40,123][ERROR][o.e.b.Node      ] [node-1] fatal",
        Level.ERROR,
        "o.e.b.Node",
        "node-1",
        "fatal",
    ),
    "Nest": ("[Nest] 12  - 11/22/2026, 5:46:40 PM     ERROR [Tides] boom", Level.ERROR, "Nest", "12", "boom"),
    "pino-pretty": ("[17:46:40.123] ERROR (quay/7): no tide", Level.ERROR, "", "quay/7", "no tide"),
    "parentheses of the message": (
        "17:46:40.123 [main] ERROR a.b - (7) no tide",
        Level.ERROR,
        "a.b",
        "main",
        "(7) no tide",
    ),
    "winston": ("2026-11-22T17:46:40.123Z [quay] error: no tide", Level.ERROR, "", "quay", "no tide"),
    "winston without a time": ("error: something bad", Level.ERROR, "", "", "something bad"),
    "zap console": (
        "2026-11-22T17:46:40.123Z\tERROR\tdb/pool.go:12\tcannot connect",
        Level.ERROR,
        "db/pool.go:12",
        "",
        "cannot connect",
    ),
    "logrus": ("ERRO[0012] failed to connect", Level.ERROR, "", "", "failed to connect"),
    "glog": ("E1122 17:46:40.123456       1 main.go:12] failed", Level.ERROR, "main.go:12", "1", "failed"),
    "log4j of Spark": ("26/11/22 17:46:40 ERROR quay.Store: no tide", Level.ERROR, "quay.Store", "", "no tide"),
    "Hadoop of old": ("261122 174640 143 ERROR quay.Store: no tide", Level.ERROR, "quay.Store", "143", "no tide"),
    "basic ISO": ("20261122T174640Z ERROR quay.Store: no tide", Level.ERROR, "quay.Store", "", "no tide"),
    "German": ("22.11.2026 17:46:40 ERROR quay.Store: no tide", Level.ERROR, "quay.Store", "", "no tide"),
    "month and day": ("11-22 17:46:40.123 ERROR quay.Store: no tide", Level.ERROR, "quay.Store", "", "no tide"),
    "an address is no date": ("10.11.12.13 ERROR", None, "", "", "10.11.12.13 ERROR"),
    "Go's log": ("2026/11/22 17:46:40 listening", None, "", "", "listening"),
    "env_logger": ("[2026-11-22T17:46:40Z ERROR quay::store] no tide", Level.ERROR, "quay::store", "", "no tide"),
    "tracing": (
        "2026-11-22T17:46:40.123456Z ERROR quay::db: cannot connect",
        Level.ERROR,
        "quay::db",
        "",
        "cannot connect",
    ),
    "Ruby": (
        "E, [2026-11-22T17:46:40.123456 #12] ERROR -- quay.Store: no tide",
        Level.ERROR,
        "quay.Store",
        "12",
        "no tide",
    ),
    "Monolog": ("[2026-11-22 17:46:40] production.ERROR: no tide", Level.ERROR, "production", "", "no tide"),
    "PHP": ("[22-Nov-2026 17:46:40 UTC] PHP Warning:  Undefined variable", Level.WARNING, "", "", "Undefined variable"),
    "php-fpm": ("[22-Nov-2026 17:46:40] NOTICE: fpm is running", Level.NOTICE, "", "", "fpm is running"),
    ".NET": ("fail: Quay.Tides[13]\n      no tide", Level.ERROR, "Quay.Tides", "", "no tide"),
    "Serilog": ("[17:46:40 WRN] low tide", Level.WARNING, "", "", "low tide"),
    "nginx": (
        "2026/11/22 17:46:40 [crit] 29#29: *1 SSL_do_handshake() failed",
        Level.CRITICAL,
        "",
        "29#29",
        "*1 SSL_do_handshake() failed",
    ),
    "Apache": (
        "[Sun Nov 22 17:46:40.123456 2026] [core:error] [pid 7] [client 192.0.2.4:5] AH00035: denied",
        Level.ERROR,
        "",
        "pid 7",
        "AH00035: denied",
    ),
    "PostgreSQL": ("2026-11-22 17:46:40.123 UTC [45] FATAL:  no such role", Level.CRITICAL, "", "45", "no such role"),
    "PostgreSQL on Debian": (
        "2026-11-22 17:46:40.123 UTC [45] harbour@tides ERROR:  no such berth",
        Level.ERROR,
        "harbour@tides",
        "45",
        "no such berth",
    ),
    "PostgreSQL on RDS": (
        "2026-11-22 17:46:40 UTC:10.0.4.7(41022):harbour@tides:[45]:ERROR:  no such berth",
        Level.ERROR,
        "harbour@tides",
        "45",
        "no such berth",
    ),
    "PostgreSQL on RDS, of its own": (
        "2026-11-22 17:46:40 UTC::@:[45]:LOG:  checkpoint starting: time",
        Level.INFO,
        "",
        "45",
        "checkpoint starting: time",
    ),
    "PostgreSQL log": (
        "2026-11-22 17:46:40.123 UTC [45] LOG:  connection received",
        Level.INFO,
        "",
        "45",
        "connection received",
    ),
    "MySQL": (
        "2026-11-22T17:46:40.123456Z 8 [ERROR] [MY-010123] [Server] denied",
        Level.ERROR,
        "Server",
        "8",
        "denied",
    ),
    "MariaDB": ("2026-11-22 17:46:40 8 [Warning] Aborted connection", Level.WARNING, "", "8", "Aborted connection"),
    "Redis": ("1:M 22 Nov 2026 17:46:40.123 # Can't save", Level.ERROR, "", "1:M", "Can't save"),
    "RabbitMQ": ("2026-11-22 17:46:40.123456+00:00 [error] <0.1.0> closing", Level.ERROR, "", "<0.1.0>", "closing"),
    "envoy": ("[2026-11-22 17:46:40.123][1][info][main] [source/x.cc:1] starting", Level.INFO, "main", "1", "starting"),
    "syslog priority": ("<11>Nov 22 17:46:40 host quay[12]: no tide", Level.ERROR, "", "quay[12]", "no tide"),
    "syslog": ("Nov 22 17:46:40 host quay[12]: no tide", None, "", "quay[12]", "no tide"),
    "npm": ("npm ERR! code E404", Level.ERROR, "npm", "", "code E404"),
    "Next": (" \u2a2f Error: no tide", Level.ERROR, "", "", "Error: no tide"),
    "Next, a warning": (" \u26a0 no tide table", Level.WARNING, "", "", "no tide table"),
    "Sidekiq": (
        "2026-11-22T17:46:40.123Z pid=1 tid=gk5 class=Tides jid=8f2c WARN: no tide",
        Level.WARNING,
        "",
        "1",
        "no tide",
    ),
    "Erlang": (
        "=ERROR REPORT==== 22-Nov-2026::17:46:40.123456 ===\nno tide",
        Level.ERROR,
        "",
        "",
        "ERROR REPORT==== 22-Nov-2026::17:46:40.123456\nno tide",
    ),
    "PostgreSQL in German": (
        "2026-11-22 17:46:40.123 UTC [45] FEHLER:  keine Tide",
        Level.ERROR,
        "",
        "45",
        "keine Tide",
    ),
    "PostgreSQL in French": ("2026-11-22 17:46:40 UTC [45] ERREUR:  rien", Level.ERROR, "", "45", "rien"),
    "Spanish": ("2026-11-22 17:46:40 [ADVERTENCIA] quay: sin marea", Level.WARNING, "", "", "quay: sin marea"),
    "Russian": ("2026-11-22 17:46:40 [\u041e\u0428\u0418\u0411\u041a\u0410] x", Level.ERROR, "", "", "x"),
    "Chinese": ("2026-11-22 17:46:40 [\u9519\u8bef] x", Level.ERROR, "", "", "x"),
    "a bar that was drawn anew": (
        "loading  10%\rloading  50%\r2026-11-22 17:46:40 ERROR 100% loaded, but no tide",
        Level.ERROR,
        "",
        "",
        "100% loaded, but no tide",
    ),
    "no header": ("ERRORS are not levels", None, "", "", "ERRORS are not levels"),
    "a word in the message": ("boat 7: no error at all", None, "", "", "boat 7: no error at all"),
    "an error in capitals inside a path": (
        "2026-11-22 17:46:40 INFO GET /ERROR done",
        Level.INFO,
        "",
        "",
        "GET /ERROR done",
    ),
    "an exception is no logger": (
        "2026-11-22 17:46:40 ERROR java.net.ConnectException: Connection refused",
        Level.ERROR,
        "",
        "",
        "java.net.ConnectException: Connection refused",
    ),
    "colours": ("\x1b[2m17:46:40\x1b[0m \x1b[31mERROR\x1b[0m no tide", Level.ERROR, "", "", "no tide"),
}


@pytest.mark.parametrize(("line", "level", "logger", "process", "message"), HEADERS.values(), ids=HEADERS)
def test_headers_are_read(line: str, level: Level | None, logger: str, process: str, message: str) -> None:
    record = read_text(line)
    assert (record.level, record.logger, record.process, record.message) == (level, logger, process, message)


@pytest.mark.parametrize(
    ("line", "millis"),
    [
        ("2026-11-22T17:46:40.123Z INFO x", AT),
        ("2026-11-22 18:46:40,123+01:00 INFO x", AT),
        ("[2026-11-22 12:46:40.123 -0500] INFO x", AT),
        ("22/Nov/2026:17:46:40 +0000 INFO x", AT - 123),
        ("2026-11-22  7:46:40 0 [Note] x", AT - 123 - 36_000_000),
        ("Nov 22, 2026 5:46:40 PM coop.quay.Quay main\nINFO: x", AT - 123),
        ("[Sun, 22 Nov 2026 17:46:40 GMT] [watch] x", AT - 123),
        ("1795369600123 INFO x", AT),
        ("1795369600.123 INFO x", AT),
        ("17:46:40.123 INFO x", None),
        ("2026-13-45 17:46:40 INFO x", None),
    ],
)
def test_time_with_its_zone(line: str, millis: int | None) -> None:
    assert read_text(line).logged_at == millis


@pytest.mark.parametrize("line", ["Nov 22 17:46:40", "Feb 30 17:46:40 ", "<11>Nov 22 17:46:40"])
def test_a_time_may_be_all_of_a_line(line: str) -> None:
    assert read_text(line).text == line


def test_a_time_without_a_zone_is_placed_by_the_arrival() -> None:
    event = LogEvent(AT + 40, "2026-11-22 18:46:40,123 INFO local time of a container an hour ahead")
    (record,) = records([event])
    assert record.logged_at == AT


def test_ids_releases_and_codes_in_plain_text() -> None:
    record = read_text("2026-11-22 17:46:40 ERROR request_id=ab12-77 SQLSTATE[42S02]: ORA-00942 and errno: 1146")
    assert record.request_id == "ab12-77"
    assert record.codes == ("42S02", "ORA-00942")
    assert read_text("quay release v118 starting").release == "v118"
    assert read_text("Quay 12.0.1 listening on 8085").release == "12.0.1"
    assert read_text("Starting gunicorn 21.2.0").release == ""

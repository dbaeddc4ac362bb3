"""Access lines: one exchange each, whichever server wrote it."""

import pytest

from triage.model.events import HttpExchange, Layout
from triage.parsing.reading import read_text

LINES = {
    "nginx with times": (
        '10.0.0.9 - - [22/Nov/2026:17:46:40 +0000] "GET /tides?x=1 HTTP/1.1" 200 512 "-" "curl/8" rt=0.123 upstream=10.1.1.1:8080',
        HttpExchange("GET", "/tides", 200, 123.0, "10.1.1.1:8080", "curl/8"),
    ),
    "Apache common": (
        '10.0.0.9 - ann [22/Nov/2026:17:46:40 +0000] "POST /t HTTP/1.1" 502 512',
        HttpExchange("POST", "/t", 502),
    ),
    "Apache with the host": (
        'quay.example:443 10.0.0.9 - - [22/Nov/2026:17:46:40 +0000] "GET / HTTP/1.1" 200 12 "-" "curl"',
        HttpExchange("GET", "/", 200, user_agent="curl"),
    ),
    "load balancer": (
        "https 2026-11-22T23:39:43.945958Z app/quay-lb/50dc6c495c0c9188 192.0.2.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "
        '"GET https://quay.example:443/tides HTTP/1.1" "curl/7.46.0" ECDHE TLSv1.2 arn:aws:x "Root=1-58337281-1d84f3d73c47ec4e58577259"',
        HttpExchange("GET", "/tides", 200, 171.0, "10.0.0.1:80", "curl/7.46.0"),
    ),
    "load balancer without a target": (
        "http 2026-11-22T23:39:43.945958Z app/quay-lb/50dc6c495c0c9188 192.0.2.39:2817 - -1 -1 -1 503 - 34 366 "
        '"GET http://quay.example:80/ HTTP/1.1" "curl/7.46.0" - -',
        HttpExchange("GET", "/", 503, user_agent="curl/7.46.0"),
    ),
    "uvicorn": (
        'INFO:     127.0.0.1:53412 - "GET /tides/3 HTTP/1.1" 404 Not Found',
        HttpExchange("GET", "/tides/3", 404),
    ),
    "werkzeug": ('127.0.0.1 - - [22/Nov/2026 17:46:40] "GET / HTTP/1.1" 500 -', HttpExchange("GET", "/", 500)),
    "Django": ('[22/Nov/2026 17:46:40] "GET /admin/ HTTP/1.1" 302 0', HttpExchange("GET", "/admin/", 302)),
    "tornado": (
        "2026-11-22 17:46:40,123 - tornado.access - WARNING - 404 GET /nope (10.0.0.9) 0.45ms",
        HttpExchange("GET", "/nope", 404, 0.45),
    ),
    "morgan": ("GET /tides 200 12.345 ms - 512", HttpExchange("GET", "/tides", 200, 12.345)),
    "koa": ("--> GET /tides 200 12ms", HttpExchange("GET", "/tides", 200, 12.0)),
    "gin": (
        '[GIN] 2026/11/22 - 17:46:40 | 503 |    1.2345ms |       127.0.0.1 | GET      "/tides/3"',
        HttpExchange("GET", "/tides/3", 503, 1.234),
    ),
    "Rails": (
        "Completed 500 Internal Server Error in 12ms (ActiveRecord: 3.4ms | Allocations: 123)",
        HttpExchange("", "", 500, 12.0),
    ),
    "Phoenix": ("17:46:40.123 request_id=GA81 [info] Sent 503 in 12ms", HttpExchange("", "", 503, 12.0)),
    "puma": (
        '10.0.0.3 - - [22/Nov/2026:17:46:40 +0000] "GET /x HTTP/1.1" 200 12 0.0123',
        HttpExchange("GET", "/x", 200, 12.3),
    ),
    "PHP's own server": (
        "[Sun Nov 22 17:46:40 2026] 10.0.0.9:41234 [404]: GET /missing.php - No such file or directory",
        HttpExchange("GET", "/missing.php", 404),
    ),
    "php-fpm": ('127.0.0.1 -  22/Nov/2026:17:46:40 +0000 "GET /index.php" 200', HttpExchange("GET", "/index.php", 200)),
    "envoy": (
        '[2026-11-22T17:46:40.123Z] "GET /tides HTTP/1.1" 503 UF 0 91 3000 - "-" "curl/8" "b1f" "quay" "10.0.0.3:8080"',
        HttpExchange("GET", "/tides", 503, user_agent="curl/8"),
    ),
    "HAProxy": (
        'quay 10.0.0.9:4123 [22/Nov/2026:17:46:40.123] fe be/s1 0/0/1/12/13 503 212 - - SC-- 1/1/0/0/0 0/0 "GET /t HTTP/1.1"',
        HttpExchange("GET", "/t", 503),
    ),
    "Java": (
        "2026-11-22 17:46:40.123  INFO 1 --- [nio-1] c.q.AccessLog : GET /tides 200 27ms",
        HttpExchange("GET", "/tides", 200, 27.0),
    ),
}
OBJECTS = {
    "pino-http": (
        '{"level":30,"req":{"id":"r1","method":"GET","url":"/t?x=1","headers":{"user-agent":"curl"}},"res":{"statusCode":500},'
        '"responseTime":12.5,"msg":"request completed"}',
        HttpExchange("GET", "/t", 500, 12.5, "", "curl"),
    ),
    "Fastify, whose answers stand on a line of their own": (
        '{"level":30,"reqId":"req-1","res":{"statusCode":503},"responseTime":3.5,"msg":"request completed"}',
        HttpExchange("", "", 503, 3.5),
    ),
    "nginx as JSON": (
        '{"request_method":"GET","request_uri":"/t?x","status":"502","request_time":"0.012","upstream_addr":"10.1.1.1:80"}',
        HttpExchange("GET", "/t", 502, 12.0, "10.1.1.1:80"),
    ),
    "caddy": (
        '{"level":"info","ts":1795361677.782,"msg":"handled request","request":{"method":"GET","uri":"/t"},"duration":0.0123,"status":200}',
        HttpExchange("GET", "/t", 200, 12.3),
    ),
    "traefik": (
        '{"DownstreamStatus":502,"Duration":1234567,"RequestMethod":"GET","RequestPath":"/t","level":"info","msg":""}',
        HttpExchange("GET", "/t", 502, 1.235),
    ),
    "logfmt": (
        'time=2026-11-22T17:46:40Z level=INFO msg="request" method=GET path=/t status=500 duration=12.5ms',
        HttpExchange("GET", "/t", 500, 12.5),
    ),
}

BELOW = {
    "ASP.NET": (
        "info: Microsoft.AspNetCore.Hosting.Diagnostics[2]\n"
        "      Request finished HTTP/1.1 GET http://quay.example/tides?x=1 - 200 512 application/json; charset=utf-8 12.3ms",
        HttpExchange("GET", "/tides", 200, 12.3),
    ),
    "ASP.NET with a body": (
        "info: Microsoft.AspNetCore.Hosting.Diagnostics[2]\n"
        "      Request finished HTTP/2 POST https://quay.example/tides application/json 17 - 500 - - 1.5ms",
        HttpExchange("POST", "/tides", 500, 1.5),
    ),
}


@pytest.mark.parametrize(("line", "exchange"), LINES.values(), ids=LINES)
def test_access_lines_are_read(line: str, exchange: HttpExchange) -> None:
    record = read_text(line)
    assert record.http == exchange
    assert record.layout is Layout.ACCESS
    assert not record.exceptions


@pytest.mark.parametrize(("line", "exchange"), BELOW.values(), ids=BELOW)
def test_a_request_told_below_the_line_with_its_level_is_read(line: str, exchange: HttpExchange) -> None:
    assert read_text(line).http == exchange


@pytest.mark.parametrize(("line", "exchange"), OBJECTS.values(), ids=OBJECTS)
def test_structured_access_lines_are_read(line: str, exchange: HttpExchange) -> None:
    assert read_text(line).http == exchange


def test_an_error_of_a_proxy_names_request_and_upstream() -> None:
    record = read_text(
        "2026/11/22 17:46:40 [error] 29#29: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, "
        'server: _, request: "GET /x?y HTTP/1.1", upstream: "http://10.0.0.2:80/x", host: "q"'
    )
    assert record.layout is Layout.PLAIN
    assert record.http == HttpExchange("GET", "/x", 0, -1.0, "10.0.0.2:80")
    assert record.level is not None and record.level.name == "ERROR"


def test_time_and_trace_id_of_an_access_line() -> None:
    line, _ = LINES["load balancer"]
    record = read_text(line)
    assert record.logged_at == 1_795_390_783_945
    assert record.request_id == "1-58337281-1d84f3d73c47ec4e58577259"
    assert read_text(LINES["Apache common"][0]).logged_at == 1_795_369_600_000


def test_the_end_of_a_word_is_no_method() -> None:
    assert read_text("BUDGET /tides 500 12 ms").http is None
    assert read_text("WIDGET /tides -> 500 in 12 ms").http is None


PAIRS = {
    "lograge": (
        "method=GET path=/tides/7 format=html controller=TidesController action=show status=500 duration=12.34 view=1.20",
        HttpExchange("GET", "/tides/7", 500, 12.34),
    ),
    "lograge behind Ruby's header": (
        "I, [2026-11-22T17:46:40.123456 #7]  INFO -- : method=POST path=/tides format=json status=201 duration=3.21",
        HttpExchange("POST", "/tides", 201, 3.21),
    ),
    "any order, quotes": (
        '2026-11-22 17:46:40 INFO request done status=200 url="/tides?x=1" method="DELETE"',
        HttpExchange("DELETE", "/tides", 200),
    ),
}


@pytest.mark.parametrize(("line", "exchange"), PAIRS.values(), ids=PAIRS)
def test_a_request_told_by_pairs_is_read_and_its_words_count(line: str, exchange: HttpExchange) -> None:
    record = read_text(line)
    assert record.http == exchange
    assert record.layout is Layout.PLAIN


TOWER = {
    "answered, without a span": (
        "2025-03-12T06:25:24.123456Z  INFO tower_http::trace::on_response: finished processing request latency=2 ms status=200",
        HttpExchange("", "", 200),
    ),
    "answered, with its span": (
        "2025-03-12T06:25:24.123456Z DEBUG request{method=GET uri=/tides/7?x=1 version=HTTP/1.1}: tower_http::trace::on_response: finished processing request latency=2 ms status=404",
        HttpExchange("GET", "/tides/7", 404, 2.0),
    ),
    "failed": (
        "2025-03-12T06:25:24.123456Z ERROR request{method=PUT uri=/tides version=HTTP/1.1}: tower_http::trace::on_failure: response failed classification=Status code: 503 Service Unavailable latency=0 ms",
        HttpExchange("PUT", "/tides", 503),
    ),
    "failed, without a span": (
        "2025-03-12T06:25:24.123456Z ERROR tower_http::trace::on_failure: response failed classification=Status code: 500 Internal Server Error latency=0 ms",
        HttpExchange("", "", 500),
    ),
}


@pytest.mark.parametrize(("line", "exchange"), TOWER.values(), ids=TOWER)
def test_a_request_told_by_tower_http_is_read(line: str, exchange: HttpExchange) -> None:
    assert read_text(line).http == exchange


@pytest.mark.parametrize(
    "line",
    [
        "method=GET status=200 took=3ms",
        "method=average path=/tmp/x status=200",
        "method=GET path=/x status=ok",
        "path=/x status=500",
    ],
)
def test_pairs_that_tell_no_request(line: str) -> None:
    assert read_text(line).http is None


def test_the_error_in_a_failed_request_told_by_pairs_is_recognised() -> None:
    from triage import classify

    found = classify(
        "method=GET path=/tides status=500 error='ActiveRecord::StatementInvalid: PG::UndefinedTable: ERROR:  relation \"tides\" does not exist'"
    )
    assert found is not None
    assert found.category == "db.missing_table"

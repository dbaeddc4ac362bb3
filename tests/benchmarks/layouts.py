"""Ordinary lines in the layouts that programs, frameworks and servers print, with fresh values in each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

_WORK = (
    "order {h} priced at {n} EUR for customer {u}",
    "reserved {n} items of sku-{n} in warehouse {n}",
    "cache lookup took {n}.{n} ms (hit ratio {n} %)",
    "closing idle connection {h} to {i}:{n} after {n} ms",
    "session {u} opened for user alice by (uid=0)",
)
_AGENT = '"Mozilla/5.0 (X11; Linux x86_64) Chrome/{n}.0"'


class Values:
    """Fresh values, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def number(self, least: int = 1, most: int = 9_999) -> int:
        return self._rng.randint(least, most)

    def hex(self, digits: int) -> str:
        return f"{self._rng.getrandbits(4 * digits):0{digits}x}"

    def uuid(self) -> str:
        return "-".join(map(self.hex, (8, 4, 4, 4, 12)))

    def ip(self) -> str:
        return ".".join(str(self.number(1, 254)) for _ in range(4))

    def message(self) -> str:
        text = self._rng.choice(_WORK)
        return text.format(h=self.hex(16), n=self.number(), u=self.uuid(), i=self.ip())

    def agent(self) -> str:
        return _AGENT.format(n=self.number(80, 140))


Layout = Callable[[datetime, Values], str]


def _millis(t: datetime) -> str:
    return f"{t.microsecond // 1000:03}"


def _request(v: Values) -> str:
    return f'"GET /orders/{v.hex(8)}?page={v.number(1, 9)} HTTP/1.1" 200 {v.number()}'


def _common(t: datetime, v: Values) -> str:
    return f"{v.ip()} - - [{t:%d/%b/%Y:%H:%M:%S} +0000] {_request(v)}"


LAYOUTS: dict[str, Layout] = {
    "Python logging": lambda t, v: f"{t:%Y-%m-%d %H:%M:%S},{_millis(t)} INFO [main] shop.orders - {v.message()}",
    "Python basicConfig": lambda t, v: f"INFO:shop.orders:{v.message()}",
    "gunicorn": lambda t, v: f"[{t:%Y-%m-%d %H:%M:%S} +0000] [{v.number(1, 99)}] [INFO] {v.message()}",
    "uvicorn request": lambda t, v: f'INFO:     {v.ip()}:{v.number()} - "GET /orders/{v.hex(8)} HTTP/1.1" 200 OK',
    "Spring Boot": lambda t, v: (
        f"{t:%Y-%m-%dT%H:%M:%S}.{_millis(t)}Z  INFO 1 --- [exec-{v.number(1, 9)}] c.a.o.Orders : {v.message()}"
    ),
    "logback": lambda t, v: f"{t:%H:%M:%S}.{_millis(t)} [main] INFO  com.acme.Orders -- {v.message()}",
    "log4j of Spark": lambda t, v: f"{t:%y/%m/%d %H:%M:%S} INFO executor.Backend: {v.message()}",
    "Serilog": lambda t, v: f"[{t:%H:%M:%S} INF] {v.message()}",
    "Go log": lambda t, v: f"{t:%Y/%m/%d %H:%M:%S} {v.message()}",
    "glog": lambda t, v: f"I{t:%m%d %H:%M:%S}.{t.microsecond:06}       1 orders.go:{v.number()}] {v.message()}",
    "zap console": lambda t, v: f"{t:%Y-%m-%dT%H:%M:%S}.{_millis(t)}Z\tINFO\tsvc.go:{v.number()}\t{v.message()}",
    "slog text": lambda t, v: f'time={t:%Y-%m-%dT%H:%M:%S}.{_millis(t)}Z level=INFO msg="{v.message()}" id={v.hex(16)}',
    "slog JSON": lambda t, v: (
        f'{{"time":"{t:%Y-%m-%dT%H:%M:%S}Z","level":"INFO","msg":"{v.message()}","id":"{v.hex(16)}"}}'
    ),
    "nested JSON": lambda t, v: (
        f'{{"timestamp":"{t:%Y-%m-%dT%H:%M:%S}Z","level":"INFO","message":"{v.message()}",'
        f'"context":{{"id":"{v.hex(16)}","n":{v.number()}}},"tags":["a","b"]}}'
    ),
    "JSON request": lambda t, v: (
        f'{{"time":"{t:%Y-%m-%dT%H:%M:%S}Z","level":"INFO","msg":"request","method":"GET",'
        f'"path":"/orders/{v.hex(8)}","status":200,"duration_ms":{v.number(1, 99)}}}'
    ),
    "pino request": lambda t, v: (
        f'{{"level":30,"time":{int(t.timestamp() * 1000)},"pid":1,"req":{{"method":"GET","url":"/orders/{v.number()}",'
        f'"remoteAddress":"{v.ip()}"}},"res":{{"statusCode":200}},"responseTime":{v.number(1, 9)},"msg":"done"}}'
    ),
    "ECS JSON": lambda t, v: (
        f'{{"@timestamp":"{t:%Y-%m-%dT%H:%M:%S}.000Z","log.level":"INFO","message":"{v.message()}",'
        f'"ecs.version":"1.2.0","service.name":"orders","log.logger":"com.acme.Orders"}}'
    ),
    "winston": lambda t, v: f"{t:%Y-%m-%dT%H:%M:%S}.000Z [orders] info: {v.message()}",
    "morgan": lambda t, v: f"GET /orders/{v.hex(8)} 200 {v.number(1, 99)}.345 ms - {v.number()}",
    "Rails": lambda t, v: f"I, [{t:%Y-%m-%dT%H:%M:%S}.{t.microsecond:06} #{v.number()}]  INFO -- : {v.message()}",
    "lograge": lambda t, v: f"method=GET path=/orders/{v.number()} format=html status=200 duration={v.number()}.3",
    "Monolog": lambda t, v: f"[{t:%Y-%m-%dT%H:%M:%S}.{t.microsecond:06}+00:00] production.INFO: {v.message()} [] []",
    "tracing of Rust": lambda t, v: f"{t:%Y-%m-%dT%H:%M:%S}.{t.microsecond:06}Z  INFO orders::svc: {v.message()}",
    "Elixir": lambda t, v: f"{t:%H:%M:%S}.{_millis(t)} request_id={v.hex(16)} [info] {v.message()}",
    "nginx access": lambda t, v: f'{_common(t, v)} "-" {v.agent()}',
    "nginx access and more": lambda t, v: f'{_common(t, v)} "-" {v.agent()} "{v.ip()}" rt=0.0{v.number(1, 99)}',
    "nginx error log": lambda t, v: f"{t:%Y/%m/%d %H:%M:%S} [info] 1#1: *{v.number()} {v.message()}",
    "Apache error log": lambda t, v: (
        f"[{t:%a %b %d %H:%M:%S}.{t.microsecond:06} {t:%Y}] [core:info] [pid 1] {v.message()}"
    ),
    "envoy": lambda t, v: (
        f'[{t:%Y-%m-%dT%H:%M:%S}.{_millis(t)}Z] {_request(v).removesuffix(" ")} - 0 135 3 2 "-" {v.agent()} "{v.uuid()}"'
    ),
    "HAProxy": lambda t, v: (
        f"{v.ip()}:{v.number()} [{t:%d/%b/%Y:%H:%M:%S}.{_millis(t)}] web shop/srv1 10/0/30/69/109 200 {v.number()} - - "
        f'---- 1/1/1/1/0 0/0 "GET /orders/{v.hex(8)} HTTP/1.1"'
    ),
    "syslog": lambda t, v: f"{t:%b %d %H:%M:%S} ip-10-0-1-7 shop[{v.number()}]: {v.message()}",
    "PostgreSQL": lambda t, v: (
        f"{t:%Y-%m-%d %H:%M:%S}.{_millis(t)} UTC [{v.number()}] LOG:  checkpoint complete: wrote {v.number()} buffers"
    ),
    "MySQL": lambda t, v: (
        f"{t:%Y-%m-%dT%H:%M:%S}.{t.microsecond:06}Z {v.number(1, 99)} [Note] [MY-010051] [Server] {v.message()}"
    ),
    "plain words": lambda t, v: v.message(),
    "alarming words": lambda t, v: (
        f"{t:%Y-%m-%d %H:%M:%S},{_millis(t)} INFO shop - {v.number()} errors in {v.message()}"
    ),
}


def _python(t: datetime, v: Values) -> str:
    frames = "\n".join(
        f'  File "/usr/lib/python3/shop/layer{at}.py", line {10 * at}, in call\n    return next_layer(order)'
        for at in range(6)
    )
    told = "(2003, \"Can't connect to MySQL server on 'orders-db' ([Errno 111] Connection refused)\")"
    return (
        f"{t:%Y-%m-%d %H:%M:%S},{_millis(t)} ERROR [shop.orders] request {v.uuid()} failed\n"
        f"Traceback (most recent call last):\n{frames}\npymysql.err.OperationalError: {told}"
    )


def _java(t: datetime, v: Values) -> str:
    frames = "\n".join(f"\tat com.acme.web.Layer{at}.call(Layer{at}.java:{10 * at})" for at in range(40))
    return (
        f"{t:%Y-%m-%dT%H:%M:%S}.{_millis(t)}Z ERROR 1 --- [exec-{v.number(1, 20)}] com.acme.Orders : order {v.number()} failed\n"
        f"java.lang.IllegalStateException: no price for {v.hex(8)}\n{frames}"
    )


def _node(t: datetime, v: Values) -> str:
    told = f"connect ECONNREFUSED 10.0.3.4:{5432}"
    stack = f"Error: {told}\\n    at afterConnect (node:net:1595:16)\\n    at Pool.connect (/app/node_modules/pg-pool/index.js:45:11)"
    return (
        f'{{"level":50,"time":{int(t.timestamp() * 1000)},"pid":1,"reqId":"{v.hex(16)}","msg":"request failed",'
        f'"err":{{"type":"Error","message":"{told}","stack":"{stack}","code":"ECONNREFUSED"}}}}'
    )


STORMS: dict[str, Layout] = {
    "Python trace": _python,
    "Java trace": _java,
    "JSON with a stack": _node,
    "line of a known fault": lambda t, v: (
        f"{t:%Y-%m-%d %H:%M:%S},{_millis(t)} ERROR [shop] call to http://pay:8080/{v.hex(8)} failed: connection refused"
    ),
    "line of no known fault": lambda t, v: (
        f"{t:%Y-%m-%d %H:%M:%S},{_millis(t)} ERROR [shop] could not price basket {v.number()} of {v.uuid()}: no tariff"
    ),
    "failed request": lambda t, v: f'{_common(t, v).replace(" 200 ", " 500 ")} "-" {v.agent()}',
}
"""Records of an incident, each an error."""


def lines(layout: Layout, count: int, seed: int = 1) -> Iterator[tuple[int, str]]:
    """Lines of one layout with the times, in milliseconds since the epoch, at which they were written."""
    values, now = Values(seed), datetime(2025, 3, 12, 6, tzinfo=UTC)
    for _ in range(count):
        now += timedelta(milliseconds=values.number(0, 30))
        yield int(now.timestamp() * 1000), layout(now, values)

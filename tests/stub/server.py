"""The server: FilterLogEvents and Insights over JSON 1.1, faults included. `serve` runs in a process of its own."""

from __future__ import annotations

import json
import random
import re
import socket
import sys
import threading
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

import hyperscan
import msgspec

from tests.stub.scenario import Bulk, Group, Knobs, Scenario, StubEvent

JSON = "application/x-amz-json-1.1"
STATUS = {"ServiceUnavailableException": 503, "InternalFailure": 500}


IDENTITY = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/stub</Arn><UserId>U</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
STALL = 0.5
"""Seconds without an answer."""


class Fault(Exception):
    def __init__(self, code: str, message: str = "as planned") -> None:
        super().__init__(code)
        self.code, self.message = code, message


class Bucket:
    """A token bucket as strict as the real one."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst, self.tokens, self.at = rate, burst, burst, time.monotonic()
        self.lock = threading.Lock()

    def take(self, now: float) -> bool:
        """A token at the time when the request arrived."""
        with self.lock:
            now = max(now, self.at)
            self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
            self.at = now
            if self.tokens < 1:
                return False
            self.tokens -= 1
            return True


class Store:
    """The events of one group, sorted; each one encoded once."""

    def __init__(self, group: Group) -> None:
        events = group.events or tuple(_generated(group.bulk))
        rows = sorted(enumerate(events), key=lambda row: row[1].timestamp)
        self.events = [event for _, event in rows]
        self.ids = [event.id or f"{place:056d}" for place, event in rows]
        self.times = [event.timestamp for event in self.events]
        # Encoded beforehand: a busy server would answer unevenly.
        self.rows = [_encoded(event, name) for event, name in zip(self.events, self.ids, strict=True)]
        self.sizes = [len(event.message.encode()) + 26 for event in self.events]
        self.some_late = any(event.from_call for event in self.events)

    def span(self, start: int, end: int, prefix: str, call: int) -> Sequence[int]:
        """Places of the events in [start, end], both inclusive, that a call sees."""
        places: Sequence[int] = range(bisect_left(self.times, start), bisect_right(self.times, end))
        if self.some_late:
            places = [i for i in places if self.events[i].from_call <= call]
        return [i for i in places if self.events[i].stream.startswith(prefix)] if prefix else places


def _encoded(event: StubEvent, name: str) -> bytes:
    row = {"eventId": name, "ingestionTime": event.timestamp + 700, "logStreamName": event.stream}
    return msgspec.json.encode(row | {"message": event.message, "timestamp": event.timestamp})


def _generated(bulk: Bulk | None) -> list[StubEvent]:
    if bulk is None:
        return []
    calm = int(bulk.count * (1 - bulk.burst)) or 1
    edge = bulk.start + (bulk.end - bulk.start) * 9 // 10
    span = bulk.end - bulk.start
    out = []
    for i in range(bulk.count):
        if i < calm:
            at = bulk.start + span * i // calm
        else:
            at = edge + (bulk.end - edge) * (i - calm) // (bulk.count - calm)
        time_ = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at // 1000))
        text = f"{time_},{at % 1000:03d} INFO [worker-{i % 7}] orders.api - request {i} handled by worker {i % 7} "
        text = text.ljust(bulk.size, "x")
        if bulk.error_every and i % bulk.error_every == 0:
            text = 'ERROR psycopg2.errors.UndefinedTable: relation "orders" does not exist'.ljust(bulk.size)
        out.append(StubEvent(at, text, f"ecs/web/{i % bulk.streams:032x}"))
    return out


@dataclass
class Query:
    """One Insights query; it runs until somebody has looked often enough."""

    group: str
    rows: list[int]
    limit: int
    matched: int
    binned: bool = False
    """Rows are seconds."""
    looks: int = 0
    stopped: bool = False


class State:
    """What the handlers share."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.stores = {name: Store(group) for name, group in scenario.groups.items()}
        self.buckets: dict[Knobs, Bucket] = {}
        self.counts: Counter[str] = Counter()
        self.page_faults: Counter[str] = Counter()
        self.queries: dict[str, Query] = {}
        self.lock = threading.Lock()

    def count(self, key: str) -> int:
        with self.lock:
            self.counts[key] += 1
            return self.counts[key]

    def once_more(self, key: str, times: int) -> bool:
        with self.lock:
            self.page_faults[key] += 1
            return self.page_faults[key] <= times

    def bucket(self, knobs: Knobs) -> Bucket:
        with self.lock:
            return self.buckets.setdefault(knobs, Bucket(knobs.rate, knobs.burst))


def answer(state: State, body: dict[str, Any], arrived: float = 0.0) -> bytes:
    """One FilterLogEvents call that arrived at a time of the monotonic clock (0: now). Raises Fault."""
    name = body.get("logGroupName") or str(body.get("logGroupIdentifier", "")).rsplit(":", 1)[-1]
    group = state.scenario.groups.get(name)
    knobs = (group and group.knobs) or state.scenario.knobs
    state.count("calls")
    call = state.count(f"calls {name}")
    granted = not knobs.rate or state.bucket(knobs).take(arrived or time.monotonic())
    time.sleep(knobs.latency)
    if not granted:
        state.count("throttled")
        raise Fault("ThrottlingException", "Rate exceeded")
    if group is None:
        raise Fault("ResourceNotFoundException", "The specified log group does not exist.")
    if group.refuse == "infrequent":
        raise Fault("InvalidParameterException", "The log group class is INFREQUENT_ACCESS.")
    if group.refuse:
        said = group.refuse_message or f"User is not authorized to perform: logs:FilterLogEvents on {name}"
        raise Fault(group.refuse, said)
    if (knobs.fail_every and call % knobs.fail_every == 0) or (
        knobs.fail_after and call >= knobs.fail_after and not 0 < knobs.fail_until <= call
    ):
        if knobs.fail_with == "not-utf-8":
            return _page(state, knobs, name, body, call).replace(b'"line', b'"\xfe\\ud83dline')
        raise Fault(knobs.fail_with)
    return _page(state, knobs, name, body, call)


def start_query(state: State, body: dict[str, Any]) -> dict[str, Any]:
    """StartQuery: `like` filters, times in seconds, the limit. Raises Fault."""
    name = body.get("logGroupName") or str(body.get("logGroupIdentifiers", [""])[0]).rsplit(":", 1)[-1]
    group = state.scenario.groups.get(name)
    if group is None:
        raise Fault("ResourceNotFoundException", "The specified log group does not exist.")
    if group.refuse not in ("", "infrequent"):
        raise Fault(group.refuse, f"User is not authorized to perform: logs:StartQuery on {name}")
    knobs = group.knobs or state.scenario.knobs
    state.count("queries")
    if state.once_more(f"query {name}", knobs.query_refused):
        raise Fault("LimitExceededException", "too many queries at once")
    store, text = state.stores[name], str(body["queryString"])
    streams = re.findall(r'@logStream like "([^"]*)"', text)
    only = re.search(r"@message like /((?:[^/\\]|\\.)*)/", text)
    finds = finder(only[1].replace("\\/", "/")) if only else None
    binned = "stats count(*) as hits by bin(1s)" in text
    rows = [
        place
        for place in store.span(body["startTime"] * 1000, body["endTime"] * 1000 + 999, "", 1)
        if not streams or any(part in store.events[place].stream for part in streams)
        if finds is None or finds(store.events[place].message)
    ]
    matched = len(rows)
    if binned:
        rows = list({store.times[place] // 1000: place for place in rows}.values())
    key = f"query-{state.count('query ids')}"
    state.queries[key] = Query(name, rows, body.get("limit", 10_000), matched, binned)
    return {"queryId": key}


def finder(pattern: str) -> Callable[[str], bool]:
    """Whether one of the alternatives of a pattern stands in a text: there are too many of them for `re`, and together
    they are too long for hyperscan."""
    expressions = [f"(?i){one}".encode() for one in _alternatives(pattern.removeprefix("(?i)"))]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_UTF8
    try:
        database.compile(expressions=expressions, flags=[flags] * len(expressions))
    except hyperscan.error:
        search = re.compile(pattern).search
        return lambda text: search(text) is not None

    def finds(text: str) -> bool:
        hits: list[int] = []
        note = lambda number, start, end, flags, context: hits.append(number)  # noqa: E731
        database.scan(text.encode("utf-8", "replace"), match_event_handler=note)
        return bool(hits)

    return finds


def _alternatives(pattern: str) -> list[str]:
    """What stands between the bars of a pattern that are in no group."""
    found, depth = [""], 0
    for piece in re.findall(r"\\.|\[(?:[^\]\\]|\\.)*\]|.", pattern, re.DOTALL):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            found.append("")
        else:
            found[-1] += piece
    return found


def query_results(state: State, body: dict[str, Any]) -> dict[str, Any]:
    """GetQueryResults, in one page. Raises Fault."""
    query = state.queries.get(body["queryId"])
    if query is None:
        raise Fault("ResourceNotFoundException", "no such query")
    knobs = state.scenario.groups[query.group].knobs or state.scenario.knobs
    query.looks += 1
    store, whole = state.stores[query.group], query.looks > knobs.query_looks
    shown = query.rows[: query.limit] if whole else query.rows[: query.limit // 3]
    counted = {"recordsMatched": float(query.matched), "bytesScanned": float(sum(store.sizes))}
    status = knobs.query_ends if whole else "Running"
    return {"status": status, "results": [_row(store, place, query.binned) for place in shown], "statistics": counted}


def stop_query(state: State, body: dict[str, Any]) -> dict[str, Any]:
    state.queries[body["queryId"]].stopped = True
    state.count("stopped queries")
    return {"success": True}


def _row(store: Store, place: int, binned: bool = False) -> list[dict[str, str]]:
    event = store.events[place]
    time = datetime.fromtimestamp(event.timestamp / 1000, UTC)
    if binned:
        return [{"field": "bin(1s)", "value": f"{time:%Y-%m-%d %H:%M:%S}.000"}, {"field": "hits", "value": "1"}]
    cells = {
        "@timestamp": f"{time:%Y-%m-%d %H:%M:%S}.{event.timestamp % 1000:03d}",
        "@message": event.message,
        "@logStream": event.stream,
        "@ptr": f"ptr-{store.ids[place]}",
    }
    return [{"field": field, "value": value} for field, value in cells.items()]


def log_groups(state: State) -> dict[str, Any]:
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:"
    return {
        "logGroups": [
            {
                "logGroupName": name,
                "arn": f"{arn}{name}:*",
                "logGroupArn": f"{arn}{name}",
                "logGroupClass": "INFREQUENT_ACCESS" if group.refuse == "infrequent" else "STANDARD",
            }
            for name, group in sorted(state.scenario.groups.items())
        ]
    }


LISTS = {"DescribeLogGroups": log_groups, "ListClusters": lambda state: {"clusterArns": []}}
QUERIES = {"StartQuery": start_query, "GetQueryResults": query_results, "StopQuery": stop_query}


def _page(state: State, knobs: Knobs, name: str, body: dict[str, Any], call: int) -> bytes:
    store = state.stores[name]
    at, number, empties = json.loads(body["nextToken"]) if "nextToken" in body else (0, 1, 0)
    chain = f"{name} {body['startTime']} {body['endTime']}"
    if number == knobs.fail_page and state.once_more(f"page {chain}", knobs.fail_page_times):
        raise Fault(knobs.fail_with)
    if number == knobs.token_dies_at and state.once_more(f"token {name}", 1):
        raise Fault("InvalidParameterException", "The specified nextToken has expired.")
    if knobs.endless or empties < knobs.empty_run:
        return _body([], json.dumps([at, number, empties + 1]))
    prefix = "" if knobs.ignore_prefix else body.get("logStreamNamePrefix", "")
    places = store.span(body["startTime"], body["endTime"], prefix, call)
    if knobs.overlap_pages:
        places = _swapped(places, min(body.get("limit", 10_000), knobs.page_events))
    most = min(body.get("limit", 10_000), knobs.page_events)
    end, size = at, 0
    while end < len(places) and end - at < most and (end == at or size + store.sizes[places[end]] <= knobs.page_bytes):
        size += store.sizes[places[end]]
        end += 1
    chosen = list(places[max(0, at - knobs.duplicate) : end])
    if knobs.shuffle_pages:
        random.Random(at).shuffle(chosen)
    token = json.dumps([end, number + 1, 0]) if end < len(places) else ""
    if number == knobs.same_token_at and token and "nextToken" in body:
        token = body["nextToken"]
    return _body([store.rows[place] for place in chosen], token)


def _swapped(places: Sequence[int], page: int) -> list[int]:
    """The last event of each page trades places with the first of the next one."""
    places = list(places)
    for edge in range(page, len(places), page):
        places[edge - 1], places[edge] = places[edge], places[edge - 1]
    return places


def _body(rows: list[bytes], token: str) -> bytes:
    tail = b"" if not token else b',"nextToken":' + json.dumps(token).encode()
    return b'{"events":[' + b",".join(rows) + b'],"searchedLogStreams":[]' + tail + b"}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    state: State

    def do_POST(self) -> None:
        arrived = time.monotonic()
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if "X-Amz-Target" not in self.headers:
            self._send(200, IDENTITY, kind="text/xml")
            return
        body = json.loads(sent)
        operation = self.headers["X-Amz-Target"].rsplit(".", 1)[-1]
        if operation != "Counts":
            self.state.count(f"operation {operation}")
        try:
            if operation == "Counts":
                self._send(200, json.dumps(self.state.counts).encode())
            elif operation == "FilterLogEvents":
                self._send(200, answer(self.state, body, arrived))
            elif operation in LISTS:
                self._send(200, json.dumps(LISTS[operation](self.state)).encode())
            elif operation in QUERIES:
                self._send(200, json.dumps(QUERIES[operation](self.state, body)).encode())
            else:
                self._send(400, b'{"__type":"UnknownOperationException","message":"not in the stub"}')
        except Fault as fault:
            self._fail(fault)

    def _fail(self, fault: Fault) -> None:
        if fault.code == "stall":
            time.sleep(STALL)
            self.close_connection = True
        elif fault.code == "reset":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif fault.code == "truncated":
            self._send(200, b'{"events":[{"timest', length=5_000)
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif fault.code in ("html-200", "html-500"):
            self._send(int(fault.code[-3:]), b"<html><body>Proxy</body></html>", kind="text/html")
        elif fault.code == "no-events":
            self._send(200, b"{}")
        else:
            text = json.dumps({"__type": fault.code, "message": fault.message}).encode()
            self._send(STATUS.get(fault.code, 400), text)

    def _send(self, status: int, body: bytes, length: int = 0, kind: str = JSON) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("x-amzn-RequestId", "stub")
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        drip = self.state.scenario.knobs.drip
        for start in range(0, len(body), max(1, len(body) // 4 + 1) if drip else len(body) or 1):
            self.wfile.write(body[start : start + (len(body) // 4 + 1 if drip else len(body))])
            self.wfile.flush()
            time.sleep(drip / 4)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string((timestamp or time.time()) + self.state.scenario.knobs.clock_ahead)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # clients that hang up are part of the plan


def serve(scenario: Scenario, pipe: Connection) -> None:
    """Serve on a free port of 127.0.0.1, which goes through the pipe, until the process is ended."""
    sys.setswitchinterval(0.0005)  # requests must not wait for the answers to others
    handler = type("Bound", (Handler,), {"state": State(scenario)})
    server = Server(("127.0.0.1", 0), handler)
    pipe.send(server.server_address[1])
    server.serve_forever(poll_interval=0.05)

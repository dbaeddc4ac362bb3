"""How ordinary log lines read: what a literal must not stand in to be a good gate."""

# ruff: noqa: E501

import re

MIN_RARE = 6
"""Shorter literals turn up inside other words, digits inside identifiers."""
_MIN_NUMBER = 9

_LINES = """
10.0.3.17 - - [12/Mar/2025:06:25:24 +0000] "GET /api/v1/orders/1042?page=2&size=50 HTTP/1.1" 200 5316 "https://shop.example.com/cart" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0" rt=0.012
10.0.3.18 - - [12/Mar/2025:06:25:25 +0000] "POST /login HTTP/2.0" 302 0 "-" "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Mobile/15E148 Safari/604.1"
http 2025-03-12T06:25:25.186641Z app/my-load-balancer 10.0.1.9:2817 10.0.2.7:8080 0.000 0.001 0.000 200 200 34 366 "GET http://shop.example.com:80/ HTTP/1.1" "ELB-HealthChecker/2.0"
INFO:     10.0.2.9:51234 - "GET /healthz HTTP/1.1" 200 OK
GET /api/users 200 12.345 ms - 512
GET /contacts/7/edit 200 3.1 ms - 812
{"level":"info","time":1741761924186,"pid":1,"hostname":"ip-10-0-1-7.eu-central-1.compute.internal","req":{"id":1,"method":"GET","url":"/","headers":{"host":"example.com","user-agent":"curl/8.4.0","x-request-id":"a1"}},"res":{"statusCode":200},"responseTime":3,"msg":"request completed","service":"orders","env":"production","version":"1.4.2","code":0,"error":null,"message":"ok","user_id":42,"trace_id":"0af7651916cd43dd8448eb211c80319c"}
2025-03-12 06:25:24,123 INFO [main] com.example.orders.OrderService - Starting application on port 8080 using Java 17, connected to the database in 120 ms
2025-03-12T06:25:24.123Z  INFO 1 --- [nio-8080-exec-1] o.s.web.servlet.DispatcherServlet : Completed initialization in 1 ms
[2025-03-12 06:25:24 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)
time="2025-03-12T06:25:24Z" level=info msg="reading configuration file from the container and the service" component=server
connection from client received: host=10.0.0.4 port=5432 user=app database=shop; statement: select id, name from public.users where id = $1; duration: 0.3 ms
checkpoint complete: wrote 12 buffers; redis and postgres and mysql are connected; session opened; transaction committed; query executed on table orders column total
published message to queue orders, exchange events and topic created; consumer group joined; partition 3 offset 42 assigned; cache hit ratio; worker process finished job 12 in 3 seconds, next attempt not needed
uploaded file /var/lib/data/file.txt to bucket s3://assets with key images; response status code is 200; access token refreshed; user logged in; password changed
GET / HTTP/1.1 Host: example.com Accept: */* Content-Type: application/json; charset=utf-8 Authorization: Bearer timeout 30 s; socket closed; server stopped; request failed 0 times; 0 errors; exception handler registered; error rate 0.0
request 17 handled by worker 3; processing started; processed 12 records; received message; sent reply; created updated deleted stored loaded saved copied moved merged computed scheduled queued dispatched delivered acknowledged subscribed registered initialized initialised configured enabled disabled opened closed resumed completed finished refreshed synchronized validated verified imported exported compressed uploaded downloaded accepted selected returned resolved attached detached assigned allocated released rotated archived published consumed committed elected promoted joined changed removed added found skipped matched parsed rendered cached expected
context contact coordinator constructor constraint controller container component connection collection configuration certificate credentials transaction session snapshot segment schema replica region repository resource payload permission partition parameter operation namespace migration metadata instance identifier handler function endpoint environment document directory dependency dashboard customer currency checkout campaign calendar browser attachment application account security password username template schedule property protocol provider producer processor platform pipeline personal package network notification monitoring middleware listener interface integration infrastructure inventory internal external default deployment database consumer compiler cluster channel category calculation broadcast benchmark balance backend backup authority authenticator authentication authorization argument archive analytics algorithm activity
success successful result running current clients setting option should common present requested double include loading primary progress provided reached reference relation servers shared signal specified standby subject supported threads throughput transport variable verification waiting without multiple migrate migrations pending address against allowed already answer applied available because behind connecting connections definition different detected master matching maximum manifest arguments allocation assignment acquire bootstrap include please previously protected reserved respond require servidor sistema validation upgrade upstream packets defined limited
attempt 1 of 5; attempt #2; retry 1; Connecting to host db-1.internal:5432; connected to server cache:6379; Connection to broker:9092 established; pool size 10; memory 512 MB, thread 7, lock acquired
node_modules python3.11 site-packages /usr/local/lib/app/main.py java.lang.Thread org.springframework.boot org.apache.tomcat System.Private.CoreLib Microsoft.AspNetCore.Hosting.Diagnostics
"""
_LOWER = _LINES.lower()
_TROUBLE = """
error: exception: failure: fatal: warning: failed to connect to the server: connection refused; could not connect, cannot connect, unable to connect, can't connect; connection failed: Connection failed: connection lost: connection closed unexpectedly; connection reset by peer
request failed with status code 500: internal server error; bad gateway; service unavailable; the operation timed out after 30 seconds, read timed out, connect timed out, timeout exceeded, timeout expired, deadline exceeded; too many requests
authentication failed for user; authentication failure; access denied; permission denied; not authorized; unauthorized; forbidden; invalid credentials; invalid token; password is wrong; login failed
file not found: no such file or directory; not found; does not exist; is not available; not supported; not allowed; is not defined; is not set; unknown host; unknown user; unknown column; unknown error; unknown command; unexpected end; unexpected token; unexpected error; expected a value but got; must be set, must be one of, must be a string, is required, missing required; invalid value for parameter; invalid argument; invalid configuration; could not find, could not read, could not open, could not load, could not resolve; failed to start, failed to load, failed to open, failed to read, failed to write, failed to get, failed to fetch, failed to parse, failed to process, failed to execute, failed to create
java.lang.RuntimeException: java.lang.IllegalStateException: java.io.IOException: java.net.SocketTimeoutException: org.springframework.web.client.ResourceAccessException: I/O error on GET request; nested exception is; Caused by: at com.example.orders.OrderService.load(OrderService.java:42)
Traceback (most recent call last): File "/app/main.py", line 42, in handle ValueError: KeyError: TypeError: AttributeError: OperationalError: ConnectionError: TimeoutError: RuntimeError: requests.exceptions.ConnectionError: HTTPSConnectionPool(host='example.com', port=443): Max retries exceeded with url
Error: Error [ERR_UNKNOWN]: TypeError: Cannot read properties of undefined (reading 'id') at Object.<anonymous> (/app/server.js:12:3) ECONNREFUSED ECONNRESET ETIMEDOUT ENOTFOUND unhandled rejection uncaught exception; panic: runtime error: goroutine 1 [running]: dial tcp: context deadline exceeded; exit status 1; process exited with code 1; worker crashed; task failed; job failed; retrying; giving up; aborted; rejected; cancelled; killed
"""
_TROUBLE_LOWER = _TROUBLE.lower()
_SAMPLE = [line.encode() for line in (_LINES + _TROUBLE).split("\n") if line]
MANY = 3


def is_rare(literal: str, caseless: bool) -> bool:
    """True when the literal is unlikely to stand in a line that tells of nothing wrong."""
    if len(literal) < MIN_RARE:
        return False
    if len(literal) < _MIN_NUMBER and all(char in "0123456789abcdefABCDEF-.:, " for char in literal):
        return False
    return literal.lower() not in _LOWER if caseless else literal not in _LINES


def is_ordinary(expression: str) -> bool:
    """True when an expression of hyperscan's hits a line that tells of nothing wrong."""
    try:
        return re.search(expression.encode(), _LINES.encode()) is not None
    except re.error:
        return True


def is_telling(literal: str) -> bool:
    """True when the literal is unlikely to stand in a line that tells of some other trouble, too."""
    return literal.lower() not in _TROUBLE_LOWER


def is_everywhere(expression: re.Pattern[bytes]) -> bool:
    """True when an expression hits so many lines, of trouble or without, that its hit says little."""
    return sum(expression.search(line) is not None for line in _SAMPLE) >= MANY

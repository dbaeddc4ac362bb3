"""Python."""

from tests.parsing.cases import Case

CHAINED = """\
2026-11-22 17:46:45,844 ERROR [4367] berth.api: GET /tides failed
Traceback (most recent call last):
  File "/app/berth/store.py", line 9, in load
    fetch()
    ~~~~~^^
  File "/app/berth/store.py", line 6, in fetch
    raise ConnectionRefusedError(111, "Connection refused")
ConnectionRefusedError: [Errno 111] Connection refused

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/berth/api.py", line 11, in page
    load()
  File "/app/berth/store.py", line 11, in load
    raise StoreError("could not reach tide store") from e
berth.errors.StoreError: could not reach tide store
second line of it

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/berth/api.py", line 17, in <module>
    page()
  File "/usr/local/lib/python3.12/site-packages/flask/app.py", line 1511, in wsgi_app
    response = self.full_dispatch_request()
KeyError: 'berth'
"""

SQL_TAIL = """\
[2026-11-22 17:46:45,844] ERROR in app: Exception on /tides [GET]
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/engine/base.py", line 1967, in _exec_single_context
    self.dialect.do_execute(
  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/engine/default.py", line 941, in do_execute
    cursor.execute(statement, parameters)
psycopg2.errors.UndefinedColumn: column t.steep does not exist
LINE 2: WHERE t.steep > 3
              ^
HINT:  Perhaps you meant to reference the column "t.step".


The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/berth/api.py", line 40, in tides
    rows = session.execute(query).all()
sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedColumn) column t.steep does not exist
LINE 2: WHERE t.steep > 3
              ^
HINT:  Perhaps you meant to reference the column "t.step".

[SQL: SELECT t.id, t.height\x20
FROM tides AS t
WHERE t.steep > %(steep_1)s
 LIMIT %(param_1)s]
[parameters: {'steep_1': 3, 'param_1': 10}]
(Background on this error at: https://sqlalche.me/e/20/f405)
"""

GROUP = """\
  + Exception Group Traceback (most recent call last):
  |   File "/app/dock/jobs.py", line 23, in <module>
  |     asyncio.run(main())
  | ExceptionGroup: two jobs failed (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/dock/jobs.py", line 6, in fetch
    |     raise ConnectionRefusedError(111, "Connection refused")
    | ConnectionRefusedError: [Errno 111] Connection refused
    |
    | The above exception was the direct cause of the following exception:
    |
    | Traceback (most recent call last):
    |   File "/app/dock/jobs.py", line 9, in load
    |     raise StoreError("tide store is away") from e
    | StoreError: tide store is away
    | berth 14 was asked for
    +---------------- 2 ----------------
    | ValueError: bad depth
    +------------------------------------
"""

POOL = """\
concurrent.futures.process._RemoteTraceback:
\"\"\"
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/concurrent/futures/process.py", line 261, in _process_worker
    r = call_item.fn(*call_item.args, **call_item.kwargs)
  File "/app/dock/pool.py", line 2, in work
    return 1 // n
ZeroDivisionError: integer division or modulo by zero
\"\"\"

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/dock/pool.py", line 5, in start
    executor.submit(work, 0).result()
ZeroDivisionError: integer division or modulo by zero
"""

CASES = (
    Case(
        "chained both ways",
        CHAINED,
        ("KeyError", "berth.errors.StoreError", "ConnectionRefusedError"),
        "[Errno 111]",
        "fetch",
    ),
    Case(
        "SQLAlchemy tail",
        SQL_TAIL,
        ("sqlalchemy.exc.ProgrammingError", "psycopg2.errors.UndefinedColumn"),
        "column t.steep does not exist",
    ),
    Case(
        "exception group with a cause and a note",
        GROUP,
        ("ExceptionGroup", "ValueError", "StoreError", "ConnectionRefusedError"),
        "Connection refused",
        "fetch",
    ),
    Case("process pool", POOL, ("ZeroDivisionError", "ZeroDivisionError"), "integer division", "work"),
    Case(
        "thread",
        "Exception in thread Thread-2 (run):\nTraceback (most recent call last):\n"
        '  File "/app/dock/t.py", line 8, in run\n    {}["dock"]\nKeyError: \'dock\'\n',
        ("KeyError",),
        "'dock'",
        "run",
    ),
    Case(
        "syntax error",
        "  File \"/app/dock/plan.py\", line 1\n    foo(\n       ^\nSyntaxError: '(' was never closed\n",
        ("SyntaxError",),
        "was never closed",
    ),
    Case(
        "message of several plain lines",
        "Traceback (most recent call last):\n"
        '  File "/app/dock/settings.py", line 12, in <module>\n    settings = Settings()\n'
        "pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings\n"
        "tide_url\n  Field required [type=missing, input_value={}, input_type=dict]\n"
        "    For further information visit https://errors.pydantic.dev/2.5/v/missing\n"
        "dock_count\n  Input should be a valid integer\n",
        ("pydantic_core._pydantic_core.ValidationError",),
        "dock_count",
        "<module>",
    ),
    Case(
        "traceback as the message of a uvicorn line",
        "ERROR:    Traceback (most recent call last):\n"
        '  File "/usr/local/lib/python3.12/site-packages/starlette/routing.py", line 677, in lifespan\n'
        "    async with self.lifespan_context(app):\n"
        '  File "/app/dock/main.py", line 21, in open_store\n    await store.connect()\n'
        "OSError: Multiple exceptions: [Errno 111] Connect call failed ('::1', 5432, 0, 0), [Errno 111] Connect call failed\n",
        ("OSError",),
        "Connect call failed",
        "open_store",
    ),
    Case(
        "warning with its trace",
        "2026-11-22 17:46:45,844 - dock.retry - WARNING - attempt 3 did not work\nTraceback (most recent call last):\n"
        '  File "/app/dock/retry.py", line 3, in again\n    call()\n'
        "redis.exceptions.ConnectionError: Error 111 connecting to cache.quay.internal:6379. Connection refused.\n",
        ("redis.exceptions.ConnectionError",),
        "Error 111",
        "again",
    ),
)

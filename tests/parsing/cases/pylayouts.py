"""Python as its servers, workers and loggers print it."""

from tests.parsing.cases import Case

CASES = (
    Case(
        "carets and notes of 3.11",
        """\
2026-11-22 17:46:45,844 ERROR quay.jobs: job failed
Traceback (most recent call last):
  File "/app/quay/jobs.py", line 30, in run
    height = self.fetch(berth)["tide"]["height"]
             ~~~~~~~~~~~~~~~~~~~~~~~~~^^^^^^^^^^
KeyError: 'height'
while reading berth 14
asked for by the harbour master
""",
        ("KeyError",),
        "while reading berth 14",
        "run",
    ),
    Case(
        "repeated lines of a recursion",
        """\
Traceback (most recent call last):
  File "/app/quay/plan.py", line 4, in depth
    return depth(n + 1)
  File "/app/quay/plan.py", line 4, in depth
    return depth(n + 1)
  [Previous line repeated 994 more times]
RecursionError: maximum recursion depth exceeded
""",
        ("RecursionError",),
        "maximum recursion depth",
        "depth",
    ),
    Case(
        "groups inside a group",
        """\
ERROR:    Exception in ASGI application
  + Exception Group Traceback (most recent call last):
  |   File "/app/quay/api.py", line 40, in tides
  |     async with asyncio.TaskGroup() as group:
  |                ~~~~~~~~~~~~~~~~~^^
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Exception Group Traceback (most recent call last):
    |   File "/app/quay/api.py", line 31, in heights
    |     async with asyncio.TaskGroup() as group:
    | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
    +-+---------------- 1 ----------------
      | Traceback (most recent call last):
      |   File "/app/quay/store.py", line 12, in load
      |     return await connection.fetch(query)
      |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      | asyncpg.exceptions.UndefinedTableError: relation "tides" does not exist
      +------------------------------------
""",
        ("ExceptionGroup", "ExceptionGroup", "asyncpg.exceptions.UndefinedTableError"),
        'relation "tides" does not exist',
        "load",
    ),
    Case(
        "task of asyncio",
        """\
Task exception was never retrieved
future: <Task finished name='Task-7' coro=<poll() done, defined at /app/quay/poll.py:10> exception=ConnectionRefusedError(111, 'refused')>
Traceback (most recent call last):
  File "/app/quay/poll.py", line 12, in poll
    await connect()
ConnectionRefusedError: [Errno 111] Connect call failed ('10.1.2.3', 5672)
""",
        ("ConnectionRefusedError",),
        "Connect call failed",
        "poll",
    ),
    Case(
        "task of asyncio, logged",
        """\
ERROR:asyncio:Task exception was never retrieved
future: <Task finished name='Task-7' coro=<poll() done, defined at /app/quay/poll.py:10> exception=StoreError('away')>
Traceback (most recent call last):
  File "/app/quay/poll.py", line 12, in poll
    await connect()
quay.errors.StoreError: away
""",
        ("quay.errors.StoreError",),
        "away",
        "poll",
    ),
    Case(
        "celery",
        """\
[2026-11-22 17:46:45,844: ERROR/ForkPoolWorker-2] Task quay.tasks.refresh[0f2c7a0e-1111-4c3d-9a76-000000000001] raised unexpected: OperationalError('no')
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/celery/app/trace.py", line 453, in trace_task
    R = retval = fun(*args, **kwargs)
  File "/app/quay/tasks.py", line 9, in refresh
    load()
psycopg2.OperationalError: connection to server at "db.quay.internal" (10.1.2.3), port 5432 failed: Connection refused
	Is the server running on that host and accepting TCP/IP connections?

""",
        ("psycopg2.OperationalError",),
        "Is the server running",
        "refresh",
    ),
    Case(
        "worker of gunicorn",
        """\
[2026-11-22 17:46:45 +0000] [7] [ERROR] Exception in worker process
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/gunicorn/arbiter.py", line 609, in spawn_worker
    worker.init_process()
  File "<frozen importlib._bootstrap>", line 1387, in _gcd_import
  File "<frozen importlib._bootstrap_external>", line 995, in exec_module
  File "/app/quay/wsgi.py", line 3, in <module>
    from quay.settings import TIDE_URL
ModuleNotFoundError: No module named 'quay.settings'
""",
        ("ModuleNotFoundError",),
        "quay.settings",
        "<module>",
    ),
    Case(
        "Django",
        """\
Internal Server Error: /tides/
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/django/db/backends/utils.py", line 105, in _execute
    return self.cursor.execute(sql, params)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
psycopg.errors.UndefinedTable: relation "quay_tide" does not exist
LINE 1: SELECT "quay_tide"."id" FROM "quay_tide"
                                     ^

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/quay/views.py", line 8, in tides
    return render(request, "tides.html", {"tides": list(Tide.objects.all())})
  File "/usr/local/lib/python3.12/site-packages/django/db/utils.py", line 91, in __exit__
    raise dj_exc_value.with_traceback(traceback) from exc_value
django.db.utils.ProgrammingError: relation "quay_tide" does not exist
LINE 1: SELECT "quay_tide"."id" FROM "quay_tide"
                                     ^
""",
        ("django.db.utils.ProgrammingError", "psycopg.errors.UndefinedTable"),
        'relation "quay_tide" does not exist',
    ),
    Case(
        "error of logging itself",
        """\
--- Logging error ---
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/logging/__init__.py", line 1160, in emit
    msg = self.format(record)
          ^^^^^^^^^^^^^^^^^^^
TypeError: not all arguments converted during string formatting
Call stack:
  File "/app/quay/main.py", line 8, in <module>
    main()
Message: 'boat %s'
Arguments: ('a', 'b')
""",
        ("TypeError",),
        "not all arguments converted",
    ),
    Case(
        "loguru with the values of names",
        """\
2026-11-22 17:46:45.844 | ERROR    | quay.main:run:9 - load failed
Traceback (most recent call last):

  File "/app/quay/main.py", line 9, in run
    load(0)
    \u2514 <function load at 0x7f30>

> File "/app/quay/store.py", line 12, in load
    return 1 / depth
               \u2514 0

ZeroDivisionError: division by zero
""",
        ("ZeroDivisionError",),
        "division by zero",
        "load",
    ),
    Case(
        "rich",
        """\
\u256d\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500 Traceback (most recent call last) \u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u256e
\u2502 /app/quay/store.py:12 in load                       \u2502
\u2502                                                     \u2502
\u2502    9 def load(depth):                               \u2502
\u2502 \u2771 12     return 1 / depth                           \u2502
\u2570\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u256f
ZeroDivisionError: division by zero
""",
        ("ZeroDivisionError",),
        "division by zero",
    ),
    Case(
        "structlog on a console",
        """\
2026-11-22T17:46:45.844Z [error    ] load failed                    [quay.store] berth=14
Traceback (most recent call last):
  File "/app/quay/store.py", line 12, in load
    fetch()
OSError: [Errno 28] No space left on device: '/data/tides'
""",
        ("OSError",),
        "No space left",
        "load",
    ),
    Case(
        "Airflow",
        """\
[2026-11-22T17:46:45.844+0000] {taskinstance.py:2905} ERROR - Task failed with exception
Traceback (most recent call last):
  File "/opt/airflow/dags/tides.py", line 12, in load
    hook.run(sql)
botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the GetObject operation: Access Denied
""",
        ("botocore.exceptions.ClientError",),
        "AccessDenied",
        "load",
    ),
    Case(
        "process of multiprocessing",
        """\
Process Worker-3:
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/multiprocessing/process.py", line 314, in _bootstrap
    self.run()
  File "/app/quay/work.py", line 5, in run
    {}["dock"]
KeyError: 'dock'
""",
        ("KeyError",),
        "'dock'",
        "run",
    ),
    Case(
        "exception that is ignored",
        """\
Exception ignored in: <function Store.__del__ at 0x7f30>
Traceback (most recent call last):
  File "/app/quay/store.py", line 40, in __del__
    self.close()
AttributeError: 'Store' object has no attribute 'pool'
""",
        ("AttributeError",),
        "no attribute 'pool'",
        "__del__",
    ),
    Case(
        "message of gRPC",
        """\
2026-11-22 17:46:45,844 ERROR quay.rpc: call failed
Traceback (most recent call last):
  File "/app/quay/rpc.py", line 21, in call
    return stub.Height(request)
grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:
	status = StatusCode.UNAVAILABLE
	details = "failed to connect to all addresses"
	debug_error_string = "UNKNOWN:connections to all backends failing"
>
""",
        ("grpc._channel._InactiveRpcError",),
        "StatusCode.UNAVAILABLE",
        "call",
    ),
    Case(
        "Spark, the virtual machine's exception inside",
        """\
Traceback (most recent call last):
  File "/app/job.py", line 9, in <module>
    df.write.save()
  File "/opt/spark/python/lib/py4j-0.10.9.7-src.zip/py4j/protocol.py", line 326, in get_return_value
    raise Py4JJavaError(
py4j.protocol.Py4JJavaError: An error occurred while calling o12.save.
: org.apache.spark.SparkException: Job aborted.
	at org.apache.spark.sql.errors.QueryExecutionErrors$.jobAbortedError(QueryExecutionErrors.scala:651)
	at coop.quay.Job.run(Job.scala:9)
Caused by: java.io.IOException: No space left on device
	at java.base/java.io.FileOutputStream.writeBytes(Native Method)
	... 12 more
""",
        ("py4j.protocol.Py4JJavaError", "org.apache.spark.SparkException", "java.io.IOException"),
        "No space left on device",
    ),
    Case(
        "three layers with SQL at two of them",
        """\
[2026-11-22 17:46:45,844] ERROR in app: Exception on /tides [GET]
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/engine/base.py", line 1967, in _exec_single_context
    self.dialect.do_execute(
    ~~~~~~~~~~~~~~~~~~~~~~~^
        cursor, str_statement, effective_parameters, context
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    )
    ^
sqlite3.OperationalError: no such table: tides

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/quay/store.py", line 12, in load
    rows = session.execute(query).all()
sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) no such table: tides
[SQL: SELECT tides.id
FROM tides]
(Background on this error at: https://sqlalche.me/e/20/e3q8)

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/quay/api.py", line 20, in page
    load()
quay.errors.StoreError
""",
        ("quay.errors.StoreError", "sqlalchemy.exc.OperationalError", "sqlite3.OperationalError"),
        "no such table: tides",
    ),
)

"""Ruby, PHP and Elixir as frameworks print them."""

from tests.parsing.cases import Case

CASES = (
    Case(
        "Rails with a tag on each line, and causes",
        """\
F, [2026-11-22T17:46:45.844123 #1] FATAL -- : [0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1]  \x20
[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1] ActiveRecord::StatementInvalid (PG::UndefinedColumn: ERROR:  column tides.steep does not exist):
[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1]  \x20
[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1] Causes:
[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1] PG::UndefinedColumn (ERROR:  column tides.steep does not exist)
[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1]  \x20
[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1] app/models/tide.rb:12:in `steepest'
[0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1] app/controllers/tides_controller.rb:4:in `index'
""",
        ("ActiveRecord::StatementInvalid", "PG::UndefinedColumn"),
        "column tides.steep does not exist",
        "steepest",
    ),
    Case(
        "Sidekiq",
        """\
2026-11-22T17:46:45.844Z pid=1 tid=gk5 WARN: Redis::CannotConnectError: Connection refused - connect(2) for 10.1.2.3:6379
/usr/local/bundle/gems/redis-client-0.22.2/lib/redis_client/ruby_connection.rb:76:in `connect'
/app/app/jobs/refresh_job.rb:9:in `perform'
""",
        ("Redis::CannotConnectError",),
        "Connection refused",
        "perform",
    ),
    Case(
        "Bundler",
        """\
bundler: failed to load command: puma (/usr/local/bundle/bin/puma)
/app/config/boot.rb:4:in `require': cannot load such file -- quay/tides (LoadError)
	from /app/config/boot.rb:4:in `<top (required)>'
	from /usr/local/bundle/gems/puma-6.4.2/lib/puma/configuration.rb:364:in `load'
""",
        ("LoadError",),
        "cannot load such file",
    ),
    Case(
        "Ruby that says what was meant",
        """\
/app/quay.rb:3:in `low': undefined local variable or method `tid' for main:Object (NameError)

  puts tid
       ^^^
Did you mean?  tide
	from /app/quay.rb:7:in `<main>'
""",
        ("NameError",),
        "undefined local variable",
        "low",
    ),
    Case(
        "Ruby three layers deep",
        """\
/app/quay.rb:12:in 'Quay#top': request failed (Quay::RequestError)
	from /app/quay.rb:20:in '<main>'
/app/quay.rb:8:in 'Quay#mid': tide store is away (Quay::StoreError)
	from /app/quay.rb:11:in 'Quay#top'
	from /app/quay.rb:20:in '<main>'
/app/quay.rb:4:in 'TCPSocket#initialize': Connection refused - connect(2) for "db" port 5432 (Errno::ECONNREFUSED)
	from /app/quay.rb:4:in 'Quay#low'
	from /app/quay.rb:7:in 'Quay#mid'
""",
        ("Quay::RequestError", "Quay::StoreError", "Errno::ECONNREFUSED"),
        "Connection refused",
    ),
    Case(
        "Laravel",
        """\
[2026-11-22 17:46:45] production.ERROR: SQLSTATE[42S02]: Base table or view not found: 1146 Table 'quay.tides' doesn't exist \
(Connection: mysql, SQL: select * from `tides`) {"userId":7,"exception":"[object] (Illuminate\\\\Database\\\\QueryException(code: 42S02): \
SQLSTATE[42S02]: Base table or view not found: 1146 Table 'quay.tides' doesn't exist (Connection: mysql, SQL: select * from `tides`) \
at /app/vendor/laravel/framework/src/Illuminate/Database/Connection.php:829)
[stacktrace]
#0 /app/vendor/laravel/framework/src/Illuminate/Database/Connection.php(783): Illuminate\\\\Database\\\\Connection->runQueryCallback('select * from `...', Array, Object(Closure))
#1 /app/app/Http/Controllers/TideController.php(14): Illuminate\\\\Database\\\\Query\\\\Builder->get()
#2 {main}

[previous exception] [object] (PDOException(code: 42S02): SQLSTATE[42S02]: Base table or view not found: 1146 Table 'quay.tides' doesn't exist \
at /app/vendor/laravel/framework/src/Illuminate/Database/Connection.php:423)
[stacktrace]
#0 /app/vendor/laravel/framework/src/Illuminate/Database/Connection.php(423): PDO->prepare('select * from `...')
#1 {main}
"}\x20
""",
        ("Illuminate\\Database\\QueryException", "PDOException"),
        "Table 'quay.tides' doesn't exist",
        "",
        ("42S02",),
    ),
    Case(
        "Symfony, three layers in one line",
        """\
[2026-11-22T17:46:45.844123+00:00] request.CRITICAL: Uncaught PHP Exception Doctrine\\DBAL\\Exception\\TableNotFoundException: \
"An exception occurred while executing a query: no table" at ExceptionConverter.php line 49 \
{"exception":"[object] (Doctrine\\\\DBAL\\\\Exception\\\\TableNotFoundException(code: 1146): An exception occurred while executing a query: no table \
at /app/vendor/doctrine/dbal/src/Driver/API/MySQL/ExceptionConverter.php:49)\\n[previous exception] [object] (Doctrine\\\\DBAL\\\\Driver\\\\PDO\\\\Exception\
(code: 1146): SQLSTATE[42S02]: Base table or view not found: 1146 Table 'quay.tides' doesn't exist at /app/vendor/doctrine/dbal/src/Driver/PDO/Exception.php:28)\\n\
[previous exception] [object] (PDOException(code: 42S02): SQLSTATE[42S02]: Base table or view not found: 1146 Table 'quay.tides' doesn't exist at \
/app/vendor/doctrine/dbal/src/Driver/PDO/Connection.php:57)"} []
""",
        (
            "Doctrine\\DBAL\\Exception\\TableNotFoundException",
            "Doctrine\\DBAL\\Driver\\PDO\\Exception",
            "PDOException",
        ),
        "Table 'quay.tides' doesn't exist",
        "",
        ("42S02",),
    ),
    Case(
        "PHP in Apache",
        """\
[Sun Nov 22 17:46:45.844123 2026] [php:error] [pid 17] [client 10.0.0.9:51234] PHP Fatal error:  Uncaught Error: Call to undefined function tide() in /app/tides.php:3
Stack trace:
#0 /app/index.php(7): require()
#1 {main}
  thrown in /app/tides.php on line 3
""",
        ("Error",),
        "Call to undefined function tide()",
    ),
    Case(
        "PHP with the time of its log",
        """\
[22-Nov-2026 17:46:45 UTC] PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [1045] Access denied for user 'quay'@'10.1.2.9' (using password: YES) in /app/store.php:2
Stack trace:
#0 /app/store.php(2): PDO->__construct('mysql:host=db', 'quay', Object(SensitiveParameterValue))
#1 /app/index.php(3): store()
#2 {main}
  thrown in /app/store.php on line 2
""",
        ("PDOException",),
        "Access denied for user 'quay'",
        "",
        ("HY000",),
    ),
    Case(
        "PHP through its process manager",
        """\
NOTICE: PHP message: PHP Fatal error:  Uncaught TypeError: depth(): Argument #1 ($n) must be of type int, null given, called in /app/index.php on line 7 and defined in /app/depth.php:3
Stack trace:
#0 /app/index.php(7): depth(NULL)
#1 {main}
  thrown in /app/depth.php on line 3
""",
        ("TypeError",),
        "must be of type int",
    ),
    Case(
        "Elixir's GenServer",
        """\
17:46:45.844 [error] GenServer Quay.Store terminating
** (DBConnection.ConnectionError) tcp connect (db:5432): connection refused - :econnrefused
    (quay 0.1.0) lib/quay/store.ex:31: Quay.Store.load/1
    (stdlib 5.2) gen_server.erl:1095: :gen_server.try_handle_info/3
Last message: :refresh
State: %{berth: 14}
""",
        ("DBConnection.ConnectionError",),
        "connection refused",
        "Quay.Store.load/1",
    ),
    Case(
        "Phoenix",
        """\
17:46:45.844 request_id=F9bXk2 [error] #PID<0.1234.0> running QuayWeb.Endpoint (connection #PID<0.1233.0>, stream id 1) terminated
Server: quay.example:80 (http)
Request: GET /tides
** (exit) an exception was raised:
    ** (Postgrex.Error) ERROR 42P01 (undefined_table) relation "tides" does not exist

    query: SELECT t0."id" FROM "tides" AS t0
        (ecto_sql 3.11.1) lib/ecto/adapters/sql.ex:1054: Ecto.Adapters.SQL.raise_sql_call_error/1
        (quay 0.1.0) lib/quay_web/tide_controller.ex:9: QuayWeb.TideController.index/2
""",
        ("Postgrex.Error",),
        'relation "tides" does not exist',
        "QuayWeb.TideController.index/2",
    ),
    Case(
        "Erlang's crash report",
        """\
=CRASH REPORT==== 22-Nov-2026::17:46:45.844123 ===
  crasher:
    initial call: quay:init/1
    pid: <0.123.0>
    registered_name: quay
    exception error: bad argument
      in function  quay:height/1 (quay.erl, line 12)
      in call from gen_server:try_handle_call/4 (gen_server.erl, line 721)
    ancestors: [quay_sup,<0.99.0>]
""",
        ("error",),
        "bad argument",
        "quay:height/1",
    ),
)

"""Go, Ruby, PHP, .NET, Rust, C++."""

from tests.parsing.cases import Case

CASES = (
    Case(
        "Go panic while recovering",
        "panic: runtime error: invalid memory address or nil pointer dereference [recovered]\n\tpanic: again: nil\n"
        "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x48b25c]\n\ngoroutine 1 [running]:\nmain.work.func1()\n\t/src/quay/main.go:5 +0x74\n"
        "panic({0x496000, 0x533010})\n\t/usr/lib/go-1.19/src/runtime/panic.go:884 +0x212\nmain.(*dock).depth(...)\n\t/src/quay/main.go:4\nmain.main()\n\t/src/quay/main.go:8 +0xea\n"
        "\ngoroutine 7 [chan receive]:\nmain.idle(0xc000012345, 0x3)\n\t/src/quay/idle.go:9 +0x3c\ncreated by main.main in goroutine 1\n\t/src/quay/main.go:7 +0x1f\nexit status 2\n",
        ("panic", "panic"),
        "invalid memory address",
    ),
    Case(
        "Go deadlock",
        "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/src/quay/main.go:7 +0xe5\nexit status 2\n",
        ("fatal error",),
        "all goroutines are asleep",
        "main.main",
    ),
    Case(
        "Ruby with a cause",
        "quay.rb:5:in `rescue in mid': tide store is away (StoreError)\n\tfrom quay.rb:5:in `mid'\n\tfrom quay.rb:8:in `<main>'\n"
        "quay.rb:4:in `low': Connection refused - connect(2) for 10.1.2.3:5432 (Errno::ECONNREFUSED)\n\tfrom quay.rb:5:in `mid'\n\tfrom quay.rb:8:in `<main>'\n",
        ("StoreError", "Errno::ECONNREFUSED"),
        "Connection refused",
        "low",
    ),
    Case(
        "Ruby, outermost call first",
        "Traceback (most recent call last):\n\t2: from quay.rb:8:in `<main>'\n\t1: from quay.rb:5:in `mid'\nquay.rb:4:in `low': undefined method `tide' for nil:NilClass (NoMethodError)\n",
        ("NoMethodError",),
        "undefined method",
        "low",
    ),
    Case(
        "Ruby 3.4",
        "/app/quay.rb:4:in 'Quay#low': no such tide (KeyError)\n\tfrom /app/quay.rb:8:in 'Quay#mid'\n\tfrom /usr/local/bundle/gems/rack-3.0.8/lib/rack/head.rb:15:in 'Rack::Head#call'\n",
        ("KeyError",),
        "no such tide",
        "Quay#low",
    ),
    Case(
        "Ruby's logger",
        "E, [2026-11-22T17:47:35.480152 #5614] ERROR -- : tide store is away (StoreError)\nquay.rb:5:in `rescue in mid'\nquay.rb:7:in `<main>'\n",
        ("StoreError",),
        "tide store is away",
        "rescue in mid",
    ),
    Case(
        "Rails",
        "F, [2026-11-22T17:47:35.480152 #5614] FATAL -- : [0b6a2cc8-5a0f-4f6b-bb6f-4a4dd2a4c7b1] ActiveRecord::StatementInvalid (PG::UndefinedColumn: "
        'ERROR:  column tides.steep does not exist\nLINE 1: SELECT "tides".* FROM "tides" WHERE "tides"."steep" = $1\n'
        "                                              ^\n):\n  \napp/models/tide.rb:12:in `steepest'\napp/controllers/tides_controller.rb:4:in `index'\n",
        ("ActiveRecord::StatementInvalid",),
        "column tides.steep does not exist",
        "steepest",
    ),
    Case(
        "PHP with Next",
        "PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/store.php:2\nStack trace:\n#0 /app/store.php(3): low()\n"
        "#1 {main}\n\nNext RuntimeException: tide store is away in /app/store.php:3\nStack trace:\n#0 /app/index.php(5): mid()\n#1 {main}\n  thrown in /app/store.php on line 3\n",
        ("RuntimeException", "PDOException"),
        "SQLSTATE[HY000] [2002] Connection refused",
        "",
        ("HY000",),
    ),
    Case(
        "PHP through FastCGI",
        '2026/11/22 17:47:35 [error] 29#29: *1 FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught PDOException: SQLSTATE[42S22]: Column not '
        "found: 1054 Unknown column 't.steep' in 'SELECT' in /app/tides.php:7\nStack trace:\n#0 /app/tides.php(7): PDO->query('SELECT t.steep F...')\n#1 {main}\n"
        '  thrown in /app/tides.php on line 7" while reading response header from upstream, client: 10.0.0.9, server: _, request: "GET /tides?x=1 HTTP/1.1", '
        'upstream: "fastcgi://127.0.0.1:9000", host: "quay.example"\n',
        ("PDOException",),
        "Unknown column 't.steep'",
        "",
        ("42S22",),
    ),
    Case(
        "Monolog",
        '[2026-11-22T17:47:35.123456+00:00] production.ERROR: tide store is away {"exception":"[object] (RuntimeException(code: 0): tide store is away at '
        "/app/src/Store.php:31)\n[stacktrace]\n#0 /app/src/Api.php(9): Quay\\\\Store->mid()\n#1 {main}\n\n[previous exception] [object] (PDOException(code: 2002): "
        "SQLSTATE[HY000] [2002] Connection refused at /app/src/Store.php:28)\n[stacktrace]\n#0 /app/src/Store.php(28): PDO->__construct('mysql:host=db')\n#1 {main}\n\"} []\n",
        ("RuntimeException", "PDOException"),
        "Connection refused",
        "",
        ("HY000",),
    ),
    Case(
        ".NET",
        "fail: Quay.Tides.TideController[0]\n      could not read tides\nSystem.InvalidOperationException: tide store is away\n ---> Npgsql.NpgsqlException (0x80004005): "
        "Failed to connect to 10.1.2.3:5432\n ---> System.Net.Sockets.SocketException (111): Connection refused\n   at Npgsql.Internal.NpgsqlConnector.Connect(NpgsqlTimeout timeout)\n"
        "   at Quay.Store.Open() in /src/Quay/Store.cs:line 31\n   --- End of inner exception stack trace ---\n   at Npgsql.Internal.NpgsqlConnector.Open(Boolean async)\n"
        "   --- End of inner exception stack trace ---\n   at Quay.Tides.TideController.Get(String berth) in /src/Quay/TideController.cs:line 12\n",
        ("System.InvalidOperationException", "Npgsql.NpgsqlException", "System.Net.Sockets.SocketException"),
        "Connection refused",
        "Quay.Store.Open",
    ),
    Case(
        ".NET unhandled",
        "Unhandled exception. System.AggregateException: One or more errors occurred. (no tide)\n ---> System.ArgumentNullException: no tide\n   at Quay.Program.Main(String[] args) in "
        "/src/Quay/Program.cs:line 5\n   --- End of inner exception stack trace ---\n   at System.Threading.Tasks.Task.Wait(Int32 millisecondsTimeout)\n",
        ("System.AggregateException", "System.ArgumentNullException"),
        "no tide",
        "Quay.Program.Main",
    ),
    Case(
        "Rust panic",
        "thread 'tokio-runtime-worker' (5729) panicked at src/store.rs:3:47:\ncalled `Result::unwrap()` on an `Err` value: \"connection refused\"\nstack backtrace:\n"
        "   0: __rustc::rust_begin_unwind\n             at /rustc/59807616e1fa/library/std/src/panicking.rs:689:5\n   3: quay::store::open\n             at ./src/store.rs:3:47\n"
        "note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.\n",
        ("panic",),
        "connection refused",
        "quay::store::open",
    ),
    Case(
        "Rust panic, older form",
        "thread 'main' panicked at 'no tide: NotPresent', src/main.rs:12:30\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n",
        ("panic",),
        "no tide: NotPresent",
    ),
    Case(
        "C++",
        "terminate called after throwing an instance of 'std::out_of_range'\n  what():  map::at\nAborted (core dumped)\n",
        ("std::out_of_range",),
        "map::at",
    ),
    Case(
        "Elixir",
        "17:47:35.480 [error] ** (DBConnection.ConnectionError) tcp connect (quay-db:5432): connection refused - :econnrefused\n    (db_connection 2.6.0) lib/db_connection.ex:100: anonymous\n",
        ("DBConnection.ConnectionError",),
        "connection refused",
    ),
)

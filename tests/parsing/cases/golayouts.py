"""Go and Rust as servers, loggers and error libraries print them."""

from tests.parsing.cases import Case

CASES = (
    Case(
        "Go server that recovers",
        """\
2026/11/22 17:46:45 http: panic serving 10.0.0.9:51234: runtime error: invalid memory address or nil pointer dereference
goroutine 51 [running]:
net/http.(*conn).serve.func1()
	/usr/local/go/src/net/http/server.go:1898 +0xbe
panic({0x6f1a40?, 0x9d1c50?})
	/usr/local/go/src/runtime/panic.go:770 +0x132
quay/api.(*API).Tides(0xc000010000, {0x7f8b40, 0xc0001c0000}, 0xc0001a2000)
	/src/quay/api/api.go:31 +0x1d
net/http.HandlerFunc.ServeHTTP(0xc000012345?, {0x7f8b40?, 0xc0001c0000?}, 0x0?)
	/usr/local/go/src/net/http/server.go:2166 +0x29
created by net/http.(*Server).Serve in goroutine 1
	/usr/local/go/src/net/http/server.go:3285 +0x4b4
""",
        ("panic",),
        "nil pointer dereference",
        "quay/api.(*API).Tides",
    ),
    Case(
        "Go panic with an error, raised again",
        """\
panic: open store: dial tcp 10.1.2.3:5432: connect: connection refused [recovered, repanicked]

goroutine 1 gp=0xc0000061c0 m=0 mp=0x5f6a40 [running]:
main.main.func1()
	/src/quay/main.go:9 +0x65
quay/store.Open({0x4b5c1d, 0x9})
	/src/quay/store/open.go:12 +0x1d
main.main()
	/src/quay/main.go:14 +0x25
exit status 2
""",
        ("panic",),
        "connection refused",
    ),
    Case(
        "Go map written by two",
        """\
fatal error: concurrent map writes

goroutine 12 [running]:
quay/store.(*Cache).Put(0xc000010000, {0xc000014050, 0x5}, 0x7)
	/src/quay/store/cache.go:19 +0x4d
created by main.main in goroutine 1
	/src/quay/main.go:20 +0x9a

goroutine 1 [sleep]:
time.Sleep(0x3b9aca00)
	/usr/local/go/src/runtime/time.go:195 +0x12a
main.main()
	/src/quay/main.go:24 +0xd1
exit status 2
""",
        ("fatal error",),
        "concurrent map writes",
        "quay/store.(*Cache).Put",
    ),
    Case(
        "Go stack that overflows",
        """\
runtime: goroutine stack exceeds 1000000000-byte limit
runtime: sp=0xc0200e0390 stack=[0xc0200e0000, 0xc0400e0000]
fatal error: stack overflow

runtime stack:
runtime.throw({0x4a0a8d?, 0x0?})
	/usr/local/go/src/runtime/panic.go:1023 +0x5c
runtime.newstack()
	/usr/local/go/src/runtime/stack.go:1103 +0x5bd

goroutine 1 [running]:
quay/plan.Depth(0x1fffc43?)
	/src/quay/plan/plan.go:5 +0x3c
""",
        ("fatal error",),
        "stack overflow",
    ),
    Case(
        "Gin's recovery",
        """\
2026/11/22 17:46:45 [Recovery] 2026/11/22 - 17:46:45 panic recovered:
GET /tides HTTP/1.1
Host: quay.example
User-Agent: curl/8.5.0


runtime error: index out of range [5] with length 3
/usr/local/go/src/runtime/panic.go:114 (0x43f5a4)
	goPanicIndex: panic(boundsError{x: int64(x), signed: true, y: y, code: boundsIndex})
/src/quay/api.go:31 (0x7f1a44)
	(*API).Tides: return rows[5]
/go/pkg/mod/github.com/gin-gonic/gin@v1.10.0/context.go:185 (0x7e5b8a)
	(*Context).Next: c.handlers[c.index](c)
""",
        ("panic",),
        "index out of range [5]",
        "(*API).Tides",
    ),
    Case(
        "Rust panic with an error of SQL",
        """\
thread 'main' panicked at src/main.rs:12:30:
called `Result::unwrap()` on an `Err` value: Database(PgDatabaseError { severity: Error, code: "42P01", message: "relation \\"tides\\" does not exist" })
stack backtrace:
   0:     0x55d0c2a4d3ac - std::backtrace_rs::backtrace::libunwind::trace
                               at /rustc/9fc6b431/library/std/src/../../backtrace/src/backtrace/libunwind.rs:116:5
   1:     0x55d0c2a4d3ac - quay::main::{{closure}}
                               at /src/quay/src/main.rs:12:30
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
""",
        ("panic",),
        "42P01",
    ),
    Case(
        "chain of anyhow",
        """\
Error: could not start

Caused by:
    0: could not open the tide store
    1: error connecting to db.quay.internal
    2: Connection refused (os error 111)
""",
        ("Error", "Error", "Error", "Error"),
        "Connection refused (os error 111)",
    ),
    Case(
        "one cause of anyhow, with a backtrace",
        """\
Error: could not open the tide store

Caused by:
    No such file or directory (os error 2)

Stack backtrace:
   0: anyhow::error::<impl core::convert::From<E> for anyhow::Error>::from
             at /usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f/anyhow-1.0.86/src/backtrace.rs:27:14
   1: quay::store::open
             at ./src/store.rs:31:16
   2: quay::main
             at ./src/main.rs:9:5
""",
        ("Error", "Error"),
        "No such file or directory (os error 2)",
        "quay::store::open",
    ),
    Case(
        "chain of eyre",
        """\
Error:\x20
   0: could not start
   1: could not open the tide store
   2: Connection refused (os error 111)

Location:
   src/main.rs:12

Backtrace omitted. Run with RUST_BACKTRACE=1 environment variable to display it.
""",
        ("Error", "Error", "Error"),
        "Connection refused (os error 111)",
    ),
)

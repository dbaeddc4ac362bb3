"""Java and Kotlin."""

from tests.parsing.cases import Case

_TRACE = """\
java.lang.IllegalArgumentException: berth 7
\tat coop.quay.Quay.top(Quay.java:7)
\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:885) ~[spring-webmvc-6.1.3.jar!/:6.1.3]
Caused by: coop.quay.Quay$StoreException: tide store is away
second line
\tat coop.quay.Quay.mid(Quay.java:6) ~[classes!/:na]
\t... 2 common frames omitted
\tSuppressed: java.lang.IllegalStateException: close failed
\t\tat coop.quay.Quay.lambda$mid$0(Quay.java:6)
\t\t... 3 more
\tCaused by: java.lang.RuntimeException: of the suppressed one
\t\t... 4 more
Caused by: java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
\tat coop.quay.Quay.low(Quay.java:5)
\t... 3 more
"""
_CHAIN = ("java.lang.IllegalArgumentException", "coop.quay.Quay$StoreException", "java.net.ConnectException")

CASES = (
    Case(
        "printed by the runtime",
        'Exception in thread "main" ' + _TRACE,
        _CHAIN,
        "Connection refused",
        "coop.quay.Quay.low",
    ),
    Case("bare", _TRACE, _CHAIN, "Connection refused", "coop.quay.Quay.low"),
    Case(
        "logback",
        "2026-11-22T17:46:45.844Z ERROR 1 --- [quay] [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() "
        "for servlet [dispatcherServlet] threw exception\n\n" + _TRACE,
        _CHAIN,
        "Connection refused",
        "coop.quay.Quay.low",
    ),
    Case(
        "java.util.logging in two lines",
        "Nov 22, 2026 5:47:33 PM coop.quay.Quay main\nSEVERE: booking failed\n" + _TRACE,
        _CHAIN,
        "Connection refused",
        "coop.quay.Quay.low",
    ),
    Case(
        "root cause first",
        "10:00:00.123 [main] ERROR c.q.Quay - booking failed\njava.net.ConnectException: Connection refused\n\tat coop.quay.Quay.low(Quay.java:5)\n"
        "Wrapped by: coop.quay.StoreException: tide store is away\n\tat coop.quay.Quay.mid(Quay.java:6)\n",
        ("coop.quay.StoreException", "java.net.ConnectException"),
        "Connection refused",
        "coop.quay.Quay.low",
    ),
    Case(
        "Kotlin coroutine",
        'Exception in thread "DefaultDispatcher-worker-1" java.util.NoSuchElementException: Key tide is missing in the map.\n'
        "\tat kotlin.collections.MapsKt__MapWithDefaultKt.getOrImplicitDefaultNullable(MapWithDefault.kt:24)\n"
        "\tat coop.quay.TidesKt.read(Tides.kt:14)\n"
        "\tat coop.quay.TidesKt$main$1.invokeSuspend(Tides.kt:8)\n"
        "\tSuppressed: kotlinx.coroutines.DiagnosticCoroutineContextException: [StandaloneCoroutine{Cancelling}@1, Dispatchers.Default]\n",
        ("java.util.NoSuchElementException",),
        "Key tide is missing",
        "coop.quay.TidesKt.read",
    ),
    Case(
        "exception in the message, then frames",
        "2026-11-22 17:46:45.844 ERROR [pool-1] coop.quay.Jobs - Job failed: java.sql.SQLTransientConnectionException: quay-pool - Connection is "
        "not available, request timed out after 30000ms.\n\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)\n"
        "\tat coop.quay.Jobs.run(Jobs.java:3)\n",
        ("java.sql.SQLTransientConnectionException",),
        "request timed out",
        "coop.quay.Jobs.run",
    ),
    Case(
        "no frames",
        "2026-11-22 17:46:45.844 ERROR [pool-1] coop.quay.Jobs - java.net.UnknownHostException: tides.quay.internal: Name or service not known\n",
        ("java.net.UnknownHostException",),
        "tides.quay.internal",
    ),
)

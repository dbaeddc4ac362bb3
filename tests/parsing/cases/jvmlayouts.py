"""Java, Kotlin, Scala and Clojure as frameworks print them."""

from tests.parsing.cases import Case

CASES = (
    Case(
        "dropwizard, root first behind exclamation marks",
        """\
ERROR [2026-11-22 17:46:45,844] io.dropwizard.jersey.errors.LoggingExceptionMapper: Error handling a request: 8f2c1a
! java.net.ConnectException: Connection refused
! at java.base/sun.nio.ch.Net.pollConnect(Native Method)
! at coop.quay.Low.open(Low.java:5)
! ... 60 common frames omitted
! Causing: java.sql.SQLException: pool is empty
! at coop.quay.Mid.take(Mid.java:6)
! ... 40 common frames omitted
! Causing: coop.quay.StoreException: tide store is away
! at coop.quay.Top.get(Top.java:7)
""",
        ("coop.quay.StoreException", "java.sql.SQLException", "java.net.ConnectException"),
        "Connection refused",
        "coop.quay.Low.open",
    ),
    Case(
        "reactor with checkpoints",
        """\
2026-11-22T17:46:45.844Z ERROR 1 --- [or-http-epoll-2] a.w.r.e.AbstractErrorWebExceptionHandler : [8f2c1a-1]  500 Server Error for HTTP GET "/tides"

org.springframework.web.reactive.function.client.WebClientRequestException: Connection refused: tides/10.1.2.3:8090
	at org.springframework.web.reactive.function.client.ExchangeFunctions$DefaultExchangeFunction.lambda$wrapException$9(ExchangeFunctions.java:136)
	Suppressed: reactor.core.publisher.FluxOnAssembly$OnAssemblyException:\x20
Error has been observed at the following site(s):
	*__checkpoint \u21e2 Request to GET http://tides:8090/heights [DefaultWebClient]
	*__checkpoint \u21e2 Handler coop.quay.TideController#all() [DispatcherHandler]
Original Stack Trace:
		at org.springframework.web.reactive.function.client.ExchangeFunctions$DefaultExchangeFunction.lambda$wrapException$9(ExchangeFunctions.java:136)
		at reactor.core.publisher.MonoErrorSupplied.subscribe(MonoErrorSupplied.java:55)
Caused by: io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: tides/10.1.2.3:8090
Caused by: java.net.ConnectException: Connection refused
	at java.base/sun.nio.ch.Net.pollConnect(Native Method) ~[na:na]
	at java.base/java.lang.Thread.run(Thread.java:840) ~[na:na]
""",
        (
            "org.springframework.web.reactive.function.client.WebClientRequestException",
            "io.netty.channel.AbstractChannel$AnnotatedConnectException",
            "java.net.ConnectException",
        ),
        "Connection refused",
    ),
    Case(
        "bean that cannot be made",
        """\
2026-11-22T17:46:45.844Z ERROR 1 --- [           main] o.s.boot.SpringApplication               : Application run failed

org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'flyway' defined in class path resource [x/Y.class]: no
	at org.springframework.beans.factory.support.AbstractBeanFactory.doGetBean(AbstractBeanFactory.java:326) ~[spring-beans-6.1.3.jar!/:6.1.3]
	at coop.quay.Application.main(Application.java:9) ~[!/:1.4.2]
Caused by: org.flywaydb.core.internal.exception.FlywaySqlException: Unable to obtain connection from database: FATAL: password authentication failed for user "quay"
----------------------------------------------------------------------------------------------------------------------------------------------------
SQL State  : 28P01
Error Code : 0
Message    : FATAL: password authentication failed for user "quay"

	at org.flywaydb.core.internal.jdbc.JdbcUtils.openConnection(JdbcUtils.java:71) ~[flyway-core-9.22.3.jar!/:na]
	... 24 common frames omitted
Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed for user "quay"
	at org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:693) ~[postgresql-42.6.0.jar!/:42.6.0]
	... 30 common frames omitted
""",
        (
            "org.springframework.beans.factory.BeanCreationException",
            "org.flywaydb.core.internal.exception.FlywaySqlException",
            "org.postgresql.util.PSQLException",
        ),
        "password authentication failed",
    ),
    Case(
        "Scala",
        """\
Exception in thread "main" scala.MatchError: List() (of class scala.collection.immutable.Nil$)
	at quay.Tides$.height(Tides.scala:12)
	at quay.Main$.$anonfun$main$1(Main.scala:5)
	at scala.collection.immutable.List.foreach(List.scala:333)
""",
        ("scala.MatchError",),
        "List()",
        "quay.Tides$.height",
    ),
    Case(
        "Akka",
        """\
[ERROR] [11/22/2026 17:46:45.844] [quay-akka.actor.default-dispatcher-4] [akka://quay/user/tides] tide store is away
java.lang.IllegalStateException: tide store is away
	at quay.Store$$anonfun$receive$1.applyOrElse(Store.scala:21)
	at akka.actor.Actor.aroundReceive(Actor.scala:537)
Caused by: java.nio.file.NoSuchFileException: /data/tides
	at java.base/sun.nio.fs.UnixException.translateToIOException(UnixException.java:92)
	at quay.Disk$.read(Disk.scala:7)
""",
        ("java.lang.IllegalStateException", "java.nio.file.NoSuchFileException"),
        "/data/tides",
        "quay.Disk$.read",
    ),
    Case(
        "Clojure that does not compile",
        """\
Exception in thread "main" Syntax error compiling at (quay/core.clj:3:1).
	at clojure.lang.Compiler.load(Compiler.java:7665)
	at clojure.main.main(main.java:40)
Caused by: java.io.FileNotFoundException: Could not locate quay/tides__init.class, quay/tides.clj or quay/tides.cljc on classpath.
	at clojure.lang.RT.load(RT.java:462)
	at quay.core$eval141.invokeStatic(core.clj:3)
""",
        ("java.io.FileNotFoundException",),
        "Could not locate quay/tides",
        "quay.core$eval141.invokeStatic",
    ),
    Case(
        "Clojure",
        """\
17:46:45.844 [main] ERROR quay.core - no heights
clojure.lang.ExceptionInfo: no tide {:berth 14}
	at quay.core$height.invokeStatic(core.clj:7)
	at clojure.core$map$fn__5935.invoke(core.clj:2770)
""",
        ("clojure.lang.ExceptionInfo",),
        "no tide {:berth 14}",
        "quay.core$height.invokeStatic",
    ),
    Case(
        "Kotlin coroutine with a boundary",
        """\
2026-11-22 17:46:45.844 [DefaultDispatcher-worker-2 @coroutine#4] ERROR coop.quay.Tides - load failed
coop.quay.StoreException: tide store is away
	at coop.quay.StoreKt.load(Store.kt:14)
	at coop.quay.StoreKt$load$1.invokeSuspend(Store.kt)
	at _COROUTINE._BOUNDARY._(CoroutineDebugging.kt:42)
	at coop.quay.TidesKt$main$1.invokeSuspend(Tides.kt:8)
Caused by: coop.quay.StoreException: tide store is away
	at coop.quay.StoreKt.load(Store.kt:14)
	... 8 more
Caused by: io.ktor.client.network.sockets.ConnectTimeoutException: Connect timeout has expired [url=http://tides:8090, connect_timeout=1000 ms]
	at io.ktor.client.network.sockets.TimeoutExceptionsCommonKt.ConnectTimeoutException(TimeoutExceptionsCommon.kt:24)
""",
        (
            "coop.quay.StoreException",
            "coop.quay.StoreException",
            "io.ktor.client.network.sockets.ConnectTimeoutException",
        ),
        "Connect timeout has expired",
    ),
    Case(
        "WildFly",
        """\
17:46:45,844 ERROR [org.jboss.msc.service.fail] (ServerService Thread Pool -- 58) MSC000001: Failed to start service jboss.deployment: \
org.jboss.msc.service.StartException in service jboss.deployment: java.lang.RuntimeException: tide store is away
	at org.wildfly.extension.undertow.deployment.UndertowDeploymentService$1.run(UndertowDeploymentService.java:90)
	at coop.quay.Start.open(Start.java:7)
Caused by: java.lang.RuntimeException: tide store is away
	at coop.quay.Start.open(Start.java:7)
	... 6 more
""",
        ("java.lang.RuntimeException", "java.lang.RuntimeException"),
        "tide store is away",
        "coop.quay.Start.open",
    ),
    Case(
        "Quarkus",
        """\
2026-11-22 17:46:45,844 ERROR [io.qua.ver.htt.run.QuarkusErrorHandler] (executor-thread-1) HTTP Request to /tides failed, error id: 8f2c1a: \
jakarta.persistence.PersistenceException: could not prepare statement
	at coop.quay.Tides.all(Tides.java:12)
	at coop.quay.Tides_ClientProxy.all(Unknown Source)
Caused by: org.postgresql.util.PSQLException: ERROR: relation "tides" does not exist
  Position: 22
	at org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)
	... 12 more
""",
        ("jakarta.persistence.PersistenceException", "org.postgresql.util.PSQLException"),
        'relation "tides" does not exist',
    ),
    Case(
        "circular reference",
        """\
2026-11-22 17:46:45.844 ERROR [pool-1] coop.quay.Jobs - Job failed
java.lang.RuntimeException: outer
	at coop.quay.Jobs.run(Jobs.java:3)
Caused by: java.io.IOException: Broken pipe
	at coop.quay.Pipe.write(Pipe.java:9)
Caused by: [CIRCULAR REFERENCE: java.lang.RuntimeException: outer]
""",
        ("java.lang.RuntimeException", "java.io.IOException"),
        "Broken pipe",
        "coop.quay.Pipe.write",
    ),
    Case(
        "out of memory without a trace",
        """\
Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread "http-nio-8080-Poller"
""",
        ("java.lang.OutOfMemoryError",),
        "",
    ),
    Case(
        "nested exceptions in one line",
        """\
2026-11-22T17:46:45.844Z  WARN 1 --- [main] ConfigServletWebServerApplicationContext : Exception encountered during context initialization - \
cancelling refresh attempt: org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'store'; nested exception is \
coop.quay.StoreException: no store; nested exception is java.net.UnknownHostException: db.quay.internal
""",
        (
            "org.springframework.beans.factory.BeanCreationException",
            "coop.quay.StoreException",
            "java.net.UnknownHostException",
        ),
        "db.quay.internal",
    ),
)

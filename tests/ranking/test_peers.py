"""Services that call each other: whose fault is whose."""

from tests.ranking.systems import START, UNKNOWN, access, error, failing, info, line, one, report, roots
from triage.model.events import LogEvent
from triage.model.report import VerdictStatus


def test_a_front_that_only_tells_of_requests_shows_the_harm_of_the_service_behind_it() -> None:
    warned = "2026-11-22 10:00:00,000 WARN kafka.NetworkClient Error while fetching metadata : {points-v3=UNKNOWN_TOPIC_OR_PARTITION}"
    fine = [access(second, "edge", "/earn", 202) for second in range(0, 120, 2)]
    bad = [access(second, "edge", "/earn", 500) for second in range(121, 240, 2)]
    made = report(fine, bad, [line(second, "points", warned) for second in range(120, 240, 2)])
    assert roots(made) == ["queue.topic_missing"]
    assert one(made, "http.server_error").explained_by == one(made, "queue.topic_missing").id


def test_a_cut_connection_to_a_peer_comes_of_the_exception_in_the_peers_own_log() -> None:
    panic = "\n".join(
        [
            "2026/11/22 10:00:00 http: panic serving 10.0.1.4:33123: assignment to entry in nil map",
            "goroutine 35 [running]:",
            "net/http.(*conn).serve.func1()",
            "\t/usr/local/go/src/net/http/server.go:1898 +0xbe",
            "main.(*Tracker).note(0xc0000b4000)",
            "\t/src/tracker/note.go:44 +0x1d",
        ]
    )
    cut = '2026/11/22 10:00:00 upstream: Get "http://rates.fx.internal:8080/eur": EOF'
    made = report(
        [access(second, "quotes", "/eur", 200) for second in range(0, 120, 2)],
        [line(second, "rates", panic) for second in range(121, 240, 3)],
        [line(second + 0.1, "quotes", cut) for second in range(121, 240, 3)],
        [access(second + 0.2, "quotes", "/eur", 502) for second in range(121, 240, 3)],
    )
    assert roots(made) == ["code.exception"]
    assert one(made, "net.connection_reset").explained_by == one(made, "code.exception").id


def test_a_name_that_does_not_resolve_is_no_complaint_of_the_service_that_is_called_alike() -> None:
    unknown = 'Post "https://api.bank.example/v1": dial tcp: lookup api.bank.example on 10.0.0.2:53: no such host'
    made = report(
        [access(second, "api", "/boats", 200) for second in range(0, 120, 2)],
        [
            error(second, "api", 'psycopg.errors.UndefinedColumn: column "loa" does not exist')
            for second in range(121, 240, 3)
        ],
        [access(second + 0.1, "api", "/boats", 500) for second in range(121, 240, 3)],
        [error(second, "payments", unknown) for second in range(122, 240, 3)],
        [access(second + 0.1, "payments", "/pay", 502) for second in range(122, 240, 3)],
    )
    assert sorted(roots(made)) == ["db.missing_column", "net.dns_failure"]


def test_a_store_that_died_of_what_its_own_log_tells_explains_clients_that_name_no_host() -> None:
    stack = "java.lang.OutOfMemoryError: Java heap space\\n\\tat org.apache.lucene.util.FixedBitSet.<init>(FixedBitSet.java:115)"
    heap = f'{{"log.level": "ERROR", "message": "fatal error in thread, exiting", "error.stack_trace": "{stack}"}}'
    refused = "elastic_transport.ConnectionError: Connection error caused by: [Errno 111] Connection refused"
    made = report(
        [access(second, "catalog", "/search", 200) for second in range(0, 120, 2)],
        [line(120, "elasticsearch", heap)],
        [error(second, "catalog", refused) for second in range(122, 240, 3)],
        [access(second + 0.1, "catalog", "/search", 503) for second in range(122, 240, 3)],
    )
    assert roots(made) == ["runtime.out_of_memory"]


def test_the_failed_requests_of_one_service_are_not_the_harm_of_another() -> None:
    expired = "metrics upload failed: x509: certificate has expired or is not yet valid"
    made = report(
        failing("edge", "/claims", 121),
        failing("claims", "/claims", 121),
        [error(second, "claims", UNKNOWN) for second in range(121, 240, 2)],
        [info(second, "beacon") for second in range(0, 125, 2)],
        [error(second, "beacon", expired) for second in range(125, 240, 10)],
    )
    assert roots(made) == []
    assert not any(finding.explained_by for finding in made.findings)


def test_a_front_fails_of_the_service_that_its_caller_blames() -> None:
    made = report(
        failing("edge", "/home", 121),
        failing("bff", "/home", 121),
        [error(second, "bff", "campaigns call failed") for second in range(121, 240, 2)],
        [
            error(second, "campaigns", 'psycopg.errors.UndefinedTable: relation "spots" does not exist')
            for second in range(121, 240, 2)
        ],
    )
    assert roots(made) == ["db.missing_table"]


def test_a_peer_without_a_name_does_not_answer_because_another_services_tasks_end() -> None:
    panic = "panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 7 [running]:\nmain.take()\n\t/src/quota/server.go:71 +0x5e"
    ends = range(120, 240, 20)
    made = report(
        [access(second, "web", "/files", 200) for second in range(0, 120, 2)],
        [line(second, "quota", panic, f"q{second}") for second in ends],
        [line(second + 6, "quota", "grpc server listening on :9090", f"q{second + 20}") for second in ends],
        [
            error(second + late, "web", "dial tcp 10.0.6.20:9090: connect: connection refused")
            for second in ends
            for late in (1, 2, 3)
        ],
        [access(second + late + 0.1, "web", "/files", 503) for second in ends for late in (1, 2, 3)],
    )
    assert roots(made) == ["runtime.null_reference"]
    assert one(made, "net.connection_refused").explained_by == one(made, "runtime.null_reference").id


def test_what_a_server_says_of_lost_clients_is_not_why_clients_cannot_connect() -> None:
    aborted = "2026-11-22T10:00:00.000000Z 24 [Note] [MY-010914] [Server] Aborted connection 88 to db: 'blog' user: 'blog' host: '10.0.2.8' (Got timeout reading communication packets)."
    full = "SQLSTATE[HY000] [1040] Too many connections (Connection: mysql, SQL: select 1)"
    made = report(
        [line(second, "mysql", aborted) for second in range(100, 240, 40)],
        failing("blog", "/posts", 121),
        [error(second, "blog", full) for second in range(121, 240, 2)],
    )
    assert roots(made) == ["db.too_many_connections"]


def test_the_name_of_a_service_whose_tasks_all_end_does_not_resolve_for_that_reason() -> None:
    trace = "\n".join(
        [
            "Traceback (most recent call last):",
            '  File "/app/settings.py", line 8, in <module>',
            '    DSN = os.environ["STOCK_DSN"]',
            "KeyError: 'STOCK_DSN'",
        ]
    )
    unknown = 'Get "http://stock.shop.local:8080/1": dial tcp: lookup stock.shop.local on 10.0.0.2:53: no such host'
    made = report(
        [access(second, "stock", "/stock", 200) for second in range(0, 118, 2)],
        [line(second, "stock", trace, f"s{second}") for second in range(120, 240, 20)],
        failing("shop", "/shop", 123),
        [error(second, "shop", unknown) for second in range(123, 240, 2)],
    )
    assert roots(made) == ["config.missing_env"]
    assert one(made, "net.dns_failure").explained_by == one(made, "config.missing_env").id


def test_a_quiet_data_server_did_not_end_of_the_one_statement_it_speaks_of() -> None:
    wrong = '2026-11-22 10:00:00.000 UTC [44] ERROR:  syntax error at or near "selec" at character 1'
    made = report(
        failing("forms", "/forms", 20),
        [error(second, "forms", UNKNOWN) for second in range(20, 240, 2)],
        [line(40, "postgres", wrong)],
    )
    assert roots(made) == []


def test_who_repeats_the_words_of_a_server_is_its_client() -> None:
    full = '2026-11-22 10:02:00.000 UTC [41] ERROR:  could not extend file "base/1/2": No space left on device'
    aborted = "current transaction is aborted, commands ignored until end of transaction block"
    made = report(
        [access(second, "tides", "/tides", 200) for second in range(0, 120, 2)],
        [line(120, "db", full), line(180, "db", full)],
        [line(second, "db", f"2026-11-22 10:02:00.000 UTC [41] ERROR:  {aborted}") for second in range(121, 240, 3)],
        [
            error(second + 0.1, "tides", f"psycopg.errors.InFailedSqlTransaction: {aborted}")
            for second in range(121, 240, 3)
        ],
        [access(second + 0.2, "tides", "/tides", 500) for second in range(121, 240, 3)],
    )
    assert roots(made) == ["db.storage_full"]
    assert one(made, "http.server_error").explained_by == one(made, "db.storage_full").id


def test_a_broker_that_tells_its_own_fault_explains_that_it_does_not_answer() -> None:
    alarm = "2026-11-22 10:02:00.000000+00:00 [warning] <0.41.0> disk resource limit alarm set on node rabbit@mq."
    gone = "pika.exceptions.AMQPConnectionError: broker does not answer"
    made = report(
        [access(second, "tides", "/tides", 202) for second in range(0, 120, 2)],
        [line(120, "mq", alarm)],
        [error(second, "tides", gone) for second in range(123, 240, 3)],
        [access(second + 0.2, "tides", "/tides", 500) for second in range(123, 240, 3)],
    )
    assert roots(made) == ["db.storage_full"]


def test_a_pool_that_runs_empty_means_the_only_database_that_is_heard_of() -> None:
    full = "remaining connection slots are reserved for roles with the SUPERUSER attribute"
    empty = "java.sql.SQLTransientConnectionException: Pool-1 - Connection is not available, request timed out after 30000ms."
    server = [line(second, "aurora", f"2026-11-22 10:02:00 UTC [41] FATAL:  {full}") for second in range(115, 240, 30)]
    clients = [
        *(access(second, "tides", "/tides", 200) for second in range(0, 120, 2)),
        *(error(second, "tides", empty) for second in range(121, 240, 3)),
        *(access(second + 0.2, "tides", "/tides", 500) for second in range(121, 240, 3)),
    ]
    assert roots(report(clients, server)) == ["db.too_many_connections"]
    other = [line(200, "berths-db", "2026-11-22 10:02:00 UTC [41] LOG:  checkpoint starting: time")]
    assert "db.pool_exhausted" in roots(report(clients, server, other))


def test_a_login_that_a_server_refuses_is_the_harm_of_those_who_ask_the_service_that_says_nothing() -> None:
    fatal = '2026-11-22 10:00:00.000 UTC [61] fares@trips FATAL:  password authentication failed for user "fares"'
    made = report(
        failing("portal", "/trips", 121),
        [error(second, "portal", "the fares service did not help") for second in range(121, 240, 2)],
        [info(second, "fares", "fare computed") for second in range(0, 120, 3)],
        [line(second, "trips-db", fatal) for second in range(121, 240, 2)],
    )
    assert roots(made) == ["db.auth_failed"]
    assert one(made, "http.server_error").explained_by == one(made, "db.auth_failed").id


def test_what_a_data_server_said_before_its_clients_were_answered_is_not_why_they_fail_later() -> None:
    reread = '2026-11-22 10:00:00.000 UTC [1] LOG:  configuration file "/var/lib/trips/postgresql.conf" contains errors; unaffected changes were applied'
    fatal = '2026-11-22 10:00:00.000 UTC [61] fares@trips FATAL:  password authentication failed for user "fares"'
    made = report(
        failing("fares", "/fare", 121),
        [
            line(second, "trips-db", "2026-11-22 10:00:00.000 UTC [7] LOG:  checkpoint complete")
            for second in range(0, 240, 9)
        ],
        [line(60, "trips-db", reread)],
        [line(second, "trips-db", fatal) for second in range(121, 240, 2)],
    )
    assert roots(made) == ["db.auth_failed"]


def test_an_agent_that_cannot_deliver_traces_is_not_why_requests_fail() -> None:
    dropped = '2026-11-22T10:00:00.000Z\terror\texporterhelper/queue_sender.go:229\tExporting failed. Dropping data.\t{"error": "dial tcp 10.0.9.4:4317: connect: connection refused"}'
    made = report(
        failing("fares", "/fare", 121),
        [line(second, "otel-collector", dropped) for second in range(118, 240, 3)],
    )
    assert roots(made) == []
    assert not one(made, "http.server_error").explained_by


def test_agents_that_cannot_deliver_leave_a_system_healthy() -> None:
    failed = "[2026/11/22 10:00:00] [error] [output:http:http.0] intake.example.com:443, HTTP status=503"
    made = report(
        [access(second, "fares", "/fare", 200) for second in range(0, 240, 2)],
        [line(second, "log_router", failed) for second in range(100, 240, 3)],
        [error(second, "datadog-agent", "check was not run") for second in range(100, 240, 3)],
    )
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_an_agent_whose_task_ends_is_a_root_cause() -> None:
    broken = "Error: failed to get config: cannot unmarshal the configuration: 1 error(s) decoding: 'service.pipelines' has invalid keys"
    made = report(
        [access(second, "fares", "/fare", 200) for second in range(0, 240, 2)],
        [
            each
            for start in range(60, 240, 30)
            for each in (
                line(start, "otel-collector", "2026-11-22T10:00:00.000Z INFO Starting otelcol-contrib", f"t{start}"),
                line(start + 1, "otel-collector", broken, f"t{start}"),
            )
        ],
    )
    assert roots(made) == ["config.invalid"]


def test_an_event_of_ecs_is_about_the_service_that_it_names() -> None:
    denied = (
        '{"detail-type":"ECS Task State Change","source":"aws.ecs","detail":{"group":"service:fares","lastStatus":"STOPPED","stopCode":"TaskFailedToStart",'
        '"stoppedReason":"ResourceInitializationError: unable to pull secrets or registry auth: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/fares-start/71aa'
        ' is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:123456789012:parameter/fares/key"}}'
    )
    made = report(
        [access(second, "fares", "/fare", 200) for second in range(0, 240, 2)],
        [LogEvent(START + second * 1000, denied, "/aws/events/ecs", "events-1") for second in range(121, 240, 40)],
    )
    assert one(made, "iam.access_denied").services == ("fares",)


def test_who_speaks_of_the_user_that_a_server_refuses_is_its_client() -> None:
    fatal = '2026-11-22 10:00:00.000 UTC [61] fares@trips FATAL:  password authentication failed for user "fares"'
    made = report(
        failing("portal", "/trips", 121),
        [error(second, "portal", "no fares could be had") for second in range(121, 240, 2)],
        [line(second, "trips-db", fatal) for second in range(121, 240, 2)],
    )
    assert roots(made) == ["db.auth_failed"]

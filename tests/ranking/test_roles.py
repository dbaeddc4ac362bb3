"""Roles against small made-up systems: what is harm, what was always there, what passed by itself."""

from tests.ranking.systems import UNKNOWN, access, error, failing, info, line, one, report, roots
from triage.model.events import LogEvent
from triage.model.report import VerdictStatus
from triage.model.rules import Severity

REJECTED = "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Authentication credentials invalid')"
REFUSED = "dial tcp 127.0.0.1:4318: connect: connection refused"
EXPIRED = "jwt.exceptions.ExpiredSignatureError: Signature has expired"


def test_a_fault_that_was_always_there_is_not_what_made_requests_fail_later() -> None:
    noise = [error(second, "grades", f"export of spans failed: {REFUSED}") for second in range(1, 240, 3)]
    fine = [access(second, "grades", "/grades", 200) for second in range(0, 240, 2)]
    late = [access(second, "grades", "/transcripts", 500) for second in range(150, 240, 4)]
    made = report(noise, fine, late)
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.UNEXPLAINED


def test_a_fault_that_was_always_there_beside_good_answers_leaves_a_system_healthy() -> None:
    noise = [error(second, "grades", f"export of spans failed: {REFUSED}") for second in range(1, 240, 3)]
    fine = [access(second, "grades", "/grades", 200) for second in range(0, 240, 2)]
    assert report(noise, fine).verdict.status is VerdictStatus.HEALTHY


def test_a_fault_that_failed_requests_since_the_window_began_is_a_root_cause() -> None:
    fault = [
        error(second, "grades", "connect to 10.0.8.8:5432 failed: connection refused") for second in range(1, 240, 3)
    ]
    failing = [access(second + 0.1, "grades", "/grades", 500) for second in range(1, 240, 3)]
    assert roots(report(fault, failing)) == ["db.unreachable"]


def test_a_broker_that_came_late_and_was_reached_by_a_retry_leaves_a_system_healthy() -> None:
    tries = [
        error(second, "worker", "Cannot connect to amqp://app:**@mq:5672//: [Errno 111] Connection refused.")
        for second in (2, 4, 8)
    ]
    made = report(tries, [info(second, "worker") for second in range(12, 240, 2)])
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_a_broker_that_never_came_back_is_a_root_cause() -> None:
    tries = [
        error(second, "worker", "Cannot connect to amqp://app:**@mq:5672//: [Errno 111] Connection refused.")
        for second in range(120, 240, 4)
    ]
    made = report([info(second, "worker") for second in range(0, 119, 2)], tries)
    assert roots(made) == ["queue.broker_unreachable"]


def test_failed_work_is_harm_where_a_service_answers_no_requests() -> None:
    cancelled = "psycopg.errors.QueryCanceled: canceling statement due to statement timeout"
    made = report(
        [info(second, "projector") for second in range(0, 120, 2)],
        [error(second, "projector", cancelled) for second in range(121, 240, 3)],
    )
    assert roots(made) == ["db.query_timeout"]


def test_an_exception_of_the_applications_own_is_the_cause_where_nothing_deeper_is_told() -> None:
    trace = "2026-11-22 10:00:00,000 ERROR app.main failed\n" + "\n".join(
        [
            "Traceback (most recent call last):",
            '  File "/app/post.py", line 9, in post',
            "app.ledger.OutOfBalance: 12.50",
        ]
    )
    made = report(
        [access(second, "bank", "/transfers", 200) for second in range(0, 120, 2)],
        [line(second, "bank", trace) for second in range(121, 240, 3)],
        [access(second + 0.1, "bank", "/transfers", 500) for second in range(121, 240, 3)],
    )
    assert roots(made) == ["code.exception"]


def test_an_exception_of_the_applications_own_without_its_innermost_part_is_no_cause() -> None:
    trace = "\n".join(
        [
            "2026-11-22 10:00:00,000 ERROR com.acme.Seats - no seat",
            "com.acme.seats.NotReserved: show 4",
            "\tat com.acme.seats.Seats.reserve(Seats.java:44)",
            "\t... 24 common frames omitted",
        ]
    )
    made = report(
        [access(second, "seats", "/shows", 200) for second in range(0, 120, 2)],
        [line(second, "seats", trace) for second in range(121, 240, 3)],
        [access(second + 0.1, "seats", "/shows", 500) for second in range(121, 240, 3)],
    )
    assert roots(made) == []


def test_a_service_that_says_little_did_not_die_of_its_warning() -> None:
    made = report(
        [access(second, "edge", "/geocode", 200) for second in range(0, 240, 2)],
        [line(133, "geocode", '{"level": "warn", "message": "partner timed out after 3000 ms, trying again"}')],
    )
    assert made.verdict.status is VerdictStatus.HEALTHY
    assert all(finding.severity <= Severity.LOW for finding in made.findings)


def denied(second: float, number: int) -> LogEvent:
    return error(second, "docs", f"PermissionError: [Errno 13] Permission denied: '/srv/media/{number}.txt'")


def test_files_of_one_folder_are_one_fault() -> None:
    made = report(
        [access(second, "docs", "/docs", 200) for second in range(0, 120, 2)],
        [denied(second, second) for second in range(121, 240, 3)],
        [access(second + 0.1, "docs", "/docs", 500) for second in range(121, 240, 3)],
    )
    assert roots(made) == ["fs.permission_denied"]


def test_what_requests_were_answered_after_is_not_why_they_fail_later() -> None:
    made = report(
        [error(2, "docs", "Control server error: [Errno 13] Permission denied: '/root/.gunicorn'")],
        [access(second, "docs", "/docs", 200) for second in range(4, 120, 2)],
        [
            error(second, "docs", "OSError: [Errno 28] No space left on device: '/srv/a'")
            for second in range(121, 240, 3)
        ],
        [access(second + 0.1, "docs", "/docs", 500) for second in range(121, 240, 3)],
    )
    assert roots(made) == ["fs.disk_full"]


def test_a_peer_that_was_gone_for_a_moment_is_not_why_requests_fail_from_then_on() -> None:
    lost = "2026-11-22 10:00:00,000 WARN hikari.PoolBase Failed to validate connection: Connection reset by peer"
    made = report(
        [access(second, "slips", "/slips", 201) for second in range(0, 120, 2)],
        [line(second, "slips", lost) for second in (119, 119.2, 119.4)],
        [access(second, "slips", "/slips", 500) for second in range(121, 240, 3)],
    )
    assert roots(made) == []


def test_a_stream_of_one_fault_alone_is_no_task_that_failed_to_start() -> None:
    taken = 'ERROR:  duplicate key value violates unique constraint "users_email_key"'
    made = report(
        [access(second, "edge", "/users", 201) for second in range(240)],
        [line(second, "postgres", f"2026-11-22 10:00:00.000 UTC [44] {taken}") for second in range(2, 240, 9)],
    )
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_failed_work_beside_another_fault_is_a_second_root_cause() -> None:
    trace = "\n".join(
        [
            "2026-11-22 10:00:00,000 ERROR app.main failed",
            "TypeError: unsupported operand",
            '  File "/app/a.py", line 9',
        ]
    )
    made = report(
        [access(second, "cards", "/cards", 200) for second in range(0, 120, 2)],
        [line(second, "cards", trace) for second in range(121, 240, 3)],
        [access(second + 0.1, "cards", "/cards", 500) for second in range(121, 240, 3)],
        [info(second, "stamps") for second in range(0, 140, 2)],
        [
            error(second, "stamps", "Error 111 connecting to redis.stamps.internal:6379. Connection refused.")
            for second in range(141, 240, 2)
        ],
    )
    assert roots(made) == ["code.exception", "db.unreachable"]


def test_what_a_process_says_after_it_was_told_to_stop_did_not_end_it() -> None:
    def server(second: float, text: str) -> LogEvent:
        return line(second, "postgres", f"2026-11-22 10:00:00.000 UTC [1] {text}")

    made = report(
        [access(second, "plans", "/plans", 200) for second in range(0, 240, 2)],
        [server(120, "LOG:  received fast shutdown request")],
        [server(120.1, "FATAL:  terminating connection due to administrator command")],
        [server(120.9, "LOG:  database system is shut down")],
        [server(127, "LOG:  starting PostgreSQL 16.6 on x86_64-pc-linux-gnu, compiled by gcc")],
        [server(128, "LOG:  database system is ready to accept connections")],
    )
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_a_process_that_failed_and_shut_down_then_did_not_stop_in_order() -> None:
    def server(second: float, text: str) -> LogEvent:
        return line(second, "web", f"[2026-11-22 10:00:00 +0000] [1] {text}")

    cycles = [120.0, 140.0, 160.0, 180.0, 200.0]
    made = report(
        [server(second, "[INFO] Starting gunicorn 23.0.0") for second in cycles],
        [server(second + 1, "[ERROR] Exception in worker process") for second in cycles],
        [line(second + 1.1, "web", "ModuleNotFoundError: No module named 'shapely'") for second in cycles],
        [server(second + 1.5, "[INFO] Shutting down: Master") for second in cycles],
    )
    assert roots(made) == ["config.module_missing"]


def test_what_each_request_would_tell_is_not_why_most_fail_that_do_not_tell_it() -> None:
    made = report(
        failing("forms", "/forms", 121),
        [error(second, "forms", UNKNOWN) for second in range(121, 240, 2)],
        [error(second, "forms", EXPIRED) for second in range(124, 240, 20)],
    )
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.UNEXPLAINED


def test_what_each_failing_request_tells_at_first_is_the_cause_even_if_it_is_not_told_later() -> None:
    made = report(
        failing("forms", "/forms", 121),
        [
            error(
                second,
                "forms",
                "pymysql.err.OperationalError: (1213, 'Deadlock found when trying to get lock; try restarting transaction')",
            )
            for second in range(121, 145, 2)
        ],
        [error(second, "forms", UNKNOWN) for second in range(145, 240, 2)],
    )
    assert roots(made) == ["db.deadlock"]


def test_a_state_of_a_process_may_be_told_once() -> None:
    made = report(
        failing("forms", "/forms", 121),
        [error(second, "forms", UNKNOWN) for second in range(121, 240, 2)],
        [error(121, "forms", "OSError: [Errno 28] No space left on device: '/var/forms/1.json'")],
    )
    assert roots(made) == ["fs.disk_full"]


def test_a_worker_that_was_killed_now_and_then_is_not_why_requests_fail_with_an_error_of_their_own() -> None:
    killed = "[2026-11-22 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:9)"
    made = report(
        failing("forms", "/forms", 121),
        [error(second, "forms", UNKNOWN) for second in range(121, 240, 2)],
        [line(second, "forms", killed) for second in range(122, 240, 20)],
    )
    assert roots(made) == []


def test_what_failed_some_requests_all_along_is_not_why_most_begin_to_fail() -> None:
    violated = 'psycopg2.errors.ForeignKeyViolation: insert or update on table "lines" violates foreign key constraint "lines_sku"'
    made = report(
        failing("basket", "/basket", 121),
        [
            error(second, "basket", "socket.gaierror: [Errno -2] Name or service not known")
            for second in range(121, 240, 2)
        ],
        [error(second, "basket", violated) for second in range(3, 240, 16)],
        [access(second + 0.1, "basket", "/basket", 500) for second in range(3, 240, 16)],
    )
    assert roots(made) == ["net.dns_failure"]


def test_requests_that_are_refused_since_a_fault_began_are_its_harm() -> None:
    signature = "jwt.exceptions.InvalidSignatureError: Signature verification failed"
    made = report(
        [access(second, "api", "/me", 200) for second in range(0, 120, 2)],
        [error(second, "api", signature) for second in range(121, 240, 2)],
        [access(second + 0.1, "api", "/me", 401) for second in range(121, 240, 2)],
    )
    assert roots(made) == ["auth.token_invalid"]


def test_some_refused_callers_are_no_harm() -> None:
    made = report(
        [access(second, "api", "/me", 200) for second in range(0, 240, 2)],
        [error(second, "api", EXPIRED) for second in range(121, 240, 9)],
        [access(second + 0.1, "api", "/me", 401) for second in range(121, 240, 9)],
    )
    assert roots(made) == []


def test_a_breaker_that_is_open_tells_of_another_fault() -> None:
    opened = "\n".join(
        [
            "2026-11-22 10:00:00,000 ERROR com.acme.Trips - rejected",
            "io.github.resilience4j.circuitbreaker.CallNotPermittedException: CircuitBreaker 'fares' is OPEN",
            "\tat com.acme.trips.FareClient.quote(FareClient.java:40)",
        ]
    )
    made = report(failing("trips", "/trips", 121), [line(second, "trips", opened) for second in range(121, 240, 2)])
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.UNEXPLAINED


def test_a_complaint_from_before_a_task_was_ready_is_not_why_its_requests_fail_with_an_error_of_their_own() -> None:
    denied = "could not write the font cache: [Errno 13] Permission denied: '/home/app/.cache/fonts.json'"
    made = report(
        [access(second, "forms", "/forms", 200) for second in range(0, 110, 2)],
        [error(112, "forms", denied, "b2"), line(113, "forms", "Listening at: http://0.0.0.0:8000 (1)", "b2")],
        [error(second, "forms", UNKNOWN, "b2") for second in range(121, 240, 2)],
        [access(second + 0.1, "forms", "/forms", 500) for second in range(121, 240, 2)],
    )
    assert roots(made) == []


def test_work_that_goes_wrong_over_and_over_is_harm_even_if_it_is_called_a_warning() -> None:
    rejected = "2026-11-22 10:00:00,000 WARNING mailer MessageRejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: news@acme.example"
    made = report(
        [access(second, "site", "/", 200) for second in range(0, 240, 2)],
        [info(second, "mailer") for second in range(0, 120, 3)],
        [line(second, "mailer", rejected) for second in range(121, 240, 3)],
    )
    assert roots(made) == ["aws.email_rejected"]


def test_what_was_always_there_explains_nothing_that_began_later() -> None:
    aborted = "2026-11-22T10:00:00.000000Z 24 [Note] [MY-010914] [Server] Aborted connection 88 to db: 'blog' user: 'blog' host: '10.0.2.8' (Got timeout reading communication packets)."
    made = report(
        [line(second, "mysql", aborted) for second in range(5, 240, 40)],
        failing("blog", "/posts", 121),
        [
            error(second, "blog", "SQLSTATE[HY000] [1040] Too many connections (Connection: mysql, SQL: select 1)")
            for second in range(121, 240, 2)
        ],
    )
    assert roots(made) == ["db.too_many_connections"]


def test_unknown_errors_that_were_always_there_beside_good_answers_leave_a_system_healthy() -> None:
    made = report(
        [access(second, "feed", "/feed", 200) for second in range(0, 240, 2)],
        [error(second, "feed", "push to device was not taken") for second in range(3, 240, 20)],
    )
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_an_unknown_error_that_began_inside_the_window_is_not_called_healthy() -> None:
    made = report(
        [access(second, "feed", "/feed", 200) for second in range(0, 240, 2)],
        [error(second, "feed", "push to device was not taken") for second in range(123, 240, 10)],
    )
    assert made.verdict.status is VerdictStatus.UNEXPLAINED


def test_exceptions_that_were_always_there_and_were_answered_leave_a_system_healthy() -> None:
    trace = "\n".join(
        [
            "2026-11-22 10:00:00,000 ERROR app.main rejected input",
            "Traceback (most recent call last):",
            '  File "/app/schema.py", line 9, in load',
            "app.schema.NotAnAddress: {'email': ['not an address']}",
        ]
    )
    made = report(
        [access(second, "forms", "/forms", 200) for second in range(0, 240, 2)],
        [line(second, "forms", trace) for second in range(5, 240, 15)],
        [access(second + 0.1, "forms", "/forms", 422) for second in range(5, 240, 15)],
    )
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_a_panic_that_says_where_and_not_what_is_no_cause() -> None:
    panic = "thread 'main' panicked at src/main.rs:48:10:\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"
    made = report(
        failing("edge", "/geo", 121),
        [line(second, "geo", panic, f"g{second}") for second in range(121, 240, 20)],
    )
    assert roots(made) == []


def test_cut_connections_of_a_replaced_task_that_failed_no_request_are_no_root_cause() -> None:
    lost = "subscription lost: read ECONNRESET redis.feed.internal:6379"
    made = report(
        [access(second, "feed", "/feed", 200) for second in range(0, 240, 2)],
        [line(second, "feed", f"2026-11-22 10:00:00,000 INFO app.main {second}", "b2") for second in range(0, 120, 2)],
        [error(120 + late, "feed", lost, "b2") for late in (0, 0.1, 0.2)],
        [
            line(second, "feed", f"2026-11-22 10:00:00,000 INFO app.main {second}", "c3")
            for second in range(122, 240, 2)
        ],
    )
    assert roots(made) == []


def test_what_a_data_server_says_of_a_statement_harms_nobody_while_requests_are_answered() -> None:
    taken = '2026-11-22 10:00:00.000 UTC [44] ERROR:  duplicate key value violates unique constraint "orders_ref_key"'
    made = report(
        [access(second, "orders", "/orders", 201) for second in range(240)],
        [line(0, "orders-db", "2026-11-22 10:00:00.000 UTC [1] LOG:  database system is ready to accept connections")],
        [line(second, "orders-db", taken) for second in range(60, 240, 8)],
    )
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_what_a_data_server_says_of_a_statement_is_the_cause_of_the_requests_that_fail_with_it() -> None:
    missing = '2026-11-22 10:00:00.000 UTC [44] ERROR:  relation "orders" does not exist at character 15'
    made = report(
        failing("orders", "/orders", 121), [line(second, "orders-db", missing) for second in range(121, 240, 2)]
    )
    assert roots(made) == ["db.missing_table"]


def test_what_a_task_could_do_without_when_it_started_leaves_a_system_healthy() -> None:
    missing = "could not load the optional plugin: Error: Cannot find module '@acme/hints'"
    made = report(
        [access(second, "tax", "/tax", 200) for second in range(0, 118, 2)],
        [error(120, "tax", missing, "b2"), error(120.5, "tax", missing, "b2")],
        [line(121, "tax", "Listening at: http://0.0.0.0:8000 (1)", "b2")],
        [line(second, "tax", access(second, "tax", "/tax", 200).message, "b2") for second in range(122, 240, 2)],
    )
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_a_worker_that_fails_at_all_its_work_since_the_window_began_is_a_root_cause_where_nothing_else_is_wrong() -> (
    None
):
    fine = [access(second, "shop", "/lamps", 200) for second in range(0, 240, 2)]
    work = [info(second, "letters", "took a letter") for second in range(0, 240, 3)]
    failed = [
        line(second + 0.5, "letters", f"2026-11-22 10:00:00,000 WARN app.main letter failed: {REJECTED}")
        for second in range(0, 240, 3)
    ]
    assert roots(report(fine, work, failed)) == ["auth.credentials_rejected"]


def test_a_worker_that_seldom_fails_since_the_window_began_is_no_root_cause() -> None:
    fine = [access(second, "shop", "/lamps", 200) for second in range(0, 240, 2)]
    work = [info(second / 2, "letters", "sent a letter") for second in range(480)]
    failed = [
        line(second + 0.5, "letters", f"2026-11-22 10:00:00,000 WARN app.main letter failed: {REJECTED}")
        for second in range(0, 240, 20)
    ]
    assert roots(report(fine, work, failed)) == []


def test_a_worker_that_always_failed_is_not_named_beside_a_fault_that_is_new() -> None:
    fine = [access(second, "shop", "/lamps", 200) for second in range(0, 120, 2)]
    failed = [error(second, "letters", f"letter failed: {REJECTED}") for second in range(0, 240, 3)]
    news = [
        error(second, "shop", 'psycopg.errors.UndefinedTable: relation "lamps" does not exist')
        for second in range(121, 240, 3)
    ]
    bad = [access(second + 0.1, "shop", "/lamps", 500) for second in range(121, 240, 3)]
    assert roots(report(fine, failed, news, bad)) == ["db.missing_table"]


def test_an_error_of_a_task_that_was_told_to_stop_leaves_a_system_healthy() -> None:
    made = report(
        [access(second, "tides", "/tides", 200) for second in range(0, 240, 2)],
        [info(100, "tides", "the server is shutting down"), error(101, "tides", "the wait for a tide was cut short")],
        [line(second, "tides", "2026-11-22 10:00:00,000 INFO app.main worked", "b2") for second in range(90, 240, 5)],
    )
    assert made.verdict.status is VerdictStatus.HEALTHY


def test_refusals_that_become_the_rule_are_harm_even_if_a_few_callers_were_always_refused() -> None:
    few = [error(second, "bank", EXPIRED) for second in range(2, 100, 16)]
    refused = [access(second + 0.1, "bank", "/notes", 401) for second in range(2, 100, 16)]
    fine = [access(second, "bank", "/notes", 200) for second in range(1, 120, 2)]
    many = [error(second, "bank", "InvalidSignatureError: Signature verification failed") for second in range(121, 240)]
    denied = [access(second + 0.1, "bank", "/notes", 401) for second in range(121, 240)]
    assert roots(report(few, refused, fine)) == []
    assert roots(report(few, refused, fine, many, denied)) == ["auth.token_invalid"]


def test_an_instance_whose_requests_another_one_took_leaves_a_system_healthy() -> None:
    away = [
        line(
            second,
            "edge",
            "2026/11/22 10:00:00 [error] 7#7: *9 connect() failed (111: Connection refused) while connecting to upstream,"
            ' client: 10.0.1.7, server: _, request: "GET /tides HTTP/1.1", upstream: "http://10.0.3.4:8080/tides"',
        )
        for second in (100, 103)
    ]
    fine = [access(second, "edge", "/tides", 200) for second in range(0, 240, 2)]
    assert report(away, fine).verdict.status is VerdictStatus.HEALTHY
    failed = [access(second + 0.1, "edge", "/tides", 502) for second in (100, 103)]
    assert report(away, fine, failed).verdict.status is VerdictStatus.UNEXPLAINED


def test_a_statement_that_its_client_tried_again_leaves_a_system_healthy() -> None:
    deadlock = "ERROR:  deadlock detected"
    server = [line(second, "postgres", f"2026-11-22 10:00:00.000 UTC [7] {deadlock}") for second in range(60, 240, 20)]
    fine = [access(second, "seats", "/seats", 200) for second in range(0, 240, 2)]
    again = [
        line(second, "seats", "2026-11-22 10:00:00,000 WARNING app.main trying again: deadlock detected")
        for second in range(60, 240, 20)
    ]
    given_up = [error(second, "seats", "given up: deadlock detected") for second in range(60, 240, 20)]
    assert report(server, fine, again).verdict.status is VerdictStatus.HEALTHY
    assert report(server, fine, given_up).verdict.status is VerdictStatus.UNEXPLAINED


def limited(second: float) -> LogEvent:
    text = '2026/11/22 10:00:00 [error] 7#7: *9 limiting requests, excess: 3.2 by zone "calls", client: 10.0.1.7'
    return line(second, "edge", text)


def test_a_proxy_that_refuses_a_caller_who_asks_too_often_leaves_a_system_healthy() -> None:
    fine = [access(second, "edge", "/tides", 200) for second in range(0, 240, 2)]
    few = [event for second in (120, 122, 150) for event in (limited(second), access(second + 0.1, "edge", "/t", 429))]
    assert report(fine, few).verdict.status is VerdictStatus.HEALTHY
    many = [
        event for second in range(120, 240, 2) for event in (limited(second), access(second + 0.1, "edge", "/t", 429))
    ]
    assert report(fine, many).verdict.status is VerdictStatus.UNEXPLAINED


def test_requests_fail_of_what_stands_behind_the_fault_that_they_fail_of() -> None:
    """The front waits for a service that tells no answers, and that for the server whose statements wait for a lock."""
    stamp = "2026-11-22 10:00:00.000 UTC [7]"
    waits = f"{stamp} LOG:  process 7 still waiting for AccessShareLock on relation 91 of database 5 after 1000.1 ms"
    cancelled = "psycopg.errors.QueryCanceled: canceling statement due to statement timeout"
    late = "Get http://quotes.acme.internal:8000/q: context deadline exceeded (Client.Timeout exceeded)"
    made = report(
        [access(second, "front", "/q", 200) for second in range(0, 120, 2)],
        [line(second, "postgres", waits) for second in range(121, 240, 4)],
        [error(second + 1, "quotes", cancelled) for second in range(121, 240, 4)],
        [
            line(second + 1, "postgres", f"{stamp} ERROR:  canceling statement due to statement timeout")
            for second in range(121, 240, 4)
        ],
        [error(second + 2, "front", late) for second in range(121, 240, 4)],
        [access(second + 2.1, "front", "/q", 504) for second in range(121, 240, 4)],
    )
    assert roots(made) == ["db.lock_timeout"]


def test_a_new_release_of_a_worker_that_fails_at_its_work_ever_since_is_harm_even_if_it_is_called_a_warning() -> None:
    failed = "2026-11-22T10:00:00.000Z pid=8 tid=61b WARN: NoMethodError: undefined method `upcase' for nil:NilClass"
    made = report(
        [info(second, "letters", "sent a letter") for second in range(0, 120, 3)],
        [line(118, "letters", "2026-11-22 10:00:00,000 INFO app.main Starting processing", "b2")],
        [line(second, "letters", failed, "b2") for second in range(121, 240, 4)],
        [
            line(second + 2, "letters", "2026-11-22 10:00:00,000 INFO app.main sent a letter", "b2")
            for second in range(121, 240, 4)
        ],
    )
    assert roots(made) == ["runtime.null_reference"]


def test_a_consumer_that_loses_its_partitions_again_and_again_is_a_root_cause_where_nothing_deeper_is_told() -> None:
    lost = "2026-11-22 10:00:00,000 ERROR o.s.k.l.KafkaMessageListenerContainer org.apache.kafka.clients.consumer.CommitFailedException: Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment"
    made = report(
        [info(second, "stock", "batch done") for second in range(0, 240, 5)],
        [line(second, "stock", lost) for second in range(121, 240, 20)],
    )
    assert roots(made) == ["queue.consumer_rebalance"]


def test_refusals_that_become_the_rule_with_words_that_no_rule_knows_are_not_called_healthy() -> None:
    def refused(second: float) -> list[LogEvent]:
        return [
            line(second, "notes", "2026-11-22 10:00:00,000 WARN app.gate the visitor carries a strange badge"),
            access(second + 0.1, "notes", "/notes", 401),
        ]

    made = report(
        [access(second, "notes", "/notes", 200) for second in range(0, 120, 2)],
        [event for second in range(121, 240, 2) for event in refused(second)],
    )
    assert roots(made) == []
    assert made.verdict.status is VerdictStatus.UNEXPLAINED


def test_objects_of_one_bucket_are_one_fault() -> None:
    made = report(
        [
            error(
                second,
                "shop",
                "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: "
                "User: arn:aws:sts::111122223333:assumed-role/cakes/7 is not authorized to perform: s3:PutObject on "
                f'resource: "arn:aws:s3:::cakes/{second}/plan.pdf" because no identity-based policy allows it',
            )
            for second in range(4)
        ]
    )
    assert one(made, "iam.access_denied").count == 4


def test_so_many_hosts_that_one_service_does_not_find_are_one_fault() -> None:
    def lost(second: int) -> LogEvent:
        return error(second, "shop", f"Error: getaddrinfo ENOTFOUND cakes{second}.acme.test")

    few, many = ([lost(second) for second in range(count)] for count in (3, 20))
    assert len([f for f in report(few).findings if f.category == "net.dns_failure"]) == 3
    assert [f.count for f in report(many).findings if f.category == "net.dns_failure"] == [20]

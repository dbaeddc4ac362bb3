"""Failures of services that nobody's words connect: when they began and how long they last tells it."""

from tests.ranking.systems import access, error, failing, info, line, one, report, roots
from triage.model.events import LogEvent

ABSENT = "ModuleNotFoundError: No module named 'lxml'"
UNWRITABLE = (
    "4242:C 22 Nov 2026 10:00:00.000 # Failed opening the temp RDB file t.rdb (in server root dir /data) for saving: "
    "Permission denied"
)
UNSAVED = "4242:M 22 Nov 2026 10:00:00.000 # Background saving error"
MISCONF = "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk."


def _uploads(start: int, end: int = 240) -> list[LogEvent]:
    """Of a service that tells more than its requests, so that others need not answer for it."""
    return [*failing("upload", "/files", start, end), *(info(second, "upload") for second in range(0, 240, 2))]


def _worker(start: int, end: int = 240) -> list[LogEvent]:
    fine = [info(second, "parser") for second in range(0, start, 2)]
    return [*fine, *(error(second, "parser", ABSENT) for second in range(start, end, 3))]


def test_requests_that_fail_from_when_on_a_worker_fails_until_the_end_fail_of_it() -> None:
    made = report(_worker(120), _uploads(124))
    assert roots(made) == ["config.module_missing"]
    assert one(made, "http.server_error").explained_by == one(made, "config.module_missing").id


def test_requests_that_began_to_fail_at_another_time_do_not() -> None:
    assert roots(report(_worker(60), _uploads(150))) == []
    assert roots(report(_worker(180), _uploads(90))) == []


def test_requests_that_fail_no_more_while_the_worker_does_are_another_matter() -> None:
    passed = [access(second, "upload", "/files", 200) for second in range(160, 240, 2)]
    assert roots(report(_worker(120), _uploads(124, 160), passed)) == []


def test_a_server_that_tells_the_fault_of_its_clients_and_why_is_where_it_comes_from() -> None:
    saving = [line(second, "redis", text) for second in range(120, 240, 6) for text in (UNWRITABLE, UNSAVED)]
    told = [error(second, "carts", MISCONF) for second in range(121, 240, 2)]
    made = report(saving, told, failing("carts", "/carts", 121))
    assert roots(made) == ["fs.permission_denied"]
    assert one(made, "db.storage_full").explained_by == one(made, "fs.permission_denied").id


def test_a_front_that_answered_well_for_long_after_a_fault_began_fails_of_another() -> None:
    assert roots(report(_worker(60), failing("front", "/files", 150))) == []
    assert roots(report(_worker(60), failing("front", "/files", 64))) == ["config.module_missing"]


UNSENT = "org.apache.kafka.common.errors.TimeoutException: Topic fares.sold not present in metadata after 60000 ms."
SHAKEN = (
    "[Producer clientId=producer-1] Connection to node -2 (kafka-2.internal/10.20.7.12:9094) failed authentication "
    "due to: SSL handshake failed"
)
EXPIRED = (
    "WARN app.sender metadata error: javax.net.ssl.SSLHandshakeException: PKIX path validation failed: "
    "java.security.cert.CertificateExpiredException: NotAfter: Sat Nov 28 23:59:59 UTC 2026"
)
ANSWERED = "org.springframework.web.client.HttpServerErrorException$InternalServerError: 500 : [no body]"


def _seller(end: int = 240) -> list[LogEvent]:
    """Sends by way of a broker: its certificate is told once and calmly, what cannot be sent each time."""
    fine = [info(second, "seller") for second in range(0, 120, 2)]
    told = [line(86, "seller", f"2026-11-22 10:00:00,000 {EXPIRED}")]
    told += [line(second, "seller", f"2026-11-22 10:00:00,000 WARN app.net {SHAKEN}") for second in (85, 150, 220)]
    return [*fine, *told, *(error(second, "seller", UNSENT) for second in range(120, end, 2))]


def _desk(start: int, end: int = 240, step: int = 2) -> list[LogEvent]:
    return [error(second + 0.2, "desk", ANSWERED) for second in range(start, end, step)]


def test_a_warning_of_which_errors_come_that_only_a_client_sees_is_their_cause() -> None:
    made = report(_seller(), _desk(120))
    assert roots(made) == ["tls.cert_expired"]
    assert one(made, "queue.broker_unreachable").explained_by == one(made, "tls.cert_expired").id


def test_requests_that_fail_one_for_one_with_what_a_client_cannot_reach_fail_of_it() -> None:
    made = report(_seller(), _desk(120))
    assert one(made, "http.server_error").explained_by == one(made, "queue.broker_unreachable").id


def test_requests_that_fail_at_another_rate_or_for_another_time_do_not() -> None:
    assert not one(report(_seller(), _desk(120, step=6)), "http.server_error").explained_by
    assert not one(report(_seller(), _desk(160)), "http.server_error").explained_by
    assert not one(report(_seller(), _desk(120, 180)), "http.server_error").explained_by

"""What a fault does to users, and the request that shows its end."""

from tests.ranking.systems import access, error, line, one, report
from triage.model.events import LogEvent
from triage.model.findings import Finding, Role
from triage.model.rules import Severity

_REFUSED = "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on 'cakes-db' ([Errno 111] refused)\")"


def _post(second: float, status: int) -> LogEvent:
    event = access(second, "shop", "/pay", status)
    return line(second, "shop", event.message.replace("GET", "POST"))


def _titles(finding: Finding) -> list[str]:
    return [step.title for step in finding.remediation]


def test_a_request_that_fails_behind_a_front_is_counted_once() -> None:
    fine = [access(second, front, "/cakes", 200) for second in range(0, 60, 2) for front in ("shop", "nginx")]
    broken = range(60, 100, 2)
    made = report(
        fine,
        [error(second, "shop", _REFUSED) for second in broken],
        [access(second + 0.1, front, "/cakes", 500) for second in broken for front in ("shop", "nginx")],
    )
    told = [factor.text for factor in one(made, "db.unreachable").why]
    assert f"{len(broken)} requests failed since it began" in told


def test_the_request_that_shows_the_end_is_one_that_fails() -> None:
    """Reading fails once in a while, paying always."""
    broken = range(60, 160, 2)
    made = report(
        [access(second, "shop", "/cakes", 200) for second in range(160)],
        [_post(second, 200) for second in range(0, 60, 2)],
        [error(second, "shop", _REFUSED) for second in broken],
        [_post(second + 0.1, 500) for second in broken],
        [access(second + 0.2, "shop", "/cakes", 500) for second in (70, 90)],
    )
    assert "The failing request answers again: POST /pay" in _titles(one(made, "db.unreachable"))


def test_what_a_fault_leads_to_says_nothing_of_why_it_happens() -> None:
    broken = range(60, 100, 2)
    panic = "thread 'main' panicked at src/cakes.rs:7:5:\nindex out of bounds: the len is 3 but the index is 7"
    made = report(
        [access(second, "shop", "/cakes", 200) for second in range(0, 60, 2)],
        [line(second, "shop", panic) for second in broken],
        [access(second + 0.1, "shop", "/cakes", 500) for second in broken],
    )
    assert any(finding.explained_by for finding in made.findings)
    support = [text for finding in made.findings for told in finding.hypotheses for text in told.supported_by]
    assert not any("5xx" in text for text in support)


def test_who_calls_the_faulty_service_does_not_use_up_what_is_missing() -> None:
    exhausted = (
        "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30"
    )
    broken = range(60, 100, 2)
    made = report(
        [access(second, "shop", "/cakes", 200) for second in range(0, 60, 2)],
        [line(second, "report", "2026-11-22 10:00:00,000 INFO report worked") for second in range(40, 100)],
        [access(second, "front", "/cakes", 200) for second in range(30, 60)],
        [error(second, "shop", exhausted) for second in broken],
        [access(second + 0.1, name, "/cakes", 500) for second in broken for name in ("shop", "front")],
    )
    told = " ".join(hypothesis.says for hypothesis in one(made, "db.pool_exhausted").hypotheses)
    assert "report began" in told
    assert "front began" not in told


_RETRIED = (
    "2026/11/22 10:00:00 [error] 7#7: *9 connect() failed (111: Connection refused) while connecting to upstream, "
    'client: 10.0.1.7, server: _, request: "GET /cakes HTTP/1.1", upstream: "http://10.0.2.9:8000/cakes"'
)


def test_what_a_proxy_got_round_is_no_symptom_of_a_fault_that_fails_requests_otherwise() -> None:
    broken = range(60, 100, 2)
    made = report(
        [access(second, "nginx", "/cakes", 200) for second in range(0, 60, 2)],
        [line(second, "nginx", _RETRIED) for second in range(56, 100)],
        [error(second, "shop", _REFUSED) for second in broken],
        [access(second + 0.1, "nginx", "/cakes", 500) for second in broken],
    )
    retried = one(made, "net.upstream_error")
    assert (retried.severity, retried.explained_by) == (Severity.LOW, "")


def test_a_proxy_that_quotes_the_service_behind_it_tells_of_no_fault_of_its_own() -> None:
    told = (
        "PHP message: PHP Fatal error:  Uncaught Error: Call to a member function bake() on null in /app/cakes.php:5\n"
        "Stack trace:\n#0 /app/cakes.php(9): Oven->bake(Object(Cake))\n#1 {main}\n  thrown in /app/cakes.php on line 5"
    )
    quoted = (
        f'2026/11/22 10:00:00 [error] 7#7: *9 FastCGI sent in stderr: "{told}" while reading response header from '
        'upstream, client: 10.0.1.7, server: _, request: "GET /cakes HTTP/1.1", upstream: "fastcgi://10.0.2.9:9000"'
    )
    broken = range(60, 100, 2)
    made = report(
        [access(second, "nginx", "/cakes", 200) for second in range(0, 60, 2)],
        [line(second, "nginx", quoted) for second in broken],
        [line(second, "php", f"NOTICE: {told}") for second in broken],
        [access(second + 0.1, "nginx", "/cakes", 500) for second in broken],
    )
    assert [finding.services for finding in made.findings if finding.role is Role.ROOT_CAUSE] == [("php",)]


def test_what_makes_its_teller_fail_is_not_told_calmly() -> None:
    taken = "WARN Warning: could not listen on 10.0.0.7:7000: Address already in use"
    alone = report([line(0, "shop", taken), line(9, "shop", "INFO baking")])
    failed = report([line(0, "shop", taken), line(0.1, "shop", "ERROR no oven left, closing the bakery")])
    assert one(alone, "config.port_in_use").severity is Severity.LOW
    assert one(failed, "config.port_in_use").severity > Severity.LOW


def test_who_gives_up_tells_an_error_however_calmly() -> None:
    tried = "INFO exited: baker (exit status 3; not expected)"
    alone = report([line(0, "shop", tried), line(9, "shop", "INFO baking")])
    given_up = report(
        [line(0, "shop", tried), line(9, "shop", "INFO gave up: baker entered FATAL state, too many retries")]
    )
    assert one(alone, "code.exception").severity is Severity.LOW
    assert one(given_up, "code.exception").severity > Severity.LOW

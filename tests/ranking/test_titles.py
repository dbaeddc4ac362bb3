"""A title says what is faulty by its name, once."""

import pytest

from tests.ranking.systems import error, failing, one, report
from triage.model.rules import Capture
from triage.ranking.candidates import Candidate
from triage.ranking.titles import title
from triage.ruleset.library import shipped_rules
from triage.signatures.values import ValueCounts
from triage.summary.tallies import FaultKey, FaultTally, Sample


def _titled(rule_id: str, sample: str = "", part: str = "", **values: list[str]) -> str:
    rule = next(rule for rule in shipped_rules().rules if rule.id == rule_id)
    tally = FaultTally(FaultKey(rule_id, "", "api"))
    at = sample.find(part)
    tally.add_sample(Sample(1, "/ecs/api", "ecs/api/1", sample, (at, at + len(part))))
    tally.span.add(1, max(map(len, values.values()), default=1))
    for name, seen in values.items():
        assert any(isinstance(capture, Capture) and capture.name == name for capture in rule.captures)
        tally.values[name] = ValueCounts()
        for value in seen:
            tally.values[name].add(value)
    return title(rule, Candidate([tally], rule)).removeprefix(rule.title)


@pytest.mark.parametrize(
    ("rule_id", "values", "told"),
    [
        ("runtime.segfault", {"signal": ["SIGSEGV"]}, ""),
        ("ecs.out-of-memory", {"exit_code": ["137"], "container": ["tiles"]}, ": tiles"),
        ("net.dns-failure", {"host": ["tariffs.example.org"], "port": ["53"]}, ": tariffs.example.org"),
        ("redis.unreachable", {"host": ["cache.example.org"], "port": ["6379"]}, ": cache.example.org:6379"),
        ("runtime.port-in-use", {"host": ["::"], "port": ["8443"]}, ": port 8443"),
        ("auth.token-invalid", {"url": ["/members/4", "/members/9"]}, ": /members/…"),
        ("auth.token-invalid", {"url": ["/members", "/cards"]}, ""),
        ("tls.cert-expired", {"host": ["a.example"], "url": ["https://a.example/x/1", "https://a.example/x/2"]}, ": a.example"),
        ("fs.disk-full", {"file": [f"/srv/out/{n}.pdf" for n in range(4)]}, ": /srv/out/…"),
        ("fs.disk-full", {"file": ["/srv/out/1.pdf"]}, ": /srv/out/1.pdf"),
    ],
)  # fmt: skip
def test_a_title_holds_what_names_the_fault_and_nothing_twice(
    rule_id: str, values: dict[str, list[str]], told: str
) -> None:
    assert _titled(rule_id, **values) == told


def test_an_exception_is_told_by_what_it_says() -> None:
    said = {"exception": ["panicked"], "function": ["worker-3"], "file": ["src/fares.rs"]}
    assert _titled("rust.panic", message=["attempt to divide by zero\nnote: run"], **said) == (
        ": attempt to divide by zero · src/fares.rs"
    )


def test_where_one_word_of_the_message_is_captured_the_proof_tells_the_rest() -> None:
    line = "PHP Fatal error:  Uncaught Error: Call to a member function total() on null in /srv/cart.php:9"
    part = "Call to a member function total() on null"
    assert _titled(
        "php.null-reference", line, part, exception=["Error"], message=["total"], file=["/srv/cart.php"]
    ) == (": Call to a member function total() on null in /srv/cart.php:9")


def test_messages_that_differ_from_record_to_record_are_not_told() -> None:
    said = {"exception": ["KeyError"], "message": ["'a'", "'b'", "'c'"], "file": ["/srv/cart.py"]}
    assert _titled("app.unhandled-exception", **said) == ": KeyError · /srv/cart.py"


def test_a_colon_after_a_path_is_not_of_its_name() -> None:
    full = [
        error(second, "scans", f"Errno::ENOSPC - No space left on device @ io_write - /srv/scans/{second}.tif:")
        for second in range(100, 240, 10)
    ]
    finding = one(report(full, failing("scans", "/scans", 100)), "fs.disk_full")
    assert all(not value.endswith(":") for value in dict(finding.entities)["file"])

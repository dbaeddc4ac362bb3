"""From two sides to the conclusion."""

import msgspec
import pytest

from tests.compare.making import access, compared, event, missing_table, side, topology
from triage.compare.model import Comparison, Kind, Tell
from triage.compare.outline import word
from triage.compare.wording import rate_text
from triage.model.report import Check, CheckVerdict, Gap
from triage.model.rules import Layer

BAD_AMI = "Tasks have no machine to run on because an AMI does not exist"
TARGETS = "Targets behind the load balancer are unhealthy"


def _checks(image: str) -> tuple[Check, ...]:
    layer = Layer.INFRASTRUCTURE
    return (
        Check(layer, BAD_AMI, "aws", f"{image} does not exist", CheckVerdict.RULED_OUT, "2 of 2 tasks run"),
        Check(layer, TARGETS, "aws", "2 of 2 targets healthy", CheckVerdict.RULED_OUT),
    )


def _story() -> Comparison:
    a = side(
        "production",
        [*access("production", "/invoices", 500, 14), *missing_table("production", "shop_prod", 14)],
        topology("production", DB_NAME="shop_prod", DB_USER="app"),
        _checks("ami-0aaaaaaaaaaaaaaaa"),
    )
    b = side(
        "staging",
        access("staging", "/invoices", 200, 14),
        topology("staging", DB_NAME="shop_staging", DB_USER="app"),
        _checks("ami-0bbbbbbbbbbbbbbbb"),
    )
    return compared(a, b)


def test_the_conclusion_names_the_fault_of_one_side_and_what_explains_it() -> None:
    said = _story().conclusion
    assert "invoices" in said.headline and "only in production, staging is healthy" in said.headline
    assert any(text.startswith("DB_NAME is shop_prod in production and shop_staging") for text in said.explains)
    assert any("The same code works in staging" in text for text in said.explains)


def test_what_is_equal_is_ruled_out() -> None:
    ruled_out = "\n".join(_story().conclusion.ruled_out)
    assert "run the same digest in both" in ruled_out
    assert f"{TARGETS}: ruled out in both" in ruled_out
    assert "DB_USER" in ruled_out and "DB_PASSWORD" in ruled_out


def test_differing_images_of_machines_are_present_and_explain_nothing() -> None:
    said = _story().conclusion
    (text,) = [one for one in said.not_explaining if "AMI" in one]
    assert "ami-0aaaaaaaaaaaaaaaa / ami-0bbbbbbbbbbbbbbbb" in text and "does not exist" in text
    assert not any("AMI" in one or "ami-" in one for one in (*said.explains, *said.ruled_out))


def test_names_of_the_environments_make_no_difference() -> None:
    a = side("production", missing_table("production", "shop_prod", 12), topology("production", DB_NAME="shop_prod"))
    b = side("staging", missing_table("staging", "shop_staging", 12), topology("staging", DB_NAME="shop_staging"))
    found = compared(a, b)
    (row,) = found.findings
    assert (row.tell, row.rate.count_a, row.rate.count_b) == (Tell.SAME, 12, 12)
    assert found.conclusion.headline.startswith("Both show it")


def test_another_missing_table_is_another_fault() -> None:
    a = side("production", missing_table("production", "shop", 12, "invoices"))
    b = side("staging", missing_table("staging", "shop", 12, "customers"))
    assert {row.tell for row in compared(a, b).findings} == {Tell.ONLY_A, Tell.ONLY_B}


def test_unknown_signatures_are_matched_under_shared_names() -> None:
    text = "ERROR the frobnicator of {} lost its {} again"
    a = side("production", [event("production", at, text.format("production", "sprocket")) for at in range(6)])
    b = side("staging", [event("staging", at, text.format("staging", "sprocket")) for at in range(6)])
    (row,) = compared(a, b).signatures
    assert row.tell is Tell.SAME


def test_rates_are_measured_against_requests_where_both_sides_log_them() -> None:
    busy = [*access("production", "/x", 200, 100), *missing_table("production", "shop", 10)]
    calm = [*access("staging", "/x", 200, 10), *missing_table("staging", "shop", 10)]
    (row,) = compared(side("production", busy), side("staging", calm)).findings
    assert row.rate.per == "request"
    assert row.tell is Tell.MORE_B
    assert row.rate.high is not None and row.rate.high < 1


def test_a_route_that_nobody_asked_for_proves_little() -> None:
    a = side("production", [*access("production", "/invoices", 500, 9), *missing_table("production", "shop", 9)])
    b = side("staging", access("staging", "/health", 200, 40))
    assert any("Nobody asked for GET /invoices in staging" in text for text in compared(a, b).conclusion.unsure)


def test_one_record_more_may_be_chance_and_is_said_to_be() -> None:
    a = side("production", [*access("production", "/a", 200, 5), *missing_table("production", "shop", 3)])
    b = side("staging", access("staging", "/a", 200, 5))
    assert any("by chance" in text for text in compared(a, b).conclusion.unsure)


def test_the_next_command_is_that_of_the_cause_that_tells_the_sides_apart() -> None:
    step = _story().next
    assert step is not None
    assert step.kind.value == "inspect"


def test_a_side_that_was_not_read_whole_proves_nothing_by_absence() -> None:
    b = side("staging", access("staging", "/a", 200, 5))
    cut = msgspec.structs.replace(b, report=msgspec.structs.replace(b.report, gaps=(Gap("/ecs/x", "refused"),)))
    found = compared(side("production", missing_table("production", "shop", 9)), cut)
    assert not found.complete
    assert any("could not be read whole" in text for text in found.conclusion.unsure)


def test_a_fault_of_the_other_side_leads_when_this_one_has_none() -> None:
    a = side("production", access("production", "/a", 200, 20))
    b = side("staging", [*access("staging", "/a", 500, 20), *missing_table("staging", "shop", 20)])
    assert "only in staging, production is healthy" in compared(a, b).conclusion.headline


def test_a_symptom_of_one_side_alone_is_told_as_such() -> None:
    said = compared(
        side("production", access("production", "/invoices", 500, 14)),
        side("staging", access("staging", "/invoices", 200, 14)),
    ).conclusion
    assert "5xx" in said.headline and "in production, staging is healthy; no cause" in said.headline


def test_sides_without_events_are_not_called_alike() -> None:
    found = compared(side("production", ()), side("staging", ()))
    assert found.conclusion.headline == "production and staging have no data: nothing can be told apart"
    assert word(found) == "NOT KNOWN"
    half = compared(side("production", access("production", "/", 200, 3)), side("staging", ()))
    assert half.conclusion.headline == "staging has no data: nothing can be told apart"


def test_nothing_differs_from_a_side_without_events_and_no_rate_is_told() -> None:
    broken = [*access("production", "/a", 500, 9), *missing_table("production", "shop", 9)]
    found = compared(side("production", [*broken, event("production", 1, "ERROR odd thing")]), side("staging", ()))
    assert word(found) == "NOT KNOWN"
    assert found.conclusion.headline == "staging has no data: nothing can be told apart"
    assert found.conclusion.only == ()
    assert {one.tell for one in (*found.findings, *found.signatures, *found.routes)} == {Tell.SAME}
    assert rate_text(found.findings[0].rate, "production", "staging") == "9 in production, 0 in staging"


def test_identical_environments_are_alike() -> None:
    both = [
        side(name, access(name, "/invoices", 200, 14), topology(name, DB_NAME=f"shop_{name}"))
        for name in ("production", "staging")
    ]
    found = compared(both[0], both[1])
    assert word(found) == "ALIKE" and not found.conclusion.explains


def test_two_healthy_sides_are_alike() -> None:
    found = compared(
        side("production", access("production", "/a", 200, 20)), side("staging", access("staging", "/a", 200, 20))
    )
    assert found.conclusion.headline == "No fault tells production and staging apart"


@pytest.mark.parametrize("kind", [Kind.WINDOWS, Kind.FILES])
def test_windows_and_files_are_compared_by_their_logs_alone(kind: Kind) -> None:
    known = topology("production", DB_NAME="shop_prod")
    events = missing_table("production", "shop_prod", 9)
    found = compared(
        side("this window", events, known), side("the baseline", access("production", "/a", 200, 9), known), kind
    )
    assert not found.settings and not found.checks
    assert found.findings[0].tell is Tell.ONLY_A


def test_the_same_sides_give_the_same_comparison() -> None:
    assert msgspec.json.encode(_story().conclusion) == msgspec.json.encode(_story().conclusion)

"""The page about records lists what the tests prove and what the recordings show."""

from pathlib import Path

from tests.docs.pages import CHECKOUT
from tests.docs.records_tables import PAGE, placed
from triage.parsing import limits


def test_the_tables_are_those_of_the_tests_and_recordings() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert placed(page) == page, "run `python -m tests.docs.records_tables`"


def test_every_test_that_the_page_names_is_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = {word.strip("`") for word in page.replace(",", " ").split() if word.strip("`").endswith(".py")}
    found = {path.name for path in Path(CHECKOUT, "tests").rglob("*.py")}

    assert {name for name in named if name.rpartition("/")[2].rstrip(").;") not in found} == set()


def test_the_bounds_that_the_page_names_are_those_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert (limits.MAX_RECORD_LINES, limits.MAX_RECORD_CHARS, limits.MAX_STREAMS) == (4_096, 1 << 20, 2_048)
    assert (limits.BURST_MS, limits.TIGHT_MS, limits.MAX_OPEN) == (100, 5, 6)
    assert (limits.PATIENCE_LINES, limits.PATIENCE_MS) == (40, 2_000)
    for said in (
        "4,096 lines, 1 MiB",
        "2,048 streams",
        "within 100 ms",
        "within 5 ms",
        "up to six",
        "40 lines and two seconds",
    ):
        assert said in " ".join(page.split())
    assert all(f"{size:,}" in page for size in limits.PARTIAL_SIZES)

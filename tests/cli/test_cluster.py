"""`triage cluster` as people see it."""

from pathlib import Path

from click.testing import CliRunner

from triage.cli.cluster import command
from triage.cli.cluster_table import table
from triage.sources.files import FileSource

LINES = [
    *(f"2025-03-12T06:{n:02}:00Z INFO pricing - order {n + 100} priced for task 3f2a91c0" for n in range(40)),
    *(
        f"2025-03-12T06:{n:02}:30Z INFO copy - copied rows of {t}"
        for n, t in enumerate(["orders", "carts", "users"] * 2)
    ),
    "2025-03-12T06:50:00Z ERROR pricing - no price for order 7",
]


def written(folder: Path) -> Path:
    path = folder / "app.log"
    path.write_text("\n".join(LINES) + "\n")
    return path


def test_the_table_tells_counts_times_values_and_a_sample(tmp_path: Path) -> None:
    shown = table(FileSource([str(written(tmp_path))]), None, "count", 1, 120, why=False)
    assert shown.splitlines()[:6] == [
        "47 records in 5 clusters",
        "",
        "      40   85.1 %  06:00:00 to 06:39:00  ████████          v1:c501b7689d10a2e2",
        "          order <*> priced for task <*>",
        "          <*> 1: 40 values",
        "          <*> 2: always 3f2a91c0",
    ]


def test_no_line_is_wider_than_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "wide.log"
    path.write_text("2025-03-12T06:00:00Z INFO " + "a long story " * 40 + "\n2025-03-14T06:00:00Z CRITICAL again\n")
    for width in (80, 120):
        shown = table(FileSource([str(path)]), None, "count", 5, width, why=True)
        assert max(map(len, shown.splitlines())) == width


def test_why_records_are_one_cluster() -> None:
    text = "".join(f"INFO copied rows of {name}\n" for name in ("orders", "carts", "users", "events", "stock"))
    result = CliRunner().invoke(command, ["--why"], input=text)
    assert result.exit_code == 0
    assert "why: these forms differ only in words of which many were seen in the same place" in result.output
    assert "               copied rows of carts\n" in result.output


def test_level_sort_and_limit(tmp_path: Path) -> None:
    path = str(written(tmp_path))
    errors = CliRunner().invoke(command, [path, "--level", "error"]).output
    last = CliRunner().invoke(command, [path, "--sort", "last", "--limit", "1"]).output
    assert errors.startswith("1 record in 1 cluster\n")
    assert "no price for order <*>" in last
    assert last.endswith("... 4 more; --limit shows them\n")

"""The rules commands as an author meets them."""

import json
from pathlib import Path

import pytest
import yaml

from tests.authoring.pack import rules, write_pack
from tests.ruleset.rule_text import RULE
from triage.authoring.watching import changes
from triage.errors import InputError, UsageError
from triage.model.report import Coverage, Report, Target, Tool, UnmatchedCluster, Verdict, VerdictStatus, Window
from triage.runs import RunStore


def _healthy(folder: Path) -> Path:
    """A log in which nothing is wrong: the recordings of the checkout take their time."""
    log = folder / "healthy.log"
    log.write_text("2026-01-01T00:00:00Z INFO ready\n")
    return log


def test_list_narrows_by_everything_at_once() -> None:
    result = rules("list", "--technology", "mysql", "--category", "db", "--layer", "data", "--tag", "rds", "--json")
    rows = json.loads(result.output)

    assert rows
    assert all(r["technology"] == "mysql" and r["category"].startswith("db.") and "rds" in r["tags"] for r in rows)
    assert [r["id"] for r in rows] == sorted(r["id"] for r in rows)


def test_list_narrows_to_a_pack(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    nameless = [row["pack"] for row in json.loads(rules("list", "--rules", pack, "--pack", pack, "--json").output)]
    assert nameless == []
    inside = json.loads(rules("list", "--rules", pack, "--pack", pack / "made", "--json").output)
    assert [row["id"] for row in inside] == ["made.fault"]
    (pack / "pack.yaml").write_text('name: ours\nversion: "1.0"\n')
    named = json.loads(rules("list", "--rules", pack, "--pack", "ours", "--json").output)
    assert [(row["id"], row["pack"]) for row in named] == [("made.fault", "ours")]
    shipped = json.loads(rules("list", "--rules", pack, "--pack", "shipped", "--json").output)
    assert len(shipped) > 100 and not any(row["id"] == "made.fault" for row in shipped)


def test_list_of_nothing_is_an_error_and_not_an_empty_table() -> None:
    assert isinstance(rules("list", "--technology", "nothing").exception, UsageError)


def test_show_prints_a_rule_that_loads_again(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    shown = rules("show", "made.fault", "--rules", pack).output

    assert yaml.safe_load(shown)["match"] == {"regex": "gadget (?P<file>\\S+) is broken"}
    again = write_pack(tmp_path / "again", shown)
    assert rules("lint", again).exit_code == 0


def test_show_says_where_each_key_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_pack(tmp_path)
    (tmp_path / "triage.toml").write_text(
        'rules = ["pack"]\n[overrides."made.fault"]\nset = {severity = "low"}\nadd = {tags = ["ours"]}\n'
    )
    shown = rules("show", "made.fault", "--origin").output

    assert "triage.toml: set\nseverity: low\n" in shown
    assert "fault.yaml:3\ntitle: A made-up fault\n" in shown
    assert yaml.safe_load(shown)["tags"] == ["ours"]


def test_explain_is_the_page_of_a_rule() -> None:
    page = rules("explain", "mysql.table-missing").output

    for words in ("# MySQL table does not exist", "## What explains it", "## Look", "## Change", "Risk:", "## Verify"):
        assert words in page


def test_explain_of_a_text_says_what_won_and_why() -> None:
    cause = "(2003, \"Can't connect to MySQL server on 'db' ([Errno 111] Connection refused)\")"
    text = f"sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) {cause}"
    result = rules("explain", "--log", "-", text=text)

    assert result.exit_code == 0
    assert "match mysql.unreachable" in result.output
    assert "why   mysql.unreachable before net.connection-refused: declared under overlaps" in result.output


def test_explain_names_the_leaf_that_fails_first(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    result = rules("explain", "--rules", pack, "--log", "-", text="gadget /etc/a is fine")

    assert result.exit_code == 1
    assert "match none" in result.output
    assert (
        "no    made.fault: the text holds none of ' is broken'"
        in rules("explain", "made.fault", "--rules", pack, "--log", "-", text="gadget /etc/a is fine").output
    )
    failed = rules("explain", "made.fault", "--rules", pack, "--log", "-", text="a thing is broken").output
    assert "no    made.fault: match: /gadget (?P<file>\\S+) is broken/ is not there" in failed


def test_explain_tells_the_nearest_few_in_words_and_none_beside_a_match(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    near = rules("explain", "--rules", pack, "--log", "-", text="a thing is broken").output
    rows = [row for row in near.splitlines() if row.startswith("no ")]
    assert "no    made.fault: 'gadget … is broken' is not there" in rows
    assert len(rows) <= 3
    beside = rules("explain", "--rules", pack, "--log", "-", text="gadget /etc/a is broken").output
    assert "\nno " not in beside
    assert "rules more do not fit; name one to see why" in beside


def test_explain_says_of_a_field_that_it_is_absent() -> None:
    said = rules("explain", "app.unhandled-exception", "--log", "-", text="INFO all is well").output
    assert "there is no exception.type" in said


def test_explain_shows_hostile_text_harmless(tmp_path: Path) -> None:
    result = rules("explain", "--rules", write_pack(tmp_path), "--log", "-", text="gadget \x1b]0;x\x07 is broken")

    assert "\x1b" not in result.output
    assert "made.fault" in result.output


def test_explain_of_nothing_and_of_too_much_is_an_error() -> None:
    assert isinstance(rules("explain", "--log", "-", text="\n").exception, InputError)
    assert isinstance(rules("explain", "--log", "-", text="x" * 300_000).exception, InputError)
    assert isinstance(rules("explain", "made.nothing").exception, UsageError)


def test_test_runs_one_rule_against_all_and_tells_a_failure(tmp_path: Path) -> None:
    good = rules("test", "made.*", "--rules", write_pack(tmp_path), "--format", "json", "--healthy", _healthy(tmp_path))
    bad = rules("test", "made.*", "--rules", write_pack(tmp_path / "bad", RULE.replace("file: /etc/a}", "file: /b}")),
                "--healthy", _healthy(tmp_path))  # fmt: skip

    assert good.exit_code == 0, good.output
    assert json.loads(good.output)["passed"] is True
    assert bad.exit_code == 1
    assert "made.fault: plain: file: want '/b', got '/etc/a'" in bad.output


def test_test_fires_on_healthy_logs(tmp_path: Path) -> None:
    log = tmp_path / "ok.log"
    log.write_text("2026-01-01T00:00:00Z ERROR gadget /etc/a is broken\n")
    result = rules("test", "made.*", "--rules", write_pack(tmp_path), "--healthy", log)

    assert result.exit_code == 1
    assert "made.fault: ok.log: a finding of severity high on a healthy system" in result.output


def test_watch_looks_again_only_after_a_change(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    file = pack / "made" / "fault.yaml"
    runs: list[str] = []

    def pause(_seconds: float) -> None:
        if len(pauses) == 2:
            file.write_text(RULE + "\n# changed\n")
        pauses.append("")

    pauses: list[str] = []
    for _ in changes([pack], pause, looks=5):
        runs.append(file.read_text()[-9:])

    assert len(runs) == 2
    assert runs[-1] == "changed\n"[-9:] or "changed" in runs[-1]


def test_coverage_names_what_no_example_exercises(tmp_path: Path) -> None:
    text = RULE.replace(
        'match: {regex: "gadget (?P<file>\\\\S+) is broken"}',
        'match: {any: [{regex: "gadget (?P<file>\\\\S+) is broken"}, {contains: "gadget lost"}]}',
    )
    pack = write_pack(tmp_path, text)
    result = rules("coverage", "--only", "made.*", "--rules", pack, "--verbose", "--min", "51")

    assert result.exit_code == 1
    assert "match.any[1] contains 'gadget lost'" in result.output
    assert "leaves 1 of 2 (50 %), captures 1 of 1 (100 %), commands 1 of 1 (100 %)" in result.output


def test_coverage_of_logs_lists_unknown_signatures(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text(
        "2026-01-01T00:00:00Z ERROR gadget /etc/a is broken\n" + "2026-01-01T00:00:01Z ERROR sprocket 77 is bent\n" * 2
    )
    result = rules("coverage", log, "--rules", write_pack(tmp_path), "--min", "50")

    assert result.exit_code == 1
    assert "rules know 1 of 3 error records (33 %)" in result.output
    assert "sprocket <*> is bent" in result.output


def test_bench_fails_past_a_budget(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)

    assert rules("bench", "made.*", "--rules", pack, "--hostile-ms", "1e9", "--corpus-us", "1e9").exit_code == 0
    over = rules("bench", "made.*", "--rules", pack, "--hostile-ms", "0", "--json")
    assert over.exit_code == 1
    assert json.loads(over.output)[0]["over"] == ["hostile"]


def test_a_new_rule_lints_and_passes_its_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = rules("new", "acme.queue-stuck")

    assert made.exit_code == 0, made.output
    linted = rules("lint", "rules")
    assert linted.exit_code == 0
    assert [row.split(": ")[2] for row in linted.output.splitlines() if "[scaffold]" in row] == [
        "still says what to write here",
        "the counter-example is still the one of a new file",
    ]
    assert rules("lint", "rules", "--strict").exit_code == 1
    assert rules("test", "acme.*", "--rules", "rules", "--healthy", _healthy(tmp_path)).exit_code == 0
    assert isinstance(rules("new", "acme.queue-stuck").exception, UsageError)
    assert isinstance(rules("new", "mysql.table-missing").exception, UsageError)
    assert isinstance(rules("new", "../../etc/passwd").exception, UsageError)


SAMPLE = (
    "2026-01-01T00:00:00Z ERROR cannot open file \"/data/a-9.csv\" on host w-7.internal for user 'u9', retry 3 of [5]"
)
TEMPLATE = "cannot open file \"<*>\" on host <*> for user '<*>', retry <*>"


def _saved(folder: Path, cluster: UnmatchedCluster) -> None:
    report = Report(
        tool=Tool("0", "0"),
        target=Target("files"),
        window=Window(0, 1),
        verdict=Verdict(VerdictStatus.UNEXPLAINED, ""),
        coverage=Coverage(),
        unmatched=(cluster,),
    )
    RunStore(folder).save(report)


def test_a_rule_out_of_a_signature_has_pattern_captures_and_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(tmp_path / "state"))
    values = (("1", (("/data/a-9.csv", 4),)),)
    _saved(
        tmp_path / "state", UnmatchedCluster("v1:abc123", TEMPLATE, 7, ("api",), 0, 1, "error", SAMPLE, values=values)
    )
    made = rules("new", "acme.file-gone", "--from-signature", "abc")
    text = Path("rules/acme/file-gone.yaml").read_text()
    rule = yaml.safe_load(text)

    assert made.exit_code == 0, made.output
    assert "7 records in api" in text and "To read a value out" not in text
    assert "/data/a-9.csv (4)" in text
    assert rule["captures"] == {
        "file": {"type": "path"},
        "host": {"type": "hostname"},
        "user": {"type": "sql_identifier"},
    }
    assert rule["examples"]["match"][0]["log"] == SAMPLE
    assert rule["examples"]["match"][0]["captures"] == {"file": "/data/a-9.csv", "host": "w-7.internal", "user": "u9"}
    assert rules("lint", "rules").exit_code == 0
    assert rules("test", "acme.*", "--rules", "rules", "--healthy", _healthy(tmp_path)).exit_code == 0


def test_a_rule_without_captures_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(tmp_path))
    log = "ERROR berth 7 refused ship S-9"
    _saved(tmp_path, UnmatchedCluster("v1:abc123", "berth <*> refused ship <*>", 7, (), 0, 1, "error", log))
    made = rules("new", "acme.refused", "--from-signature", "abc", "--print").output
    assert "captures" not in yaml.safe_load(made)
    shown = made.replace("# captures: {", "captures: {").replace("berth \\S{1,200}", "berth (?P<resource>\\S{1,200})")
    pack = write_pack(tmp_path, shown, "acme/refused.yaml")
    assert rules("lint", pack).exit_code == 0, shown


def test_an_unknown_signature_lists_those_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_STATE_DIR", str(tmp_path))
    _saved(tmp_path, UnmatchedCluster("v1:abc123", TEMPLATE, 7, (), 0, 1, "error", SAMPLE))
    error = rules("new", "acme.x", "--from-signature", "fff", "--print").exception

    assert isinstance(error, UsageError)
    assert "v1:abc123" in error.hint

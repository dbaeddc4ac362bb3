"""Hostile rule files are refused at once, located, and stop nothing else."""

from pathlib import Path

import pytest

from tests.ruleset.rule_text import PATH, RULE
from triage.errors import InputError, RuleError
from triage.ruleset.fault import code_of
from triage.ruleset.library import load_rules
from triage.ruleset.loading import load
from triage.ruleset.packs import files_of

BOMB = "a: &a [x, x]\n" + "\n".join(f"k{n}: &b{n} [*a, *a, *a, *a, *a, *a, *a, *a]" for n in range(400))
HOSTILE = {
    "alias bomb": (BOMB, "yaml"),
    "a megabyte": ("explain: " + "x" * 1_000_000, "yaml-size"),
    "duplicate key": (RULE.replace("severity: high", "severity: high\nseverity: low"), "yaml"),
    "catastrophic pattern": (RULE.replace("\\\\S+", "(\\\\w+\\\\s?)*"), "dialect"),
    "alternatives alike": (RULE.replace("gadget", "(a|a)*gadget"), "dialect"),
    "gaps without end": (RULE.replace("gadget", ".*.*.*gadget"), "dialect"),
    "bounded, and yet far too much": (RULE.replace("gadget", "(?:[a-z]{1,900}[a-z ]{1,900}){1,900}gadget"), "dialect"),
    "empty rounds": (RULE.replace("gadget", "(?:a?){400}a{400}gadget"), "dialect"),
    "nothing": ("", "schema"),
    "brackets": ("[" * 50_000, "yaml"),
    "a tag": ("!!python/object/apply:os.system [true]\n", "yaml"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_place_and_stops_no_other(name: str) -> None:
    text, code = HOSTILE[name]
    rules, errors = load([("rules/bad/file.yaml", text), (PATH, RULE)])

    assert [rule.id for rule in rules] == ["made.fault"]
    assert code in {code_of(error) for error in errors}
    assert all(error.location and error.location.path == "rules/bad/file.yaml" for error in errors)
    assert all(error.hint for error in errors)


def test_of_a_huge_file_only_as_much_is_read_as_it_takes_to_refuse_it(tmp_path: Path) -> None:
    big = tmp_path / "made" / "big.yaml"
    big.parent.mkdir()
    big.write_text("x" * 3_000_000)

    ((_, text),) = files_of(big)

    assert len(text) < 300_000


def test_a_folder_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        files_of(tmp_path)
    with pytest.raises(InputError):
        load_rules([tmp_path / "absent"])


def test_one_technologys_folder_is_a_pack_too(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "fault.yaml").write_text(RULE)

    assert files_of(tmp_path / "made") == files_of(tmp_path) == files_of(tmp_path / "made" / "fault.yaml")


def test_a_wrong_file_of_a_projects_pack_is_left_out_and_one_that_is_named_is_an_error(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (made / "fault.yaml").write_text(RULE)
    (made / "bomb.yaml").write_text(BOMB)
    for _again in range(2):
        rules = load_rules([tmp_path], lenient=[tmp_path])

        assert [rule.id for rule in rules.rules if rule.technology == "made"] == ["made.fault"]
        assert [(Path(e.location.path).name, e.location.line) for e in rules.errors if e.location] == [("bomb.yaml", 1)]
        with pytest.raises(RuleError):
            load_rules([tmp_path])

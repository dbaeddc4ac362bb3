"""Lint says what is wrong with a rule file, where, why, and what to write instead."""

import json
from pathlib import Path

import pytest

from tests.authoring.pack import rules, write_pack
from tests.ruleset.rule_text import PATH, RULE
from triage.authoring.linting import LintFinding, github, lint

OTHER = "rules/made/other.yaml"


def _other(old: str = "", new: str = "") -> tuple[str, str]:
    text = RULE.replace("made.fault", "made.other").replace("gadget", "widget")
    return OTHER, text.replace(old, new) if old else text


def _codes(*files: tuple[str, str]) -> list[tuple[str, str, int]]:
    return [(f.code, f.level, f.line) for f in lint(files).findings]


def test_a_rule_in_order_has_no_findings() -> None:
    assert lint([(PATH, RULE)]).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "fix"),
    [
        ("severity: high", "severty: high", "unknown-key", "Did you mean 'severity'?"),
        ("severity: high", "severity: awful", "schema", "One of: critical, high"),
        ("title: A made-up fault", "title: Odd", "schema", "Write 4 to 72 characters."),
        ("title: A made-up fault", f"title: {'long ' * 20}", "schema", "Write 4 to 72 characters."),
        ("schema: 1\n", "schema: 1\ntags: disk\n", "schema", "Write [one, two]."),
        ("id: look", "id: Look it", "schema", "small letters, digits and dashes"),
        ("id: made.fault", "id: made.other", "id-file", "`id: made.fault`"),
        ("config.invalid", "config.invald", "category", "Did you mean 'config.invalid'?"),
        (
            "config.invalid",
            "config.broken",
            "category",
            "One of: config.port_in_use, config.missing_env, config.invalid",
        ),
        ("captures: {file: {type: path}}", "captures: {}", "group", "`file: {type: path}`"),
        ("\\\\S+", "\\\\S{,9}", "dialect", "{0,n}"),
        ("\\\\S+", "(?:\\\\w+\\\\s?)*x", "dialect", "{1,64}"),
        ('"{file}"', '"{fil}"', "placeholder", "{capture}"),
        ("severity: high", "severity: high\nseverity: low", "yaml", "Keep one"),
    ],
)
def test_a_fault_has_a_code_and_its_mend(old: str, new: str, code: str, fix: str) -> None:
    assert old in RULE
    found = [f for f in lint([(PATH, RULE.replace(old, new))]).findings if f.code == code]

    assert found
    assert any(fix in f.fix for f in found), found
    assert all(f.path == PATH and f.line > 0 and f.column > 0 and f.reason for f in found)


@pytest.mark.parametrize(
    ("match", "code"),
    [
        ('{any: [{contains: "gadget failed"}, {contains: "gadget failed"}]}', "dead-leaf"),
        ('{any: [{contains: "gadget"}, {contains: "gadget failed"}]}', "dead-leaf"),
        ('{any: [{contains: "gadget"}, {regex: "the gadget is (?:gone|away)"}]}', "dead-leaf"),
        ('{all: [{contains: "gadget"}, {not: {contains: "gadget"}}]}', "dead-rule"),
        ('{any: [{contains: "fail"}, {contains: "gadget broken"}]}', "short-literal"),
    ],
)
def test_leaves_that_cannot_matter_and_words_that_match_all_are_told(match: str, code: str) -> None:
    old = 'match: {regex: "gadget (?P<file>\\\\S+) is broken"}\ncaptures: {file: {type: path}}'
    text = RULE.replace(old, f"match: {match}").replace('argv: [cat, "{file}"]', "argv: [cat]")
    assert text != RULE

    assert code in [f.code for f in lint([(PATH, text)]).findings]


def test_unknown_former_and_deprecated_rules_are_told() -> None:
    unknown = "causes: [{rule: made.othr}]\nremediation"
    former = "causes: [{rule: made.old}]\nremediation"
    renamed = _other("tags", "tags")[1].replace("severity", "aliases: [made.old]\nseverity", 1)

    assert ("unknown-rule", "error") in [c[:2] for c in _codes((PATH, RULE.replace("remediation", unknown)), _other())]
    found = lint([(PATH, RULE.replace("remediation", former)), (OTHER, renamed)]).findings
    assert [(f.code, f.fix) for f in found] == [("deprecated-id", "Write made.other.")]


def test_rules_that_explain_each_other_are_a_cycle() -> None:
    there = RULE.replace("remediation", "causes: [{rule: made.other}]\nremediation")
    back = _other("remediation", "causes: [{rule: made.fault}]\nremediation")

    assert [code for code, _, _ in _codes((PATH, there), back)] == ["cause-cycle"]


def test_verify_must_name_the_rule_itself() -> None:
    step = "- {id: v, kind: verify, title: Again, argv: [triage, verify, made.othr, x]}\nexamples"

    assert "unknown-rule" in [c for c, _, _ in _codes((PATH, RULE.replace("examples", f"  {step}", 1)))]


WRONG = (
    RULE.replace("title: A made-up fault", "title: t")
    .replace("config.invalid", "config.broken")
    .replace("remediation:", "hypotheses:\n  - {id: why, says: It was never whole., check: luck}\nremediation:")
    .replace("metadata:", "causes:\n  - {rule: made.nothing}\nmetadata:")
)


def test_everything_is_told_at_once() -> None:
    assert [(f.line, f.reason) for f in lint([(PATH, WRONG)]).findings] == [
        (3, "title: too short: 1 character"),
        (7, "unknown category 'config.broken'"),
        (12, "no step 'luck'"),
        (21, "there is no rule 'made.nothing'"),
    ]


def test_a_part_of_a_wrong_form_brings_no_faults_that_are_none() -> None:
    for old, new in (
        ("captures: {file: {type: path}}", "captures: {file: path}"),
        ('match: {regex: "gadget (?P<file>\\\\S+) is broken"}', "match: 7"),
        ("id: made.fault\n", ""),
        ("  - {id: look, kind: inspect,", "  - {id: look,"),
    ):
        assert old in RULE
        assert len(lint([(PATH, RULE.replace(old, new))]).findings) == 1, new


def test_a_rule_with_a_fault_is_known_to_the_others() -> None:
    other = _other("metadata:", "causes:\n  - {rule: made.fault}\nmetadata:")
    found = lint([(PATH, RULE.replace("title: A made-up fault", "title: t")), other]).findings
    assert [f.code for f in found] == ["schema"]


def test_an_annotation_is_made_of_sentences() -> None:
    (row,) = github([LintFinding("a", 1, 1, "c", "is too new", "Update it.")])
    assert row.endswith("::is too new. Update it.")


def test_annotations_hold_no_line_break_and_no_second_command() -> None:
    finding = LintFinding("a,b.yaml", 3, 4, "yaml", "bad\n::error::x", "100%")

    assert list(github([finding])) == ["::error file=a%2Cb.yaml,line=3,col=4,title=yaml::bad%0A::error::x. 100%25"]


def test_the_command_takes_pack_folder_and_file_and_says_the_same(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, RULE.replace("config.invalid", "config.broken"))
    results = [rules("lint", place) for place in (pack, pack / "made", pack / "made" / "fault.yaml")]

    assert {result.exit_code for result in results} == {1}
    assert len({result.output for result in results}) == 1
    assert "fault.yaml:7:" in results[0].output
    assert "error[category]" in results[0].output


def test_the_json_form_lists_every_finding(tmp_path: Path) -> None:
    pack = write_pack(tmp_path, RULE.replace("config.invalid", "config.broken"))
    found = json.loads(rules("lint", pack, "--format", "json").output)["findings"]

    assert [(f["code"], f["line"], f["level"]) for f in found] == [("category", 7, "error")]


def test_strict_fails_on_warnings(tmp_path: Path) -> None:
    text = RULE.replace("remediation", 'overlaps: [{rule: "none.*", winner: "*", why: x}]\nremediation')
    pack = write_pack(tmp_path, text)

    assert rules("lint", pack).exit_code == 0
    assert rules("lint", pack, "--strict").exit_code == 1

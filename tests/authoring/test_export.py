"""Exports say how faithful they are, and hold it on the rule's own examples; Terraform reads what is written for it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from triage.authoring.export.fidelity import Fidelity, checked
from triage.authoring.export.insights import query
from triage.authoring.export.metric_filter import filter_pattern
from triage.authoring.export.terraform import alarm, hcl
from triage.model.rules import Rule
from triage.ruleset.filter_language import finds
from triage.ruleset.library import shipped_rules

SHAPES = {
    "mysql.table-missing": "all with a not",
    "postgres.column-missing": "translated messages",
    "net.connection-refused": "overlaps and fields",
    "redis.auth-failed": "codes",
    "java.heap-exhausted": "exceptions",
    "nginx.upstream-failed": "captures of a server's log",
    "aws.access-denied": "many SDKs",
    "app.unhandled-exception": "fields alone",
    "gunicorn.worker-timeout": "short phrases",
    "ecs.out-of-memory": "stop reasons",
    "kafka.consumer-rebalance": "alternatives",
}
_STRING = r'"(?:[^"\\]|\\.)*"'
_VALUE = rf"(?:{_STRING}|\d+|var\.\w+|string|\[var\.\w+\])"
_LINE = re.compile(rf"(?:(?:resource|variable)(?: {_STRING}){{1,2}} \{{|\w+ \{{|\w+ += {_VALUE}|\}}|)")


def _rule(rule_id: str) -> Rule:
    return next(rule for rule in shipped_rules().rules if rule.id == rule_id)


@pytest.mark.parametrize("rule_id", SHAPES)
def test_a_metric_filter_finds_every_example_and_says_which_counter_examples_it_finds(rule_id: str) -> None:
    rule = _rule(rule_id)
    made = filter_pattern(rule)
    assert made.words[0] == f"fidelity: {made.fidelity}"
    if made.fidelity is Fidelity.IMPOSSIBLE:
        assert not made.text
        assert made.missed or made.notes
        return

    assert len(made.text) <= 1024
    assert all(any(finds(made.text, line) for line in one.log.split("\n")) for one in rule.examples)
    found = tuple(one.name for one in rule.counter_examples if any(finds(made.text, s) for s in one.log.split("\n")))
    assert made.wrong == found
    assert made.fidelity is Fidelity.WIDER or not found


@pytest.mark.parametrize("rule_id", SHAPES)
def test_a_query_has_one_filter_and_names_no_group(rule_id: str) -> None:
    made = query(_rule(rule_id))
    if made.fidelity is Fidelity.IMPOSSIBLE:
        assert not made.text
        return

    stages = made.text.split("\n| ")
    assert [stage.split(" ")[0] for stage in stages] == ["fields", "filter", "sort", "limit"]
    assert "(?P<" not in made.text
    assert len(made.text) <= 10_000
    assert not made.missed


@pytest.mark.parametrize("rule_id", SHAPES)
def test_the_terraform_is_well_formed(rule_id: str, tmp_path: Path) -> None:
    rule = _rule(rule_id)
    made = filter_pattern(rule)
    text = alarm(rule.id, "", made.text or "x", rule.title)

    assert [line for line in text.splitlines() if not _LINE.fullmatch(line.strip())] == []
    assert text.count("{\n") == len(re.findall(r"^\s*\}$", text, re.MULTILINE))
    if (program := shutil.which("terraform")) is not None:
        file = tmp_path / "alarm.tf"
        file.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [program, "fmt", "-check", "-diff", str(file)],
            capture_output=True, text=True, check=False, env={"TF_CLI_CONFIG_FILE": "", "PATH": "/usr/bin:/bin", "CHECKPOINT_DISABLE": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "text", ["${path.root}", "%{if true}", 'a "quoted" \\ word', "tab\tand\nline", "größe 💥", "$${x}"]
)
def test_nothing_in_a_pattern_is_evaluated(text: str) -> None:
    quoted = hcl(text)

    assert re.fullmatch(_STRING, quoted)
    assert quoted.isascii()
    assert not re.search(r"(?<![$])\$\{|(?<!%)%\{", quoted)


def test_a_broken_export_is_noticed() -> None:
    """The check of an export is one that can fail."""
    rule = _rule("redis.auth-failed")

    assert checked(rule, '"nowhere"', True, lambda line: "nowhere" in line).fidelity is Fidelity.IMPOSSIBLE
    assert checked(rule, '""', True, lambda line: True).fidelity is Fidelity.WIDER

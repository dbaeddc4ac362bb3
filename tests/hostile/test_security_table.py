"""Every row of the security table on every exit, with the payloads of one file; the run prints the table."""

import ast
import gzip
import io
import json
import re
import shlex
import socket
import stat
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import regex

from tests.hostile import exits, payloads
from tests.hostile.threats import THREATS
from tests.render.test_html import Page, _harmless
from tests.render.test_markdown import BLOCKS, INLINE, PING, inline, parsed
from tests.render.test_slack import _sound
from tests.render.test_terminal import SGR, controls, runner_obeys
from tests.ruleset.rule_text import PATH, RULE
from tests.ruleset.test_loading import load
from triage.aws.policy import GRANTS
from triage.cli.output import write_file
from triage.errors import RuleError, UsageError
from triage.model.rules import Rule
from triage.pipeline import classify
from triage.ruleset import dialect
from triage.ruleset.evaluation import Patterns
from triage.ruleset.matching import Matcher
from triage.ruleset.packs import manifest, pinned
from triage.sources.files import FileSource
from triage.sources.opening import Limits
from triage.sources.reading import ALL_TIME, ReadLog

ROOT = Path(__file__).resolve().parents[2]
Tried = Callable[[str], None]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Every exit of a log made of all payloads, in its lines and in its names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIAGE_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield exits.every_exit(tmp_path_factory.mktemp("log"), payloads.EVERY, payloads.EVERY)


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    return lambda what: record_property("tried", what)


def of_form(found: dict[str, str], *words: str) -> dict[str, str]:
    return {name: text for name, text in found.items() if any(word in name.split() for word in words)}


@pytest.mark.threat("Terminal escapes")
def test_no_exit_holds_a_character_that_a_terminal_obeys(hostile: dict[str, str], tried: Tried) -> None:
    tried(f"{len(payloads.EVERY)} payloads, {len(hostile)} exits")
    assert {
        name: controls(SGR.sub("", text) if name == "doctor terminal" else text) for name, text in hostile.items()
    } == {name: [] for name in hostile}
    assert {name for name, text in hostile.items() if not text} == set()


@pytest.mark.threat("Console markup")
def test_console_markup_prints_as_it_is(hostile: dict[str, str], tried: Tried) -> None:
    tried(f"{len(payloads.CONSOLE_MARKUP)} payloads")
    for name in ("rules explain --log", "cluster", "errors", "discover terminal"):
        assert "[red]" in hostile[name], name
        assert "Traceback" not in hostile[name]


@pytest.mark.threat("CI commands")
def test_no_line_of_any_exit_is_a_command_of_a_runner(hostile: dict[str, str], tried: Tried) -> None:
    tried(f"{len(payloads.CI_COMMANDS)} payloads, {len(hostile)} exits")
    rows = [(name, row) for name, text in hostile.items() for row in text.split("\n")]
    assert [one for one in rows if runner_obeys(one[1])] == []


@pytest.mark.threat("HTML")
def test_no_page_takes_markup_from_a_text(hostile: dict[str, str], tried: Tried) -> None:
    pages = of_form(hostile, "html")
    tried(f"{len(payloads.HTML)} payloads, {len(pages)} pages")
    for name, text in pages.items():
        page = Page(text)
        assert not {tag for tag, _ in page.elements} & {"script", "img", "iframe", "object", "link", "form", "base"}, (
            name
        )
        if name.split()[0] in ("files", "report"):
            _harmless(page)
        for _, attributes in page.elements:
            assert not any(key.startswith("on") or key in ("style", "src", "srcdoc") for key in attributes), name


@pytest.mark.threat("Markdown, chat")
def test_a_parser_sees_our_structure_alone(hostile: dict[str, str], tried: Tried) -> None:
    texts = {name: text for name, text in of_form(hostile, "markdown", "github").items() if "post" not in name}
    texts = {name: text for name, text in texts.items() if "study" not in name}
    tried(f"{len(payloads.MARKDOWN) + len(payloads.CHAT)} payloads, {len(texts) + 2} texts")
    for name, text in texts.items():
        tokens = parsed(text)
        assert {token.type for token in tokens} <= BLOCKS, name
        children = inline(tokens)
        assert {token.type for token in children} <= INLINE, name
        assert [one.content for one in children if one.type == "text" and PING.search(one.content)] == [], name
    for name in ("files slack", "report slack"):
        _sound(hostile[name])


@pytest.mark.threat("Shell")
def test_a_printed_command_is_exactly_its_arguments(hostile: dict[str, str], tried: Tried) -> None:
    steps = [step for name in ("files json", "report json") for step in steps_in(json.loads(hostile[name]))]
    for payload in payloads.SHELL:
        found = classify(f"pymysql.err.ProgrammingError: (1146, \"Table 'shop.{payload}' doesn't exist\")")
        assert found is None or found.rule_id
    commands = [step for step in steps if step["command"]]
    tried(f"{len(payloads.SHELL)} payloads, {len(commands)} commands")
    assert commands
    for step in commands:
        parts = step["argv"] if isinstance(step["argv"][0], list) else [step["argv"]]
        words = [one for part in parts for one in (*part, "|")][:-1]
        assert shlex.split(step["command"]) == words
        assert not set(payloads.SHELL) & set(words)


def steps_in(document: dict[str, list[dict[str, list[dict[str, list[str]]]]]]) -> list[dict[str, list[str]]]:
    return [step for finding in document["findings"] for step in finding["remediation"]]


@pytest.mark.threat("Rule templates")
@pytest.mark.parametrize("payload", ["{x.__class__}", "{{7*7}}", "{% include 'x' %}", "{unknown}", "{file.__init__}"])
def test_only_declared_names_are_substituted(payload: str) -> None:
    _, errors = load([(PATH, RULE.replace('"{file}"', json.dumps(payload)))])
    assert errors or payload.startswith("{%")
    title, _ = load([(PATH, RULE.replace("title: Look at it", f"title: {json.dumps(payload)}"))])
    assert all("49" not in step.title for rule in title for step in rule.remediation)


@pytest.mark.threat("Slow regex")
@pytest.mark.parametrize("pattern", payloads.SLOW_PATTERNS)
def test_a_pattern_that_can_be_slow_is_refused(pattern: str) -> None:
    assert dialect.faults(pattern)


@pytest.mark.threat("Slow regex")
def test_a_rule_past_its_deadline_is_switched_off_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(self: Patterns, pattern: str, text: str) -> regex.Match[str] | None:
        raise TimeoutError

    monkeypatch.setattr(Patterns, "search", slow)
    matcher = Matcher(made())
    from triage.parsing.reading import read_text

    assert matcher.match(read_text("ERROR gadget /etc/a is broken")) == []
    assert list(matcher.switched_off) == ["made.fault"]


def made() -> list[Rule]:
    rules, _ = load([(PATH, RULE)])
    return rules


@pytest.mark.threat("YAML")
@pytest.mark.parametrize("name", payloads.YAML)
def test_a_hostile_rule_file_is_refused_and_stops_no_other(name: str) -> None:
    rules, errors = load([("rules/bad/file.yaml", payloads.YAML[name]), (PATH, RULE)])
    assert [rule.id for rule in rules] == ["made.fault"]
    assert errors and all(error.hint and error.location for error in errors)


@pytest.mark.threat("Archives, size")
@pytest.mark.parametrize("line", [b"x" * 200 + b"\n", b"x", b'{"message":"a","timestamp":1}\n'])
def test_what_expands_a_thousandfold_ends_at_the_cap_with_a_gap(line: bytes) -> None:
    packed = gzip.compress(line * (30_000_000 // len(line)))
    limits = Limits(expanded_bytes=8 << 20)
    log = ReadLog()
    read = sum(len(batch) for batch in FileSource(["-"], limits, lambda: io.BytesIO(packed)).events(ALL_TIME, log))
    assert log.gaps
    assert read < 1_000_000


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, str], Path]]:
    """Every exit of a log of planted secrets, and the folder where everything was kept."""
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIAGE_STATE_DIR", str(folder / "state"))
        patch.setenv("TRIAGE_CACHE_DIR", str(folder / "cache"))
        texts = [text for text, _ in payloads.SECRETS.values()]
        yield exits.every_exit(tmp_path_factory.mktemp("log"), texts), folder


@pytest.mark.threat("Secrets")
def test_no_planted_secret_leaves_by_any_exit(leaking: tuple[dict[str, str], Path], tried: Tried) -> None:
    found, folder = leaking
    kept = {f"file {name}": data.decode("latin-1") for name, data in exits.kept(folder) if "rules-" not in name}
    assert len(kept) >= 2
    tried(f"{len(payloads.SECRETS)} secrets, {len(found)} exits, {len(kept)} files kept")
    said = {name: text for name, text in (found | kept).items() if not name.startswith(NOT_LOGS)}
    leaks = [
        (name, kind)
        for name, text in said.items()
        for kind, (_, secret) in payloads.SECRETS.items()
        if any(form in text for form in (secret, json.dumps(secret)[1:-1]))
    ]
    assert leaks == []


NOT_LOGS = ("discover", "doctor")
"""They print names of resources that AWS gave, and no text of a log."""


@pytest.mark.threat("Files")
def test_an_output_file_is_private_whole_and_never_a_link(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_file(path, "one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(UsageError, match="symbolic link"):
        write_file(tmp_path / "link", "two")
    with pytest.raises(UsageError):
        write_file(tmp_path, "two")
    assert path.read_text() == "one"


@pytest.mark.threat("Files")
def test_what_is_kept_has_plain_names_and_is_private(leaking: tuple[dict[str, str], Path]) -> None:
    for path in leaking[1].rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", path.name), path
        if "state" in path.parts and path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.threat("Network, rights")
def test_a_report_of_files_opens_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    log = tmp_path / "events.jsonl"
    log.write_text(exits.events(payloads.EVERY), encoding="utf-8")
    code, out, _ = exits.run("files", str(log), "--no-save")
    assert code == 1 and out


@pytest.mark.threat("Network, rights")
def test_the_policy_holds_reads_alone() -> None:
    verbs = {grant.action.split(":")[1] for grant in GRANTS} - {"StartQuery", "StopQuery"}
    assert [one for one in verbs if not one.startswith(("Describe", "List", "Get", "Filter", "Lookup"))] == []


@pytest.mark.threat("Packs")
def test_a_pack_that_changed_since_it_was_pinned_is_refused(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "fault.yaml").write_text(RULE)
    (tmp_path / "pack.yaml").write_text('name: mine\nversion: "1.0.0"\n')
    pack = manifest(tmp_path)
    assert pack is not None
    assert pinned([tmp_path], {"mine": pack.digest})
    (tmp_path / "made" / "fault.yaml").write_text(RULE.replace("severity: high", "severity: low"))
    with pytest.raises(RuleError, match="pinned"):
        pinned([tmp_path], {"mine": pack.digest})


@pytest.mark.threat("Language models")
def test_nothing_here_asks_a_language_model(tried: Tried) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [re.split(r"[^\w-]", one)[0] for one in project["dependencies"]]
    tried(f"{len(needed)} dependencies")
    asking = {"openai", "anthropic", "langchain", "litellm", "transformers", "torch", "httpx", "requests", "ollama"}
    assert not asking & set(needed)
    imported = {name for path in (ROOT / "triage").rglob("*.py") for name in imports(path)}
    assert not (asking | {"urllib3", "aiohttp", "http"}) & imported


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_page_prints_this_table_and_every_row_is_tried() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    assert [name for name, holds in THREATS.items() if f"| {name} | {holds} |" not in page] == []
    own = Path(__file__).read_text("utf-8")
    assert [name for name in THREATS if f'pytest.mark.threat("{name}")' not in own] == []

"""What is fuzzed: each target takes any bytes and fails when a promise of the product breaks."""

import io
import json
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser

import msgspec

from tests.hostile.payloads import EVERY
from tests.postmortem.builders import case
from tests.render.builders import incident
from tests.render.strategies import hostile, poisoned
from tests.ruleset.rule_text import PATH, RULE
from triage.authoring.linting import lint
from triage.errors import InputError
from triage.model.events import LogEvent
from triage.model.report import Report
from triage.parsing.joining import Joiner
from triage.parsing.reading import read
from triage.postmortem import empty_fields, refresh, write
from triage.postmortem.blocks import parts
from triage.redaction import Redactor, redact_report
from triage.render import RENDERERS, RenderOptions, render
from triage.ruleset.library import shipped_matcher
from triage.ruleset.loading import load
from triage.signatures.masking import mask
from triage.sources.files import FileSource
from triage.sources.reading import ALL_TIME, ReadLog
from triage.summary.summarizing import summarize

SECRET = "hunter2xQ9"
SHAPES = (
    "mysql://app:%s@db.internal/shop",
    "password=%s",
    '{"password":"%s"}',
    '"{\\"api_key\\":\\"%s\\"}"',
    "Authorization: Bearer %s",
)
"""Forms in which a planted secret must be found wherever they stand on a line of their own."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape" if data[:1] < b"\x80" else "replace")


def rules(data: bytes) -> None:
    """Any rule file is a rule or located errors with a way out, and stops no other; what loads can be linted."""
    files = [("rules/made/other.yaml", data.decode("utf-8", "replace")), (PATH, RULE)]
    found, errors = load(files)
    assert any(rule.id == "made.fault" for rule in found) or errors
    assert all(error.hint and error.location for error in errors)
    lint(files)


def parsing(data: bytes) -> None:
    """Every line becomes part of exactly one record, which can be read, matched and signed."""
    lines = _text(data).split("\n")
    times = [1_772_355_600_000 + at * (data[at % len(data)] if data else 0) for at in range(len(lines))]
    events = [
        LogEvent(time, line, "/g", f"s/{at % 2}/t") for at, (time, line) in enumerate(zip(times, lines, strict=True))
    ]
    joiner = Joiner()
    joined = [*joiner.add(events), *joiner.close()]
    assert sum(one.events for one in joined) == len(events)
    for one in joined:
        record = read(one)
        shipped_matcher().match(record)
        assert mask(mask(record.message)) == mask(record.message)
    assert summarize(events, shipped_matcher()).records


def carriers(data: bytes) -> None:
    """Any file is events, gaps or a clear refusal."""
    log = ReadLog()
    source = FileSource(["-"], stdin=lambda: io.BytesIO(data))
    try:
        for batch in source.events(ALL_TIME, log):
            assert all(isinstance(event.message, str) for event in batch)
    except InputError as error:
        assert str(error)


def rendering(data: bytes) -> None:
    """No text of a finding reaches a terminal, a runner, a page or a message as more than text."""
    report = poisoned(_small(), _text(data)[:4_000])
    options = RenderOptions(width=40 + len(data) % 140, explain=True)
    made = {name: render(report, name, options) for name in RENDERERS}
    for name, text in made.items():
        _printable(text, name)
    assert _tags(made["html"]) <= _plain_tags()
    json.loads(made["json"])
    assert len(json.loads(made["slack"])["blocks"]) <= 50


def redaction(data: bytes) -> None:
    """A planted secret is gone, and one pass is enough."""
    text = _text(data).replace(SECRET, "")
    once = Redactor().redact(text)
    assert Redactor().redact(once) == once
    shape = SHAPES[len(data) % len(SHAPES)] % SECRET
    for planted in (f"{text}\n{shape}", f"{shape}\n{text}"):
        shown = Redactor().redact(planted)
        assert SECRET not in shown, shape
    redact_report(hostile(text[:500]), Redactor())


def postmortems(data: bytes) -> None:
    """Refreshing keeps every word outside automatic blocks, or refuses and says where; a log forges no mark."""
    text = _text(data)
    old, new = _documents()
    at = int.from_bytes(data[:2], "big") % (old.count("\n") + 1)
    rows = old.split("\n")
    for mine in (text, "\n".join([*rows[:at], text, *rows[at:]])):
        assert "".join(part.text for part in parts_or_none(mine)) in (mine, "")
        try:
            made = refresh(mine, new)
            empty_fields(made.text, ())
        except InputError as error:
            assert error.hint
            continue
        kept = [part.text for part in parts(mine) if part.kind != "auto"]
        assert kept == [part.text for part in parts(made.text) if part.kind != "auto"]
    for form in ("markdown", "html"):
        forged = write(case(hostile(text[:500])), "case-study", form)
        assert [part.key for part in parts(forged) if part.kind] == _keys(form)


def parts_or_none(text: str) -> list[object]:
    try:
        return list(parts(text))
    except InputError:
        return []


def _printable(text: str, name: str) -> None:
    hidden = [one for one in text if one != "\n" and unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert not hidden, (name, hidden[:5])
    assert not re.search(r"^[^\S\n]*::|##[A-Za-z]*\[", text, re.MULTILINE), name


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, tuple[str, ...]]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.seen.add(("!--", ()))


def _tags(page: str) -> set[tuple[str, tuple[str, ...]]]:
    parser = _Tags()
    parser.feed(page)
    parser.close()
    return parser.seen


@cache
def _plain_tags() -> set[tuple[str, tuple[str, ...]]]:
    texts = ("x", "plain words", "plain\nwords\n" * 40, "y" * 5_000)
    pages = (render(poisoned(_small(), text), "html", RenderOptions(explain=True)) for text in texts)
    return set().union(*map(_tags, pages))


@cache
def _small() -> Report:
    whole = incident()
    return msgspec.structs.replace(whole, findings=whole.findings[:2], checks=whole.checks[:1])


@cache
def _documents() -> tuple[str, str]:
    return write(case(incident()), "postmortem", "markdown"), write(case(_other()), "postmortem", "markdown")


def _other() -> Report:
    return hostile("other words")


@cache
def _keys(form: str) -> list[str]:
    return [part.key for part in parts(write(case(hostile("plain")), "case-study", form)) if part.kind]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "rules": rules,
    "parsing": parsing,
    "carriers": carriers,
    "rendering": rendering,
    "redaction": redaction,
    "postmortems": postmortems,
}


def seeds(name: str) -> list[bytes]:
    """Inputs that reach deep at once."""
    texts = [text.encode("utf-8", "surrogatepass") for text in EVERY]
    own = {
        "rules": [RULE.encode(), RULE.replace("regex: ", "all: [{contains: gadget}, {regex: ").encode()],
        "parsing": _LINES,
        "carriers": [*_FILES, *_LINES],
        "redaction": [(shape % SECRET).encode() for shape in SHAPES],
        "postmortems": [
            _documents()[0].encode(),
            b"<!-- triage:auto summary sha=0 -->\nx\n<!-- /triage:auto summary -->\n",
        ],
    }
    return [*own.get(name, []), *(texts if name != "rules" else [])]


_LINES = [
    b'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nValueError: x\n\nDuring handling',
    b'{"level":"error","message":"boom","exception":{"type":"E","stack":["at a (b.js:1:2)"]}}\n{"a":',
    b"2026-03-01 09:00:00,123 ERROR [main] a.B - failed\njava.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)\nCaused by: e",
    b'10.0.0.1 - - [01/Mar/2026:09:11:03 +0000] "GET /x HTTP/1.1" 500 291 "-" "curl"',
    b'level=error msg="no such table" err="x\\"y"\npanic: runtime error\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3 +0x1',
]
_FILES = [
    b'{"timestamp":1772355600000,"message":"x","logGroup":"/g","logStream":"s"}\n',
    b'{"events":[{"timestamp":1772355600000,"message":"x","logStreamName":"s"}],"nextToken":"t"}',
    b'{"messageType":"DATA_MESSAGE","logGroup":"/g","logStream":"s","logEvents":[{"id":"1","timestamp":1,"message":"m"}]}',
    b'{"results":[[{"field":"@timestamp","value":"2026-03-01 09:00:00.000"},{"field":"@message","value":"m"}]]}',
    b"timestamp,message\n1772355600000,\"a \"\"b\"\"\nc\"\n",
    b"2026-03-01T09:00:00.000Z s line one\n2026-03-01T09:00:01.000Z s line two\n",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    b"@timestamp\t@message\n2026-03-01 09:00:00.000\tx\n",
]  # fmt: skip

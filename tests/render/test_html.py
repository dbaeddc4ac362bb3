"""The HTML report: nothing of a log becomes markup, nothing is asked of the network, and the page is well made."""

import base64
import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile.payloads import EVERY, LONG
from tests.render.builders import SCENARIOS, incident, two_causes
from tests.render.strategies import hostile, reports
from tests.render.test_terminal import controls, runner_obeys
from triage.model.report import Report
from triage.render import RenderOptions, render

WORD = re.compile(r"\w+")
ALLOWED = frozenset(
    WORD.findall(
        "html head meta title style body a header main footer section article div p span strong br h1 h2 h3 "
        "ul ol li dl dt dd figure figcaption pre code mark time table caption thead tbody tr th td details "
        "summary svg desc defs pattern rect line text tspan g circle "
    )
)
GROWING = frozenset({"p", "mark", "code", "li", "details", "summary", "pre"})
"""Elements that a text with more lines, or a longer one, may bring: the page folds it."""
VOID = frozenset({"meta", "br"})


class Page(HTMLParser):
    """Elements, attributes and texts as a browser's parser meets them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.comments: list[str] = []
        self.open: list[str] = []
        self.unclosed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.elements if name == tag)


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and the names of their attributes."""
    return [(tag, tuple(attributes)) for tag, attributes in page.elements]


@pytest.mark.parametrize("payload", (*EVERY, *LONG), ids=lambda payload: repr(payload[:16]))
def test_payload_adds_no_element_and_no_attribute(payload: str) -> None:
    page = Page(render(hostile(payload), "html", RenderOptions(explain=True)))
    harmless = Page(render(hostile("x" + "y" * min(len(payload), 5)), "html", RenderOptions(explain=True)))
    _harmless(page)
    assert [one for one in shape(page) if one[0] not in GROWING] == [
        one for one in shape(harmless) if one[0] not in GROWING
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(report=reports())
def test_no_mixture_becomes_markup(report: Report) -> None:
    _harmless(Page(render(report, "html")))


@pytest.mark.parametrize("payload", EVERY)
def test_no_control_character_and_no_runner_command_in_the_page(payload: str) -> None:
    text = render(hostile(payload), "html")
    assert controls(text) == []
    assert [row for row in text.split("\n") if runner_obeys(row)] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_policy_allows_only_the_page_s_own_style(scenario: str) -> None:
    text = render(SCENARIOS[scenario](), "html")
    page = Page(text)
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = [one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]
    assert "url(" not in style
    assert "@import" not in style
    assert "{{" not in text
    assert not any("style" in attributes for _, attributes in page.elements)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_headings_tables_and_landmarks_are_in_order(scenario: str) -> None:
    page = Page(render(SCENARIOS[scenario](), "html", RenderOptions(explain=True)))
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [tag for tag, _ in page.elements]
    assert names.count("table") == names.count("caption") == names.count("thead")
    assert all(one.get("scope") in ("col", "row") for one in page.all("th"))
    assert names.count("main") == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = [one["aria-labelledby"] or "" for _, one in page.elements if "aria-labelledby" in one]
    assert set(" ".join(labels).split()) <= set(ids)


def test_matched_part_is_marked() -> None:
    page = Page(render(incident(), "html"))
    assert ("mark", "(1146, \"Table 'shop_prod.invoices' doesn't exist\")") in page.texts


def test_links_lead_to_the_console_alone() -> None:
    page = Page(render(incident(), "html"))
    links = [one["href"] or "" for one in page.all("a")]
    assert links[0] == "#content"
    assert len(links) > 1
    assert all(link.startswith("https://eu-west-1.console.aws.amazon.com/") for link in links[1:])


@pytest.mark.parametrize("region", ["eu-west-1.evil.example/", "javascript:alert(1)", "EU", "eu-west-1\n", ""])
def test_no_link_for_a_region_that_is_none(region: str) -> None:
    report = incident()
    report = msgspec.structs.replace(report, target=msgspec.structs.replace(report.target, region=region))
    assert [one["href"] for one in Page(render(report, "html")).all("a")] == ["#content"]


def test_no_link_for_events_read_from_files() -> None:
    report = incident()
    report = msgspec.structs.replace(report, target=msgspec.structs.replace(report.target, source="files"))
    assert [one["href"] for one in Page(render(report, "html")).all("a")] == ["#content"]


@pytest.mark.browser
@pytest.mark.parametrize("make", ["incident", "hostile"])
def test_chromium_says_nothing_and_asks_for_nothing(make: str, chromium: str, tmp_path: Path) -> None:
    report = two_causes() if make == "incident" else hostile(" ".join(EVERY))
    page, network = tmp_path / "report.html", tmp_path / "net.json"
    page.write_text(render(report, "html"), encoding="utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --disable-extensions --enable-logging=stderr --v=0"
    )
    places = [
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--log-net-log={network}",
        f"--screenshot={tmp_path / 'x.png'}",
    ]
    done = subprocess.run(
        [chromium, *flags.split(), *places, page.as_uri()], capture_output=True, text=True, timeout=120, check=False
    )
    assert (tmp_path / "x.png").stat().st_size > 1000
    assert [row for row in done.stderr.splitlines() if "CONSOLE" in row] == []
    assert [url for url in _asked(network) if not url.startswith(("file:", "chrome:", "data:"))] == []


def _asked(network: Path) -> list[str]:
    """Addresses that the page itself made the browser ask for."""
    events = json.loads(network.read_text(encoding="utf-8"))["events"]
    urls = (event.get("params", {}).get("url", "") for event in events)
    return [url for url in urls if "evil.example" in url or url.startswith(("ws:", "wss:", "ftp:"))]


def _harmless(page: Page) -> None:
    assert page.comments == []
    assert page.unclosed == []
    assert {tag for tag, _ in page.elements} <= ALLOWED
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("style", "src", "srcdoc", "action") for name in attributes), (
            tag
        )
        target = attributes.get("href") or ""
        assert target in ("", "#content") or target.startswith("https://eu-west-1.console.aws.amazon.com/")
    assert all(tag != "script" for tag, _ in page.elements)

"""Every page in a real Chromium: silent, asking for nothing, accessible by axe's rules, and never wider than its window."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from tests.compare.test_views import _comparison as comparison
from tests.hostile.payloads import EVERY, LONG
from tests.postmortem.builders import case
from tests.render.browser import Browser
from tests.render.builders import SCENARIOS, incident
from tests.render.strategies import hostile
from triage.compare.views import VIEWS
from triage.postmortem import STYLES, write
from triage.render import RenderOptions, render

pytestmark = pytest.mark.browser

PAGES = {
    **{name: lambda name=name: render(SCENARIOS[name](), "html", RenderOptions(explain=True)) for name in SCENARIOS},
    "hostile": lambda: render(hostile(" ".join(EVERY)), "html", RenderOptions(explain=True)),
    "long words": lambda: render(hostile(LONG[0][:3_000]), "html"),
    "compare": lambda: VIEWS["html"](comparison(), RenderOptions()),
    **{style: lambda style=style: write(case(incident()), style, "html") for style in STYLES},
    "hostile postmortem": lambda: write(case(hostile(" ".join(EVERY))), "postmortem", "html"),
}
LOOKS = {"light": (1280, False), "dark": (1280, True), "phone": (390, False)}
RUN_AXE = """
for (const one of document.querySelectorAll("details")) one.open = true;
axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(
  one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, page in PAGES.items():
        (made / f"{name}.html").write_text(page(), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser(chromium_program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(chromium_program, tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@cache
def axe() -> str:
    """The checks of axe-core, which the development dependencies bring."""
    pytest.importorskip("axe_core_python")
    return (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_silent_accessible_and_fits(name: str, look: str, browser: Browser, folder: Path) -> None:
    width, dark = LOOKS[look]
    address = (folder / f"{name}.html").as_uri()
    browser.said.clear()
    browser.asked.clear()
    browser.open(address, width, dark=dark)
    assert browser.value("document.documentElement.scrollWidth") <= width
    assert browser.asked == [address]
    browser.value(axe() + "; 0")
    assert browser.value(RUN_AXE) == []
    assert browser.said == []


@pytest.mark.parametrize("name", ["incident", "case-study"])
def test_everything_that_scrolls_or_opens_is_reached_by_the_keyboard(name: str, browser: Browser, folder: Path) -> None:
    browser.open((folder / f"{name}.html").as_uri())
    wanted = browser.value('document.querySelectorAll("a[href], pre, summary, .scroll").length')
    reached = browser.value(
        """[...document.querySelectorAll("a[href], pre, summary, .scroll")].filter(one => one.tabIndex >= 0).length"""
    )
    assert reached == wanted > 5


def test_without_its_style_the_page_still_reads_in_order(browser: Browser, folder: Path) -> None:
    browser.open((folder / "incident.html").as_uri())
    text = browser.value('document.querySelector("style").remove(); document.body.innerText')
    places = [text.index(one) for one in ("Incident", "Root cause", "Proof", "Inspect", "Changes things", "Verify")]
    assert places == sorted(places)
    assert json.dumps(text).isprintable()

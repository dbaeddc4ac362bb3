"""Links inside the documentation lead somewhere."""

import pytest

from tests.docs.pages import CHECKOUT, DOCS, anchors, links, pages


@pytest.mark.parametrize("path", pages(), ids=lambda p: str(p.relative_to(CHECKOUT)))
def test_relative_links_resolve(path: object) -> None:
    broken = []
    for link in links(path):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_the_index_leads_to_every_page_beside_it() -> None:
    linked = {link.partition("#")[0] for link in links(DOCS / "README.md")}

    assert {p.name for p in DOCS.glob("*.md")} - {"README.md"} - linked == set()


def test_the_readme_leads_to_the_index() -> None:
    assert "docs/README.md" in links(CHECKOUT / "README.md")

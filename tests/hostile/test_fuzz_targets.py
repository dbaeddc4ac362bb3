"""The fuzz targets hold on their seeds, and on what fuzzing once found."""

import pytest

from tests.fuzz.targets import TARGETS, seeds
from tests.ruleset.rule_text import RULE

FOUND = {
    "rules": [
        RULE.replace("explain: A gadget is broken, which no other part can be blamed for.", "explain: A gadget is }"),
        RULE.replace("match: {regex", "match: {all: [], regex"),
    ],
    "redaction": ["\ufffd\ufffd\x1cn\ufffdpass:\x1cn\ufffdpass:", "pass:", "token: [", "secret=(", "password: {"],
}


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_keep_the_promise(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FOUND.items() for text in texts])
def test_what_was_found_stays_mended(name: str, text: str) -> None:
    TARGETS[name](text.encode("utf-8", "surrogatepass"))

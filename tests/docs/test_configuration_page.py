"""Every TOML block in the documentation loads, and every key of the project file is explained."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from tests.docs.pages import Block, blocks, page
from triage.config import Flags, Settings, load_settings
from triage.ruleset.library import shipped_rules
from triage.ruleset.project import applied

TODAY = date(2026, 1, 1)


def _keys(kind: type[msgspec.Struct]) -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        if field.encode_name.isidentifier():
            yield field.encode_name
        for part in (field.type, *get_args(field.type)):
            if isinstance(part, type) and issubclass(part, msgspec.Struct):
                yield from _keys(part)


@pytest.mark.parametrize("block", blocks("toml"), ids=lambda block: block.place)
def test_the_real_loader_takes_it(block: Block, tmp_path: Path) -> None:
    (tmp_path / "triage.toml").write_text(block.text, encoding="utf-8")

    settings = load_settings(Flags(), tmp_path, {})

    assert settings != Settings()
    applied(shipped_rules(), settings, TODAY)  # rule ids exist, overrides make valid rules


def test_every_key_is_explained() -> None:
    text = page("configuration.md")

    assert [key for key in sorted(set(_keys(Settings))) if f"`{key}`" not in text] == []


def test_every_key_of_an_example_is_real_and_every_section_has_an_example(tmp_path: Path) -> None:
    """The loader refuses unknown keys; here all examples of the page together use nearly all keys."""
    whole = "".join(block.text for block in blocks("toml") if block.page.name == "configuration.md")
    unused = {key for key in _keys(Settings) if key not in whole}

    assert unused <= {"endpoint_url"}

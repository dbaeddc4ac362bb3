"""What triage.toml says of rules: all of it that cannot be meant is told at once."""

from datetime import date
from pathlib import Path

import pytest

from tests.ruleset.rule_text import RULE
from triage.config import Mute, Override, Settings
from triage.errors import SettingsError
from triage.ruleset.library import RuleSet
from triage.ruleset.loading import load_one
from triage.ruleset.project import applied


def test_unknown_rules_and_wrong_overrides_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "made" / "fault.yaml"
    path.parent.mkdir()
    path.write_text(RULE)
    rule, _ = load_one(str(path), RULE)
    assert rule is not None
    settings = Settings(
        mute=(Mute(rule="nosuch.*", reason="quiet", until=date(2027, 1, 1)),),
        overrides={"made.fault": Override(set={"severity": "awful", "title": "t"})},
        origin="triage.toml",
    )
    with pytest.raises(SettingsError) as caught:
        applied(RuleSet((rule,), "test"), settings, date(2026, 12, 1))
    told = f"{caught.value} {caught.value.hint}"
    for words in ("'nosuch.*'", "the override of made.fault", "'awful' is not one of", "title: too short"):
        assert words in told

"""What a project switched off is counted, however often the same line comes."""

from datetime import date

import msgspec

from triage.config import Disable
from triage.model.events import LogEvent
from triage.ruleset.library import shipped_rules
from triage.ruleset.policy import Policy
from triage.summary.summarizing import Summarizer

LINE = "2025-03-12 06:00:00 INFO shop - dial tcp 10.0.0.7:5432: connect: connection refused"


def test_every_line_of_a_disabled_rule_is_counted() -> None:
    policy = Policy(disable=(Disable("*", "known", date(2099, 1, 1)),))
    rules = msgspec.structs.replace(shipped_rules(), policy=policy)
    counts = []
    for screened in (True, False):
        summarizer = Summarizer(rules.matcher(), screened)
        for n in range(600):
            summarizer.add([LogEvent(1_000 * n, LINE, "g", "web/a/1")])
        counts.append(list(summarizer.close().suppressed.values()))
    assert counts == [[600], [600]]

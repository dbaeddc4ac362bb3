"""The security page prints the policy and the redaction that the code has."""

import re

from tests.docs.pages import DOCS, blocks, page
from triage.aws.policy import GRANTS, policy_document
from triage.redaction import Redactor

_EXAMPLE = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)


def test_the_policy_is_the_one_that_doctor_prints() -> None:
    assert [block.text.strip() for block in blocks("json", path=DOCS / "security.md")] == [policy_document().strip()]


def test_every_action_stands_in_the_table_with_its_reason() -> None:
    text = page("security.md")

    assert [g.action for g in GRANTS if f"| `{g.action}` | {g.why} |" not in text] == []
    assert len(re.findall(r"^\| `[a-z0-9]+:\w+` \|", text, re.MULTILINE)) == len(GRANTS)


def test_every_action_is_a_read() -> None:
    """StartQuery and StopQuery begin and end a search of Logs Insights."""
    verbs = {grant.action.split(":")[1] for grant in GRANTS} - {"StartQuery", "StopQuery"}

    assert [
        verb for verb in sorted(verbs) if not verb.startswith(("Describe", "List", "Get", "Filter", "Lookup"))
    ] == []


def test_redaction_does_what_its_table_shows() -> None:
    examples = _EXAMPLE.findall(page("security.md"))

    assert len(examples) >= 8
    assert [(logged, Redactor().redact(logged)) for logged, _ in examples] == examples

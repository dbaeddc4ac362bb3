"""The title of a document."""

from triage.postmortem.case import Case
from triage.postmortem.document import Document

_LONGEST = 200


def title_of(case: Case, document: Document) -> str:
    """`Case study: production, MySQL table does not exist`; the verdict's headline where there is no finding."""
    what = case.lead.title if case.lead else case.report.verdict.headline
    place = f"{case.environment}, " if case.environment else ""
    return f"{document.name}: {place}{what}"[:_LONGEST]

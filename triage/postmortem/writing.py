"""A case -> its document in a style and a format."""

from collections.abc import Callable

from triage.errors import UsageError
from triage.model.report import Coverage, Report, Target, Tool, Verdict, VerdictStatus, Window
from triage.postmortem import case_study, html, markdown, report_form
from triage.postmortem.case import Case, case_of
from triage.postmortem.document import Document, Human
from triage.runs import SavedRun
from triage.runs.model import FORMAT_VERSION

STYLES: dict[str, Callable[[Case], Document]] = {
    "postmortem": report_form.document,
    "case-study": case_study.document,
}
FORMATS: dict[str, Callable[[Case, Document], str]] = {"markdown": markdown.render, "html": html.render}


def write(case: Case, style: str, format_: str) -> str:
    """The whole document; ends with a newline. Raises UsageError for a style or format that is not there."""
    if format_ not in FORMATS:
        raise UsageError(f"a document has no format {format_[:40]!a}", f"Choose one of {', '.join(FORMATS)}.")
    return FORMATS[format_](case, _styled(case, style))


def field_keys(style: str) -> tuple[str, ...]:
    """Keys of the fields that people must fill, in order: the same for every case of a style.

    Raises UsageError for a style that is not there."""
    parts = [part for section in _styled(_blank(), style).sections for part in section.parts]
    return tuple(part.key for part in parts if isinstance(part, Human) and part.required)


def _blank() -> Case:
    nothing = Verdict(VerdictStatus.NO_DATA, "")
    report = Report(Tool("", ""), Target(""), Window(0, 0), nothing, Coverage())
    return case_of([SavedRun(FORMAT_VERSION, "r-000000", "", report)])


def _styled(case: Case, style: str) -> Document:
    if style not in STYLES:
        raise UsageError(f"a document has no style {style[:40]!a}", f"Choose one of {', '.join(STYLES)}.")
    return STYLES[style](case)

"""The arithmetic of the ranking: the factors of one finding, and all findings side by side."""

from triage.model.findings import Finding
from triage.model.report import Report
from triage.render import safe_text
from triage.render.columns import clip, pad
from triage.render.paper import Paper
from triage.render.words import ROLE_WORDS

_FINDINGS = 8
_NAME = 14
_CELL = 9
_VALUE = 7


def factors(paper: Paper, finding: Finding, indent: int) -> None:
    """The named parts of the score, a row each; what adds nothing stands without a number."""
    for factor in finding.why:
        value = f"{factor.value:+{_VALUE}.2f}" if factor.value else " " * _VALUE
        at = len(paper.rows)
        paper.text(f"{factor.factor}: {factor.text}", indent + _VALUE + 2, hang=2)
        paper.rows[at] = " " * indent + value + paper.rows[at][indent + _VALUE :]


def ranking(paper: Paper, report: Report) -> None:
    """One column for each finding with a score, one row for each factor; a column's sum is the score."""
    scored = [one for one in report.findings if one.score]
    shown = scored[: min(_FINDINGS, (paper.width - 2 - _NAME) // _CELL)]
    if len(shown) < 2:
        return
    paper.heading("RANKING", "what each factor adds to a finding; the sum is its score")
    for at, one in enumerate(shown, 1):
        role = pad(ROLE_WORDS[one.role].lower(), _NAME)
        where = clip(safe_text.line(", ".join(one.services)), paper.width // 4)
        title = clip(safe_text.line(one.title), paper.width - _NAME - len(where) - 8)
        paper.raw(f"{at:>2}  {paper.paint(role, 'dim')}{title}  {paper.paint(where, 'dim')}", 2)
    if len(scored) > len(shown):
        paper.text(f"and {len(scored) - len(shown)} more: --format json has them all", 6, "dim")
    paper.blank()
    paper.raw(paper.paint(" " * _NAME + "".join(f"{at:>{_CELL}}" for at in range(1, len(shown) + 1)), "dim"), 2)
    names = dict.fromkeys(factor.factor for one in shown for factor in one.why if factor.value)
    for name in names:
        paper.raw(
            pad(clip(safe_text.line(name.replace("_", " ")), _NAME - 1), _NAME)
            + "".join(_cell(one, name) for one in shown),
            2,
        )
    scores = pad("score", _NAME) + "".join(f"{one.score:{_CELL}.2f}" for one in shown)
    paper.raw(paper.paint(scores, "bold"), 2)


def _cell(finding: Finding, name: str) -> str:
    value = sum(factor.value for factor in finding.why if factor.factor == name)
    return f"{value:{_CELL}.2f}" if value else f"{'·':>{_CELL}}"

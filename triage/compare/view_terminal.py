"""A comparison as rows of a terminal."""

from triage.compare import outline
from triage.compare.model import Comparison, Difference, Tell
from triage.compare.wording import counted, rate_text, route_name, route_text, share_text, tell_text
from triage.model.report import CheckVerdict
from triage.render.columns import clip, pad
from triage.render.options import RenderOptions
from triage.render.paper import Paper
from triage.render.safe_text import line
from triage.render.terminal_cause import command_rows

_ROOM_FOR_COLUMNS = 80
_MARKS = {"only": "red", "explains": "yellow", "ruled_out": "green", "not_explaining": "dim", "unsure": "yellow"}
_WORDS = {"DIFFER": "alarm", "ALIKE": "good", "NOT KNOWN": "doubt"}
_SIGNS = {"only": "▲", "explains": "↳", "ruled_out": "·", "not_explaining": "×", "unsure": "?"}


def render(comparison: Comparison, options: RenderOptions) -> str:
    """The conclusion first, the tables behind it after."""
    paper = Paper(options)
    word = outline.word(comparison)
    paper.titled(word, comparison.conclusion.headline, _WORDS[word], 3)
    for side in (comparison.a, comparison.b):
        paper.text(f"{side.label}: {outline.side_text(side)}", 2, hang=2)
    for name, title, sentences in outline.parts(comparison):
        paper.heading(title)
        for sentence in sentences:
            _sentence(paper, name, sentence)
    _faults(paper, comparison)
    _routes(paper, comparison)
    _settings(paper, comparison)
    _checks(paper, comparison)
    paper.blank()
    if step := comparison.next:
        paper.text(f"Next: {step.title}", 2)
        command_rows(paper, step, 4)
    paper.text(f"triage {comparison.tool.version}, rules {comparison.tool.ruleset_version}", 2, "dim")
    return paper.finished()


def _sentence(paper: Paper, name: str, sentence: str) -> None:
    draft = paper.draft()
    draft.text(sentence, 4)
    for at, row in enumerate(draft.rows):
        sign = paper.paint(_SIGNS[name], _MARKS[name])
        paper.raw(f"  {sign} {row[4:]}" if at == 0 else row)


def _faults(paper: Paper, comparison: Comparison) -> None:
    rows = outline.faults(comparison)
    if not rows:
        return
    paper.heading("Faults side by side", counted(len(rows), "row"))
    for row in rows[: outline.FAULT_ROWS]:
        _fault(paper, row, comparison)
    _more(paper, len(rows), outline.FAULT_ROWS)


def _fault(paper: Paper, row: Difference, comparison: Comparison) -> None:
    a, b = comparison.a.label, comparison.b.label
    style = "" if row.tell is Tell.SAME else "bold"
    paper.text(f"{tell_text(row.tell, a, b)}: {row.title}", 2, style, hang=2)
    role = (row.role_a or row.role_b).replace("_", " ") or ("unknown error" if row.is_error else "unknown")
    about = (role, ", ".join(filter(None, row.services[:4])), rate_text(row.rate, a, b))
    paper.text(" · ".join(filter(None, about)), 4, "dim", hang=2)


def _routes(paper: Paper, comparison: Comparison) -> None:
    rows = outline.telling_routes(comparison)
    if not rows:
        return
    paper.heading("Requests answered")
    if paper.width < _ROOM_FOR_COLUMNS:
        for row in rows:
            style = "" if row.tell is Tell.SAME else "red"
            paper.text(route_text(row, comparison.a.label, comparison.b.label), 2, style, hang=2)
        _more(paper, len(comparison.routes), outline.ROUTE_ROWS)
        return
    names = [f"{route_name(row)} of {row.service}" for row in rows]
    wide = max(20, min(44, max(map(len, names)), paper.width - 50))
    cells = [("", comparison.a.label, comparison.b.label)]
    cells += [
        (name, share_text(row.answered_a, row.failed_a), share_text(row.answered_b, row.failed_b))
        for name, row in zip(names, rows, strict=True)
    ]
    for at, (name, mine, theirs) in enumerate(cells):
        style = "dim" if not at else "red" if rows[at - 1].tell is not Tell.SAME else ""
        text = f"{_cell(name, wide)}  {_cell(mine, 22)}  {_cell(theirs, 22).rstrip()}"
        paper.raw(paper.paint(text, style), 2)
    _more(paper, len(comparison.routes), outline.ROUTE_ROWS)


def _settings(paper: Paper, comparison: Comparison) -> None:
    if not comparison.settings:
        return
    paper.heading("Task definitions", outline.equal_text(comparison.settings))
    rows = outline.telling_settings(comparison)
    for row in rows[: outline.SETTING_ROWS]:
        style = "" if row.only_names and not (row.names_a or row.names_b) else "yellow"
        paper.text(f"{row.place} · {row.kind} {row.name}: {outline.setting_note(row)}", 2, style, hang=2)
        paper.text(f"{comparison.a.label}: {row.a}", 4, hang=2)
        paper.text(f"{comparison.b.label}: {row.b}", 4, hang=2)
    _more(paper, len(rows), outline.SETTING_ROWS)


def _checks(paper: Paper, comparison: Comparison) -> None:
    if not comparison.checks:
        return
    paper.heading("Checks side by side")
    layer = ""
    for pair in comparison.checks:
        if pair.layer.value != layer:
            layer = pair.layer.value
            paper.text(layer.capitalize(), 2, "bold")
        a, b = outline.verdict_word(pair.verdict_a), outline.verdict_word(pair.verdict_b)
        both = f"{a} in both" if a == b else f"{a} / {b}"
        blamed = a != b and CheckVerdict.IMPLICATED in (pair.verdict_a, pair.verdict_b)
        paper.text(f"{pair.hypothesis}: {both}", 4, "yellow" if blamed else "", hang=2)
    paper.text("What was found stands in --format json, markdown and html.", 2, "dim")


def _more(paper: Paper, rows: int, shown: int) -> None:
    if rows > shown:
        paper.text(f"and {rows - shown} more: --format json has them all", 2, "dim")


def _cell(text: str, wide: int) -> str:
    return pad(clip(line(text), wide), wide)

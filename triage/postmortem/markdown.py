"""The document as Markdown that GitHub and GitLab render."""

from triage.postmortem import blocks
from triage.postmortem.case import Case
from triage.postmortem.document import (
    Auto,
    Block,
    Code,
    Document,
    Heading,
    Human,
    Item,
    Items,
    Line,
    Mark,
    Mono,
    Paragraph,
    Proof,
    Strong,
    Table,
    Words,
)
from triage.postmortem.title import title_of
from triage.render import safe_text
from triage.render.markdown_text import fence, prose, span, table

_MARKS = {Mark.BULLET: "-", Mark.NUMBER: "1.", Mark.DONE: "- [x]", Mark.OPEN: "- [ ]"}


def render(case: Case, document: Document) -> str:
    """Automatic blocks and human fields between their marks; all else stays as the reader edits it."""
    texts = [
        blocks.header(document.style, "markdown") + "\n",
        blocks.auto("title", f"# {prose(title_of(case, document))}\n"),
    ]
    for section in document.sections:
        if section.title:
            texts.append(f"## {section.title}\n")
        texts += [_part(part) for part in section.parts]
    return "\n".join(texts)


def _part(part: Auto | Human) -> str:
    if isinstance(part, Human):
        word = blocks.OPEN_WORD if part.required else f"{blocks.OPEN_WORD}, optional"
        return blocks.human(part.key, part.required, f"{word}: {part.prompt}\n")
    rows = "\n\n".join("\n".join(_block(block)) for block in part.blocks)
    return blocks.auto(part.key, rows + "\n")


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph(line):
            return [_line(line)]
        case Items(items):
            return [_item(item) for item in items]
        case Table(heads, rows):
            return table(list(heads), [[_line(one) for one in row] for row in rows])
        case Code(text, language):
            return fence(text, language)
        case Proof(commands):
            listed = [row for what, command in commands for row in (f"# {safe_text.line(what)}", command)]
            return ["Proof:", "", *fence("\n".join(listed), "sh")]
        case Heading(text, level):
            return [f"{'#' * level} {prose(text)}"]


def _item(item: Item) -> str:
    return f"{_MARKS[item.mark]} {_line(item.line)}"


def _line(line: Line) -> str:
    text = ""
    for part in line:
        shown = _inline(part)
        if shown:
            text += shown if not text or shown[0] in ".,;:)" else f" {shown}"
    return text


def _inline(part: Words | Mono | Strong) -> str:
    match part:
        case Words(text):
            return prose(text)
        case Mono(text):
            return span(text[:2000])
        case Strong(text):
            return f"**{prose(text)}**"

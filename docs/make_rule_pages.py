"""Writes the catalogue of rules under rules/ from the rules themselves: `python docs/make_rule_pages.py`."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import yaml

from triage.authoring.page import page as rule_page
from triage.model.rules import Rule
from triage.model.taxonomy import CATEGORIES
from triage.ruleset.loading import load
from triage.ruleset.shipped import rule_files

FOLDER = Path(__file__).parent / "rules"
INDEX = "README.md"
GENERAL = "general-rule"
UNEXPLAINED = "?"
"""In a cell that coverage.yaml has to speak of."""
HAND_WRITTEN = ("authoring.md",)
EXAMPLES = 2
"""Of each kind that a page shows; `triage rules explain ID` shows all."""


class Table(NamedTuple):
    """One table of the matrix."""

    title: str
    technologies: list[str]
    general: list[str]
    categories: list[str]


class Reason(NamedTuple):
    """Why the cells of these rows and columns may be empty; globs."""

    categories: list[str]
    technologies: list[str]
    because: str


class Cells(NamedTuple):
    """coverage.yaml."""

    tables: list[Table]
    reasons: list[Reason]
    texts: dict[str, str]

    def reason(self, category: str, technology: str) -> str:
        """The key of the first reason that fits, or nothing."""
        for one in self.reasons:
            if _fits(category, one.categories) and _fits(technology, one.technologies):
                return one.because
        return ""


def pages() -> dict[str, str]:
    """Name of each generated page -> its text."""
    rules, _ = load(list(rule_files()))
    technologies = sorted({rule.technology for rule in rules})
    made = {f"{name}.md": _technology(name, [r for r in rules if r.technology == name]) for name in technologies}
    return {INDEX: _index(rules, technologies), **made}


def cells() -> Cells:
    data = yaml.safe_load((FOLDER / "coverage.yaml").read_text(encoding="utf-8"))
    tables = [Table(**one) for one in data["tables"]]
    return Cells(tables, [Reason(**one) for one in data["reasons"]], data["texts"])


def _fits(name: str, globs: list[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def _technology(name: str, rules: list[Rule]) -> str:
    lines = [f"# Rules: {name}", "", f"[All technologies]({INDEX})", ""]
    lines += [f"- [`{rule.id}`](#{_fault(rule)}): {rule.title}" for rule in rules]
    for rule in rules:
        body = rule_page(rule, level=2, examples=EXAMPLES).split("\n", 1)[1].rstrip()
        lines += ["", f"## {_fault(rule)}", "", f"**{rule.title}**", "", body.lstrip()]
    return "\n".join(lines) + "\n"


def _fault(rule: Rule) -> str:
    return rule.id.partition(".")[2]


_HEAD = """\
# The rule library

{count} rules for {technologies} technologies. Each rule has its section on the page of its technology: what the message
means, what explains it, what to look at, change and verify; `triage rules explain ID` prints it with all examples.
Rules of your own: [from an unknown signature to a rule](authoring.md). These pages are written from the rules by
`python docs/make_rule_pages.py`.

## Technologies

| Technology | Rules |
| --- | --- |
{rows}

## Which rule reads which fault

● a rule of this technology · ○ a rule for every technology (last column) reads it · a letter says why there is none.
"""


def _index(rules: list[Rule], technologies: list[str]) -> str:
    rows = "\n".join(
        f"| [{name}]({name}.md) | {', '.join(f'`{_fault(r)}`' for r in rules if r.technology == name)} |"
        for name in technologies
    )
    known = cells()
    letters: dict[str, str] = {}
    tables = "\n".join(_table(table, rules, known, letters) for table in known.tables)
    legend = "\n".join(f"- {letter}: {known.texts[key]}" for key, letter in letters.items())
    head = _HEAD.format(count=len(rules), technologies=len(technologies), rows=rows)
    return f"{head}\n{tables}\n### The letters\n\n{legend}\n"


def _table(table: Table, rules: list[Rule], known: Cells, letters: dict[str, str]) -> str:
    rows = [category for category in CATEGORIES if _fits(category, table.categories)]
    if not table.technologies:
        return _list(table.title, rows, rules)
    lines = [f"### {table.title}", "", "| | " + " | ".join([*table.technologies, "any"]) + " |"]
    lines.append("| --- |" + " --- |" * (len(table.technologies) + 1))
    for category in rows:
        general = [rule for rule in rules if rule.category == category and rule.technology in table.general]
        general = [rule for rule in general if rule.technology not in table.technologies]
        row = [_cell(category, name, rules, bool(general), known, letters) for name in table.technologies]
        lines.append("| " + " | ".join([f"`{category}`", *row, " ".join(map(_dot, general))]) + " |")
    return "\n".join(lines) + "\n"


def _list(title: str, categories: list[str], rules: list[Rule]) -> str:
    lines = [f"### {title}", "", "| | Rules |", "| --- | --- |"]
    for category in categories:
        found = (rule for rule in rules if rule.category == category)
        shown = ", ".join(f"[`{rule.id}`]({rule.technology}.md#{_fault(rule)})" for rule in found)
        lines.append(f"| `{category}` | {shown} |")
    return "\n".join(lines) + "\n"


def _cell(category: str, name: str, rules: list[Rule], general: bool, known: Cells, letters: dict[str, str]) -> str:
    own = [rule for rule in rules if rule.category == category and rule.technology == name]
    if own:
        return " ".join(map(_dot, own))
    reason = known.reason(category, name)
    if reason in ("", GENERAL):
        return "○" if general else UNEXPLAINED
    return letters.setdefault(reason, _letter(len(letters)))


def _dot(rule: Rule) -> str:
    return f'[●]({rule.technology}.md#{_fault(rule)} "{rule.id}")'


def _letter(number: int) -> str:
    """a to z, then aa, ab, ..."""
    word = chr(97 + number % 26)
    return word if number < 26 else chr(96 + number // 26) + word


def main() -> None:
    made = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in made and old.name not in HAND_WRITTEN:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

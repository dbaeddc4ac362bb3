"""The page of a rule for people: meaning, what explains it, what to do, examples; as Markdown."""

import json
from collections.abc import Iterator

from triage.model.rules import Hypothesis, Relation, Rule, RuleStep, StepKind, Support
from triage.remediation import command_line

_KINDS = {StepKind.INSPECT: "Look", StepKind.CHANGE: "Change", StepKind.VERIFY: "Verify"}


def page(rule: Rule, level: int = 1, examples: int | None = None) -> str:
    """Markdown with headings from `level` on; every text is the rule's own. With `examples`, only so many of each
    kind, and nothing on overlaps."""
    head = "#" * level
    lines = [f"{head} {rule.title}", ""]
    lines += [
        f"`{rule.id}` · {rule.severity.word} · {rule.layer} · `{rule.category}` · {rule.status}",
        "",
        rule.explain,
        "",
    ]
    for title, body in _sections(rule, examples):
        if body:
            lines += [f"{head}# {title}", "", *body, ""]
    return "\n".join(lines)


def _sections(rule: Rule, most: int | None) -> Iterator[tuple[str, list[str]]]:
    yield "What explains it", [_hypothesis(number, one, rule) for number, one in enumerate(rule.hypotheses, 1)]
    yield "What it explains", [f"- {_relation(one)}" for one in rule.causes]
    for kind, title in _KINDS.items():
        yield title, [text for step in rule.remediation if step.kind is kind for text in _step(step)]
    yield "So that it does not come back", [f"- {one.kind}: {one.text}" for one in rule.prevention]
    yield "What it reads out of a text", [f"- `{one.name}` ({one.type})" for one in rule.captures]
    yield (
        "Texts that it recognises",
        [text for one in rule.examples[:most] for text in _example(one.name, one.log, one.captures)],
    )
    yield (
        "Texts that it leaves alone",
        [text for two in rule.counter_examples[:most] for text in _example(f"{two.name}: {two.why}", two.log)],
    )
    if most is None:
        yield "Where two rules fit", [f"- `{one.rule}`: `{one.winner}` is reported; {one.why}" for one in rule.overlaps]
    yield "Read on", [f"- [{one.title}]({one.url})" for one in rule.references]


def _hypothesis(number: int, one: Hypothesis, rule: Rule) -> str:
    steps = {step.id: step.title for step in rule.remediation}
    text = f"{number}. {one.says}"
    if one.supported_by:
        text += f" Speaks for it: {'; '.join(map(_support, one.supported_by))}."
    return text + (f" To check: {steps[one.check].rstrip('.?!')}." if one.check in steps else "")


def _support(one: Support) -> str:
    if one.rule:
        return f"`{one.rule}` matched too"
    if one.category:
        return f"a finding of `{one.category}`"
    if one.distinct:
        return f"{one.at_least} or more different values of `{one.distinct}`"
    return f"`{one.capture}` fits `{one.regex}`" if one.regex else f"`{one.capture}` is known"


def _relation(one: Relation) -> str:
    same = f", with the same {' and '.join(one.same)}" if one.same else ""
    minutes = f"{one.within / 60:g} minutes" if one.within >= 60 else f"{one.within:g} seconds"
    return f"`{one.rule or one.category}` that starts no earlier than {minutes} before it{same}"


def _step(step: RuleStep) -> Iterator[str]:
    yield f"- {step.title}"
    if step.argv:
        yield from ("", "  ```sh", *(f"  {row}" for row in command_line(step.argv).splitlines()), "  ```")
    if step.risk:
        yield f"  Risk: {step.risk}" + (f" Undo: {step.undo}" if step.undo else "")


def _example(name: str, log: str, captures: tuple[tuple[str, str], ...] = ()) -> Iterator[str]:
    yield f"- {name}"
    fence = "`" * max(3, _ticks(log) + 1)
    yield from ("", f"  {fence}text", *(f"  {row}".rstrip() for row in log.rstrip("\n").split("\n")), f"  {fence}")
    if captures:
        said = ", ".join(f"{key} {json.dumps(value, ensure_ascii=False)}" for key, value in captures)
        yield f"  {said}"


def _ticks(text: str) -> int:
    most = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        most = max(most, run)
    return most

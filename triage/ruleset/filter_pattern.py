"""A CloudWatch Logs filter pattern that fires on what a rule recognises, in the wording that this system prints."""

import re
import re._constants as sre
from typing import Any

import msgspec
import regex

from triage.model.rules import All, AnyOf, Condition, Contains, Regex, Rule
from triage.ruleset import dialect
from triage.ruleset.evaluation import DEADLINE, MAX_TEXT
from triage.ruleset.filter_language import phrase as quoted

MOST_TERMS = 4
MOST_LENGTH = 120
SHORTEST = 3
_GLUE = 2
"""Characters between two literals that may join them to one phrase: a quote in some form."""


class FilterPattern(msgspec.Struct, frozen=True):
    """Phrases that one log event must hold, all of them; the filter is case-sensitive and sees single events."""

    phrases: tuple[str, ...]
    recognised: int = 0
    """Matching examples of the rule that it would fire on."""
    examples: int = 0
    wrong: int = 0
    """Counter-examples of the rule that it would fire on."""
    counter_examples: int = 0

    @property
    def text(self) -> str:
        """As `--filter-pattern` takes it."""
        return " ".join(map(quoted, self.phrases))


def filter_pattern(rule: Rule, message: str, span: tuple[int, int] = (0, 0)) -> FilterPattern | None:
    """Phrases of the rule's literals as they stand in one line of `message`; None where no line holds any."""
    text = message[:MAX_TEXT]
    found = _phrases(rule.match, text) or _codes(rule, text, span)
    if not found:
        return None
    phrases = _on_one_line(text, tuple(dict.fromkeys(found)))
    if not phrases:
        return None
    plain = _measured(rule, phrases)
    line = next(row for row in text.split("\n") if all(phrase in row for phrase in phrases))
    code = _codes(rule, line, (0, 0))
    narrower = _measured(rule, (*phrases, *code)) if plain.wrong and code else plain
    return narrower if narrower.wrong < plain.wrong else plain


def _measured(rule: Rule, phrases: tuple[str, ...]) -> FilterPattern:
    return FilterPattern(
        phrases,
        sum(_fires(phrases, one.log) for one in rule.examples),
        len(rule.examples),
        sum(_fires(phrases, one.log) for one in rule.counter_examples),
        len(rule.counter_examples),
    )


def _phrases(condition: Condition, text: str) -> list[str] | None:
    """What a match of the condition in `text` is made of; None where it does not match."""
    match condition:
        case Contains(literal):
            return [literal] if literal in text and "\n" not in literal else None
        case Regex(pattern):
            return _of_pattern(pattern, text)
        case All(parts):
            found = [_phrases(part, text) for part in parts]
            return [phrase for some in found if some for phrase in some] or None
        case AnyOf(parts):
            return next((some for part in parts if (some := _phrases(part, text))), None)
        case _:
            return None


def _of_pattern(pattern: str, text: str) -> list[str] | None:
    try:
        found = regex.search(pattern, text, regex.ASCII, timeout=DEADLINE)
        tree = dialect.tree(pattern)
    except (TimeoutError, regex.error, re.error, RecursionError, OverflowError):
        return None
    if found is None:
        return None
    return _located(_runs(tree, text[found.start() : found.end()].lower()), text, found.start(), found.end())


def _runs(node: Any, matched: str) -> list[str]:
    """Literal runs that the match holds, in their order; of alternatives, the one that `matched` shows best."""
    runs: list[str] = []
    here: list[str] = []
    for op, argument in node:
        if op is sre.LITERAL:
            here.append(chr(argument))
            continue
        if here:
            runs.append("".join(here))
            here = []
        if op is sre.SUBPATTERN:
            runs += _runs(argument[3], matched)
        elif op is sre.BRANCH:
            alternatives: list[list[str]] = [_shown(_runs(one, matched), matched) for one in argument[1]]
            runs += max(alternatives, key=lambda one: sum(map(len, one)))
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and argument[0] > 0:
            runs += _runs(argument[2], matched)
    return [*runs, "".join(here)] if here else runs


def _shown(runs: list[str], matched: str) -> list[str]:
    """The runs where all of them stand in the match, in order; else nothing."""
    at = 0
    for run in runs:
        place = matched.find(run.lower(), at)
        if place < 0:
            return []
        at = place + len(run)
    return runs


def _located(runs: list[str], text: str, start: int, end: int) -> list[str]:
    """The runs as they stand in the text, neighbours joined, cut to whole words."""
    places: list[tuple[int, int]] = []
    at = start
    lower = text.lower()
    for run in runs:
        place = lower.find(run.lower(), at, end)
        if place < 0:
            continue
        at = place + len(run)
        between = text[places[-1][1] : place] if places else ""
        if places and len(between) <= _GLUE and not any(map(_is_part, between)):
            places[-1] = (places[-1][0], at)
        else:
            places.append((place, at))
    return [phrase for place in places if (phrase := _whole_words(text, *place))]


def _whole_words(text: str, start: int, end: int) -> str:
    """The part of the text without words that go on outside it, and without edges that are no words."""
    while start < end and start > 0 and _is_word(text[start]) and _is_word(text[start - 1]):
        start += 1
    while end > start and end < len(text) and _is_word(text[end - 1]) and _is_word(text[end]):
        end -= 1
    phrase = text[start:end].split("\n")[0][:MOST_LENGTH]
    phrase = re.sub(r"^\W+|\W+$", "", phrase, flags=re.ASCII)
    plain = phrase.isascii() and phrase.isprintable()
    return phrase if len(phrase) >= SHORTEST and plain else ""


def _is_part(character: str) -> bool:
    """True for what may be a value between two literals, and for a line's end."""
    return character.isalnum() or character == "\n"


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _codes(rule: Rule, text: str, span: tuple[int, int]) -> list[str]:
    """The server's own code in the matched part, else anywhere."""
    for part in (text[span[0] : span[1]], text):
        for code in rule.codes:
            if len(code) >= SHORTEST and re.search(rf"(?<!\w){re.escape(code)}(?!\w)", part):
                return [code]
    return []


def _on_one_line(text: str, phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The most of them that stand in one line together."""
    best: tuple[str, ...] = ()
    for row in text.split("\n"):
        held = tuple(phrase for phrase in phrases if phrase in row)
        if len(held) > len(best):
            best = held
    whole = [one for one in best if not any(one != other and one in other for other in best)]
    return tuple(sorted(whole, key=len, reverse=True)[:MOST_TERMS]) if whole else ()


def _fires(phrases: tuple[str, ...], log: str) -> bool:
    return any(all(phrase in row for phrase in phrases) for row in log.split("\n"))

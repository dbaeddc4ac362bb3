"""Names of any number of words: phrases that take turns in several messages, each of which says what happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from triage.signatures.alike import Span, alike
from triage.signatures.evidence import keeps_a_word, place_in
from triage.signatures.lexing import WILDCARD
from triage.signatures.loosening import Tokens, bare, loosen
from triage.signatures.naming import names_follow
from triage.signatures.vocabulary import goes_on, is_place, is_plain, reports, tells

MIN_CONTEXTS = 3
"""Messages in which two phrases take turns, from which both are names."""
MIN_SHARED = 4
"""Phrases that take turns in two messages, from which these are enough."""

_MOST = 24
"""Phrases of one message that are compared."""
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_CLOSERS = frozenset(_CLOSING.values())
_QUOTES = frozenset("\"'`")
_KEY_MARKS = frozenset("=:")
_WILD = (WILDCARD,)

Found = Mapping[Tokens, Sequence[Span]]
"""The phrases of one context, and where they stand."""


class Phrases:
    """The phrases found to be names in a population, round by round, each with others of its kind."""

    def __init__(self) -> None:
        self._kin: dict[Tokens, Tokens] = {}

    def changes(self, forms: Sequence[Tokens]) -> dict[Tokens, Tokens]:
        """For the forms that are alike but for names of one kind, the form with a wildcard instead of the name.

        If `the old mill` and `a barn` take turns in three messages, both are names of one kind, and are values
        wherever they take turns with one another or with a value. A phrase that says what happened is none; the words
        around it must. What two words tell each on its own is no name.
        """
        contexts = [found for spans in alike(forms) if (found := _phrases(forms, spans))]
        self._learn(contexts)
        changes: dict[Tokens, Tokens] = {}
        for found in sorted(contexts, key=len, reverse=True):
            for members in self._kinds(found):
                general = _general(forms, members)
                if general:
                    changes.update({form: general for at, _, _ in members if (form := forms[at]) not in changes})
        return {form: general for form, general in changes.items() if form != general}

    def _learn(self, contexts: Sequence[Found]) -> None:
        turns = [list(_pairs(found)) for found in contexts]
        counts = Counter(pair for pairs in turns for pair in pairs)
        for pairs in turns:
            again = [pair for pair in pairs if counts[pair] > 1]
            enough = 2 if len({phrase for pair in again for phrase in pair}) >= MIN_SHARED else MIN_CONTEXTS
            for one, other in again:
                if counts[one, other] >= enough:
                    self._join(self._root(one), self._root(other))

    def _join(self, one: Tokens, other: Tokens) -> None:
        self._kin[max(one, other)] = min(one, other)

    def _root(self, phrase: Tokens) -> Tokens:
        while (kin := self._kin.setdefault(phrase, phrase)) != phrase:
            phrase = kin
        return phrase

    def _kinds(self, found: Found) -> Iterator[list[Span]]:
        """Where the names of one kind stand in one context, two of them or more, values included."""
        kinds: defaultdict[Tokens, list[Tokens]] = defaultdict(list)
        for phrase in found:
            if phrase in self._kin and phrase != _WILD:
                kinds[self._root(phrase)].append(phrase)
        for names in kinds.values():
            members = [*names, _WILD] if _WILD in found else names
            if len(members) > 1 and not _is_table(members):
                yield [span for phrase in members for span in found[phrase]]


def _pairs(phrases: Found) -> Iterator[tuple[Tokens, Tokens]]:
    """Phrases that share neither their first nor their last word, one of which has several words, or is in parentheses
    where the other is nothing at all."""
    if _is_table(list(phrases)):
        return
    for one, other in combinations(sorted(phrases)[:_MOST], 2):
        if one:
            if (len(one) > 1 or len(other) > 1) and one[0] != other[0] and one[-1] != other[-1]:
                yield one, other
        elif _is_in_parentheses(other):
            yield one, other


def _is_table(phrases: Sequence[Tokens]) -> bool:
    """Whether the first and last words of phrases vary each on its own (`old mill`, `old barn`, `new mill`,
    `new barn`): what they tell may be two things."""
    ends = {(phrase[0], phrase[-1]) for phrase in sorted(phrases)[:_MOST] if len(phrase) > 1}
    return any(
        one[0] != other[0] and one[1] != other[1] and (one[0], other[1]) in ends and (other[0], one[1]) in ends
        for one, other in combinations(ends, 2)
    )


def _phrases(forms: Sequence[Tokens], spans: Sequence[Span]) -> Found:
    """The phrases of some spans that may be names, two or more, if what surrounds them says what happened."""
    if any(len({_token(forms, span, edge) for span in spans}) < 2 for edge in (0, -1)):
        return {}
    at, start, end = spans[0]
    form = forms[at]
    around = form[:start] + form[end:]
    if not any(reports(bare(token)) for token in around) or not keeps_a_word(around):
        return {}
    if start and bare(form[start - 1]) == ":" and not any(map(is_place, form[end:])):
        return {}  # all that is said behind a colon may be the news
    found: defaultdict[Tokens, list[Span]] = defaultdict(list)
    for at, start, end in spans:
        if _may_name(forms[at], start, end):
            found[tuple(map(bare, forms[at][start:end]))].append((at, start, end))
    return found if len(found) > 1 else {}


def _token(forms: Sequence[Tokens], span: Span, edge: int) -> str:
    """The first or last token of a span; none if it is empty."""
    at, start, end = span
    return forms[at][end - 1 if edge else start] if start < end else ""


def _may_name(form: Tokens, start: int, end: int) -> bool:
    """Whether a phrase may be a name: it is no part of a sentence, and has neither keys nor open brackets.

    What stands in parentheses behind a value may say how that is (`mill <*> (restored): ...`). Where nothing stands, a
    value must stand before it.
    """
    behind_value = start > 0 and bare(form[start - 1]) == WILDCARD
    if start == end:
        return behind_value
    words = tuple(map(bare, form[start:end]))
    if behind_value and len(words) == 3 and _is_in_parentheses(words):
        return is_plain(words[1]) and (reports(words[1]) or not tells(words[1]))
    first = next(filter(is_place, words), "")
    if not first or any(tells(word) or goes_on(word) for word in words) or place_in(form, start).outcome:
        return False
    return not (WILDCARD in words and names_follow(first)) and _is_closed(words)


def _is_in_parentheses(words: Tokens) -> bool:
    return words[0] == "(" and words[-1] == ")"


def _is_closed(words: Tokens) -> bool:
    """Whether all brackets and quotes are closed that were opened, with no key outside of them; `->` is none."""
    open_: list[str] = []
    for word in words:
        if word in _KEY_MARKS and not open_:
            return False
        if word in _CLOSING:
            open_.append(_CLOSING[word])
        elif word in _CLOSERS and (word != ">" or ">" in open_) and (not open_ or open_.pop() != word):
            return False
    return not open_ and all(words.count(quote) % 2 == 0 for quote in _QUOTES)


def _general(forms: Sequence[Tokens], members: Sequence[Span]) -> Tokens | None:
    """The forms of some spans as one, with a wildcard for the phrase; none if an empty one has no room for it."""
    at, start, end = max(members, key=lambda span: span[2] - span[1])
    wild = f" {WILDCARD}" if forms[at][start][0] == " " else WILDCARD
    general = loosen((*forms[at][:start], wild, *forms[at][end:]))
    if any(start == end and forms[at] != general for at, start, end in members):
        return None
    return general

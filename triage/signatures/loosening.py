"""Masked forms as tokens, with lists, units and optional values made alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.signatures.fields import join_fields
from triage.signatures.lexing import WILDCARD, lex
from triage.signatures.lists import join_lists
from triage.signatures.marks import join_marks
from triage.signatures.prints import join_prints
from triage.signatures.repeats import without_repeats
from triage.signatures.tuples import join_tuples
from triage.signatures.vocabulary import (
    is_instance,
    is_name,
    is_place,
    tells,
)

Tokens = tuple[str, ...]
"""A form cut at gaps, brackets, quotes and `,;|=`; a token after a gap starts with one space."""

BORDERS = frozenset("()[]{}<>\"'`,;|=")
_TRAILING = frozenset(".:!?")
_SEPARATORS = frozenset(",;:.|/&+-#@~*")
_LEADING = frozenset(":=")
_PAUSES = frozenset(":.")
"""Between values with a gap behind, these part what was said."""

_CLOSING = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}
_QUOTES = frozenset("\"'`")
_DROPPED = frozenset({("[", "]"), ("{", "}")})
_BEFORE_VALUE = frozenset({"(", "[", "{", "=", '"', "'", WILDCARD})
_AFTER_EMPTY_VALUE = frozenset(",;)]}|")
_UNITS_LIST = """
    b byte bytes bit bits k g t kb mb gb tb pb kib mib gib tib kbytes mbytes gbytes kbps mbps gbps bps
    ns us ms msec msecs millis millisecond milliseconds microsecond microseconds usec usecs
    s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days
    hz khz mhz ghz percent pct %
"""
_UNITS = frozenset(_UNITS_LIST.split())


def tokens_of(form: str) -> Tokens:
    """The tokens of a masked form; joined, they are the form again."""
    tokens: list[str] = []
    word: list[str] = []
    gap = ""

    def flush() -> None:
        nonlocal gap
        end = len(word)
        while end and word[end - 1] in _TRAILING:
            end -= 1
        for piece in ("".join(word[:end]), *word[end:]):
            if piece:
                tokens.append(gap + piece)
                gap = ""
        word.clear()

    for part in lex(form):
        if part.text == " ":
            flush()
            gap = " "
        elif part.text in BORDERS:
            flush()
            tokens.append(gap + part.text)
            gap = ""
        else:
            word.append(part.text)
    flush()
    return tuple(tokens)


def text_of(tokens: Iterable[str]) -> str:
    """The tokens as one text."""
    return "".join(tokens).strip(" ")


def bare(token: str) -> str:
    """The token without the gap before it."""
    return token[1:] if token[:1] == " " else token


def word_before(form: Tokens, place: int) -> str:
    """The token before a place, without its gap; nothing at the start."""
    return bare(form[place - 1]) if place else ""


def is_unit(token: str) -> bool:
    """Whether a token is a unit of size, time or frequency."""
    return bare(token).lower() in _UNITS


def loosen(tokens: Iterable[str]) -> Tokens:
    """The tokens with what differs between prints of one message made alike.

    A list of values is one value, whatever its length, and so are a tuple and a group that is repeated. A unit belongs
    to its number, and so does a second number in parentheses after the first. An empty value (`key=` or an empty pair
    of brackets) is a value, and so are three or more stars in the place of one, or a mark alone between quotes.
    """
    joined = tuple(tokens)
    for join in (join_prints, _without_angles, join_marks, join_lists, join_tuples, join_fields):
        joined = tuple(join(joined))
    out: list[str] = []
    for token in joined:
        if out and out[-1] == "=" and (token[0] == " " or token in _AFTER_EMPTY_VALUE):
            out.append(WILDCARD)
        _take(out, token)
        _drop_brackets(out)
    if out and out[-1] == "=":
        out.append(WILDCARD)
    return tuple(without_repeats(out))


def _without_angles(tokens: Tokens) -> Iterator[str]:
    """The tokens without angle brackets around one value or word (`<0.312.0>`); an empty pair is a value."""
    at = 0
    while at < len(tokens):
        if bare(tokens[at]) == "<":
            gap = tokens[at][:-1]
            if tokens[at + 1 : at + 2] == (">",):
                yield gap + WILDCARD
                at += 2
                continue
            if tokens[at + 2 : at + 3] == (">",) and is_place(tokens[at + 1]) and tokens[at + 1][0] != " ":
                yield gap + tokens[at + 1]
                at += 3
                continue
        yield tokens[at]
        at += 1


def _take(out: list[str], token: str) -> None:
    """Adds a token to the loosened ones before it."""
    plain = bare(token)
    if plain == WILDCARD or (len(plain) > 2 and not plain.strip("*") and out and bare(out[-1]) in _BEFORE_VALUE):
        _take_wildcard(out, token[: len(token) - len(plain)] + WILDCARD)
    elif out and bare(out[-1]) == WILDCARD and is_unit(token):
        return
    elif out and plain == _CLOSING.get(bare(out[-1])) and _is_slot(out):
        out.append(WILDCARD)
        _close(out, token)
    elif token in _QUOTES and len(out) > 1 and token == bare(out[-2]) and _is_lone_mark(out):
        out[-1] = WILDCARD
        _close(out, token)
    elif len(out) > 1 and plain == _CLOSING.get(bare(out[-2])) and _is_item(out):
        _close(out, token)
    else:
        out.append(token)


def _drop_brackets(out: list[str]) -> None:
    """Drops square brackets just closed around one token, and braces or quotes around a wildcard, if that is all that
    stands behind a colon or `=`, and quotes around any token behind `=`."""
    if len(out) > 3 and out[-4] in _LEADING and (bare(out[-3]), out[-1]) in _DROPPED:
        if out[-1] == "}" and bare(out[-2]) != WILDCARD:
            return
        out[-3:] = [(" " if out[-3][0] == " " else "") + bare(out[-2])]
    elif len(out) > 3 and out[-1] in _QUOTES and bare(out[-3]) == out[-1] and _is_unquoted(out[-2], out[-4]):
        out[-3:] = [out[-3][:-1] + out[-2]]


def _is_unquoted(token: str, before: str) -> bool:
    """Whether a token between quotes is written without them elsewhere: any behind `=`, a wildcard behind a colon."""
    return token[0] != " " and is_place(token) and (before == "=" or (before == ":" and token == WILDCARD))


def _is_lone_mark(out: list[str]) -> bool:
    """Whether what stands last is a mark behind an opening quote."""
    quote = bare(out[-2])
    return not is_place(out[-1]) and sum(bare(token) == quote for token in out) % 2 == 1


def _is_slot(out: list[str]) -> bool:
    """Whether the bracket just opened stands for a value of its own and is no part of a call."""
    return len(out) == 1 or out[-1][0] == " " or out[-2] in _LEADING


def _is_item(out: list[str]) -> bool:
    """Whether what stands in the pair about to close is a value, or the name of the value before it."""
    item = bare(out[-1])
    if item == WILDCARD:
        return True
    after_value = len(out) > 2 and bare(out[-3]) == WILDCARD
    return after_value and bare(out[-2]) == "(" and is_name(item) and not tells(item)


def _take_wildcard(out: list[str], token: str) -> None:
    if out and bare(out[-1]) in ("<", ">") and token[0] != " ":
        token = " " + token if out.pop()[0] == " " else token
    back = len(out)
    while back and bare(out[back - 1]) in _SEPARATORS:
        back -= 1
    apart = token[0] == " " and back < len(out) and out[-1] in _PAUSES
    if back and bare(out[back - 1]) == WILDCARD and not apart:
        del out[back:]
    else:
        out.append(token)


def _close(out: list[str], token: str) -> None:
    """Closes a pair around a wildcard: one in parentheses after a value, or a further item of a list, goes."""
    opening = bare(out[-2])
    if (
        opening == "("
        and len(out) > 2
        and (bare(out[-3]) == WILDCARD or (out[-2][0] == " " and is_instance(bare(out[-3]))))
    ):
        del out[-2:]
        return
    out.append(token)
    back = len(out) - 3
    while back and bare(out[back - 1]) in _SEPARATORS:
        back -= 1
    if back > 2 and [bare(t) for t in out[back - 3 : back]] == [bare(t) for t in out[-3:]]:
        del out[back:]

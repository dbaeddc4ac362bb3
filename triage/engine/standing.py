"""Lines of any layout that are records by themselves, told by the means of joining alone."""

from triage.engine.kinds import Kind
from triage.parsing.envelopes import behind_stamp, inside
from triage.parsing.openrecord import TWO_LINE_LEVELS, TWO_LINES, WAITING
from triage.parsing.prefixes import tag_of
from triage.parsing.shapes import METHODS, Shape, shape_of

_INNER = frozenset({Shape.START, Shape.JSON})
_HEADED = frozenset({Shape.START, Shape.TEXT, Shape.ACCESS, Shape.JSON})


def standing(line: str) -> Kind:
    """ORDINARY or WORDS for a line that is a record by itself; READ where more than its form must be known.

    The line is not empty, holds no line end, is no line of pairs, and begins with no brace."""
    if not "!" <= line[0] <= "~":
        return Kind.READ
    shape = shape_of(line)
    if shape not in _HEADED or inside(line, shape) is not None or _ends_in_object(line):
        return Kind.READ
    if shape is not Shape.START or tag_of(line) or line.startswith(TWO_LINE_LEVELS):
        return Kind.WORDS
    return Kind.ORDINARY


def among_stamped(line: str, kind: Kind) -> Kind:
    """What an ORDINARY line or one of WORDS is where lines of traces bear time stamps of their own: what follows its
    stamp counts."""
    inner = behind_stamp(line)
    if inner is None:
        return kind
    if inner.text[:1] == "[" or inner.text.startswith(TWO_LINE_LEVELS):
        return Kind.READ
    if inner.shape in _INNER:
        return kind
    return Kind.WORDS if inner.shape is Shape.TEXT and kind is Kind.ORDINARY else Kind.READ


def is_object(line: str) -> bool:
    """Whether a line that begins with a brace is an object of its own, and none in which a carrier wrapped a line."""
    return line[-1] == "}" and len(line) > 1 and '"log"' not in line


def _ends_in_object(line: str) -> bool:
    return line.rstrip()[-1:] == "}" and "{" in line and '"' in line


def words_count_until(line: str) -> int | None:
    """Of an access line, how many of its first bytes may tell a level or a step; None for a line that is none, where
    all of its words count."""
    shape = shape_of(line)
    quote = line.find('"')
    if 'request: "' in line or "FastCGI" in line:
        return None
    if quote >= 0 and " HTTP/" in line and (shape is Shape.ACCESS or shape is Shape.START):
        return len(line[:quote].encode())
    return 0 if shape is Shape.ACCESS and line.startswith(METHODS) else None


def takes(before: str, line: str) -> bool:
    """Whether a record of the one line `before` might take the next line of its stream, which is of kind WORDS."""
    if before.endswith(WAITING):
        return True
    tag = tag_of(line)
    if tag and tag in before[:400]:
        return not before.startswith(tag) or shape_of(line[len(tag) :]) not in _HEADED
    return line.startswith(TWO_LINE_LEVELS) and TWO_LINES.match(before) is not None

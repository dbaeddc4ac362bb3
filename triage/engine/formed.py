"""Which lines of a block have a usual form, told for all of them at once: they need not even become text."""

import hashlib
from functools import cache
from typing import Any

import hyperscan
import msgspec
import numpy as np
import numpy.typing as npt

from triage.engine.forms import ACCESS, LATEST_SCHEME, LONGEST, PLAIN, QUIET_ENDS, QUIET_PAIRS
from triage.model.lines import Block, Places, Truth
from triage.ruleset.gating import VERSION
from triage.ruleset.keeping import kept

_Bytes = npt.NDArray[np.uint8]

_FIRST_SEEN, _LAST_SEEN = ord(" "), ord("~")
_TAB, _END = ord("\t"), ord("\n")
_QUOTE, _SPACE, _QUERY, _EQUALS, _BRACKET, _OPENING, _BRACE = (ord(letter) for letter in '" ?=[{}')
_CASE = 0x20
_MOST_BYTES = 4 << 20
_LEVEL = "level"


class Formed(msgspec.Struct, frozen=True):
    """Lines of usual forms: records by themselves."""

    ordinary: Truth
    """Of all lines, those that are ordinary unless a word tells more."""
    objects: Places
    """Of JSON objects that hold nothing but names and plain values."""
    alarming: list[int]
    """Places of the lines of a level from WARNING up."""
    answers: list[int]
    """Of the ordinary lines, the places of those that tell of an answered request."""
    requests: list[str]
    """Method and path of each of them, without query."""
    statuses: list[int]


def formed(lines: Block) -> Formed:
    """The lines of usual forms among some: the same ones as `FORM` and `is_complete` tell, or fewer."""
    data = np.frombuffer(lines.block, dtype=np.uint8)
    found = _found(lines.block)
    plain, access, pairs, escaped, tagged, inside, mixed = (lines.holding(one) for one in found[:7])
    clean = _clean(lines, data)
    plain &= clean & ~escaped & ~tagged & (data[lines.ends - 1] != _BRACE)
    alarm = plain & lines.holding(_alarming(data, found[0])) & ~mixed
    pairs &= clean & ~escaped
    if pairs.any():
        pairs &= _tells_one_level(lines, data)
    objects = clean & ~escaped & (data[lines.starts] == _OPENING) & (data[lines.ends - 1] == _BRACE)
    flat = np.flatnonzero(objects)
    if len(flat):
        flat = flat[_is_flat(lines, data, flat)]
    requests: list[str] = []
    statuses: list[int] = []
    access &= clean & ~inside
    if access.any():
        quotes = np.flatnonzero(data == _QUOTE)
        access &= ~_names_host(lines, quotes, found[7])
        requests, statuses = _requests(lines, data, quotes, np.flatnonzero(access))
    ordinary = (plain & ~alarm) | access | pairs
    alarming, answers = (np.flatnonzero(kind).tolist() for kind in (alarm, access))
    return Formed(ordinary, flat, alarming, answers, requests, statuses)


_PATTERNS = (
    *(f"^{PLAIN}", f"^{ACCESS}[ \n]", f"^{QUIET_PAIRS}"),
    *(r"\\", r"\]: ", r"request: \"", "FastCGI", "://"),
)
"""Beginnings of forms, and what takes a line out of one: it may be of another form, or continue the one before."""


@cache
def _database() -> tuple[Any, Any]:
    key = hashlib.blake2b("\n".join((VERSION, *_PATTERNS)).encode(), digest_size=8).hexdigest()
    try:
        return _scanner(kept(f"forms-{key}.bin", _MOST_BYTES, _compiled))
    except hyperscan.HyperscanError:  # another machine made it
        return _scanner(_compiled())


def _scanner(serialized: bytes) -> tuple[Any, Any]:
    database: Any = hyperscan.loadb(serialized, mode=hyperscan.HS_MODE_BLOCK)
    return database, hyperscan.Scratch(database)


def _compiled() -> bytes:
    database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[pattern.encode() for pattern in _PATTERNS],
        ids=list(range(len(_PATTERNS))),
        elements=len(_PATTERNS),
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(_PATTERNS),
    )
    return bytes(hyperscan.dumpb(database))


def _found(block: bytes) -> list[Places]:
    """Where each of the patterns was found: the offsets of the last bytes, ascending."""
    hits: list[list[int]] = [[] for _ in _PATTERNS]
    note = [one.append for one in hits]

    def hit(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
        note[pattern](end)

    database, scratch = _database()
    database.scan(block, match_event_handler=hit, scratch=scratch)
    return [np.sort(np.array(one, dtype=np.int64)) - 1 for one in hits]


def _clean(lines: Block, data: _Bytes) -> Truth:
    """Lines of printable ASCII and tabs, and not too long."""
    odd = np.flatnonzero((data - np.uint8(_FIRST_SEEN)) > _LAST_SEEN - _FIRST_SEEN)
    odd = odd[(data[odd] != _END) & (data[odd] != _TAB)]
    clean = lines.ends - lines.starts <= LONGEST
    return clean if not len(odd) else clean & (lines.counts(odd) == 0)


def _alarming(data: _Bytes, levels: Places) -> Places:
    """Those of the levels' last letters that end a level from WARNING up."""
    last, before = data[levels] | _CASE, data[levels - 1] | _CASE
    quiet = np.any([(before == ord(end[0])) & (last == ord(end[1])) for end in QUIET_ENDS], axis=0)
    alarming: Places = levels[~quiet]
    return alarming


def _tells_one_level(lines: Block, data: _Bytes) -> Truth:
    """Lines that hold `level=` once, in whatever case."""
    ends = np.flatnonzero(data == _EQUALS)
    ends = ends[ends >= len(_LEVEL)]
    for back, letter in enumerate(reversed(_LEVEL), 1):
        ends = ends[(data[ends - back] | _CASE) == ord(letter)]
    once: Truth = lines.counts(ends) == 1
    return once


def _is_flat(lines: Block, data: _Bytes, places: Places) -> Truth:
    """Which of the lines at some places hold one brace of each kind, and no bracket."""
    starts, ends = lines.starts[places], lines.ends[places]
    flat = np.ones(len(places), dtype=np.bool_)
    for letter, wanted in ((_OPENING, 1), (_BRACE, 1), (_BRACKET, 0)):
        positions = np.flatnonzero(data == letter)
        flat &= np.searchsorted(positions, ends) - np.searchsorted(positions, starts) == wanted
    return flat


def _names_host(lines: Block, quotes: Places, schemes: Places) -> Truth:
    """Lines with `://` in or before the request, as a server writes it that quotes another's answer."""
    first = np.append(schemes, [1 << 62])[np.searchsorted(schemes, lines.starts)]
    quote = np.append(quotes, [1 << 61])[np.searchsorted(quotes, lines.starts)]
    near: Truth = first <= quote + LATEST_SCHEME
    return near


def _requests(lines: Block, data: _Bytes, quotes: Places, answers: Places) -> tuple[list[str], list[int]]:
    """Method and path, and status, of the access lines at some places."""
    place = np.searchsorted(quotes, lines.starts[answers])
    opens, closes = quotes[place] + 1, quotes[place + 1]
    behind = closes - len(" HTTP/1")
    for more in (" HTTP/1.", " HTTP/1.1"):
        behind = np.where(data[behind] == _SPACE, behind, closes - len(more))
    queries = np.append(np.flatnonzero(data == _QUERY), [len(data)])
    behind = np.minimum(behind, queries[np.searchsorted(queries, opens)])
    text = lines.block.decode("latin-1")
    requests = [text[start:end] for start, end in zip(opens.tolist(), behind.tolist(), strict=True)]
    hundreds, tens, ones = (data[closes + at].astype(np.int64) - ord("0") for at in (2, 3, 4))
    return requests, (hundreds * 100 + tens * 10 + ones).tolist()

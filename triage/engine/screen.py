"""One scan over a batch of messages: which are ordinary, which begin a record, which need their neighbours."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from triage.engine.fields import NOTHING, Fields, Look, all_spoken, look_at_object, look_at_pairs
from triage.engine.formed import formed
from triage.engine.forms import FORM, LONGEST, REQUEST, is_complete
from triage.engine.kinds import Kind, Told, answer, answers
from triage.engine.refuting import cannot_hold
from triage.engine.scanning import Hit, Scan
from triage.engine.standing import is_object, standing, words_count_until
from triage.model.events import LogEvent
from triage.model.lines import Block, Lines, Truth, block_of, message_of
from triage.parsing.access import read_access
from triage.parsing.envelopes import STAMPED_LINE
from triage.parsing.structured.logfmt import is_logfmt
from triage.parsing.unwrapping import unwrap
from triage.ruleset.matching import Matcher

_SMALL_IS_ASCII = ("\u0130", "\u212a", "\u017f")
"""Letters beyond ASCII that some comparisons take for ASCII ones."""

_BLANK, _LAST_SEEN = ord(" "), ord("~")
_STREAM = " std"
_STAMP_ENDS = 48
"""`2025-03-12T06:00:00.123456789+00:00 stdout F ` ends before."""


def _is_clean(text: str) -> bool:
    """Whether a text is plain, on one line, without colours, controls but tabs, and spaces beyond ASCII."""
    if not text.isprintable() and not text.replace("\t", " ").isprintable():
        return False
    return text.isascii() or not any(letter in text for letter in _SMALL_IS_ASCII)


def _out_of_stream(message: str) -> str:
    """A line without the stamp that a container's runtime put before it."""
    found = STAMPED_LINE.match(message) if _STREAM in message[:_STAMP_ENDS] and message[0].isdigit() else None
    return message[found.end() :] if found is not None and found["stream"] else message


class Met(msgspec.Struct, frozen=True):
    """What `Familiar.meet` takes."""

    words: list[str]
    steps: list[str]
    leaves: dict[str, frozenset[str]]


class Screened(msgspec.Struct, frozen=True):
    """The kinds of the events of a batch, in order, and by place what the ordinary ones tell besides."""

    kinds: bytearray
    told: dict[int, Told]
    met: Met


class Screen:
    """Tells the events that matter from the ordinary ones: never calls an event ordinary that reading would not."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._fields = Fields()

    @staticmethod
    def fits(matcher: Matcher) -> bool:
        """False where a rule could match an ordinary line without a gate; everything must be read then."""
        return all(cannot_hold(rule.match) for rule in matcher.ungated())

    def sort(self, events: Sequence[LogEvent]) -> Screened:
        """The kinds of some events."""
        lines = events if isinstance(events, Lines) else block_of([event.message for event in events])
        batch = _Batch(message_of(events), len(events), self._fields, self._matcher)
        batch.take(lines)
        met = batch.hear()
        return Screened(batch.kinds, batch.told, met)


class _Batch:
    """The messages of one batch while their kinds are found."""

    def __init__(self, message: Callable[[int], str], count: int, fields: Fields, matcher: Matcher) -> None:
        """`message` gives the whole text of the event at a place."""
        self.kinds = bytearray([Kind.ORDINARY]) * count
        self.told: dict[int, Told] = {}
        self._message = message
        self._fields = fields
        self._matcher = matcher
        self._scan = Scan(matcher)
        self._heard: dict[int, int] = {}
        """Of lines that tell of a request: where their words cease to count."""

    def take(self, lines: Block) -> None:
        """Scan what may tell more; only lines of an unusual form become text for that."""
        known = formed(lines)
        self.told = dict(zip(known.answers, answers(known.requests, known.statuses), strict=True))
        self._heard = dict.fromkeys(known.answers, 0)
        left = ~known.ordinary
        for place in known.alarming:
            self.kinds[place] = Kind.BEGINS
            left[place] = False
        objects = lines.raws(known.objects)
        all_told = zip(known.objects.tolist(), objects, self._fields.all_told(objects), strict=True)
        quiet = [(place, raw, told) for place, raw, told in all_told if told is not None]
        places = [place for place, _, _ in quiet]
        texts = all_spoken([raw for _, raw, _ in quiet]) if quiet else []
        self.told.update((place, told) for place, _, told in quiet if told is not NOTHING)
        left[places] = False
        left &= ~self._read_unseen(lines, left)
        others = np.flatnonzero(left).tolist()
        if len(others) * 4 > len(lines):
            lines.spans()
        for place in others:
            if text := self._sorted(place, self._message(place)):
                places.append(place)
                texts.append(text.encode())
        self._scan.lines(lines, known.ordinary)
        self._scan.texts(places, texts)

    def _read_unseen(self, lines: Block, left: Truth) -> Truth:
        """Those of some lines that `_sorted` would have read, by their first letters; notes their kinds."""
        first = np.frombuffer(lines.block, dtype=np.uint8)[lines.starts]
        unseen: Truth = left & ((first <= _BLANK) | (first > _LAST_SEEN))
        np.frombuffer(self.kinds, dtype=np.uint8)[unseen] = Kind.READ
        return unseen

    def _sorted(self, place: int, message: str) -> str:
        """The text of a line that may be ordinary, empty for another; notes its kind."""
        if not message or len(message) > LONGEST or not _is_clean(message):
            kind, text = Kind.READ, ""
        elif message[0] == "{":
            kind, text = self._kept(place, self._fields.look(message))
            if kind is Kind.READ and is_object(message):
                kind = Kind.BEGINS
        else:
            kind, text = self._line(place, message)
        self.kinds[place] = kind
        return text

    def _line(self, place: int, message: str) -> tuple[Kind, str]:
        found = FORM.match(message)
        if found is not None and is_complete(found.lastgroup or "", message):
            if found.lastgroup == "access" and (request := REQUEST.match(message)):
                self.told[place] = answer(request[1], request[2], int(request[3]))
                self._heard[place] = 0
            return Kind.ORDINARY, message
        text = _out_of_stream(message)
        if is_logfmt(text):
            kind, said = self._kept(place, look_at_pairs(text))
            return kind, said and message.removesuffix(text) + said
        kind = standing(message)
        return kind, "" if kind is Kind.READ else message

    def _kept(self, place: int, look: Look | None) -> tuple[Kind, str]:
        if look is None:
            return Kind.READ, ""
        if look.told is not NOTHING:
            self.told[place] = look.told
        return Kind.ORDINARY, look.text

    def hear(self) -> Met:
        """Takes back the kind of the messages that tell more, by where gates and markers were found."""
        kinds, found = self.kinds, self._scan.found
        for place in _places(found.requests):
            if place not in self.told and kinds[place] >= Kind.ORDINARY:
                self._ask(place)
        known = _places(found.fallbacks)
        for place in _places(found.rules):
            told = self.told.get(place)
            if told is None or not told.status:  # of an answered request only fallbacks may speak
                known.add(place)
        leaves = {
            place: left
            for place in known
            if kinds[place] >= Kind.ORDINARY and (left := self._leaves(place)) is not None
        }
        coded, words, steps = (self._heard_at(hits) for hits in (found.coded, found.loud, found.steps))
        met = {
            place: self._message(place)
            for place in words | steps | leaves.keys()
            if place not in coded and kinds[place] >= Kind.ORDINARY
        }
        for place in coded | words | steps | leaves.keys():
            self._take_back(place)
        return Met(
            [message for place, message in met.items() if place not in steps],
            [message for place, message in met.items() if place in steps],
            {message: leaves[place] for place, message in met.items() if place in leaves},
        )

    def _heard_at(self, hits: list[Hit]) -> set[int]:
        """Places of the hits that count: in a line that tells of a request not all words do."""
        until = self._heard
        return {place for place, end in hits if place not in until or end <= until[place]}

    def _leaves(self, place: int) -> frozenset[str] | None:
        """The leaves that could hold in the line as a record by itself; None where no rule could match."""
        message = self._message(place)
        if message[0] != "{":
            return self._matcher.leaves_in(unwrap((message,)).text)
        look = look_at_object(message)
        return frozenset() if look is None else self._matcher.leaves_in(look.text)

    def _ask(self, place: int) -> None:
        """Looks closer at a line that speaks of a request."""
        message = self._message(place)
        text = _out_of_stream(message)
        if message[0] == "{" or is_logfmt(text):
            look = look_at_object(message) if message[0] == "{" else look_at_pairs(text)
            if self._kept(place, look)[0] is Kind.READ:
                self._take_back(place)
            return
        http = read_access(unwrap((message,)).text)
        if http is None:
            return
        if http.status >= 400:
            self._take_back(place)
            return
        if http.status:
            self.told[place] = answer(http.method, http.path, http.status)
        until = words_count_until(message)
        if until is not None:
            self._heard[place] = until

    def _take_back(self, place: int) -> None:
        """The message is read after all."""
        kind = self.kinds[place]
        if kind >= Kind.ORDINARY:
            message = self._message(place)
            begins = is_object(message) if message[0] == "{" else kind is Kind.ORDINARY and "FastCGI" not in message
            self.kinds[place] = Kind.BEGINS if begins else Kind.READ
            self.told.pop(place, None)


def _places(hits: list[Hit]) -> set[int]:
    return {place for place, _ in hits}

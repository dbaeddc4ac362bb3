"""One scan over a batch of messages: which are ordinary, which begin a record, which need their neighbours."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

import msgspec

from triage.engine.familiar import Familiar
from triage.engine.fields import NOTHING, Fields, Look, look_at_object, look_at_pairs
from triage.engine.forms import FORM, LONGEST, is_complete
from triage.engine.kinds import Kind, Told
from triage.engine.refuting import cannot_hold
from triage.engine.standing import is_object, standing, words_count_until
from triage.parsing.access import read_access
from triage.parsing.structured.logfmt import is_logfmt
from triage.parsing.unwrapping import unwrap
from triage.ruleset.gating import Signs
from triage.ruleset.matching import Matcher

_BETWEEN = "\x1e"
"""Stands between two messages of a block; a message that holds it is read in full."""
_SMALL_IS_ASCII = ("\u0130", "\u212a", "\u017f")
"""Letters beyond ASCII that some comparisons take for ASCII ones."""


def _is_clean(text: str) -> bool:
    """Whether a text is plain, on one line, without colours, controls but tabs, and spaces beyond ASCII."""
    if not text.isprintable() and not text.replace("\t", " ").isprintable():
        return False
    return text.isascii() or not any(letter in text for letter in _SMALL_IS_ASCII)


class Screened(msgspec.Struct, frozen=True):
    """The kinds of the events of a batch, in order, and by place what the ordinary ones tell besides."""

    kinds: list[Kind]
    told: dict[int, Told]


class Screen:
    """Tells the events that matter from the ordinary ones: never calls an event ordinary that reading would not."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._fields = Fields()
        self.familiar = Familiar()

    @staticmethod
    def fits(matcher: Matcher) -> bool:
        """False where a rule could match an ordinary line without a gate; everything must be read then."""
        return all(cannot_hold(rule.match) for rule in matcher.ungated())

    def sort(self, messages: Sequence[str]) -> Screened:
        """The kinds of some messages, each the whole text of an event."""
        batch = _Batch(messages, self._fields, self.familiar, self._matcher)
        batch.hear(self._matcher.signs(batch.block()))
        return Screened(batch.kinds, batch.told)


class _Batch:
    """The messages of one batch while their kinds are found."""

    def __init__(self, messages: Sequence[str], fields: Fields, familiar: Familiar, matcher: Matcher) -> None:
        self.kinds = [Kind.ORDINARY] * len(messages)
        self.told: dict[int, Told] = {}
        self._familiar = familiar
        self._matcher = matcher
        self._messages = messages
        self._texts = list(messages)
        self._heard: dict[int, int] = {}
        """Of lines that tell of a request: where their words cease to count."""
        self._ends: list[int] = []
        clean = _is_clean("".join(messages))
        for place, message in enumerate(messages):
            if not message or len(message) > LONGEST or not (clean or _is_clean(message)):
                kind = Kind.READ
            elif message[0] == "{":
                kind = self._keep(place, fields.look(message))
                if kind is Kind.READ and is_object(message):
                    kind = Kind.BEGINS
            else:
                kind = self._line(place, message)
            if kind is not Kind.ORDINARY:
                self.kinds[place] = kind
                if kind is not Kind.WORDS:
                    self._texts[place] = ""

    def _line(self, place: int, message: str) -> Kind:
        found = FORM.match(message)
        if found is not None and is_complete(found.lastgroup or "", message):
            if found.lastgroup == "access":
                self.told[place] = Told(found["method"], found["path"].partition("?")[0], int(found["status"]))
                self._heard[place] = 0
            return Kind.ORDINARY
        return self._keep(place, look_at_pairs(message)) if is_logfmt(message) else standing(message)

    def _keep(self, place: int, look: Look | None) -> Kind:
        if look is None:
            return Kind.READ
        self._texts[place] = look.text
        if look.told is not NOTHING:
            self.told[place] = look.told
        return Kind.ORDINARY

    def block(self) -> bytes:
        """All texts, for one scan; `hear` knows where each of them ends in it."""
        joined = _BETWEEN.join(self._texts)
        block = joined.encode()
        plain = len(block) == len(joined)
        self._ends = list(accumulate([len(text if plain else text.encode()) + 1 for text in self._texts]))
        return block

    def hear(self, signs: Signs) -> None:
        """Takes back the kind of the messages that tell more, by where gates and markers were found."""
        kinds = self.kinds
        for place in self._places(signs.requests):
            if place not in self.told and kinds[place] >= Kind.ORDINARY:
                self._ask(place)
        known = self._places(signs.fallbacks)
        for place in self._places(signs.rules):
            told = self.told.get(place)
            if told is None or not told.status:  # of an answered request only fallbacks may speak
                known.add(place)
        leaves = {
            place: found
            for place in known
            if kinds[place] >= Kind.ORDINARY and (found := self._leaves(place)) is not None
        }
        words, steps = self._heard_at(signs.loud), self._heard_at(signs.steps)
        coded = self._heard_at(signs.coded)
        messages = self._messages
        met = [place for place in words | steps | leaves.keys() if place not in coded and kinds[place] >= Kind.ORDINARY]
        self._familiar.meet(
            [messages[place] for place in met if place not in steps],
            [messages[place] for place in met if place in steps],
            {messages[place]: leaves[place] for place in met if place in leaves},
        )
        for place in coded | words | steps | leaves.keys():
            self._take_back(place)

    def _heard_at(self, hits: Iterable[int]) -> set[int]:
        """Places of the hits that count: in a line that tells of a request not all words do."""
        ends, places = self._ends, set()
        for end in set(hits):
            place = bisect_left(ends, end)
            until = self._heard.get(place)
            if until is None or end - (ends[place - 1] if place else 0) <= until:
                places.add(place)
        return places

    def _leaves(self, place: int) -> frozenset[str] | None:
        """The leaves that could hold in the line as a record by itself; None where no rule could match."""
        message = self._messages[place]
        if message[0] != "{":
            return self._matcher.leaves_in(unwrap((message,)).text)
        look = look_at_object(message)
        return frozenset() if look is None else self._matcher.leaves_in(look.text)

    def _places(self, hits: Iterable[int]) -> set[int]:
        ends = self._ends
        return {bisect_left(ends, end) for end in set(hits)}

    def _ask(self, place: int) -> None:
        """Looks closer at a line that speaks of a request."""
        message = self._messages[place]
        if message[0] == "{" or is_logfmt(message):
            look = look_at_object(message) if message[0] == "{" else look_at_pairs(message)
            if self._keep(place, look) is Kind.READ:
                self._take_back(place)
            return
        http = read_access(unwrap((message,)).text)
        if http is None:
            return
        if http.status >= 400:
            self._take_back(place)
            return
        if http.status:
            self.told[place] = Told(http.method, http.path, http.status)
        until = words_count_until(message)
        if until is not None:
            self._heard[place] = until

    def _take_back(self, place: int) -> None:
        """The message is read after all."""
        kind = self.kinds[place]
        if kind >= Kind.ORDINARY:
            message = self._messages[place]
            begins = is_object(message) if message[0] == "{" else kind is Kind.ORDINARY and "FastCGI" not in message
            self.kinds[place] = Kind.BEGINS if begins else Kind.READ
            self.told.pop(place, None)

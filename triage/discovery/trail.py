"""What is seen on the way: notes for people, and names that an unknown environment may have meant."""

import difflib

from triage.aws.errors import Refusal
from triage.discovery.words import environment_words
from triage.model.environment import Note

_SUGGESTIONS = 8
_NAMES_SHOWN = 5


class Trail:
    """Collects notes in the order in which they were taken, each once."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}
        self._tags: set[str] = set()
        self._names: set[str] = set()
        self.refusals: list[Refusal] = []

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(self._notes)

    def left_out(self, what: str, why: str, hint: str = "") -> None:
        self._notes[Note("left_out", what, why, hint)] = None

    def left_out_all(self, names: list[str], kind: str, why: str, hint: str = "") -> None:
        """One note for many names of a kind (`log groups`), the first few of them spelt out."""
        names = sorted(set(names))
        if len(names) == 1:
            self.left_out(f"{kind.removesuffix('s')} {names[0]}", why, hint)
        elif names:
            rest = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
            self.left_out(f"{len(names)} {kind}: {', '.join(names[:_NAMES_SHOWN])}{rest}", why, hint)

    def ambiguous(self, what: str, why: str, hint: str = "") -> None:
        self._notes[Note("ambiguous", what, why, hint)] = None

    def missing(self, what: str, why: str, hint: str = "", may_hide_logs: bool = False) -> None:
        self._notes[Note("missing", what, why, hint, may_hide_logs)] = None

    def refused(self, refusal: Refusal, lost: str, may_hide_logs: bool) -> None:
        """`lost`: what is not known because of it."""
        self.refusals.append(refusal)
        what = refusal.action if refusal.resource == "*" else f"{refusal.action} on {refusal.resource}"
        self._notes[Note("refused", what, f"{refusal.reason}; {lost}", refusal.hint, may_hide_logs)] = None

    def saw_tag(self, value: str) -> None:
        self._tags.add(value)

    def saw(self, name: str) -> None:
        self._names.add(name)

    def suggestions(self, wanted: str) -> tuple[str, ...]:
        """Environments that names and tags of the account speak of, those like `wanted` first, then sorted."""
        known = self._tags | {word for name in self._names for word in environment_words(name)}
        near = difflib.get_close_matches(wanted, sorted(known), n=3, cutoff=0.6)
        if not known:
            near = difflib.get_close_matches(wanted, sorted(self._names), n=3, cutoff=0.5)
        return tuple(dict.fromkeys([*near, *sorted(known)]))[:_SUGGESTIONS]

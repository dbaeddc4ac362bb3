"""The one place where secrets are replaced: the same secret gets the same tag within a run."""

from collections.abc import Iterable, Iterator

from triage.redaction.assignments import assigned
from triage.redaction.keys import private_keys
from triage.redaction.personal import cards, emails
from triage.redaction.phrases import phrases
from triage.redaction.secret import TAG, Secret
from triage.redaction.tokens import tokens
from triage.redaction.urls import urls

_PASSES = 16


class Redactor:
    """Tags are numbered in the order of first sight; `keep` holds texts that are never hidden (typed captures)."""

    def __init__(self, keep: Iterable[str] = ()) -> None:
        self._keep = frozenset(keep)
        self._tags: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        """Kind -> how many places were hidden."""

    def redact(self, text: str) -> str:
        """`text` with every secret replaced; applying it twice changes nothing more. Linear in the text's length."""
        return self.redact_marked(text, (0, 0))[0]

    def hides(self, text: str, span: tuple[int, int]) -> bool:
        """True when the marked part is, or belongs to, a secret of the text; nothing is counted."""
        shown, (start, end) = Redactor(self._keep).redact_marked(text, span)
        return shown[start:end] != text[span[0] : span[1]]

    def redact_marked(self, text: str, span: tuple[int, int]) -> tuple[str, tuple[int, int]]:
        """As `redact`, and where the marked part stands afterwards."""
        for _ in range(_PASSES):  # a tag ends a word: what stood glued to the secret may show only now
            before = text
            text, span = self._once(text, span)
            if text == before:
                break
        return text, span

    def _once(self, text: str, span: tuple[int, int]) -> tuple[str, tuple[int, int]]:
        pieces: list[str] = []
        at, (start, end) = 0, span
        for secret in _apart(self._secrets(text)):
            tag = self._tag(text[secret.start : secret.end], secret.kind)
            shift = len(tag) - (secret.end - secret.start)
            start += _moved(span[0], secret, shift, before=True)
            end += _moved(span[1], secret, shift, before=False)
            pieces += [text[at : secret.start], tag]
            at = secret.end
        return "".join([*pieces, text[at:]]), (start, max(start, end))

    def _secrets(self, text: str) -> Iterator[Secret]:
        for find in (private_keys, urls, assigned, phrases, tokens, emails, cards):
            for secret in find(text):
                value = text[secret.start : secret.end]
                if value not in self._keep and not TAG.search(value):
                    yield secret

    def _tag(self, value: str, kind: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if value not in self._tags:
            self._numbers[kind] = self._numbers.get(kind, 0) + 1
            self._tags[value] = f"[{kind}#{self._numbers[kind]}]"
        return self._tags[value]


def _moved(position: int, secret: Secret, shift: int, before: bool) -> int:
    """How far a position moves when the secret is replaced; one inside it goes to the tag's edge."""
    if position >= secret.end:
        return shift
    if position <= secret.start:
        return 0
    return secret.start - position if before else secret.end + shift - position


def _apart(secrets: Iterable[Secret]) -> list[Secret]:
    """In order, overlapping ones joined under the kind of the one that starts first (the longer of equals)."""
    apart: list[Secret] = []
    for secret in sorted(secrets, key=lambda one: (one.start, -one.end, one.kind)):
        if apart and secret.start < apart[-1].end:
            last = apart[-1]
            apart[-1] = Secret(last.start, max(last.end, secret.end), last.kind)
        else:
            apart.append(secret)
    return apart

"""Lines whose words give pause and came to nothing when one of them was read: the next ones need no reading."""

import re
from collections.abc import Mapping, Sequence

from triage.signatures.vectorised import keys_of

MAX_KEYS = 20_000
_VALUE = re.compile(r"\b\w*\d\w*", re.ASCII)
"""A word with a digit. It begins where words begin: a line of one long word is gone through once."""
_TELLING = re.compile(
    r"(?i)err|exc|fault|fail|timeout|warn|crit|fatal|denied|refus|reject|cancel|abort|panic|invalid|violat|conflict|interrupt"
    r"|notfound|notexist|throwable|severe|alert|emerg"
)
_DIGITS = str.maketrans("123456789", "000000000")

Key = bytes | str | tuple[object, frozenset[str]]
_PLAIN: Key = "(nothing in it gives pause)"


def _telling_values(line: str) -> tuple[str, ...]:
    """Words with digits that nevertheless name a fault (`S3Exception`): they are collapsed with the values, and must
    not be."""
    values = _VALUE.findall(line)
    if not _TELLING.search(" ".join(values)):
        return ()
    return tuple(word for word in values if _TELLING.search(word))


class Familiar:
    """Remembers, in bounded space, which forms of lines tell no more than ordinary ones in spite of their words.

    A form is a line with its values collapsed, so what decides must not hang on digits: who asks knows that no number
    or letter tells a level. Steps in the life of a process may hang on the length of a number (`exit code 1`), so
    that lines with their words are told apart by it; and rules may hang on the number itself, so that lines are told
    apart by the leaves of rules that could hold in them.
    """

    def __init__(self) -> None:
        self._quiet: set[Key] = {_PLAIN}
        self._asked: dict[str, Key] = {}
        self._before: dict[str, Key] = {}

    def meet(self, words: Sequence[str], steps: Sequence[str], leaves: Mapping[str, frozenset[str]]) -> None:
        """Take lines that are about to come by: with alarming words or none, and with words of a process' life; of
        those that some rule could match, also the leaves that could hold."""
        self._before, self._asked = self._asked, {}
        for line, key in zip(words, keys_of(words), strict=True):
            telling = _telling_values(line)
            self._asked[line] = (telling, frozenset((key.decode("utf-8", "replace"),))) if telling else key
        self._asked.update((line, line.translate(_DIGITS)) for line in steps)
        for line, found in leaves.items():
            self._asked[line] = (self._asked[line], found)

    def vouch(self, line: str) -> None:
        """A line that is about to come by tells nothing, as long as it is alone in its record."""
        self._asked.setdefault(line, _PLAIN)

    def is_quiet(self, line: str) -> bool:
        """Whether a line that was met lately is known to tell nothing."""
        return self._key(line) in self._quiet

    def learn(self, line: str) -> None:
        """A line was read, alone in its record, and told nothing."""
        key = self._key(line)
        if key is not None:
            if len(self._quiet) >= MAX_KEYS:
                self._quiet = {_PLAIN}
            self._quiet.add(key)

    def _key(self, line: str) -> Key | None:
        return self._asked.get(line) or self._before.get(line)

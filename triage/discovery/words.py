"""Does a name carry an environment as whole words? `production-ecs` does; `nonprod` is another word."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from triage.config import SAME_WORD

_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+[A-Za-z0-9]*")
_SPLIT = re.compile(r"[\W_]+")
_LONGEST_NAME = 512

_NEGATING = ("non", "not", "no", "pre")
"""`pre-production`, `preprod` and `PreProduction` are one word, and another one than production."""
_QUALIFIERS = frozenset(
    (
        "like", "copy", "clone", "mirror", "shadow", "replica", "standby", "dr", "failover", "backup", "old", "legacy",
        "archive", "sim", "simulation", "mock", "fake", "test", "tests", "testing", "canary", "preview", "temp", "tmp",
    )
)  # fmt: skip
"""Beside an environment's word they make it doubtful that the thing belongs to it."""
_ENVIRONMENTS = frozenset(
    ("production", "staging", "dev", "development", "qa", "uat", "sandbox", "preproduction", "nonproduction")
)
"""Words that speak of an environment wherever they stand."""
_PERHAPS = frozenset(("live", "demo", "test", "testing", "perf", "acceptance", "integration", "preview"))
"""Words that may do so: good for a suggestion, not for a decision."""

_TAG_KEYS = frozenset(("environment", "env", "stage", "environmentname", "deploymentenvironment"))


class Carries(StrEnum):
    """What a name or tag says about an environment."""

    YES = "yes"
    DOUBTFUL = "doubtful"
    """As one word among others that speak against it."""
    OTHER = "other"
    """It speaks of another environment."""
    SILENT = "silent"


class Claim(msgspec.Struct, frozen=True):
    """The judgement of a thing, and the reason for people."""

    carries: Carries
    why: str


class EnvironmentWords:
    """Judges names and tags for one environment."""

    def __init__(self, name: str, aliases: Iterable[str] = (), others: Iterable[str] = ()) -> None:
        """`aliases`: further names of the same environment; `others`: names of the other known ones."""
        self.name = name
        self.forms = tuple(dict.fromkeys(form for form in map(words, (name, *aliases)) if form))
        other = {form for form in map(words, others) if form}
        other |= {(word,) for word in _ENVIRONMENTS}
        self._others = frozenset(other - set(self.forms))

    def judge(self, name: str) -> Claim:
        """What a name says by itself."""
        carried = words(name)
        place = self._place(carried)
        others = [form for form in sorted(self._others) if _find(carried, form) is not None]
        width = place[1] - place[0] if place else 0
        if closer := [form for form in others if len(form) > width]:
            return Claim(Carries.OTHER, f"its name carries {'-'.join(closer[-1])}")
        if place is None:
            return Claim(Carries.SILENT, f"its name does not carry {self.name}")
        before, after = carried[: place[0]], carried[place[1] :]
        doubts = [word for word in (*before[-1:], *after[:1]) if word in _QUALIFIERS]
        doubts += [word for word in (*before, *after) if (word,) in self._others and word not in doubts]
        if doubts:
            return Claim(Carries.DOUBTFUL, f"its name carries {self.name} beside {', '.join(doubts)}")
        return Claim(Carries.YES, f"its name carries {self.name}")

    def judge_tags(self, tags: Mapping[str, str]) -> Claim:
        """What the Environment tag says; YES and OTHER are exact: `production-like` is not `production`."""
        for key in sorted(tags):
            if is_environment_tag(key) and tags[key].strip():
                same = words(tags[key]) in self.forms
                return Claim(Carries.YES if same else Carries.OTHER, f"its tag {key} is {tags[key]}")
        return Claim(Carries.SILENT, "it has no Environment tag")

    def decide(self, name: str, tags: Mapping[str, str]) -> Claim:
        """The tag wins over the name; a doubtful name becomes clear by its tag alone."""
        by_tag = self.judge_tags(tags)
        return self.judge(name) if by_tag.carries is Carries.SILENT else by_tag

    def in_path(self, path: str) -> Claim:
        """What the parts of a path such as `/ecs/production-web` say together."""
        claims = {claim.carries: claim for claim in map(self.judge, reversed(path.split("/")))}
        both = (claims.get(Carries.YES), claims.get(Carries.OTHER))
        if both[0] and both[1]:
            claims[Carries.DOUBTFUL] = Claim(Carries.DOUBTFUL, f"{both[0].why}, but {both[1].why}")
        for wanted in (Carries.DOUBTFUL, Carries.YES, Carries.OTHER):
            if claim := claims.get(wanted):
                return Claim(wanted, claim.why.replace("its name", "its path"))
        return Claim(Carries.SILENT, f"its path does not carry {self.name}")

    def without(self, name: str) -> str:
        """The rest of a name, lower case and joined by `_`: `production_alb_dns` -> `alb_dns`."""
        carried = words(name)
        place = self._place(carried)
        return "_".join(carried[: place[0]] + carried[place[1] :] if place else carried)

    def _place(self, carried: tuple[str, ...]) -> tuple[int, int] | None:
        for form in self.forms:
            if (start := _find(carried, form)) is not None:
                return start, start + len(form)
        return None


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, spelt in one way; boundaries are punctuation and capitals."""
    found: list[str] = []
    for chunk in _SPLIT.split(name[:_LONGEST_NAME]):
        for word in _WORD.findall(chunk) if chunk.isascii() else [chunk]:
            word = _one_spelling(word.lower())
            if found and found[-1] in _NEGATING:
                word = found.pop() + word
            found.append(word)
    return tuple(found)


def is_environment_tag(key: str) -> bool:
    """`Environment`, `env`, `acme:environment` and the like."""
    last = re.split(r"[:/.]", key)[-1]
    return "".join(_SPLIT.split(last.lower())) in _TAG_KEYS


def environment_words(name: str) -> tuple[str, ...]:
    """The words of a name that are commonly environments, for suggestions."""
    return tuple(word for word in words(name) if word in _ENVIRONMENTS | _PERHAPS)


def _one_spelling(word: str) -> str:
    if word in SAME_WORD:
        return SAME_WORD[word]
    for prefix in _NEGATING:
        rest = word.removeprefix(prefix)
        if rest != word and rest in SAME_WORD:
            return prefix + SAME_WORD[rest]
    return word


def _find(carried: tuple[str, ...], form: tuple[str, ...]) -> int | None:
    width = len(form)
    for start in range(len(carried) - width + 1):
        if carried[start : start + width] == form:
            return start
    return None

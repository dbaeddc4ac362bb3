"""The searches that a finding's steps suggest find what the finding was made of, and begin where it began."""

import msgspec

from triage.errors import UsageError
from triage.model.findings import Step
from triage.model.rules import Rule
from triage.ranking.candidates import Candidate
from triage.remediation import command_line
from triage.ruleset.filter_language import finds, phrase
from triage.ruleset.filter_pattern import filter_pattern
from triage.summary.tallies import Sample

_OPTION = "--filter-pattern"
_SEARCH = ("aws", "logs", "filter-log-events")
_BEFORE_MS = 60_000


def finding_its_evidence(step: Step, rule: Rule, candidate: Candidate) -> Step:
    """The step with searches that begin a minute before the fault, for CloudWatch goes through a log group from its
    oldest event on. A filter pattern stays as it is where it finds the first record that stands where it looks; else it
    gets the words of that record: as one more alternative, or instead of a pattern that takes none."""
    mended = (_mended(part, rule, candidate) if _OPTION in part[:-1] else part for part in step.argv)
    argv = tuple(_begun(part, candidate.first) for part in mended)
    return step if argv == step.argv else msgspec.structs.replace(step, argv=argv, command=command_line(argv))


def _begun(part: tuple[str, ...], first: int) -> tuple[str, ...]:
    """From a minute before `first`, milliseconds since the epoch; 0 where the input told no time."""
    if part[: len(_SEARCH)] != _SEARCH or "--start-time" in part or not first:
        return part
    return (*_SEARCH, "--start-time", str(max(0, first - _BEFORE_MS)), *part[len(_SEARCH) :])


def _mended(part: tuple[str, ...], rule: Rule, candidate: Candidate) -> tuple[str, ...]:
    samples = candidate.whole.samples
    there = [
        one for one in samples if one.log_group in part and ("--log-stream-names" not in part or one.log_stream in part)
    ]
    sample = next(iter(there or samples), None)
    at = part.index(_OPTION) + 1
    if sample is None or _found(part[at], sample):
        return part
    words = _words(rule, candidate, sample)
    if part[at].startswith("?"):
        return (*part[:at], f"{part[at]} ?{phrase(max(words, key=len))}", *part[at + 1 :]) if words else part
    return (*part[:at], " ".join(map(phrase, words)), *part[at + 1 :]) if words else (*part[: at - 1], *part[at + 1 :])


def _found(pattern: str, sample: Sample) -> bool:
    """True also for what cannot be tried here; not for an expression that CloudWatch refuses."""
    try:
        return any(finds(pattern, line) for line in sample.message.split("\n"))
    except UsageError:
        return not pattern.startswith("%")
    except TimeoutError:
        return True


def _words(rule: Rule, candidate: Candidate, sample: Sample) -> tuple[str, ...]:
    """Phrases of one line of the record: the rule's own literals, else the name of the exception."""
    made = filter_pattern(rule, sample.message, sample.span)
    if made is not None:
        return made.phrases
    types = (value.rpartition(".")[2] for value in candidate.values("exception"))
    return next(((kind,) for kind in types if kind and kind in sample.message), ())

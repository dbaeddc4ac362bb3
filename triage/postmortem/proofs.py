"""The read-only commands that show the facts of a document again."""

from triage.postmortem.alarm import pattern_of
from triage.postmortem.case import Case
from triage.postmortem.document import Proof
from triage.remediation import command_line, is_safe_context
from triage.runs import SavedRun
from triage.timespan import iso

_SPAN_MS = 2_000


def saved(*runs: SavedRun) -> tuple[tuple[str, str], ...]:
    """The saved runs themselves."""
    return tuple((f"run {run.id}, as it was saved", f"triage report {run.id} --format json") for run in runs)


def of_runs(case: Case) -> Proof:
    return Proof(saved(*case.runs))


def matches(case: Case) -> Proof:
    """The matches in their log group, and the saved runs."""
    return Proof((*_filtered(case), *saved(*case.runs)))


def smoking_gun(case: Case) -> Proof:
    """The one event and its neighbours."""
    proof = case.proof
    if proof is None:
        return of_runs(case)
    parts = ["aws", "logs", "get-log-events", *_region(case), "--log-group-name", proof.log_group]
    parts += ["--log-stream-name", proof.log_stream, *_between(proof.timestamp, proof.timestamp + _SPAN_MS)]
    known = (proof.log_group, proof.log_stream)
    found = (("the event in its stream", command_line((tuple(parts),))),) if all(map(is_safe_context, known)) else ()
    return Proof((*found, *saved(case.primary)))


def read_again(run: SavedRun) -> str:
    """The command that reads the same window again; empty where the run did not read an environment of AWS."""
    target = run.report.target
    if target.source == "files" or not is_safe_context(target.environment):
        return ""
    window = run.report.window
    argv = ("triage", "run", target.environment, "--since", iso(window.start), "--until", iso(window.end))
    return command_line((argv,))


def _filtered(case: Case) -> tuple[tuple[str, str], ...]:
    group = case.proof.log_group if case.proof else ""
    pattern = pattern_of(case)
    if not is_safe_context(group) or pattern is None:
        return ()
    argv = ["aws", "logs", "filter-log-events", *_region(case), "--log-group-name", group]
    argv += [*_between(case.first_seen, case.last_seen + _SPAN_MS), "--filter-pattern", pattern.text]
    return (("the log events behind it", command_line((tuple(argv),))),)


def _region(case: Case) -> list[str]:
    region = case.report.target.region
    return ["--region", region] if is_safe_context(region) else []


def _between(start: int, end: int) -> list[str]:
    return ["--start-time", str(max(0, start)), "--end-time", str(max(0, end))]

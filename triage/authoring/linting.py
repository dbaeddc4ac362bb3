"""Rule files -> everything that is wrong or doubtful about them, each with code, place, reason and mend."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from triage.authoring import dead_leaves, references
from triage.authoring.scaffold import unwritten
from triage.errors import Location, RuleError
from triage.model.rules import Rule
from triage.ruleset.fault import code_of
from triage.ruleset.loading import examine, load
from triage.ruleset.yaml_source import Document, parse

ERROR = "error"
WARNING = "warning"


class LintFinding(msgspec.Struct, frozen=True, order=True):
    """One thing to mend; errors fail the lint, warnings do not."""

    path: str
    line: int
    column: int
    code: str
    reason: str
    fix: str
    level: str = ERROR


class Linted(msgspec.Struct, frozen=True):
    """The rules that are in order, and what was found, sorted by place."""

    rules: tuple[Rule, ...]
    findings: tuple[LintFinding, ...]

    @property
    def errors(self) -> int:
        return sum(finding.level == ERROR for finding in self.findings)


def lint(files: Sequence[tuple[str, str]], known: Sequence[Rule] = ()) -> Linted:
    """Check (path, text) pairs; `known` are the rules beside them that they may name."""
    rules, errors = load(files)
    found = [_of_error(error) for error in errors]
    loaded = {rule.origin.path for rule in rules if rule.origin}
    wrong = [one for path, text in files if path not in loaded and (one := examine(path, text)).rule is not None]
    read = [*rules, *(one.rule for one in wrong if one.rule is not None and "id" not in one.stubs)]
    named = {rule.id for rule in read}
    library = [*read, *(rule for rule in known if rule.id not in named)]
    documents = dict(files)
    for rule in rules:
        found += _doubts(rule, documents, library)
    for one in wrong:
        if one.rule is not None:
            found += _doubts(one.rule, documents, library, one.stubs)
    found += [_placed(rule, documents, fault) for rule, fault in references.cycles(rules, library)]
    return Linted(tuple(rules), tuple(sorted(set(found))))


def _of_error(error: RuleError) -> LintFinding:
    where = error.location or Location("", 1, 1)
    return LintFinding(where.path, where.line, where.column, code_of(error), error.message, error.hint)


def _doubts(
    rule: Rule, documents: dict[str, str], library: Sequence[Rule], stubs: frozenset[str] = frozenset()
) -> Iterator[LintFinding]:
    for fault in (*dead_leaves.faults(rule), *references.faults(rule, library), *unwritten(rule)):
        own_name = fault.path[0] == "remediation" and "id" in stubs
        if str(fault.path[0]) not in stubs and not own_name:
            yield _placed(rule, documents, fault)


def _placed(rule: Rule, documents: dict[str, str], fault: references.Doubt) -> LintFinding:
    path = rule.origin.path if rule.origin else ""
    document: Document = parse(documents[path], path)
    where = document.location(path, fault.path)
    return LintFinding(path, where.line, where.column, fault.code, fault.reason, fault.fix, fault.level)


def summary(linted: Linted) -> str:
    """The last line for people."""
    warnings = len(linted.findings) - linted.errors
    return f"{len(linted.rules)} rules in order, {linted.errors} faults, {warnings} warnings"


def github(findings: Iterable[LintFinding]) -> Iterator[str]:
    """Annotations of a GitHub workflow, one line each."""
    for finding in findings:
        place = f"file={_property(finding.path)},line={finding.line},col={finding.column},title={finding.code}"
        yield f"::{finding.level} {place}::{_data(_sentences(finding))}"


def _sentences(finding: LintFinding) -> str:
    if not finding.fix:
        return finding.reason
    return f"{finding.reason}{'' if finding.reason.endswith(('.', '?', '!')) else '.'} {finding.fix}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""`triage verify`: is the fault gone, and do requests succeed again?"""

import os
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

import click

from triage.cli import completing
from triage.cli.examine import Examined, examine, now, rules_of
from triage.cli.options import (
    aws_options,
    environment_argument,
    flags_of,
    general_options,
    narrowing_options,
    rules_option,
    save_option,
    together,
    window_options,
)
from triage.cli.output import Wanted, prepared, show
from triage.cli.saving import run_store
from triage.cli.verify_view import as_json, as_text
from triage.config import SAME_WORD, load_settings
from triage.errors import InputError, UsageError
from triage.exit_codes import INTERRUPTED
from triage.ruleset.library import RuleSet
from triage.runs import RunHead
from triage.timespan import parse_time, to_ms
from triage.verification import Known, Outcome, Question, Verification, judge

_CODES = {Outcome.REPAIRED: 0, Outcome.MATCHED: 1, Outcome.UNPROVEN: 3}

after_option = click.option(
    "--after", metavar="TIME", default="",
    help="When the repair was made: any later match fails. Without it the last match is the moment to compare with.",
)  # fmt: skip
format_option = click.option(
    "--format", "format_", type=click.Choice(("terminal", "json")), default="terminal", show_default=True,
    help="terminal for people, json for programs.",
)  # fmt: skip


@click.command("verify")
@click.argument("rule", metavar="RULE", shell_complete=completing.rules)
@environment_argument
@together(window_options, after_option, format_option, aws_options, narrowing_options)
@together(rules_option, save_option, general_options)
def command(
    rule: str,
    environment: str,
    since: str,
    until: str,
    after: str,
    format_: str,
    services: tuple[str, ...],
    log_groups: tuple[str, ...],
    rules: tuple[str, ...],
    save: bool,
    quiet: bool,
    **flags: object,
) -> None:
    """Say whether RULE still matches in ENVIRONMENT, with the evidence.

    \b
    triage verify mysql.table-missing production
    triage verify mysql.table-missing production --after 2026-11-22T15:40Z

    Ends with 0 when the rule has not matched since its last match (known from saved runs, or inside the window
    read) and requests on the failing path or service succeeded since; with 1 when it matched again or still
    matches; with 3 when nothing proves it either way."""
    from triage.timespan import window

    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ, environment)  # type: ignore[arg-type]
    library = rules_of(settings)
    rule_id = rule_named(rule, library)
    moment = now()
    span = window(since, until, moment)
    changed = _moment(after, moment)
    found = examine(environment, settings, span, library, services, log_groups, quiet)
    name = found.report.target.environment or environment
    question = Question(
        rule_id,
        span,
        services,
        changed,
        known_matches(rule_id, {environment, name}, services, found.report.target.account, span.end),
        not found.report.gaps,
    )
    answer = judge(found.summary, question)
    report = prepared(found.report, Wanted(save=save), found.summary)
    show(as_json(answer, report) if format_ == "json" else as_text(answer, report))
    click.get_current_context().exit(_code(answer, found))


def _code(answer: Verification, found: Examined) -> int:
    return INTERRUPTED if found.interrupted else _CODES[answer.outcome]


def rule_named(rule: str, library: RuleSet) -> str:
    """The id of a rule, also by a former one. Raises UsageError when there is none."""
    for known in library.rules:
        if rule == known.id or rule in known.aliases:
            return known.id
    near = [known.id for known in library.rules if rule and (rule in known.id or known.id.split(".")[0] in rule)]
    hint = f"Did you mean {', '.join(near[:5])}?" if near else "`triage rules list` shows all rules."
    raise UsageError(f"there is no rule {rule[:80]!a}", hint)


def known_matches(rule_id: str, names: set[str], services: tuple[str, ...], account: str, before: int) -> Known:
    """The latest match of the rule in the saved runs of an environment, not later than `before`.

    Runs of another account do not count; those that name none do."""
    wanted = {_spelt(name) for name in names}
    latest = Known()
    for stamp, head in run_store().heads():
        if isinstance(head, InputError) or _spelt(head.report.target.environment) not in wanted:
            continue
        if account and head.report.target.account not in ("", account):
            continue
        last, shown = _last_match(head, rule_id, services)
        if latest.last_match < last <= before:
            latest = Known(last, stamp.id, shown, head.traffic)
    return latest


def _last_match(head: RunHead, rule_id: str, services: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    fitting = [
        finding
        for finding in head.report.findings
        if finding.rule_id == rule_id
        and (not services or any(fnmatchcase(one, glob) for one in finding.services for glob in services))
    ]
    if not fitting:
        return 0, ()
    newest = max(fitting, key=lambda finding: finding.last_seen)
    return newest.last_seen, newest.services


def _spelt(name: str) -> str:
    lower = name.lower()
    return SAME_WORD.get(lower, lower)


def _moment(after: str, moment: datetime) -> int:
    if not after:
        return 0
    try:
        changed = parse_time(after, moment)
    except UsageError as error:
        raise UsageError(f"--after: {error.message}", error.hint) from error
    if changed > moment:
        raise UsageError(f"--after {after[:60]!a} lies in the future", "Give the time of the repair.")
    return to_ms(changed)

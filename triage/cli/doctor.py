"""`triage doctor`: what a run needs, and what of it is missing."""

import os
import shlex
from functools import partial
from pathlib import Path

import click

from triage.aws.session import AwsSession
from triage.cli import completing
from triage.cli.options import aws_options, flags_of, general_options, rules_option, together
from triage.cli.output import show
from triage.config import Settings, load_settings
from triage.doctor.model import Examination, State
from triage.doctor.permissions import Place
from triage.errors import UsageError
from triage.exit_codes import FINDINGS, OK
from triage.model.environment import Environment

_SIGNS = {State.FINE: "ok     ", State.MISSING: "MISSING", State.UNKNOWN: "?      "}
_COLOURS = {State.FINE: "green", State.MISSING: "red", State.UNKNOWN: "yellow"}

policy_option = click.option(
    "--policy",
    is_flag=True,
    help="Print the least IAM policy, narrowed to ENVIRONMENT's log groups where one is given.",
)
format_option = click.option(
    "--format", "format_", type=click.Choice(("terminal", "json")), default="terminal", show_default=True,
    help="terminal for people, json for programs.",
)  # fmt: skip


@click.command("doctor")
@click.argument("environment", metavar="[ENVIRONMENT]", default="", shell_complete=completing.environments)
@together(policy_option, format_option, aws_options, rules_option, general_options)
def command(environment: str, policy: bool, format_: str, rules: tuple[str, ...], **flags: object) -> None:
    """Look at credentials, Region, clock, permissions and the rule library, and name what is missing.

    \b
    triage doctor
    triage doctor production           permissions are tried on production's own log groups
    triage doctor --policy             the least IAM policy, as JSON

    Ends with 0 when nothing is missing, 1 when something is, 2 when AWS cannot be asked at all. Every call is a
    read of next to nothing.
    """
    settings = load_settings(flags_of(rules=rules, **flags), Path.cwd(), os.environ, environment)  # type: ignore[arg-type]
    session = AwsSession(settings.region, settings.profile, settings.endpoint_url)
    if policy:
        show(_policy(environment, session, settings))
        return
    from triage.doctor import examine

    place = partial(_place, environment=environment, settings=settings) if environment else None
    found = examine(session, settings.rules, place)
    show(as_json(found) if format_ == "json" else as_text(found, environment))
    click.get_current_context().exit(OK if found.fine else FINDINGS)


def as_text(found: Examination, environment: str = "") -> str:
    """One line per item, each hint once, and a last line that says it all."""
    from triage.render.safe_text import line

    width = max(len(item.name) for item in found.items)
    rows, section, hints = [], "", {""}
    for item in found.items:
        if item.section != section:
            rows += ["", click.style(item.section, bold=True)] if section else [click.style(item.section, bold=True)]
            section = item.section
        sign = click.style(_SIGNS[item.state], fg=_COLOURS[item.state])
        rows.append(f"  {sign} {line(item.name).ljust(width)}  {line(item.text)}")
        if item.hint not in hints:
            hints.add(item.hint)
            rows.append(f"          {' ' * width}  -> {line(item.hint)}")
    return "\n".join([*rows, "", _summary(found, environment), ""])


def _summary(found: Examination, environment: str) -> str:
    from triage.render.safe_text import line

    unknown = sum(item.state is State.UNKNOWN for item in found.items)
    rest = f" ({unknown} could not be told)" if unknown else ""
    if found.fine:
        name = shlex.quote(line(environment)) if environment else "ENVIRONMENT"
        return f"Nothing is missing{rest}. Next: triage discover {name}"
    names = ", ".join(item.name for item in found.missing)
    return f"Missing: {line(names)}{rest}. `triage doctor --policy` prints the least policy."


def as_json(found: Examination) -> str:
    """One object, items in order."""
    import json

    from triage.render.safe_text import json_escaped

    items = [
        {"section": i.section, "name": i.name, "state": i.state.value, "text": i.text, "hint": i.hint or None}
        for i in found.items
    ]
    return json_escaped(json.dumps({"fine": found.fine, "items": items}, indent=2, ensure_ascii=False)) + "\n"


def _policy(environment: str, session: AwsSession, settings: Settings) -> str:
    from triage.aws.policy import policy_document

    if not environment:
        return policy_document(state_objects=_state_objects(settings)) + "\n"
    found = _discover(environment, session, settings)
    groups = sorted({target.log_group for target in found.targets if not target.account})
    return policy_document(found.account or "*", groups, _state_objects(settings)) + "\n"


def _place(session: AwsSession, environment: str, settings: Settings) -> Place:
    found = _discover(environment, session, settings)
    groups = tuple(sorted({target.log_group for target in found.targets if target.region == session.region}))
    objects = [name.partition("/") for name in _state_objects(settings)]
    return Place(
        session.region, groups, found.clusters[0] if found.clusters else "", tuple((b, key) for b, _, key in objects)
    )


def _discover(environment: str, session: AwsSession, settings: Settings) -> Environment:
    from triage.discovery import discover
    from triage.errors import EnvironmentUnknown

    try:
        return discover(environment, session, settings)
    except EnvironmentUnknown as error:
        raise UsageError(error.message, f"{error.hint}; `triage doctor` without a name tries the account") from error


def _state_objects(settings: Settings) -> list[str]:
    """`bucket/key` of all Terraform knowledge on S3."""
    named = [
        place
        for section in settings.environments.values()
        for place in (section.terraform.state, section.terraform.outputs)
    ]
    return sorted({place.removeprefix("s3://") for place in named if place.startswith("s3://")})

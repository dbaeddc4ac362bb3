"""The shared flags, one vocabulary for every command; each decorator adds parameters named like its flags."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from triage.cli import completing
from triage.config import Flags

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]

FORMATS = ("terminal", "markdown", "html", "json", "slack", "github")
FETCHES = ("auto", "events", "insights")
ENGINES = ("local", "dask")
SEVERITIES = ("info", "low", "medium", "high", "critical")

_TIMES = "30m, 2h, 1h30m, 1d, 2026-11-22T15:00Z, 2026-11-22 or now"

environment_argument = click.argument("environment", metavar="ENVIRONMENT", shell_complete=completing.environments)

since_option = click.option(
    "--since",
    metavar="TIME",
    default="30m",
    show_default=True,
    shell_complete=completing.times,
    help=f"Start of the window: {_TIMES}.",
)
until_option = click.option(
    "--until", metavar="TIME", default="", help=f"End of the window, not part of it; now unless given. {_TIMES}."
)
region_option = click.option(
    "--region", metavar="NAME", default="", help="AWS Region, such as eu-west-1. Else triage.toml, then AWS_REGION."
)
profile_option = click.option(
    "--profile",
    metavar="NAME",
    default="",
    help="Profile of ~/.aws/config; an expired one: aws sso login --profile NAME.",
    shell_complete=completing.profiles,
)
endpoint_url_option = click.option(
    "--endpoint-url",
    metavar="URL",
    default="",
    help="Ask this address instead of AWS: an emulation or a private endpoint.",
)
service_option = click.option(
    "--service", "services", metavar="GLOB", multiple=True,
    help="Only this ECS service or container, such as 'web-*'. May be repeated.",
)  # fmt: skip
log_group_option = click.option(
    "--log-group", "log_groups", metavar="GLOB", multiple=True,
    help="Only this log group, such as '/ecs/prod-*'; also one that discovery would not find. May be repeated.",
)  # fmt: skip
format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="terminal", show_default=True,
    help="terminal for people; markdown, html, github and slack to pass on; json for programs.",
)  # fmt: skip


def _named(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter("an empty name is no file; `-` is standard output")
    return value


output_option = click.option(
    "--output", metavar="FILE", type=click.Path(dir_okay=False, allow_dash=True), default="-",
    callback=_named,
    help="Write the result there instead of to standard output.",
)  # fmt: skip
save_option = click.option(
    "--save/--no-save", default=True, show_default=True, help="Keep the run for triage report, postmortem and history."
)
baseline_option = click.option(
    "--baseline", metavar="WHAT", default="", shell_complete=completing.baselines,
    help="Say what is new against: previous (the window before), 1d (a day earlier), T1..T2, or another ENVIRONMENT.",
)  # fmt: skip
fetch_option = click.option(
    "--fetch", type=click.Choice(FETCHES), default="auto", show_default=True,
    help="Read events themselves, or through Logs Insights (costs per GB scanned); auto decides by class of log group.",
)  # fmt: skip
engine_option = click.option(
    "--engine", type=click.Choice(ENGINES), default="local", show_default=True,
    help="Where records are analysed: this machine, or a Dask cluster that exists already.",
)  # fmt: skip
checks_option = click.option(
    "--no-checks", "checks", flag_value=False, default=True,
    help="Read logs alone: no look at services, targets, databases around them.",
)  # fmt: skip
explain_option = click.option("--explain", is_flag=True, help="Show the factors behind each ranking.")
fail_on_option = click.option(
    "--fail-on", type=click.Choice(SEVERITIES), default="medium", show_default=True,
    help="Exit with 1 when a finding is this severe or worse.",
)  # fmt: skip
rules_option = click.option(
    "--rules", metavar="PATH", multiple=True, type=click.Path(), help="A further pack or rule file. May be repeated."
)
config_option = click.option(
    "--config", metavar="FILE", type=click.Path(dir_okay=False), default="",
    help="Project file; else TRIAGE_CONFIG, else the nearest triage.toml from here up to the checkout's root.",
)  # fmt: skip
redact_option = click.option(
    "--no-redact", "redact", flag_value=False, default=True,
    help="Show secrets and personal data of the logs as they are. Mind where the output goes.",
)  # fmt: skip
quiet_option = click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
debug_option = click.option("--debug", is_flag=True, help="On a failure show the whole traceback.")


def together(*decorators: Callable[[Any], Any]) -> Callable[[F], F]:
    """One decorator out of several; help lists their flags in the order given."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


window_options = together(since_option, until_option)
"""since, until"""
aws_options = together(region_option, profile_option, endpoint_url_option)
"""region, profile, endpoint_url"""
narrowing_options = together(service_option, log_group_option)
"""services, log_groups"""
output_options = together(format_option, output_option)
"""format_, output"""
analysis_options = together(fetch_option, engine_option, checks_option, rules_option, baseline_option)
"""fetch, engine, checks, rules, baseline"""
reading_options = together(explain_option, redact_option, fail_on_option, save_option)
"""explain, redact, fail_on, save"""
general_options = together(config_option, quiet_option, debug_option)
"""config, quiet, debug"""
all_options = together(
    window_options,
    aws_options,
    narrowing_options,
    output_options,
    analysis_options,
    reading_options,
    general_options,
)
"""Everything above: the flags of the main job."""


def flags_of(
    config: str = "",
    region: str = "",
    profile: str = "",
    endpoint_url: str = "",
    rules: tuple[str, ...] = (),
    **_others: object,
) -> Flags:
    """What settings need of a command's parameters; the others are ignored."""
    return Flags(config, region, profile, endpoint_url, rules)

"""`triage rules export`."""

import sys

import click

from triage.authoring.export.fidelity import Export, Fidelity
from triage.authoring.export.insights import query
from triage.authoring.export.metric_filter import filter_pattern
from triage.authoring.export.terraform import alarm
from triage.cli import completing
from triage.cli.rules_library import config_option, effective_library, one, rules_option
from triage.model.rules import Rule

FORMS = ("insights", "metric-filter")


@click.command("export")
@click.argument("rule_id", metavar="ID", shell_complete=completing.rules)
@click.option("--to", "form", type=click.Choice(FORMS), default="metric-filter", show_default=True)
@click.option("--log-group", metavar="NAME", default="", help="The log group of the metric filter; else a variable.")
@click.option("--exact", is_flag=True, help="Refuse what finds more than the rule does.")
@rules_option
@config_option
def command(rule_id: str, form: str, log_group: str, exact: bool, packs: tuple[str, ...], config: str) -> None:
    """Print the rule ID as a Logs Insights query, or as a metric filter with an alarm, as Terraform.

    The first lines, as comments, say how faithful it is, checked against the rule's own examples: exact; wider, with
    the counter-examples that it would match as well; or impossible. Exit 1 when it is impossible, or when --exact
    refuses it.
    """
    rule = one(effective_library(config, packs), rule_id)
    made = query(rule) if form == "insights" else filter_pattern(rule)
    refused = made.fidelity is Fidelity.IMPOSSIBLE or (exact and made.fidelity is not Fidelity.EXACT)
    for words in made.words:
        click.echo(f"# {words}", err=refused)
    if refused:
        sys.exit(1)
    click.echo(_text(rule, made, form, log_group), nl=False)


def _text(rule: Rule, made: Export, form: str, log_group: str) -> str:
    if form == "insights":
        return f"{made.text}\n"
    return alarm(rule.id, log_group, made.text, rule.title)

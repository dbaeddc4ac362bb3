"""`triage rules list`."""

import click
import msgspec

from triage.cli import completing
from triage.cli.rules_library import config_option, effective_library, rules_option
from triage.errors import UsageError
from triage.model.rules import Layer, Rule, Status
from triage.ruleset.packs import pack_of


@click.command("list")
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="Only rules with this tag. May be repeated.")
@click.option("--layer", type=click.Choice([layer.value for layer in Layer]), help="Only this layer.")
@click.option("--status", type=click.Choice([status.value for status in Status]), help="Only this status.")
@click.option("--technology", metavar="NAME", help="Only this technology, such as mysql.")
@click.option(
    "--category",
    metavar="NAME",
    shell_complete=completing.categories,
    help="Only this category, such as db.missing_table, or db for all of db.",
)
@click.option("--pack", metavar="NAME", help="Only this pack: its name or, if it has none, its folder; or shipped.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@rules_option
@config_option
def command(
    tags: tuple[str, ...],
    layer: str | None,
    status: str | None,
    technology: str | None,
    category: str | None,
    pack: str | None,
    as_json: bool,
    packs: tuple[str, ...],
    config: str,
) -> None:
    """List the rules: id, severity, layer, status and title."""
    rules = effective_library(config, packs).rules

    def wanted(rule: Rule) -> bool:
        return (
            all(tag in rule.tags for tag in tags)
            and layer in (None, rule.layer)
            and status in (None, rule.status)
            and technology in (None, rule.technology)
            and pack in (None, _pack(rule))
            and (category is None or rule.category == category or rule.category.startswith(f"{category}."))
        )

    found = [rule for rule in rules if wanted(rule)]
    if not found and not as_json:
        raise UsageError("no rule is like that", "`triage rules list` without filters shows all.")
    if as_json:
        rows = [_row(rule) for rule in found]
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2))
        return
    width = max(len(rule.id) for rule in found)
    for rule in found:
        click.echo(f"{rule.id:<{width}}  {rule.severity.word:<8}  {rule.layer:<14}  {rule.status:<12}  {rule.title}")
    click.echo(f"{len(found)} rules", err=True)


def _pack(rule: Rule) -> str:
    return pack_of(rule.origin.path) if rule.origin else ""


def _row(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "severity": rule.severity.word,
        "layer": rule.layer,
        "status": rule.status,
        "category": rule.category,
        "technology": rule.technology,
        "pack": _pack(rule),
        "title": rule.title,
        "tags": rule.tags,
        "file": rule.origin.path if rule.origin else "",
    }

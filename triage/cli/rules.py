"""`triage rules`: the rule author's tools; each subcommand is imported when it is used."""

from importlib import import_module

import click

COMMANDS = {
    "list": "Id, severity, layer, status and title of the rules, narrowed by tag, layer, technology ...",
    "show": "One rule as it applies here, as YAML; --origin says where each value comes from.",
    "explain": "What a rule means and what to do; with --log, which rules fit a text and why the others do not.",
    "new": "A rule file to start from, empty or from an unknown signature of a saved run.",
    "lint": "Check rule files: form, dialect, literals, captures, commands, references, dead leaves.",
    "test": "Run the examples, every rule on every other rule's examples, and all on healthy logs.",
    "coverage": "What the examples exercise; with PATHs, how many errors of these logs are known.",
    "bench": "Time per rule on examples, logs and hostile text, slowest first.",
    "export": "A rule as Insights query, or as metric filter with alarm, and how faithful that is.",
}


class RuleTools(click.Group):
    """Commands by name, so that `rules list` does not import what `rules bench` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"triage.cli.rules_{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("rules", cls=RuleTools)
def command() -> None:
    """List, read, write and test the rules that recognise faults.

    \b
    triage rules explain --log app.log     why does this text match, or not
    triage rules new acme.queue-stuck      a rule of your own, ready to edit
    triage rules test --rules my-pack      does it do what its examples say
    """


if __name__ == "__main__":
    command()

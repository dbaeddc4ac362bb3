"""`triage demo`: the story, complete, without an account."""

import click

from triage.errors import UsageError
from triage.exit_codes import FINDINGS, OK


@click.command("demo", context_settings={"ignore_unknown_options": True})
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def command(args: tuple[str, ...]) -> None:
    """Run triage against an emulated AWS account that holds the story of the README.

    \b
    triage demo                                        triage production --since 30m
    triage demo -- compare production staging          any other command, after --
    triage demo -- production --since 30m --format html --output report.html

    The logs were recorded from real software; the calls are the same as against AWS. Alone it ends with 0 when
    the report was produced.
    """
    from triage.cli.main import cli
    from triage.demo.emulation import emulation

    if args[:1] == ("demo",):
        raise UsageError("the demo cannot run inside itself", "Leave the second `demo` out.")
    wanted = list(args) or ["production", "--since", "30m"]
    with emulation():
        code = cli.main(wanted, prog_name="triage", standalone_mode=False)
    told = code if isinstance(code, int) else OK
    click.get_current_context().exit(OK if not args and told == FINDINGS else told)

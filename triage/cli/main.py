"""The command `triage`: finds the subcommand, and turns every failure into one clear message and an exit code."""

import errno
import os
import sys
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from triage import __version__
from triage.errors import TriageError
from triage.exit_codes import COULD_NOT_RUN, INTERRUPTED, OK

COMMANDS = {
    "run": "triage.cli.run:command",
    "files": "triage.cli.files:command",
    "discover": "triage.cli.discover:command",
    "compare": "triage.cli.compare:command",
    "cluster": "triage.cli.cluster:command",
    "watch": "triage.cli.watch:command",
    "doctor": "triage.cli.doctor:command",
    "report": "triage.cli.report:command",
    "verify": "triage.cli.verify:command",
    "postmortem": "triage.cli.postmortem:command",
    "history": "triage.cli.history:command",
    "rules": "triage.cli.rules:command",
    "demo": "triage.cli.demo:command",
}
"""Name -> where it lives; a command's module is imported when it is used."""
_FULL = (errno.ENOSPC, errno.EDQUOT)

SHORT_HELP = {
    "run": "What is wrong in an environment, why, and what to type next (the default).",
    "files": "The same analysis on log files, folders or standard input.",
    "discover": "Which clusters, services and log groups would be read, and how each was found.",
    "compare": "What differs between two environments, or between a window and an earlier one.",
    "cluster": "Group any log by signature.",
    "watch": "Follow an environment: what is new, what rises, what ended.",
    "doctor": "Credentials, permissions, clock and rules: what is missing for a run; --policy prints the least policy.",
    "report": "Render a saved run again, without reading logs again; --list shows the saved runs.",
    "verify": "After the repair: does a rule still match, and do requests succeed again?",
    "postmortem": "Write the postmortem or case study of saved runs, or refresh one in place.",
    "history": "Signatures and findings of an environment that were seen before.",
    "rules": "List, read, write and test the rules that recognise faults.",
    "demo": "The story of the README on an embedded AWS emulation: no account, no credentials.",
}


class Triage(click.Group):
    """A group whose first argument may be an environment: `triage production` is `triage run production`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands and environments."""
        from triage.cli.completing import environments

        names = [name for name in COMMANDS if name.startswith(incomplete)]
        found = [CompletionItem(name, help=SHORT_HELP[name]) for name in names]
        found += [CompletionItem(name) for name in environments(ctx, click.Argument(["environment"]), incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from SHORT_HELP, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SHORT_HELP[name]) for name in COMMANDS])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if args and args[0] not in COMMANDS and args[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=Triage,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`triage ENVIRONMENT` is short for `triage run ENVIRONMENT`. "
    "Exit codes: 0 nothing found, 1 findings, 2 could not run, 3 not everything was read, 130 interrupted.",
)
@click.version_option(__version__, prog_name="triage")
def cli() -> None:
    """From a wall of CloudWatch logs to the cause and the next command.

    \b
    triage production --since 30m      what is wrong in production, why, what to type next
    triage files app.log               the same for a file
    triage demo                        see it work, without an account
    """


def main() -> None:
    """The console script."""
    debug = "--debug" in sys.argv
    _open_closed_streams()
    try:
        code = cli.main(prog_name="triage", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else OK)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(COULD_NOT_RUN)
    except click.ClickException as error:
        _refuse(error)
        sys.exit(COULD_NOT_RUN)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _quiet_pipe()
    except TriageError as error:
        if debug:
            raise
        _say(error)
        sys.exit(error.exit_code)
    except Exception as error:
        if debug:
            raise
        if isinstance(error, OSError) and error.errno in _FULL:
            _no_space(error)
        else:
            _crash(error)
        sys.exit(COULD_NOT_RUN)


def _open_closed_streams() -> None:
    """Started with a standard stream closed (`>&-`): what would go there goes nowhere, what comes from there is empty.

    The lowest free descriptors are the closed ones, so no file opened later takes their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def _say(error: TriageError) -> None:
    """Message, then hint, a line each; an error may repeat what stood in a file or a log."""
    _write(f"triage: {error}", *filter(None, error.hint.split("\n")))


def _refuse(error: click.ClickException) -> None:
    """As click says it, but for what an argument may hold."""
    usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else ""
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "triage"
    if usage:
        click.echo(f"{usage}\nTry '{path} --help' for help.\n", err=True)
    _write(f"Error: {error.format_message()}")


def _crash(error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"[:2_000]
    _write(
        f"triage: this is a defect in triage: {text}", "Run it again with --debug for the full trace, and report it."
    )


def _write(text: str, *hints: str) -> None:
    """To standard error: redacted, and nothing in it that a terminal or a CI runner obeys."""
    from triage.redaction import Redactor
    from triage.render.safe_text import line

    redact = Redactor().redact
    first, *more = redact(text).split("\n")
    for at, row in enumerate((first, *more, *map(redact, hints))):
        click.echo(f"        {line(row)}" if at else line(row), err=True)


def _no_space(error: OSError) -> None:
    """What was to be written is not whole, and the rest of it goes nowhere."""
    _drop_output()
    place = f" to {error.filename}" if error.filename else ""
    _write(f"triage: cannot write{place}: {error.strerror}", "Free some space, or write elsewhere.")


def _quiet_pipe() -> None:
    """The reader of our output went away: end without a word."""
    _drop_output()
    sys.exit(0)


def _drop_output() -> None:
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())


if __name__ == "__main__":
    main()

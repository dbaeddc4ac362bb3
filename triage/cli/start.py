"""The console script: an interrupt while the program still loads ends it without a trace."""

import signal


def main() -> None:
    """Load the command line, and run it."""
    waits = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if waits:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from triage.collecting import seldom

    seldom()
    from triage.cli.main import main as run

    if waits:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    run()

"""Keeping a finished run: its redacted report with the traffic behind it."""

import os

import msgspec

from triage.errors import UsageError
from triage.model.report import Diagnostic, Report, RunRef
from triage.redaction import Redactor
from triage.runs import RunStore, Traffic, demo_folder, state_folder
from triage.summary.value import Summary
from triage.verification import traffic_of


def run_store(run: str = "") -> RunStore:
    """The store of this user, or of `TRIAGE_STATE_DIR`; that of the demo where it alone holds `run`."""
    own = RunStore(state_folder(os.environ))
    demo = RunStore(demo_folder(os.environ))
    return demo if run and demo.holds(run) and not own.holds(run) else own


def keep(report: Report, summary: Summary | None, redactor: Redactor) -> RunRef | Diagnostic:
    """Save a redacted report; a full disk or a read-only folder becomes a notice and never stops the run."""
    try:
        return run_store().save(report, _clean(traffic_of(summary), redactor) if summary else ())
    except OSError as error:
        reason = error.strerror or str(error)
    except UsageError as error:
        reason = error.message
    return Diagnostic(
        "run_not_saved",
        f"This run was not saved: {reason}.",
        "Set TRIAGE_STATE_DIR to a folder that can be written, or give --no-save.",
    )


def _clean(traffic: tuple[Traffic, ...], redactor: Redactor) -> tuple[Traffic, ...]:
    return tuple(
        msgspec.structs.replace(one, method=redactor.redact(one.method), route=redactor.redact(one.route))
        for one in traffic
    )

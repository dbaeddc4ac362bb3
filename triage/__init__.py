"""From a wall of CloudWatch logs to the cause and the next command.

    from triage import analyze, classify, rank, summarize

The command line does the same: `triage --help`.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from triage.model.events import LogEvent
    from triage.model.report import Report
    from triage.model.rules import Classification
    from triage.pipeline import analyze, classify, summarize
    from triage.ranking.rank import rank
    from triage.summary.clusters import Clusters, cluster
    from triage.summary.value import Summary

__all__ = [
    "Classification",
    "Clusters",
    "LogEvent",
    "Report",
    "Summary",
    "analyze",
    "classify",
    "cluster",
    "rank",
    "summarize",
]

_HOMES = {
    "Classification": "triage.model.rules",
    "Clusters": "triage.summary.clusters",
    "LogEvent": "triage.model.events",
    "Report": "triage.model.report",
    "Summary": "triage.summary.value",
    "analyze": "triage.pipeline",
    "classify": "triage.pipeline",
    "cluster": "triage.summary.clusters",
    "rank": "triage.ranking.rank",
    "summarize": "triage.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import triage` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'triage' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)

"""Reads through CloudWatch Logs Insights: groups of class Infrequent Access, and errors in very large windows."""

from triage.sources.insights.by_volume import ByVolume
from triage.sources.insights.errors_first import ErrorsFirst
from triage.sources.insights.source import InsightsSource

__all__ = ["ByVolume", "ErrorsFirst", "InsightsSource"]

"""Reads log groups through CloudWatch Logs Insights: those of class Infrequent Access, which nothing else reads."""

from triage.sources.insights.source import InsightsSource

__all__ = ["InsightsSource"]

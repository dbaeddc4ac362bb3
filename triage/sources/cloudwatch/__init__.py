"""Reads log groups of CloudWatch Logs with FilterLogEvents, as fast as the quota allows, and says what it could not."""

from triage.sources.cloudwatch.source import CloudWatchSource, Reading

__all__ = ["CloudWatchSource", "Reading"]

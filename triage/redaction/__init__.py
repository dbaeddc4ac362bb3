"""Secrets become stable tags such as `[token#3]` before any text leaves the program."""

from triage.redaction.redactor import Redactor
from triage.redaction.report import redact_report, redact_template, typed_values

__all__ = ["Redactor", "redact_report", "redact_template", "typed_values"]

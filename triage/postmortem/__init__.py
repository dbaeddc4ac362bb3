"""Postmortems and case studies out of saved runs: automatic facts with their proof, and fields for people."""

from triage.postmortem.blocks import Refreshed, empty_fields, header_of, refresh
from triage.postmortem.case import Case, case_of
from triage.postmortem.writing import FORMATS, STYLES, field_keys, write

__all__ = [
    "FORMATS",
    "STYLES",
    "Case",
    "Refreshed",
    "case_of",
    "empty_fields",
    "field_keys",
    "header_of",
    "refresh",
    "write",
]

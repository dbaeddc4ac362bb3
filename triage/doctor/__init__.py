"""Is everything there that a run needs? Credentials, permissions, clock, rules, versions: each looked at by itself."""

from triage.doctor.examination import examine
from triage.doctor.model import Examination, Item, State

__all__ = ["Examination", "Item", "State", "examine"]

"""What was seen before: signatures and findings of each environment, in an embedded database on this machine."""

from triage.history.model import HistoryNote, Known, Mark, Sighting
from triage.history.store import FILE_NAME, HistoryStore

__all__ = ["FILE_NAME", "HistoryNote", "HistoryStore", "Known", "Mark", "Sighting"]

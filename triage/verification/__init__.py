"""After the repair: does a rule still match, and do requests succeed on the path that failed?"""

from triage.verification.judging import judge
from triage.verification.model import Known, Outcome, PathEvidence, Question, Verification
from triage.verification.traffic import traffic_of

__all__ = ["Known", "Outcome", "PathEvidence", "Question", "Verification", "judge", "traffic_of"]

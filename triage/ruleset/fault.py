"""What is wrong with a rule file, as an error with a code that tools can tell apart."""

from triage.errors import Location, RuleError


class RuleFault(RuleError):
    """A RuleError with the code of the check that found it; the hint is the mend."""

    def __init__(self, code: str, message: str, hint: str = "", location: Location | None = None) -> None:
        super().__init__(message, hint, location)
        self.code = code


def code_of(error: RuleError) -> str:
    """The code of a fault; `rule` for an error that carries none."""
    return error.code if isinstance(error, RuleFault) else "rule"

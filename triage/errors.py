"""What can go wrong for the caller, as one tree; each error says what to do next.

TriageError
├── UsageError            arguments or settings that cannot be used            exit 2
│   └── SettingsError     triage.toml or a setting is wrong (path, line)       exit 2
├── RuleError             a rule file is invalid (path, line, column)          exit 2
├── CredentialsError      no credentials, or they have expired                 exit 2
├── AccessError           AWS refuses or cannot be reached                     exit 2
├── EnvironmentUnknown    nothing in the account carries that name             exit 2
├── InputError            an input file cannot be read at all                  exit 2
└── MissingExtra          an optional dependency is not installed              exit 2
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """Where in a file: line and column count from 1, 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


class TriageError(Exception):
    """A failure the caller can act on: `message`, a `hint` with the way out, and where it was found."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "", location: Location | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location

    def __str__(self) -> str:
        return f"{self.location}: {self.message}" if self.location else self.message


class UsageError(TriageError):
    """Arguments that cannot be used."""


class SettingsError(UsageError):
    """The project file or a setting is wrong."""


class RuleError(TriageError):
    """One rule file is invalid."""


class CredentialsError(TriageError):
    """No AWS credentials were found, or they have expired."""


class AccessError(TriageError):
    """AWS refused a call, or could not be reached, and the run cannot go on without it."""


class EnvironmentUnknown(TriageError):
    """Nothing in the account carries the name of the environment."""


class InputError(TriageError):
    """An input file cannot be read at all."""


class MissingExtra(TriageError):
    """An optional dependency is not installed."""

"""Whose account is read."""

from triage.aws.errors import Refusal, attempt
from triage.aws.session import AwsSession


def account_of(session: AwsSession) -> str | Refusal:
    """The account's number, or why it is not known; a private network may well have no STS endpoint.

    Raises CredentialsError and AccessError: it is the cheapest call that proves credentials."""
    client = session.sts(attempts=2)
    identity = attempt(session, "sts:GetCallerIdentity", client.get_caller_identity)
    return identity if isinstance(identity, Refusal) else identity.get("Account", "")

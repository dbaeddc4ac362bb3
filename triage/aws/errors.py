"""What botocore raises, in the words of the product: fatal for the run, or a refusal of one call."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import msgspec

from triage.aws.session import AwsSession
from triage.errors import AccessError, CredentialsError, TriageError

T = TypeVar("T")

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_INVALID = {
    "AuthFailure",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_DENIED = {
    "403",
    "AccessDenied",
    "AccessDeniedException",
    "AllAccessDisabled",
    "AuthorizationError",
    "Forbidden",
    "OptInRequired",
    "UnauthorizedOperation",
}
_THROTTLED = {
    "LimitExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
}
_MISSING = {
    "404",
    "ClusterNotFoundException",
    "LoadBalancerNotFound",
    "NoSuchBucket",
    "NoSuchKey",
    "ResourceNotFoundException",
    "ServiceNotFoundException",
    "TargetGroupNotFound",
}
_ACTION = re.compile(r"perform: ([a-z0-9-]{1,40}:[A-Za-z0-9]{1,80})")
_RESOURCE = re.compile(r"on resource: (\S{1,400})")
_LONGEST = 300


class RefusalKind(StrEnum):
    """Why a single call gave nothing."""

    DENIED = "denied"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    MISSING = "missing"
    FAILED = "failed"


class Refusal(msgspec.Struct, frozen=True):
    """One call that gave nothing; the run goes on without it, and says so."""

    action: str
    """As IAM names it: `ecs:ListClusters`."""
    resource: str
    """`*` where the call names none."""
    reason: str
    """For people, in one line."""
    hint: str = ""
    kind: RefusalKind = RefusalKind.FAILED


def attempt(session: AwsSession, action: str, call: Callable[[], T], resource: str = "*") -> T | Refusal:
    """What the call gives, or why it gave nothing; a KeyError of `call` means an answer that AWS does not give.

    Raises CredentialsError and AccessError where no other call of the session can go better."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return call()
    except (BotoCoreError, ClientError) as error:
        outcome = explain(error, session, action, resource)
        if isinstance(outcome, TriageError):
            raise outcome from error
        return outcome
    except KeyError as error:
        # botocore turns a 200 answer that is not of the service (a proxy's page) into an empty dict.
        return Refusal(action, resource, f"the answer lacks {error}", "is a proxy in between?")


def explain(error: Exception, session: AwsSession, action: str, resource: str = "*") -> TriageError | Refusal:
    """A botocore exception as a fatal error, or as the refusal of one call."""
    from botocore import exceptions as boto

    if isinstance(error, boto.ClientError):
        return _answered(error, session, action, resource)
    if isinstance(error, boto.NoRegionError):
        return no_region()
    if isinstance(error, (boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.ProxyConnectionError)):
        return unreachable(session, action, resource)
    if isinstance(error, (boto.HTTPClientError, boto.ConnectionError)):
        reason = f"the connection broke ({_plain(error)})"
        return Refusal(action, resource, reason, "run it again", RefusalKind.UNREACHABLE)
    if fatal := _credentials(error, session.profile):
        return fatal
    return Refusal(action, resource, _plain(error))


def cannot_start(error: Exception, profile: str) -> TriageError:
    """Why no session or client can be built."""
    from botocore import exceptions as boto

    if isinstance(error, boto.ProfileNotFound):
        return CredentialsError(
            f"there is no AWS profile named {profile!a}" if profile else _plain(error),
            "`aws configure list-profiles` lists them; pick one with --profile",
        )
    if isinstance(error, boto.NoRegionError):
        return no_region()
    if isinstance(error, boto.InvalidRegionError):
        return AccessError(_plain(error), "a Region reads like eu-west-1; set it with --region")
    if isinstance(error, ValueError):
        return AccessError(_plain(error), "an endpoint reads like http://127.0.0.1:5000; see --endpoint-url")
    return _credentials(error, profile) or CredentialsError(
        f"the AWS configuration cannot be used: {_plain(error)}", "look at ~/.aws/config and the AWS_* variables"
    )


def no_region() -> AccessError:
    return AccessError(
        "no AWS Region is set",
        "add --region eu-west-1 (yours), set AWS_REGION, or write region into triage.toml",
    )


def unreachable(session: AwsSession, action: str, resource: str = "*") -> Refusal:
    """The refusal of a call whose endpoint does not answer; its hint knows misspelt Regions."""
    import difflib

    region, known = session.region, session.known_regions()
    if session.endpoint_url:
        reason, hint = f"nothing answers at {session.endpoint_url}", "check --endpoint-url"
    elif region not in known:
        near = difflib.get_close_matches(region, known, n=1)
        reason = f"nothing answers in {region!a}, which is no Region that the installed boto3 knows"
        hint = f"did you mean --region {near[0]}?" if near else "set the Region with --region, such as eu-west-1"
    else:
        reason = f"the endpoint in {region} cannot be reached"
        hint = "check the network, proxy and VPC endpoints of this machine, and AWS_ENDPOINT_URL"
    return Refusal(action, resource, reason, hint, RefusalKind.UNREACHABLE)


def _answered(error: Exception, session: AwsSession, action: str, resource: str) -> TriageError | Refusal:
    said = getattr(error, "response", {}).get("Error", {})
    code, message = str(said.get("Code", "")), str(said.get("Message", ""))
    if code in _EXPIRED or (code in _DENIED and "expired" in message and "perform:" not in message):
        return _expired(session.profile)
    if code in _INVALID:
        return CredentialsError(
            f"AWS does not accept these credentials ({code})",
            f"log in again ({_login(session.profile)}), or check AWS_ACCESS_KEY_ID and the machine's clock; "
            f"an account that has not enabled {session.region} answers the same way",
        )
    if code in _DENIED:
        return _denied(message, action, resource)
    if code in _THROTTLED:
        reason = f"AWS throttled it on every attempt ({code})"
        return Refusal(action, resource, reason, "run it again in a minute", RefusalKind.THROTTLED)
    kind = RefusalKind.MISSING if code in _MISSING else RefusalKind.FAILED
    return Refusal(action, resource, _one_line(f"{code}: {message}"), kind=kind)


def _denied(message: str, action: str, resource: str) -> Refusal:
    named, on = _ACTION.search(message), _RESOURCE.search(message)
    action = named[1] if named else action
    if resource == "*" and on:
        resource = on[1]
    if "explicit deny" in message:
        hint = f"a policy denies {action} explicitly; ask whoever owns the account's policies"
    else:
        hint = f"allow {action}; `triage doctor --policy` prints the least policy"
    return Refusal(action, resource, f"not authorized to perform {action}", hint, RefusalKind.DENIED)


def _credentials(error: Exception, profile: str) -> CredentialsError | None:
    """Errors that botocore raises before it asks AWS anything."""
    from botocore import exceptions as boto

    if isinstance(error, (boto.UnauthorizedSSOTokenError, boto.SSOTokenLoadError, boto.TokenRetrievalError)):
        return _expired(profile)
    if isinstance(error, (boto.NoCredentialsError, boto.NoAuthTokenError)):
        return CredentialsError(
            "no AWS credentials were found",
            f"{_login(profile)}, add --profile NAME, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "
            "`triage demo` needs none",
        )
    broken = (
        boto.PartialCredentialsError,
        boto.CredentialRetrievalError,
        boto.MetadataRetrievalError,
        boto.SSOError,
        boto.InvalidConfigError,
        boto.ConfigParseError,
        boto.ConfigNotFound,
        boto.UnknownCredentialError,
    )
    if isinstance(error, broken):
        expired = "expired" in str(error).lower()
        return _expired(profile) if expired else CredentialsError(_plain(error), _login(profile))
    return None


def _expired(profile: str) -> CredentialsError:
    return CredentialsError("the AWS credentials have expired", f"log in again: {_login(profile)}")


def _login(profile: str) -> str:
    import os
    import shlex

    profile = profile or os.environ.get("AWS_PROFILE", "")
    return f"aws sso login --profile {shlex.quote(profile)}" if profile else "aws sso login"


def _plain(error: Exception) -> str:
    return _one_line(str(error) or type(error).__name__)


def _one_line(text: str) -> str:
    shown = " ".join(text[: 4 * _LONGEST].split())
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "..."

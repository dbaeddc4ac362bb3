"""Each way in which AWS says no is one clear message with the way out."""

from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions as boto

from tests.aws.answers import plant, query_refusal, refusal, response
from triage.aws.errors import Refusal, RefusalKind, attempt, explain
from triage.aws.identity import account_of
from triage.aws.session import AwsSession
from triage.errors import AccessError, CredentialsError

DENIED = (
    "User: arn:aws:iam::123456789012:user/reader is not authorized to perform: ecs:ListClusters on resource: "
    "arn:aws:ecs:eu-west-1:123456789012:cluster/* because no identity-based policy allows the ecs:ListClusters action"
)


def session() -> AwsSession:
    return AwsSession("eu-west-1", endpoint_url="http://127.0.0.1:9")


def list_clusters(of: AwsSession) -> Any:
    return attempt(of, "ecs:ListClusters", of.ecs(attempts=1).list_clusters)


def after(answer: Any) -> Any:
    """What listing clusters gives when the service answers so."""
    aws = session()
    plant(aws.ecs(attempts=1), "ListClusters", answer)
    return list_clusters(aws)


@pytest.mark.parametrize("code", ["ExpiredTokenException", "ExpiredToken", "RequestExpired"])
def test_expired_credentials_end_the_run_and_say_how_to_log_in(code: str) -> None:
    with pytest.raises(CredentialsError, match="have expired") as caught:
        after(refusal(code, "The security token included in the request is expired"))
    assert "aws sso login" in caught.value.hint
    assert caught.value.exit_code == 2


def test_the_login_names_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "night shift")
    error = explain(boto.UnauthorizedSSOTokenError(), AwsSession("eu-west-1"), "a:B")
    assert isinstance(error, CredentialsError)
    assert "aws sso login --profile 'night shift'" in error.hint
    error = explain(boto.UnauthorizedSSOTokenError(), AwsSession("eu-west-1", "prod"), "a:B")
    assert isinstance(error, CredentialsError)
    assert "aws sso login --profile prod" in error.hint


@pytest.mark.parametrize("code", ["UnrecognizedClientException", "InvalidSignatureException", "InvalidClientTokenId"])
def test_credentials_that_aws_does_not_accept_end_the_run(code: str) -> None:
    with pytest.raises(CredentialsError, match=code) as caught:
        after(refusal(code, "The security token included in the request is invalid."))
    assert "has not enabled eu-west-1" in caught.value.hint


def test_a_denied_call_names_the_missing_action() -> None:
    got = after(refusal("AccessDeniedException", DENIED))
    assert got == Refusal(
        "ecs:ListClusters",
        "arn:aws:ecs:eu-west-1:123456789012:cluster/*",
        "not authorized to perform ecs:ListClusters",
        "allow ecs:ListClusters; `triage doctor --policy` prints the least policy",
        RefusalKind.DENIED,
    )


def test_a_denied_call_without_details_names_the_action_that_was_called() -> None:
    got = after(refusal("AccessDeniedException"))
    assert (got.action, got.resource, got.kind) == ("ecs:ListClusters", "*", RefusalKind.DENIED)


def test_an_explicit_deny_is_not_answered_with_allow_it() -> None:
    got = after(refusal("AccessDeniedException", DENIED.replace("no identity", "with an explicit deny in a service")))
    assert "denies ecs:ListClusters explicitly" in got.hint


def test_throttling_to_the_end_is_a_refusal() -> None:
    assert after(refusal("ThrottlingException", "Rate exceeded")).kind is RefusalKind.THROTTLED


def test_a_missing_thing_is_a_refusal() -> None:
    assert after(refusal("ClusterNotFoundException", "Cluster not found.")).kind is RefusalKind.MISSING


def test_a_page_of_a_proxy_is_not_an_empty_answer() -> None:
    aws = session()
    plant(aws.ecs(attempts=1), "ListClusters", response(200, b"<html>login</html>", "text/html"))
    got = attempt(aws, "ecs:ListClusters", lambda: aws.ecs(attempts=1).list_clusters()["clusterArns"])
    assert isinstance(got, Refusal)
    assert "proxy" in got.hint


def test_an_unreachable_endpoint_is_a_refusal_that_names_it() -> None:
    got = list_clusters(session())
    assert isinstance(got, Refusal)
    assert (got.kind, got.hint) == (RefusalKind.UNREACHABLE, "check --endpoint-url")
    assert "http://127.0.0.1:9" in got.reason


def test_a_misspelt_region_is_recognised() -> None:
    got = explain(boto.EndpointConnectionError(endpoint_url="x"), AwsSession("eu-wset-1"), "ecs:ListClusters")
    assert isinstance(got, Refusal)
    assert "no Region" in got.reason
    assert got.hint == "did you mean --region eu-west-1?"


def test_a_broken_connection_is_a_refusal() -> None:
    got = after(boto.ConnectionClosedError(endpoint_url="http://127.0.0.1:9"))
    assert got.kind is RefusalKind.UNREACHABLE


def test_without_credentials_the_error_says_where_to_get_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match="no AWS credentials were found") as caught:
        list_clusters(session())
    assert "--profile" in caught.value.hint


def test_half_of_a_pair_of_keys_is_a_credentials_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match="Partial credentials"):
        list_clusters(session())


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(CredentialsError, match="no AWS profile named 'nope'") as caught:
        list_clusters(AwsSession("eu-west-1", "nope"))
    assert "list-profiles" in caught.value.hint


def test_an_unknown_profile_of_the_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nope")
    with pytest.raises(CredentialsError, match="nope"):
        list_clusters(AwsSession("eu-west-1"))


def test_without_a_region_the_error_says_how_to_set_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(AccessError, match="no AWS Region is set") as caught:
        list_clusters(AwsSession())
    assert "--region" in caught.value.hint


@pytest.mark.parametrize(("region", "url"), [("eu west 1", ""), ("eu-west-1", "not a url")])
def test_a_region_or_endpoint_in_the_wrong_form_is_an_access_error(
    monkeypatch: pytest.MonkeyPatch, region: str, url: str
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with pytest.raises(AccessError) as caught:
        list_clusters(AwsSession(region, endpoint_url=url))
    assert caught.value.hint


def test_a_broken_configuration_file_is_a_credentials_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("not an ini file")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with pytest.raises(CredentialsError):
        list_clusters(AwsSession("eu-west-1"))


def test_a_long_answer_is_cut_to_one_line() -> None:
    got = after(refusal("ServerException", "no\nway " * 1000))
    assert len(got.reason) < 400
    assert "\n" not in got.reason


def test_the_account_is_known_or_refused() -> None:
    aws = session()
    plant(aws.sts(attempts=2), "GetCallerIdentity", query_refusal("AccessDenied", "no"))
    got = account_of(aws)
    assert isinstance(got, Refusal)
    assert got.action == "sts:GetCallerIdentity"


def test_expired_credentials_show_with_the_first_call() -> None:
    aws = session()
    plant(aws.sts(attempts=2), "GetCallerIdentity", query_refusal("ExpiredToken", "expired"))
    with pytest.raises(CredentialsError, match="expired"):
        account_of(aws)

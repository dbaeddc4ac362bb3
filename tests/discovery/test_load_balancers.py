import pytest

from tests.discovery.account import Account, container
from tests.discovery.test_find import found
from triage.aws.session import AwsSession


@pytest.mark.parametrize(
    ("listeners", "scheme", "port"),
    [
        ({"HTTP": 80}, "http", 0),
        ({"HTTP": 8080}, "http", 8080),
        ({"HTTPS": 443}, "https", 0),
        ({"HTTPS": 8443}, "https", 8443),
        ({"HTTP": 80, "HTTPS": 443}, "http", 0),
    ],
)
def test_the_listener_says_how_to_ask(
    account: Account, session: AwsSession, listeners: dict[str, int], scheme: str, port: int
) -> None:
    dns, group = account.load_balancer("front", listeners)
    account.service(account.cluster("production"), "web", account.definition("web", container("app")), [group])
    (balancer,) = found(session).load_balancers
    assert (balancer.dns_name, balancer.scheme, balancer.port, balancer.internal) == (dns, scheme, port, False)
    assert balancer.target_groups == (group,)


def test_a_listener_that_only_redirects_is_not_asked(account: Account, session: AwsSession) -> None:
    _, group = account.load_balancer("front", {"HTTPS": 443})
    arn = account.elb.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
    account.elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[redirect])
    account.service(account.cluster("production"), "web", account.definition("web", container("app")), [group])
    assert found(session).load_balancers[0].scheme == "https"


def test_load_balancers_of_other_environments_are_not_shown(account: Account, session: AwsSession) -> None:
    for name in ("production", "staging"):
        _, group = account.load_balancer(name, {"HTTP": 80})
        account.service(account.cluster(name), "web", account.definition("web", container("app")), [group])
    assert [balancer.name for balancer in found(session).load_balancers] == ["production"]

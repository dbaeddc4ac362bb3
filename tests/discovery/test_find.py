"""Finding an environment with nothing configured."""

import pytest

from tests.discovery.account import Account, container
from triage.aws.session import AwsSession
from triage.config import Settings
from triage.discovery import discover, require_targets
from triage.errors import EnvironmentUnknown, UsageError
from triage.model.environment import Environment


def found(session: AwsSession, name: str = "production", **narrowed: tuple[str, ...]) -> Environment:
    return discover(name, session, Settings(), **narrowed)


def targets(environment: Environment) -> list[tuple[str, str]]:
    return [(target.log_group, target.stream_prefix) for target in environment.targets]


def notes(environment: Environment, kind: str) -> list[str]:
    return [note.what for note in environment.notes if note.kind == kind]


def story(account: Account, environment: str) -> str:
    """One environment of the story; the DNS name of its load balancer."""
    group = account.log_group(f"/aws/application/tf-playground/{environment}")
    dns, target_group = account.load_balancer(f"{environment}-alb", {"HTTP": 80})
    cluster = account.cluster(f"{environment}-ecs-cluster", Environment=environment)
    definition = account.definition(f"tf-playground-{environment}", container("flask-app", group, "ecs-blue"))
    account.service(cluster, "blue-service", definition, [target_group])
    return dns


def test_the_story_is_found_with_nothing_configured(account: Account, session: AwsSession) -> None:
    dns = story(account, "production")
    story(account, "staging")
    environment = found(session)
    assert environment.name == "production"
    assert environment.account == "123456789012"
    assert environment.clusters == ("production-ecs-cluster",)
    assert targets(environment) == [("/aws/application/tf-playground/production", "")]
    (service,) = environment.services
    assert (service.name, service.family, service.revision, service.desired) == (
        "blue-service", "tf-playground-production", 1, 2,
    )  # fmt: skip
    assert [one.name for one in service.containers] == ["flask-app"]
    (balancer,) = environment.load_balancers
    assert (balancer.dns_name, balancer.scheme, balancer.port) == (dns, "http", 0)
    assert environment.notes == ()


def test_prod_finds_production(account: Account, session: AwsSession) -> None:
    story(account, "production")
    assert targets(found(session, "prod")) == [("/aws/application/tf-playground/production", "")]


def test_every_result_has_its_reason(account: Account, session: AwsSession) -> None:
    story(account, "production")
    environment = found(session)
    (target,) = environment.targets
    assert target.why == (
        "its path carries production; container flask-app of task definition tf-playground-production:1, "
        "service blue-service"
    )
    assert environment.services[0].why == "in cluster production-ecs-cluster: its tag Environment is production"
    assert environment.load_balancers[0].why == "in front of blue-service"


def test_the_target_tells_class_and_arn(account: Account, session: AwsSession) -> None:
    account.log_group("/ecs/production-web")
    (target,) = found(session).targets
    assert target.log_class == "STANDARD"
    assert target.arn == "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/production-web"


def test_nonprod_and_preproduction_are_other_words(account: Account, session: AwsSession) -> None:
    for name in ("prod", "nonprod", "preproduction"):
        group = account.log_group(f"/ecs/{name}/web")
        account.service(account.cluster(name), f"web-{name}", account.definition(name, container("web", group, "e")))
    environment = found(session)
    assert environment.clusters == ("prod",)
    assert [service.name for service in environment.services] == ["web-prod"]
    assert targets(environment) == [("/ecs/prod/web", "")]


def test_a_service_in_a_shared_cluster_is_found_by_its_name(account: Account, session: AwsSession) -> None:
    shared, group = account.cluster("main"), account.log_group("/ecs/shared")
    for name in ("web-production", "web-staging", "web-reproduction"):
        account.service(shared, name, account.definition(name, container("web", group, name)))
    environment = found(session)
    assert [service.name for service in environment.services] == ["web-production"]
    assert targets(environment) == [("/ecs/shared", "web-production/web/")]


def test_a_service_in_a_shared_cluster_is_found_by_its_tag(account: Account, session: AwsSession) -> None:
    shared, group = account.cluster("main", Environment="shared"), account.log_group("/ecs/shared")
    account.service(shared, "blue", account.definition("b", container("web", group, "b")), Environment="production")
    account.service(shared, "green", account.definition("g", container("web", group, "g")), Environment="staging")
    assert [service.name for service in found(session).services] == ["blue"]


def test_a_service_in_a_shared_cluster_is_found_by_its_task_definition(account: Account, session: AwsSession) -> None:
    shared, group = account.cluster("main"), account.log_group("/ecs/shared")
    account.service(shared, "blue", account.definition("web-production", container("web", group, "b")))
    assert [service.name for service in found(session).services] == ["blue"]


def test_production_like_is_left_out_when_its_tag_says_another(account: Account, session: AwsSession) -> None:
    account.cluster("production")
    account.cluster("production-like", Environment="loadtest")
    environment = found(session)
    assert environment.clusters == ("production",)
    assert notes(environment, "left_out") == ["cluster production-like"]


def test_production_like_without_a_tag_is_read_and_marked(account: Account, session: AwsSession) -> None:
    account.cluster("production-like")
    environment = found(session)
    assert environment.clusters == ("production-like",)
    assert notes(environment, "ambiguous") == ["cluster production-like"]


def test_production_like_log_groups_are_marked(account: Account, session: AwsSession) -> None:
    account.log_group("/ecs/production-like")
    environment = found(session)
    assert targets(environment) == [("/ecs/production-like", "")]
    assert notes(environment, "ambiguous") == ["log group /ecs/production-like"]


def test_a_staging_service_in_the_production_cluster_is_marked(account: Account, session: AwsSession) -> None:
    definition = account.definition("web", container("web"))
    account.service(account.cluster("production"), "web-staging", definition)
    assert "service production/web-staging" in notes(found(session), "ambiguous")


def test_a_service_tagged_for_staging_in_the_production_cluster_is_left_out(
    account: Account, session: AwsSession
) -> None:
    cluster = account.cluster("production")
    definition = account.definition("web", container("web"))
    account.service(cluster, "web", definition, Environment="staging")
    account.service(cluster, "api", definition)
    environment = found(session)
    assert [service.name for service in environment.services] == ["api"]
    assert notes(environment, "left_out")[0] == "service production/web"


def test_of_a_shared_log_group_only_the_streams_of_the_containers_are_read(
    account: Account, session: AwsSession
) -> None:
    group = account.log_group("/ecs/shared")
    definition = account.definition("web", container("app", group, "blue"), container("nginx", group, "blue"))
    account.service(account.cluster("production"), "web", definition)
    assert targets(found(session)) == [("/ecs/shared", "blue/app/"), ("/ecs/shared", "blue/nginx/")]


def test_without_a_stream_prefix_the_whole_group_is_read(account: Account, session: AwsSession) -> None:
    group = account.log_group("/ecs/shared")
    definition = account.definition("web", container("app", group, ""), container("nginx", group, "blue"))
    account.service(account.cluster("production"), "web", definition)
    assert targets(found(session)) == [("/ecs/shared", "")]


def test_a_log_group_may_lie_in_another_region(account: Account, session: AwsSession) -> None:
    Account("us-east-1").log_group("/ecs/web")
    options = {"awslogs-region": "us-east-1"}
    definition = account.definition("web", container("app", "/ecs/web", "x", **options))
    account.service(account.cluster("production"), "web", definition)
    (target,) = found(session).targets
    assert (target.log_group, target.region) == ("/ecs/web", "us-east-1")


def test_a_log_group_that_does_not_exist_is_said_and_not_read(account: Account, session: AwsSession) -> None:
    definition = account.definition("web", container("app", "/ecs/gone", "x"))
    account.service(account.cluster("production"), "web", definition)
    environment = found(session)
    assert environment.targets == ()
    assert notes(environment, "missing") == ["log group /ecs/gone"]


def test_a_container_with_another_driver_is_said(account: Account, session: AwsSession) -> None:
    splunk = {**container("app"), "logConfiguration": {"logDriver": "splunk", "options": {}}}
    account.service(account.cluster("production"), "web", account.definition("web", splunk))
    environment = found(session)
    (note,) = environment.notes
    assert (note.kind, note.what) == ("left_out", "container app of task definition web:1")
    assert "splunk" in note.why


def test_an_environment_without_log_groups_is_one_clear_error(account: Account, session: AwsSession) -> None:
    definition = account.definition("web", container("app", "/ecs/gone", "x"))
    account.service(account.cluster("production"), "web", definition)
    with pytest.raises(EnvironmentUnknown, match="no log group of it") as caught:
        require_targets(found(session))
    assert "/ecs/gone" in caught.value.message
    assert "--log-group" in caught.value.hint
    assert caught.value.exit_code == 2


def test_a_log_router_to_cloudwatch_is_followed(account: Account, session: AwsSession) -> None:
    account.log_group("/app/web")
    options = {
        "Name": "cloudwatch_logs",
        "log_group_name": "/app/web",
        "log_stream_prefix": "web-",
        "region": "eu-west-1",
    }
    routed = {**container("app"), "logConfiguration": {"logDriver": "awsfirelens", "options": options}}
    account.service(account.cluster("production"), "web", account.definition("web", routed))
    assert targets(found(session)) == [("/app/web", "web-")]


@pytest.mark.parametrize("options", [{}, {"Name": "datadog"}, {"Name": "cloudwatch", "log_group_name": "/x/$(tag)"}])
def test_a_log_router_to_elsewhere_is_said(account: Account, session: AwsSession, options: dict[str, str]) -> None:
    routed = {**container("app"), "logConfiguration": {"logDriver": "awsfirelens", "options": options}}
    account.service(account.cluster("production"), "web", account.definition("web", routed))
    assert notes(found(session), "left_out") == ["container app of task definition web:1"]


def test_metrics_and_other_aws_services_are_left_out(account: Account, session: AwsSession) -> None:
    for name in (
        "/aws/ecs/containerinsights/production/performance",
        "/aws/lambda/production-hook",
        "/aws/vpc/production",
        "/ecs/production",
    ):
        account.log_group(name)
    environment = found(session)
    assert targets(environment) == [("/ecs/production", "")]
    assert notes(environment, "left_out") == [
        "log group /aws/ecs/containerinsights/production/performance",
        "2 log groups: /aws/lambda/production-hook, /aws/vpc/production",
    ]


def test_one_service_narrows_streams_and_services(account: Account, session: AwsSession) -> None:
    cluster, group = account.cluster("production"), account.log_group("/ecs/production")
    for name in ("web", "worker"):
        account.service(cluster, name, account.definition(name, container(name, group, "x")))
    environment = found(session, services=("work*",))
    assert targets(environment) == [("/ecs/production", "x/worker/")]
    assert [service.name for service in environment.services] == ["worker"]


def test_a_container_can_be_asked_for(account: Account, session: AwsSession) -> None:
    cluster, group = account.cluster("production"), account.log_group("/ecs/production")
    definition = account.definition("web", container("app", group, "x"), container("nginx", group, "x"))
    account.service(cluster, "web", definition)
    assert targets(found(session, services=("nginx",))) == [("/ecs/production", "x/nginx/")]


def test_a_service_that_is_not_there_is_an_error_that_lists_those_that_are(
    account: Account, session: AwsSession
) -> None:
    definition = account.definition("web", container("app"))
    account.service(account.cluster("production"), "web", definition)
    with pytest.raises(UsageError, match="no service or container of production is named api") as caught:
        found(session, services=("api",))
    assert "web" in caught.value.hint


def test_one_log_group_narrows_and_may_lie_outside(account: Account, session: AwsSession) -> None:
    for name in ("/ecs/production", "/ecs/production-batch", "/vendor/thing"):
        account.log_group(name)
    assert targets(found(session, log_groups=("*-batch",))) == [("/ecs/production-batch", "")]
    assert targets(found(session, log_groups=("/vendor/thing",))) == [("/vendor/thing", "")]


def test_a_log_group_that_is_not_there_is_an_error(account: Account, session: AwsSession) -> None:
    account.log_group("/ecs/production")
    with pytest.raises(UsageError, match="no log group of the account matches /nope") as caught:
        found(session, log_groups=("/nope",))
    assert "/ecs/production" in caught.value.hint


def test_an_unknown_environment_names_those_that_exist(account: Account, session: AwsSession) -> None:
    account.cluster("web", Environment="production")
    account.log_group("/ecs/staging-web")
    with pytest.raises(EnvironmentUnknown, match="nothing in eu-west-1, account 123456789012 carries") as caught:
        found(session, "prodution")
    assert "production, staging" in caught.value.hint
    assert "--region" in caught.value.hint


def test_an_empty_region_points_at_the_region(account: Account, session: AwsSession) -> None:
    Account("us-east-1").cluster("production")
    with pytest.raises(EnvironmentUnknown, match="nothing in eu-west-1") as caught:
        found(session)
    assert "--region" in caught.value.hint


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 200, "\x1b[2J"])
def test_a_name_that_cannot_be_one_is_a_usage_error(account: Account, session: AwsSession, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        found(session, name)
    assert "\x1b" not in str(caught.value)


def test_the_same_account_gives_the_same_environment(account: Account, session: AwsSession) -> None:
    story(account, "production")
    assert found(session) == found(session)

"""What the project file decides."""

import pytest

from tests.discovery.account import Account, container
from tests.discovery.test_find import notes, targets
from triage.aws.session import AwsSession
from triage.config import EnvironmentSettings, Settings
from triage.discovery import discover
from triage.errors import EnvironmentUnknown
from triage.model.environment import Environment


def settled(session: AwsSession, name: str = "production", **section: object) -> Environment:
    return discover(name, session, Settings(environments={"production": EnvironmentSettings(**section)}))  # type: ignore[arg-type]


def services(environment: Environment) -> list[str]:
    return [f"{service.cluster}/{service.name}" for service in environment.services]


@pytest.fixture
def busy(account: Account) -> Account:
    """Two clusters that carry the name, one that does not, each with a service and a log group of its own."""
    for name in ("production", "production-like", "blue"):
        group = account.log_group(f"/ecs/{name}")
        account.service(
            account.cluster(name), f"web-{name}", account.definition(f"f-{name}", container("a", group, "x"))
        )
    return account


def test_named_clusters_replace_the_search_by_name(busy: Account, session: AwsSession) -> None:
    environment = settled(session, clusters=("blue",), log_groups=("/ecs/blue",))
    assert services(environment) == ["blue/web-blue"]
    assert environment.services[0].why == "in cluster blue, named in triage.toml"
    assert targets(environment) == [("/ecs/blue", "")]
    assert notes(environment, "ambiguous") == []


def test_clusters_may_be_globs(busy: Account, session: AwsSession) -> None:
    environment = settled(session, clusters=("b*", "production"), log_groups=("/none",))
    assert services(environment) == ["blue/web-blue", "production/web-production"]


def test_one_service_of_a_cluster_can_be_named(busy: Account, session: AwsSession) -> None:
    definition = busy.definition("other", container("a"))
    busy.service("blue", "other", definition)
    assert services(settled(session, services=("blue/web-*",))) == ["blue/web-blue"]
    assert services(settled(session, services=("blue/other",))) == ["blue/other"]
    assert services(settled(session, services=("oth*",))) == ["blue/other"]


def test_named_log_groups_replace_the_search_by_path_but_not_task_definitions(
    busy: Account, session: AwsSession
) -> None:
    busy.log_group("/vendor/x")
    environment = settled(session, clusters=("blue",), log_groups=("/vendor/*",))
    assert targets(environment) == [("/ecs/blue", "x/a/"), ("/vendor/x", "")]


def test_excluded_log_groups_are_never_read(busy: Account, session: AwsSession) -> None:
    environment = settled(session, exclude_log_groups=("*-like",))
    assert targets(environment) == [("/ecs/production", "")]
    assert "log group /ecs/production-like" in notes(environment, "left_out")


def test_an_alias_asks_for_the_environment_and_matches_names(busy: Account, session: AwsSession) -> None:
    busy.log_group("/ecs/live")
    environment = settled(session, "live", aliases=("live",))
    assert environment.name == "production"
    assert ("/ecs/live", "") in targets(environment)


def test_what_is_named_and_not_there_is_said(busy: Account, session: AwsSession) -> None:
    environment = settled(session, clusters=("blue", "gone"), services=("blue/gone",), log_groups=("/gone",))
    missing = notes(environment, "missing")
    assert "cluster gone" in missing
    assert "service blue/gone" in missing
    assert "log group /gone" in missing


def test_values_of_the_file_are_handed_on(busy: Account, session: AwsSession) -> None:
    assert settled(session, values={"db_host": "h"}).values == (("db_host", "h"),)


def test_only_things_that_are_gone_is_an_unknown_environment(account: Account, session: AwsSession) -> None:
    with pytest.raises(EnvironmentUnknown):
        settled(session, clusters=("gone",), log_groups=("/gone",))

"""What Terraform's state and outputs add."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.discovery.account import Account, container
from tests.discovery.test_find import notes, targets
from triage.aws.session import AwsSession
from triage.config import EnvironmentSettings, Settings, TerraformSettings
from triage.discovery import discover
from triage.discovery.terraform import output_values, outputs_of, resources_of
from triage.discovery.words import EnvironmentWords
from triage.model.environment import Environment

PRODUCTION = EnvironmentWords("production")


def resource(kind: str, label: str, module: str = "", /, **attributes: Any) -> dict[str, Any]:
    """A resource with one instance, as a state file of version 4 holds it."""
    instance = {"schema_version": 0, "attributes": attributes}
    stored = {"mode": "managed", "type": kind, "name": label, "instances": [instance]}
    return stored | ({"module": module} if module else {})


def output(value: Any, sensitive: bool = False) -> dict[str, Any]:
    return {"value": value, "type": "string"} | ({"sensitive": True} if sensitive else {})


def state(*resources: dict[str, Any], **outputs: dict[str, Any]) -> dict[str, Any]:
    head = {"version": 4, "terraform_version": "1.9.8", "serial": 7, "lineage": "0a1b"}
    return head | {"outputs": outputs, "resources": list(resources)}


ARN = "arn:aws:ecs:eu-west-1:123456789012"
BOTH = state(
    resource("aws_ecs_cluster", "main", 'module.env["production"]', name="blue"),
    resource("aws_ecs_cluster", "main", 'module.env["staging"]', name="green"),
    resource("aws_ecs_service", "web", 'module.env["production"]', name="web", cluster=f"{ARN}:cluster/blue"),
    resource("aws_cloudwatch_log_group", "app", tags={"Environment": "production"}, name="/apps/one"),
    resource("aws_cloudwatch_log_group", "app2", tags={"Environment": "staging"}, name="/apps/two"),
    resource("aws_lb", "front", name="front-prod", arn="arn:lb", dns_name="front-prod.example.net", internal=True),
    resource("aws_lb", "front2", name="front-stage", arn="arn:lb2", dns_name="front-stage.example.net"),
    resource(
        "aws_db_instance", "db",
        identifier="prod-db", address="db.internal", port=3306, db_name="shop", username="app",
    ),
    resource("aws_db_instance", "db2", identifier="staging-db", address="no.internal", port=3306, db_name="no"),
    migration_task=output("migrate:4"),
    production_bucket=output("b-prod"),
    staging_bucket=output("b-stage"),
    hosts=output({"production": "h1", "staging": "h2"}),
    password=output("hunter2", sensitive=True),
    zones=output(["a", "b"]),
    replicas=output(3),
)  # fmt: skip


def settled(session: AwsSession, **terraform: str) -> Environment:
    section = EnvironmentSettings(terraform=TerraformSettings(**terraform))
    return discover("production", session, Settings(environments={"production": section}))


def written(path: Path, document: object) -> str:
    path.write_text(json.dumps(document))
    return str(path)


@pytest.fixture
def built(account: Account) -> Account:
    """What the state describes."""
    for name in ("/apps/one", "/apps/two", "/ecs/shared"):
        account.log_group(name)
    for name in ("blue", "green"):
        account.service(account.cluster(name), "web", account.definition(name, container("app", "/ecs/shared", name)))
    return account


def test_a_state_of_both_environments_gives_what_belongs_to_one(
    built: Account, session: AwsSession, tmp_path: Path
) -> None:
    environment = settled(session, state=written(tmp_path / "terraform.tfstate", BOTH))
    assert environment.clusters == ("blue",)
    assert environment.services[0].why == 'in Terraform as module.env["production"].aws_ecs_service.web'
    assert targets(environment) == [("/apps/one", ""), ("/ecs/shared", "blue/app/")]
    assert environment.targets[0].why == "in Terraform as aws_cloudwatch_log_group.app"
    (balancer,) = environment.load_balancers
    assert (balancer.dns_name, balancer.internal) == ("front-prod.example.net", True)
    assert environment.values == (
        ("bucket", "b-prod"),
        ("db_host", "db.internal"),
        ("db_name", "shop"),
        ("db_port", "3306"),
        ("db_user", "app"),
        ("hosts", "h1"),
        ("migration_task", "migrate:4"),
        ("replicas", "3"),
    )


def test_a_state_on_s3_is_read(built: Account, session: AwsSession) -> None:
    built.s3.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": built.region})
    built.s3.put_object(Bucket="states", Key="env/prod.tfstate", Body=json.dumps(BOTH).encode())
    assert settled(session, state="s3://states/env/prod.tfstate").clusters == ("blue",)


def test_a_state_that_is_not_on_s3_is_noted_and_the_rest_is_found(built: Account, session: AwsSession) -> None:
    built.log_group("/ecs/production")
    environment = settled(session, state="s3://states/none")
    assert targets(environment) == [("/ecs/production", "")]
    assert notes(environment, "refused") == ["s3:GetObject on s3://states/none"]


@pytest.mark.parametrize("text", ["", "{", "[1]", "\xff", '{"resources": 3, "outputs": []}'])
def test_a_broken_state_never_ends_the_run(built: Account, session: AwsSession, tmp_path: Path, text: str) -> None:
    built.log_group("/ecs/production")
    (tmp_path / "s").write_text(text, encoding="latin-1")
    assert targets(settled(session, state=str(tmp_path / "s"))) == [("/ecs/production", "")]


def test_a_file_that_is_not_there_is_noted(built: Account, session: AwsSession, tmp_path: Path) -> None:
    built.log_group("/ecs/production")
    environment = settled(session, outputs=str(tmp_path / "none.json"))
    assert notes(environment, "missing") == [f"Terraform's {tmp_path}/none.json"]
    assert environment.notes[0].may_hide_logs


def test_a_state_of_one_environment_needs_no_names(built: Account, session: AwsSession, tmp_path: Path) -> None:
    cluster = resource("aws_ecs_cluster", "main", name="blue")
    own = state(cluster, resource("aws_cloudwatch_log_group", "a", name="/apps/one"))
    environment = settled(session, state=written(tmp_path / "s", own))
    assert environment.clusters == ("blue",)
    assert targets(environment) == [("/apps/one", ""), ("/ecs/shared", "blue/app/")]


def test_what_terraform_knows_and_the_account_does_not_is_noted(
    built: Account, session: AwsSession, tmp_path: Path
) -> None:
    built.log_group("/ecs/production")
    cluster = resource("aws_ecs_cluster", "main", name="gone")
    own = state(cluster, resource("aws_cloudwatch_log_group", "a", name="/gone"))
    environment = settled(session, state=written(tmp_path / "s", own))
    assert notes(environment, "missing") == ["cluster gone", "log group /gone"]


def shown(address: str, kind: str, **values: str) -> dict[str, Any]:
    mode = "data" if address.startswith("data.") else "managed"
    return {"address": address, "mode": mode, "type": kind, "values": values}


def test_what_show_prints_is_read_like_a_state() -> None:
    child = {"resources": [shown("module.b.aws_lb.b", "aws_lb", name="b")]}
    root = {
        "resources": [shown("aws_ecs_cluster.a", "aws_ecs_cluster", name="a"), shown("data.aws_vpc.x", "aws_vpc")],
        "child_modules": [child],
    }
    document = {"format_version": "1.0", "values": {"outputs": {"dns": output("d")}, "root_module": root}}
    assert [one.address for one in resources_of(document)] == ["aws_ecs_cluster.a", "module.b.aws_lb.b"]
    assert outputs_of(document) == {"dns": "d"}


def test_printed_outputs_are_read() -> None:
    assert outputs_of({"dns": output("d"), "key": output("k", sensitive=True)}) == {"dns": "d"}


def test_the_closer_output_wins() -> None:
    assert output_values({"db_host": "any", "prod_db_host": "ours"}, PRODUCTION) == {"db_host": "ours"}


def test_an_object_without_the_environment_is_no_value() -> None:
    assert output_values({"hosts": {"a": "b"}, "none": None, "on": True}, PRODUCTION) == {"on": "true"}

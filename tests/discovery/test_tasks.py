"""Tasks, running and recently stopped, lead to further log groups."""

from tests.aws.answers import play
from tests.discovery.account import Account, container
from tests.discovery.test_find import found, targets
from triage.aws.session import AwsSession

ARN = "arn:aws:ecs:eu-west-1:123456789012"


def plant_tasks(session: AwsSession, running: dict[str, str], stopped: dict[str, str], group: str) -> None:
    """Task id -> task definition, all of one group in cluster production."""

    def listed(request: dict[str, str]) -> dict[str, list[str]]:
        ids = running if request["desiredStatus"] == "RUNNING" else stopped
        return {"taskArns": [f"{ARN}:task/production/{id_}" for id_ in ids]}

    def described(request: dict[str, list[str]]) -> dict[str, list[dict[str, str]]]:
        every = running | stopped
        return {
            "tasks": [
                {
                    "taskArn": arn,
                    "clusterArn": f"{ARN}:cluster/production",
                    "taskDefinitionArn": every[arn.rsplit("/", 1)[-1]],
                    "group": group,
                }
                for arn in request["tasks"]
            ]
        }

    play(session.ecs(), "ListTasks", listed)  # type: ignore[arg-type]
    play(session.ecs(), "DescribeTasks", described)  # type: ignore[arg-type]


def test_a_stopped_task_of_the_last_revision_still_counts(account: Account, session: AwsSession) -> None:
    for name in ("/ecs/old", "/ecs/new"):
        account.log_group(name)
    old = account.definition("web", container("app", "/ecs/old", "x"))
    new = account.definition("web", container("app", "/ecs/new", "x"))
    account.service(account.cluster("production"), "web", new)
    plant_tasks(session, {"r1": new}, {"s1": old}, "service:web")
    environment = found(session)
    assert targets(environment) == [("/ecs/new", "x/app/"), ("/ecs/old", "x/app/")]
    assert environment.services[0].tasks == ("r1", "s1")
    assert environment.services[0].revision == 2


def test_a_task_that_no_service_started_counts_in_a_cluster_of_the_environment(
    account: Account, session: AwsSession
) -> None:
    account.cluster("production")
    account.log_group("/ecs/jobs")
    job = account.definition("nightly", container("job", "/ecs/jobs", "x"))
    plant_tasks(session, {"t1": job}, {}, "family:nightly")
    environment = found(session)
    assert targets(environment) == [("/ecs/jobs", "x/job/")]
    assert environment.targets[0].why == "container job of task definition nightly:1"


def test_tasks_of_services_that_were_left_out_do_not_count(account: Account, session: AwsSession) -> None:
    account.cluster("production")
    account.log_group("/ecs/other")
    other = account.definition("other", container("app", "/ecs/other", "x"))
    account.service("production", "other", other, Environment="staging")
    plant_tasks(session, {"t1": other}, {}, "service:other")
    assert found(session).targets == ()


def test_services_are_described_ten_at_a_time(account: Account, session: AwsSession) -> None:
    cluster = account.cluster("production")
    definition = account.definition("web", container("app"))
    for number in range(23):
        account.service(cluster, f"web{number:02d}", definition)
    sizes: list[int] = []
    session.ecs().meta.events.register(
        "provide-client-params.ecs.DescribeServices", lambda params, **_: sizes.append(len(params["services"]))
    )
    environment = found(session)
    assert len(environment.services) == 23
    assert max(sizes) == 10

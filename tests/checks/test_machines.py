import pytest

from tests.aws.answers import plant, query_refusal
from tests.checks.subjects import subject, web
from tests.discovery.account import Account
from triage.aws.session import AwsSession
from triage.checks.machines import look_at_machines
from triage.model.environment import EcsService
from triage.model.report import Check, CheckVerdict

RULED_OUT, IMPLICATED, UNKNOWN, NOT_APPLICABLE = CheckVerdict
ABSENT = "ami-0f00000000000000f"


def template(account: Account, image: str, name: str = "nodes", tag: str = "production") -> None:
    account.ec2.create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={"ImageId": image} if image else {"InstanceType": "t3.small"},
        TagSpecifications=[
            {"ResourceType": "launch-template", "Tags": [{"Key": "Environment", "Value": tag}]},
        ],
    )


def checked(session: AwsSession, *services: EcsService) -> Check:
    (check,) = look_at_machines(subject(session, *services)).checks
    return check


def image(account: Account) -> str:
    return str(account.ec2.register_image(Name="nodes", RootDeviceName="/dev/xvda")["ImageId"])


def test_an_absent_ami_does_not_explain_what_runs(account: Account, session: AwsSession) -> None:
    template(account, ABSENT)
    check = checked(session, web())
    assert check.verdict is RULED_OUT
    assert check.finding == f"{ABSENT} of launch template nodes does not exist"
    assert check.reason.startswith("2 of 2 tasks run, so it explains no present fault")
    assert check.command.startswith(f"aws ec2 describe-images --image-ids {ABSENT}")


def test_an_absent_ami_is_implicated_when_tasks_lack_a_place(account: Account, session: AwsSession) -> None:
    template(account, ABSENT)
    assert checked(session, web(running=1)).verdict is IMPLICATED


def test_an_ami_that_exists_is_fine(account: Account, session: AwsSession) -> None:
    template(account, image(account))
    assert checked(session, web(running=1)).verdict is RULED_OUT


def test_launch_templates_of_other_environments_are_not_looked_at(account: Account, session: AwsSession) -> None:
    template(account, ABSENT, tag="staging")
    assert checked(session, web(running=1)).verdict is UNKNOWN


@pytest.mark.parametrize("ami", ["", "resolve:ssm:/aws/service/ecs/optimized-ami/recommended/image_id"])
def test_an_image_chosen_at_launch_is_not_known(account: Account, session: AwsSession, ami: str) -> None:
    template(account, ami)
    assert checked(session, web()).verdict is UNKNOWN


def test_fargate_has_no_ami(session: AwsSession) -> None:
    assert checked(session, web(launch_type="FARGATE")).verdict is NOT_APPLICABLE


@pytest.mark.parametrize("operation", ["DescribeLaunchTemplates", "DescribeLaunchTemplateVersions", "DescribeImages"])
def test_a_refused_call_is_never_fine(account: Account, session: AwsSession, operation: str) -> None:
    template(account, ABSENT)
    plant(session.ec2(attempts=1), operation, query_refusal("UnauthorizedOperation", "no", 403))
    check = checked(session, web())
    assert check.verdict is UNKNOWN
    assert f"ec2:{operation}" in check.reason

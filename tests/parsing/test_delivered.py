"""Events of AWS in a log group: whose they are, and that their envelope is no release."""

import json
from typing import Any

from triage import analyze
from triage.model.events import LogEvent
from triage.parsing.reading import read_text

ARN = "arn:aws:ecs:eu-west-1:111122223333:"
START = 1_795_000_000_000


def stopped(task: str, **more: Any) -> str:
    detail = {
        "clusterArn": f"{ARN}cluster/harbour",
        "taskArn": f"{ARN}task/harbour/{task}",
        "taskDefinitionArn": f"{ARN}task-definition/quay:12",
        "group": "service:quay-blue",
        "containers": [
            {"name": "proxy", "exitCode": 0, "lastStatus": "STOPPED"},
            {"name": "quay", "exitCode": 137, "reason": "OutOfMemoryError: Container killed due to memory usage"},
        ],
        "lastStatus": "STOPPED",
        "version": 5,
    }
    event = {"version": "0", "source": "aws.ecs", "detail-type": "ECS Task State Change", "detail": detail}
    return json.dumps({**event, **more})


def test_an_event_of_a_task_is_told_of_the_container_that_failed() -> None:
    record = read_text(stopped("t7"))
    assert (record.service, record.task, record.release) == ("quay", "t7", "")


def test_an_event_of_a_service_is_told_of_it() -> None:
    event = {
        "version": "0",
        "source": "aws.ecs",
        "detail-type": "ECS Service Action",
        "resources": [f"{ARN}service/harbour/quay-blue"],
        "detail": {"eventName": "SERVICE_TASK_PLACEMENT_FAILURE", "clusterArn": f"{ARN}cluster/harbour"},
    }
    record = read_text(json.dumps(event))
    assert (record.service, record.task, record.release) == ("quay-blue", "", "")


def test_events_of_other_services_have_no_release_either() -> None:
    event = {"version": "0", "source": "aws.rds", "detail-type": "RDS DB Instance Event", "detail": {"Message": "x"}}
    assert read_text(json.dumps(event)).release == ""


def test_a_program_that_names_a_version_and_a_source_keeps_its_release() -> None:
    assert read_text(json.dumps({"version": "4.1", "source": "aws.ecs", "msg": "begun"})).release == "4.1"


def test_what_is_odd_inside_is_left_out() -> None:
    detail = {"containers": ["quay", {"name": 7, "taskArn": None}], "group": "family:quay", "clusterArn": []}
    record = read_text(stopped("t7", detail=detail, resources=[3]))
    assert record.told_stream == ""


def test_the_finding_names_service_and_task_and_fills_the_commands() -> None:
    calm = [LogEvent(START + n * 1000, f"served {n}", "/ecs/quay", "ecs/quay/t7") for n in range(90)]
    end = LogEvent(START + 60_000, stopped("t7"), "/aws/events/harbour", "54e9")
    made = analyze([*calm[:60], end, *calm[60:]])
    finding = made.findings[0]
    assert (finding.category, finding.services, finding.tasks) == ("container.oom", ("quay",), ("t7",))
    assert finding.revisions == ()
    assert "--cluster harbour --tasks t7" in finding.remediation[0].command.replace(" \\\n   ", "")
    assert finding.evidence[0].log_stream == "54e9"
    assert [change.what for change in made.changes] == []

"""The plain calls against an independent emulation of the service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.fakes import HOUR, REGION, by_stream, cloudwatch, read, target
from triage.aws.session import AwsSession

ACCOUNT = "123456789012"


@pytest.fixture
def emulated(aws_keys: None) -> Iterator[AwsSession]:
    from moto import mock_aws

    with mock_aws():
        yield AwsSession(region=REGION)


def _plant(session: AwsSession, group: str, stream: str, times: range) -> None:
    """Events of any age, which the emulation's own call would refuse."""
    from moto.logs.models import LogEvent, logs_backends

    client = session.logs()
    if group not in logs_backends[ACCOUNT][REGION].groups:
        client.create_log_group(logGroupName=group)
    client.create_log_stream(logGroupName=group, logStreamName=stream)
    planted = logs_backends[ACCOUNT][REGION].groups[group].streams[stream]
    planted.events += [LogEvent(at + 5, {"timestamp": at, "message": f"{stream} {at}"}) for at in times]


def test_streams_come_whole_and_in_order(emulated: AwsSession) -> None:
    for stream in ("ecs/web/1", "ecs/web/2"):
        _plant(emulated, "/ecs/web", stream, range(HOUR.start - 10, HOUR.start + 25_000, 2))
    got, log = read(cloudwatch(emulated, [target("/ecs/web")]))
    wanted = list(range(HOUR.start, HOUR.start + 25_000, 2))
    assert {key: [at for at, _ in rows] for key, rows in by_stream(got).items()} == {
        ("/ecs/web", "ecs/web/1"): wanted,
        ("/ecs/web", "ecs/web/2"): wanted,
    }
    assert (log.gaps, log.duplicates, got[0].ingestion_time) == ((), 0, HOUR.start + 5)


def test_other_prefixes_are_left_out_even_where_the_service_sends_them(emulated: AwsSession) -> None:
    for stream in ("ecs/web/1", "ecs/api/1"):
        _plant(emulated, "/ecs/all", stream, range(HOUR.start, HOUR.start + 10))
    got, _ = read(cloudwatch(emulated, [target("/ecs/all", "ecs/api/")]))
    assert {event.log_stream for event in got} == {"ecs/api/1"}


def test_a_group_that_is_gone_is_a_gap(emulated: AwsSession) -> None:
    _, log = read(cloudwatch(emulated, [target("/ecs/gone")]))
    assert [gap.reason for gap in log.gaps] == ["the log group does not exist"]


def test_the_end_of_the_window_is_not_read(emulated: AwsSession) -> None:
    _plant(emulated, "/ecs/web", "s", range(HOUR.end - 2, HOUR.end + 2))
    got, _ = read(cloudwatch(emulated, [target("/ecs/web")]))
    assert [event.timestamp for event in got] == [HOUR.end - 2, HOUR.end - 1]

"""Folders in S3, against an emulation."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

import pytest

from tests.sources.fakes import REGION, read
from triage.aws.session import AwsSession
from triage.errors import InputError
from triage.sources.files import FileSource
from triage.sources.objects import Listed, S3Objects
from triage.sources.reading import ALL_TIME

TASK = "0123456789abcdef0123456789abcdef"
EXPORT = f"exportedlogs/0f7c2a4e-1111-2222-3333-444455556666/ecs-web-{TASK}/000000.gz"


@pytest.fixture
def store(aws_keys: None) -> Iterator[S3Objects]:
    from moto import mock_aws

    with mock_aws():
        session = AwsSession(region=REGION)
        client = session.s3()
        client.create_bucket(Bucket="acme-archive", CreateBucketConfiguration={"LocationConstraint": REGION})
        objects = {
            EXPORT: gzip.compress(b"2027-01-15T08:00:00.123Z GET /\n"),
            "exportedlogs/aws-logs-write-test": b"Permission Check Successful",
            "exportedlogs-old/x": b"old\n",
        }
        for key, body in objects.items():
            client.put_object(Bucket="acme-archive", Key=key, Body=body)
        yield S3Objects(session)


def test_a_prefix_is_read_like_a_folder(store: S3Objects) -> None:
    got, log = read(FileSource(["s3://acme-archive/exportedlogs"], objects=store), ALL_TIME)
    assert [(e.timestamp, e.log_stream, e.message) for e in got] == [(1_800_000_000_123, f"ecs/web/{TASK}", "GET /")]
    assert log.gaps == ()


def test_a_missing_bucket_is_an_input_error(store: S3Objects) -> None:
    with pytest.raises(InputError):
        read(FileSource(["s3://nowhere/x"], objects=store), ALL_TIME)


class _Breaking(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError("the connection broke")
        return super().read(size)


class _BrokenStore:
    def listed(self, url: str) -> Iterator[Listed]:
        yield Listed(url, 1)

    def open(self, url: str) -> io.BytesIO:
        return _Breaking(b"one line\n" * 200_000)


def test_an_object_that_breaks_off_is_a_gap(store: S3Objects) -> None:
    got, log = read(FileSource(["s3://acme-archive/x"], objects=_BrokenStore()), ALL_TIME)
    assert got
    assert "connection broke" in log.gaps[0].reason

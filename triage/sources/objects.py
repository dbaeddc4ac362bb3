"""Files in S3, listed and read as streams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from triage.aws.errors import explain
from triage.aws.session import AwsSession
from triage.errors import InputError, TriageError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SCHEME = "s3://"


@dataclass(frozen=True, slots=True)
class Listed:
    """One object: its URL, and its size in bytes."""

    url: str
    size: int


class ObjectStore(Protocol):
    """Where `s3://bucket/key` leads."""

    def listed(self, url: str) -> Iterator[Listed]:
        """The object of that name, or all below that prefix, sorted, without markers of folders; raises TriageError."""
        ...

    def open(self, url: str) -> BinaryIO:
        """The object's bytes; `read` raises OSError. Raises OSError and TriageError."""
        ...


class S3Objects:
    """S3 with the credentials of a session."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def listed(self, url: str) -> Iterator[Listed]:
        from botocore.exceptions import BotoCoreError, ClientError

        bucket, prefix = _parts(url)
        try:
            for page in self._client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for item in page.get("Contents", []):
                    if _below(item["Key"], prefix) and not item["Key"].endswith("/"):
                        yield Listed(f"{SCHEME}{bucket}/{item['Key']}", item["Size"])
        except (BotoCoreError, ClientError) as error:
            raise self._error(error, "s3:ListBucket", url) from error

    def open(self, url: str) -> BinaryIO:
        from botocore.exceptions import BotoCoreError, ClientError

        bucket, key = _parts(url)
        try:
            body = self._client().get_object(Bucket=bucket, Key=key)["Body"]
        except (BotoCoreError, ClientError) as error:
            raise OSError(str(self._error(error, "s3:GetObject", url))) from error
        return cast("BinaryIO", _Body(body))

    def _client(self) -> S3Client:
        return self._session.s3()

    def _error(self, error: Exception, action: str, url: str) -> TriageError:
        outcome = explain(error, self._session, action, url)
        if isinstance(outcome, TriageError):
            return outcome
        return InputError(f"{url}: {outcome.reason}", outcome.hint)


class _Readable(Protocol):
    def read(self, amt: int | None = None) -> bytes: ...

    def close(self) -> None: ...


class _Body:
    """A streamed answer whose failures look like those of a file."""

    def __init__(self, body: _Readable) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        from botocore.exceptions import BotoCoreError

        try:
            return self._body.read(size if size >= 0 else None)
        except BotoCoreError as error:
            raise OSError(str(error)) from error

    def close(self) -> None:
        self._body.close()


def _parts(url: str) -> tuple[str, str]:
    bucket, _, key = url.removeprefix(SCHEME).partition("/")
    if not bucket:
        raise InputError(f"{url}: no bucket is named", "write s3://bucket/prefix")
    return bucket, key


def _below(key: str, prefix: str) -> bool:
    """`logs/app` means that object or the folder, not `logs/app-old`; a prefix with `/` at its end means the folder."""
    return not prefix or prefix.endswith("/") or key == prefix or key.startswith(f"{prefix}/")

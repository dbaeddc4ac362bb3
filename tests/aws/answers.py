"""Lets a client of a session receive planted answers, without any server."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore.awsrequest import AWSRequest, AWSResponse


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> Any:
        yield self._body

    def read(self, *_: object, **__: object) -> bytes:
        return self._body


def response(status: int, body: bytes, content_type: str = "application/x-amz-json-1.1") -> AWSResponse:
    headers = {"Content-Type": content_type, "x-amzn-RequestId": "0"}
    return AWSResponse("http://planted", status, headers, _Raw(body))  # type: ignore[arg-type]


def refusal(code: str, message: str = "", status: int = 400) -> AWSResponse:
    """An error as the JSON services send it."""
    return response(status, json.dumps({"__type": code, "message": message}).encode())


def query_refusal(code: str, message: str = "", status: int = 403) -> AWSResponse:
    """An error as the XML services (sts, elbv2) send it."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return response(status, f"<ErrorResponse>{error}<RequestId>0</RequestId></ErrorResponse>".encode(), "text/xml")


def plant(client: Any, operation: str, answer: AWSResponse | Exception) -> None:
    """Every call of the operation gets the answer, or raises."""

    def give(**_: object) -> AWSResponse:
        if isinstance(answer, Exception):
            raise answer
        return answer

    _register(client, operation, give)


def play(client: Any, operation: str, server: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Calls of the operation are answered by a function of the request's JSON body."""

    def give(request: AWSRequest, **_: object) -> AWSResponse:
        return response(200, json.dumps(server(json.loads(request.body))).encode())

    _register(client, operation, give)


def _register(client: Any, operation: str, give: Callable[..., AWSResponse]) -> None:
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register_first(f"before-send.{service}.{operation}", give)

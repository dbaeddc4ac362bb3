"""One page of FilterLogEvents, decoded straight from the answer's bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, MutableMapping
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import FilterLogEventsRequestTypeDef

OPERATION = "FilterLogEvents"
PAGE_EVENTS = 10_000
_EVENT = "before-parse.cloudwatch-logs.FilterLogEvents"
_SENDING = "before-send.cloudwatch-logs.FilterLogEvents"
_KEY = "TriagePage"


class WireEvent(msgspec.Struct, gc=False):
    """As the API names it."""

    timestamp: int = 0
    message: str = ""
    logStreamName: str = ""
    eventId: str = ""
    ingestionTime: int = 0


class WirePage(msgspec.Struct, gc=False):
    """As the API names it; `events` is unset in an answer that did not come from the service."""

    events: list[WireEvent] | msgspec.UnsetType = msgspec.UNSET
    nextToken: str | None = None


class PageRequest(msgspec.Struct, frozen=True):
    """One call: a log group by name, or by ARN where it belongs to another account."""

    log_group: str
    start: int
    end: int
    """The first millisecond that is not wanted any more."""
    stream_prefix: str = ""
    arn: str = ""
    token: str = ""
    limit: int = PAGE_EVENTS


class Answer(msgspec.Struct, frozen=True):
    page: WirePage
    retries: int = 0
    """That botocore made by itself."""
    date: str = ""
    """The service's own time, as its header tells it."""


class NotThePage(Exception):
    """Status 200, but no answer of the service: botocore lets a proxy's page through as an empty answer."""


def attach(client: CloudWatchLogsClient) -> None:
    """Make the client decode pages four times faster than by walking the service model. Safe to repeat."""
    # botocore's own hook for answers that are parsed elsewhere; without it everything works, slower.
    client.meta.events.register(_EVENT, _decode, unique_id="triage-pages")


def gate(client: CloudWatchLogsClient, leave: Callable[[], None]) -> Callable[[], None]:
    """Have `leave` called in the calling thread right before each request goes out: building and signing one takes
    milliseconds that vary. What is returned takes that back."""

    def sending(**_: object) -> None:
        leave()

    client.meta.events.register(_SENDING, sending)
    return lambda: client.meta.events.unregister(_SENDING, sending)


def fetch(client: CloudWatchLogsClient, request: PageRequest) -> Answer:
    """One call. Raises NotThePage, and what botocore raises."""
    answer: Any = client.filter_log_events(**_arguments(request))
    metadata = answer.get("ResponseMetadata", {})
    retries, date = int(metadata.get("RetryAttempts", 0)), str(metadata.get("HTTPHeaders", {}).get("date", ""))
    page = answer.get(_KEY)
    if isinstance(page, WirePage):
        return Answer(page, retries, date)
    if "events" not in answer:
        raise NotThePage
    return Answer(WirePage(_plain(answer["events"]), answer.get("nextToken")), retries, date)


def _arguments(request: PageRequest) -> FilterLogEventsRequestTypeDef:
    arguments: FilterLogEventsRequestTypeDef = {
        "startTime": request.start,
        "endTime": request.end - 1,  # the API's own end is inclusive
        "limit": request.limit,
        "interleaved": True,  # ignored by the service since 2019; emulations sort only when asked
    }
    if request.arn:
        arguments["logGroupIdentifier"] = request.arn.removesuffix(":*")
    else:
        arguments["logGroupName"] = request.log_group
    if request.stream_prefix:
        arguments["logStreamNamePrefix"] = request.stream_prefix
    if request.token:
        arguments["nextToken"] = request.token
    return arguments


def _decode(
    response_dict: MutableMapping[str, Any], customized_response_dict: MutableMapping[str, Any], **_: object
) -> None:
    if response_dict.get("status_code") != 200:
        return
    try:
        page = msgspec.json.decode(response_dict["body"], type=WirePage)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        page = _mended(response_dict["body"])
    if page.events is not msgspec.UNSET:
        customized_response_dict[_KEY] = page
    response_dict["body"] = b"{}"


def _mended(body: bytes) -> WirePage:
    """A page whose text is not proper UTF-8, with replacement characters where it is not; else one without events."""
    try:
        found = json.loads(body.decode("utf-8", "replace"))
        token = found.get("nextToken")
        return WirePage(_plain(found["events"]), None if token is None else str(token))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return WirePage()


def _plain(events: Iterable[Any]) -> list[WireEvent]:
    return [
        WireEvent(
            int(event.get("timestamp") or 0),
            _sound(event.get("message")),
            _sound(event.get("logStreamName")),
            _sound(event.get("eventId")),
            int(event.get("ingestionTime") or 0),
        )
        for event in events
    ]


def _sound(text: object) -> str:
    """Half of a surrogate pair is no text that could be written anywhere."""
    return str(text or "").encode("utf-8", "replace").decode()

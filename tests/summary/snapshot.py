"""A summary as plain values, so that two can be compared whole."""

from typing import Any

import msgspec

from triage.signatures.values import ValueCounts
from triage.summary.bounded import BoundedTable
from triage.summary.tallies import FaultTally, RouteTally, Span, StreamTally
from triage.summary.times import TimeCounts
from triage.summary.value import Summary


def snapshot(value: Any) -> Any:
    """Nested dictionaries and lists of everything that was counted."""
    match value:
        case BoundedTable():
            return {"dropped": value.dropped, "items": {key: snapshot(one) for key, one in value.items()}}
        case ValueCounts():
            return {**value.as_mapping(), "more": value.more, "total": value.total}
        case TimeCounts():
            return {"width": value.width, "counts": value.sorted()}
        case Span():
            return (value.count, value.first, value.last)
        case Summary() | FaultTally() | StreamTally() | RouteTally():
            return {name: snapshot(one) for name, one in sorted(vars(value).items())}
        case dict():
            return {key: snapshot(one) for key, one in sorted(value.items())}
        case set() | frozenset():
            return sorted(value)
        case msgspec.Struct():
            return msgspec.to_builtins(value)
        case _:
            return value

"""Several AWS calls at once, with their results in the order of the calls."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

THREADS = 8


def in_parallel(calls: Sequence[Callable[[], T]], threads: int = THREADS) -> list[T]:
    """Results in the order of `calls`; the first exception, in that order, is raised."""
    if len(calls) < 2:
        return [call() for call in calls]
    with ThreadPoolExecutor(max_workers=min(threads, len(calls))) as pool:
        return list(pool.map(_run, calls))


def _run(call: Callable[[], T]) -> T:
    return call()


def chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Consecutive parts of at most `size` items: what a call takes at once."""
    return [items[start : start + size] for start in range(0, len(items), size)]

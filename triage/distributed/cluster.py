"""A client of a Dask cluster: one that exists, or one of local processes that ends with the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage import __version__
from triage.distributed.work import version
from triage.errors import AccessError, MissingExtra, UsageError

if TYPE_CHECKING:
    from distributed import Client

WORKER_BYTES = 4 << 30
"""Most memory of one local worker; it is restarted when it goes beyond."""
_CONNECT_SECONDS = 10
_WORKERS_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Cluster:
    """Which cluster to use."""

    scheduler: str = ""
    """Such as `tcp://10.0.1.17:8786`; empty: local processes."""
    workers: int = 0
    """Of a local cluster; 0: as many as there are cores."""


@contextmanager
def connected(cluster: Cluster) -> Iterator[Client]:
    """A client whose workers run this version of triage.

    Raises MissingExtra without Dask, UsageError for what is no address, AccessError when no scheduler answers, no
    worker comes, or workers cannot run this analysis."""
    try:
        import distributed
    except ImportError as error:
        raise MissingExtra(
            "--engine dask needs Dask", "python -m pip install 'cloudwatch-triage[distributed]'"
        ) from error
    if not cluster.scheduler:
        with _local(cluster.workers) as client:
            yield client
        return
    try:
        client = distributed.Client(cluster.scheduler, timeout=_CONNECT_SECONDS)
    except OSError as error:
        raise AccessError(
            f"no Dask scheduler answers at {cluster.scheduler}",
            "Is it running, and does its security group let this machine in? It speaks on port 8786.",
        ) from error
    except (ValueError, TypeError) as error:
        raise UsageError(f"{cluster.scheduler} is no scheduler's address", "Write tcp://HOST:8786.") from error
    with client:
        _examine(client)
        yield client


@contextmanager
def _local(workers: int) -> Iterator[Client]:
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster
    from distributed.system import MEMORY_LIMIT

    count = workers or CPU_COUNT
    with (
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            memory_limit=min(WORKER_BYTES, MEMORY_LIMIT // count),
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as made,
        Client(made) as client,
    ):
        yield client


def _examine(client: Client) -> None:
    """Wait for a worker, and compare versions: summaries of two versions do not merge."""
    way_out = f"Run scheduler and workers from one image with cloudwatch-triage[distributed]=={__version__}."
    try:
        client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
        versions = sorted(set(client.run(version).values()) - {__version__})
    except TimeoutError as error:
        raise AccessError(
            "the Dask scheduler has no workers", "Start some, with the scheduler's address as argument."
        ) from error
    except ImportError as error:
        raise AccessError(f"the Dask workers cannot run triage ({error})", way_out) from error
    if versions:
        raise AccessError(f"Dask workers run triage {', '.join(versions)}, this is {__version__}", way_out)

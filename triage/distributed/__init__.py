"""The summary of an archive, made by the workers of a Dask cluster that people operate already, or of a local one."""

from triage.distributed.cluster import Cluster
from triage.distributed.running import Distributed

__all__ = ["Cluster", "Distributed"]

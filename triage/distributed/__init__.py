"""The summary of an archive, shared among processes of this machine or the workers of a Dask cluster."""

from triage.distributed.ahead import Ahead, begin_ahead
from triage.distributed.cluster import Cluster
from triage.distributed.processes import Processes
from triage.distributed.running import Distributed

__all__ = ["Ahead", "Cluster", "Distributed", "Processes", "begin_ahead"]

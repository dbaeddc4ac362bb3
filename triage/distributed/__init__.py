"""The summary of an archive, shared among processes of this machine or the workers of a Dask cluster."""

from triage.distributed.ahead import lines_ahead
from triage.distributed.cluster import Cluster
from triage.distributed.processes import Processes
from triage.distributed.running import Distributed

__all__ = ["Cluster", "Distributed", "Processes", "lines_ahead"]

"""From the name of an environment to its services, log groups and load balancers, each with its reason."""

from triage.discovery.find import discover, require_targets

__all__ = ["discover", "require_targets"]

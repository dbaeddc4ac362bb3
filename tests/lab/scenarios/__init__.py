"""Every scenario by its name: what is started, what breaks and when, and what the truth about it is."""

from __future__ import annotations

from collections.abc import Callable

from ..stage import Stage
from . import (
    bad_release,
    cache_password,
    certificate_expired,
    connections_used_up,
    crash_loop,
    database_stopped,
    disk_full,
    healthy_deploy,
    healthy_recovered,
    healthy_scanner,
    heap_exhausted,
    java_heap,
    job_locks,
    lock_held,
    missing_column,
    name_unknown,
    password_rotated,
    pool_exhausted,
    story,
    two_faults,
    worker_timeout,
)

SCENARIOS: dict[str, Callable[[Stage], None]] = {
    "story": story.record,
    "database-stopped": database_stopped.record,
    "password-rotated": password_rotated.record,
    "missing-column": missing_column.record,
    "pool-exhausted": pool_exhausted.record,
    "crash-loop": crash_loop.record,
    "heap-exhausted": heap_exhausted.record,
    "certificate-expired": certificate_expired.record,
    "cache-password": cache_password.record,
    "name-unknown": name_unknown.record,
    "bad-release": bad_release.record,
    "two-faults": two_faults.record,
    "java-heap": java_heap.record,
    "lock-held": lock_held.record,
    "disk-full": disk_full.record,
    "worker-timeout": worker_timeout.record,
    "connections-used-up": connections_used_up.record,
    "job-locks": job_locks.record,
    "healthy-deploy": healthy_deploy.record,
    "healthy-scanner": healthy_scanner.record,
    "healthy-recovered": healthy_recovered.record,
}

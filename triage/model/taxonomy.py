"""The closed vocabularies: fault categories and entity names."""

CATEGORIES: tuple[str, ...] = (
    "db.missing_table",
    "db.missing_column",
    "db.missing_database",
    "db.schema_error",
    "db.migration_pending",
    "db.syntax_error",
    "db.auth_failed",
    "db.client_not_allowed",
    "db.permission_denied",
    "db.unreachable",
    "db.connection_lost",
    "db.not_ready",
    "db.too_many_connections",
    "db.pool_exhausted",
    "db.deadlock",
    "db.lock_timeout",
    "db.query_timeout",
    "db.unique_violation",
    "db.foreign_key_violation",
    "db.read_only",
    "db.storage_full",
    "search.index_missing",
    "search.index_blocked",
    "queue.broker_unreachable",
    "queue.auth_failed",
    "queue.permission_denied",
    "queue.topic_missing",
    "queue.consumer_rebalance",
    "queue.precondition_failed",
    "net.connection_refused",
    "net.timeout",
    "net.connection_reset",
    "net.unreachable",
    "net.dns_failure",
    "http.server_error",
    "net.upstream_error",
    "tls.cert_expired",
    "tls.cert_untrusted",
    "tls.hostname_mismatch",
    "auth.token_invalid",
    "auth.oauth_rejected",
    "auth.credentials_rejected",
    "auth.http_denied",
    "iam.access_denied",
    "iam.token_expired",
    "iam.credentials_invalid",
    "iam.credentials_missing",
    "iam.clock_skew",
    "aws.resource_missing",
    "aws.email_rejected",
    "limit.rate_limited",
    "container.image_pull",
    "container.init_failed",
    "container.oom",
    "container.bad_architecture",
    "container.exec_not_found",
    "container.health_check_failed",
    "config.port_in_use",
    "config.missing_env",
    "config.invalid",
    "config.module_missing",
    "fs.permission_denied",
    "fs.disk_full",
    "fs.too_many_files",
    "fs.read_only",
    "runtime.out_of_memory",
    "runtime.thread_exhausted",
    "runtime.null_reference",
    "runtime.segfault",
    "runtime.worker_timeout",
    "code.exception",
    "benign",
)

SYMPTOMS = frozenset(
    {"http.server_error", "net.upstream_error", "container.health_check_failed", "queue.consumer_rebalance"}
)
"""Never a root cause."""

PROXIMATE = frozenset(
    {
        "db.unreachable",
        "db.connection_lost",
        "db.not_ready",
        "db.pool_exhausted",
        "db.lock_timeout",
        "db.query_timeout",
        "db.too_many_connections",
        "net.connection_refused",
        "net.timeout",
        "net.connection_reset",
        "net.unreachable",
        "queue.broker_unreachable",
        "auth.http_denied",
        "runtime.worker_timeout",
        "container.oom",
    }
)
"""What a client sees of a fault whose own cause may not be logged."""

PASSING = frozenset(
    {
        "db.unreachable",
        "db.connection_lost",
        "db.not_ready",
        "net.connection_refused",
        "net.timeout",
        "net.connection_reset",
        "net.unreachable",
        "net.dns_failure",
        "queue.broker_unreachable",
    }
)
"""A peer that is not there right now: what a retry heals."""

SELF_EXPLAINED = frozenset({"db.pool_exhausted", "runtime.worker_timeout", "container.oom"})
"""Proximate, and about the service that logs it: its name is name enough."""

BENIGN = "benign"

ENTITIES: tuple[str, ...] = (
    "table",
    "column",
    "database",
    "index",
    "constraint",
    "host",
    "port",
    "user",
    "url",
    "path",
    "file",
    "env_var",
    "module",
    "image",
    "container",
    "queue",
    "topic",
    "exchange",
    "vhost",
    "bucket",
    "key",
    "secret",
    "resource",
    "region",
    "action",
    "principal",
    "identity",
    "command",
    "exit_code",
    "signal",
    "exception",
    "function",
    "release",
    "request_id",
)

AFTERMATH: dict[str, tuple[str, ...]] = {
    "net.dns_failure": ("db.unreachable", "queue.broker_unreachable", "net.timeout"),
    "db.unreachable": ("db.connection_lost", "db.pool_exhausted", "net.connection_reset"),
    "queue.broker_unreachable": ("net.connection_reset", "queue.consumer_rebalance"),
    "db.migration_pending": ("db.missing_table", "db.missing_column"),
    "db.storage_full": ("db.read_only", "db.connection_lost"),
    "fs.disk_full": ("db.storage_full",),
    "db.lock_timeout": ("db.pool_exhausted", "db.query_timeout"),
    "db.too_many_connections": ("db.pool_exhausted",),
    "db.not_ready": ("db.connection_lost",),
}
"""What a fault of one category brings with it in the same service, whatever the rules: a stopped server cuts its
connections first and refuses new ones then, so that the complaint that names less comes first."""

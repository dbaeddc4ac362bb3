"""The parts of a chain of exceptions while it is read, and what belongs to the application."""

from collections.abc import Iterable
from functools import lru_cache

from triage.model.events import ExceptionInfo, Frame
from triage.parsing.limits import MAX_EXCEPTIONS, MAX_FRAMES, MAX_MESSAGE

_FOREIGN_PATHS = (
    "site-packages", "dist-packages", "/lib/python", "node_modules", "/usr/lib/ruby", "/gems/", "/vendor/", "/usr/local/go/", "/go/pkg/mod/",
    "/rustc/", "/cargo/registry", ".cargo/registry", "/usr/lib/node", "/usr/share/php", "<frozen", "/usr/local/bundle", "[internal function]", "<internal:", "/usr/local/lib/ruby",
    "/usr/lib/go", "/.yarn/", "/phar:", "\\lib\\", "/usr/lib/python", "/_work/", "/_/src/", "/opt/ruby", "/usr/share/",
)  # fmt: skip
_FOREIGN_STARTS = (
    "node:",
    "internal/",
    "vendor/",
    "phar://",
    "runtime/",
    "<anonymous>",
    "native",
    "ext:",
    "/rustc",
    "lib/active",
    "lib/action",
)
_FOREIGN_CODE = (
    "java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.", "kotlin.", "kotlinx.", "scala.", "groovy.", "clojure.", "org.springframework.", "org.apache.",
    "org.hibernate.", "org.eclipse.", "com.fasterxml.", "com.zaxxer.", "io.netty.", "reactor.", "io.micrometer.", "org.postgresql.", "com.mysql.", "org.mariadb.",
    "oracle.", "redis.clients.", "io.lettuce.", "com.rabbitmq.", "org.jboss.", "org.slf4j.", "ch.qos.", "okhttp3.", "retrofit2.", "com.google.common.",
    "com.google.inject.", "com.amazonaws.", "software.amazon.", "io.grpc.", "net.bytebuddy.", "org.mongodb.", "com.mongodb.", "io.vertx.", "io.quarkus.", "feign.",
    "com.netflix.", "org.junit.", "org.aspectj.", "org.flywaydb.", "liquibase.", "io.reactivex.", "rx.", "akka.", "play.", "io.undertow.", "org.codehaus.",
    "org.xnio.", "io.opentelemetry.", "org.yaml.", "org.jooq.", "com.microsoft.", "com.datastax.", "org.elasticsearch.", "org.redisson.",
    "System.", "Microsoft.", "Npgsql.", "MySql.", "MySqlConnector.", "StackExchange.", "RabbitMQ.", "Newtonsoft.", "Dapper.", "Serilog.", "Grpc.", "lambda_method",
    "Amazon.", "Polly.", "MassTransit.", "MediatR.", "Confluent.",
    "runtime.", "net/http.", "net.", "database/sql.", "reflect.", "syscall.", "testing.", "os.", "internal/", "encoding/", "panic(",
    "std::", "core::", "alloc::", "anyhow::", "eyre::", "color_eyre::", "tokio::", "rust_begin_unwind", "__rust", "_start", "__libc", "main::{{closure}}::h", "<alloc::", "<core::", "<std::",
)  # fmt: skip
_APP_PATHS = ("/vendor/app/",)


@lru_cache(maxsize=4096)
def in_app(file: str, function: str = "", by_name: bool = False) -> bool:
    """Whether a frame is the application's own; with `by_name`, told from the name of the function as well."""
    if file and (file.startswith(_FOREIGN_STARTS) or any(part in file for part in _FOREIGN_PATHS)):
        return False
    return not (by_name and function.startswith(_FOREIGN_CODE))


class Part:
    """One exception while its lines are read."""

    __slots__ = ("depth", "frames", "lines", "size", "type")

    def __init__(self, type_name: str, message: str = "", depth: int = 0) -> None:
        self.type = type_name
        self.lines = [message]
        self.size = len(message)
        self.frames: list[Frame] = []
        self.depth = depth

    def add_line(self, line: str) -> None:
        """A further line of the message; ignored beyond the bound."""
        if self.size < MAX_MESSAGE:
            self.lines.append(line)
            self.size += len(line) + 1

    def add_frame(self, frame: Frame) -> None:
        """A frame in printed order; beyond four times the bound they are ignored."""
        if len(self.frames) < 4 * MAX_FRAMES:
            self.frames.append(frame)

    def info(self, raised_first: bool) -> ExceptionInfo:
        """The exception; `raised_first` tells that the frame that raised was printed first."""
        frames = self.frames[:MAX_FRAMES][::-1] if raised_first else self.frames[-MAX_FRAMES:]
        return ExceptionInfo(self.type, "\n".join(self.lines).strip()[:MAX_MESSAGE], tuple(frames))


def chain_of(parts: Iterable[Part], raised_first: bool) -> tuple[ExceptionInfo, ...]:
    """The typed parts, given outermost first; of a very long chain both ends."""
    return bounded([part.info(raised_first) for part in parts if part.type])


def bounded(chain: list[ExceptionInfo]) -> tuple[ExceptionInfo, ...]:
    """Of a chain that is too long, the outermost and the innermost exceptions."""
    half = MAX_EXCEPTIONS // 2
    return tuple(chain if len(chain) <= MAX_EXCEPTIONS else chain[:half] + chain[-half:])

"""Events as CloudWatch delivers them, and the records that the program meant."""

from enum import IntEnum, StrEnum

import msgspec


class LogEvent(msgspec.Struct, frozen=True, gc=False):
    """One event of a log stream: usually one physical line of a container's output."""

    timestamp: int
    """Milliseconds since the epoch, UTC: when the log driver read the line."""
    message: str
    log_group: str = ""
    log_stream: str = ""
    """`prefix/container/task id` with the awslogs driver; empty where the carrier names no stream."""
    event_id: str = ""
    """Unique inside the account; empty where the carrier has none."""
    ingestion_time: int = 0
    """Milliseconds since the epoch, UTC; 0 where unknown."""
    environment: str = ""


class Level(IntEnum):
    """How bad the program said it is, in syslog's order turned upside down."""

    TRACE = 5
    DEBUG = 10
    INFO = 20
    NOTICE = 25
    WARNING = 30
    ERROR = 40
    CRITICAL = 50


class Cut(StrEnum):
    """Why a record may lack a part."""

    START = "start"
    """The window or input began inside the record."""
    END = "end"
    """The window or input ended while the record was still open."""
    SIZE = "size"
    """The record went past the limit of lines or bytes."""


class Layout(StrEnum):
    """What kind of text the record was read from."""

    PLAIN = "plain"
    JSON = "json"
    LOGFMT = "logfmt"
    ACCESS = "access"


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One line of a stack trace."""

    function: str = ""
    """With its module or class where the language prints it: `com.acme.EntryService.book`."""
    file: str = ""
    line: int = 0
    in_app: bool = True
    """False for frames of libraries and of the language runtime."""


class ExceptionInfo(msgspec.Struct, frozen=True):
    """One typed exception of a chain."""

    type: str
    """As printed, with module or package: `sqlalchemy.exc.ProgrammingError`."""
    message: str = ""
    """All its lines, without the type."""
    frames: tuple[Frame, ...] = ()
    """In the order of the call: the frame that raised is the last one."""


class HttpExchange(msgspec.Struct, frozen=True, gc=False):
    """One request as an access line or a request field tells it."""

    method: str = ""
    path: str = ""
    """As requested, without the query string."""
    status: int = 0
    """0 where not told."""
    duration_ms: float = -1.0
    """-1 where not told."""
    upstream: str = ""
    """Address of the server behind a proxy, where told."""
    user_agent: str = ""


class Life(StrEnum):
    """A step in the life of a process or task."""

    STARTING = "starting"
    LISTENING = "listening"
    STOPPING = "stopping"
    EXITED = "exited"
    KILLED = "killed"


class LifeEvent(msgspec.Struct, frozen=True, gc=False):
    """What a record tells about the life of the process that wrote it."""

    kind: Life
    exit_code: int | None = None
    signal: str = ""


class LogRecord(msgspec.Struct, frozen=True):
    """One logical entry: a line, a whole stack trace, a JSON object."""

    timestamp: int
    """Of its first event, milliseconds since the epoch, UTC."""
    raw: str
    """Its events joined by newlines, as they arrived (bounded)."""
    text: str
    """What rules match: as `raw`, with JSON decoded: message, stack, then `name: value` lines."""
    log_group: str = ""
    log_stream: str = ""
    environment: str = ""
    end_timestamp: int = 0
    """Of its last event."""
    events: int = 1
    """How many events it is made of."""
    layout: Layout = Layout.PLAIN
    level: Level | None = None
    """As logged; None where the text names none."""
    logger: str = ""
    message: str = ""
    """The message alone: no time, level, logger or stack."""
    exceptions: tuple[ExceptionInfo, ...] = ()
    """Outermost first; the last one is the root exception."""
    codes: tuple[str, ...] = ()
    """Error codes and SQLSTATEs in structured fields (`code`, `errno`, `sqlState`, ...)."""
    request_id: str = ""
    """Request, correlation or trace id."""
    process: str = ""
    """Process, thread or worker where the text names it."""
    release: str = ""
    logged_at: int | None = None
    """The program's own time stamp, milliseconds since the epoch, UTC; None without a full date."""
    http: HttpExchange | None = None
    life: LifeEvent | None = None
    fields: tuple[tuple[str, str], ...] = ()
    """Structured fields, flattened by dots, sorted by name (bounded)."""
    told_stream: str = ""
    """`ecs/container/task id` of the task that an event of ECS tells of; empty for what a program wrote itself."""
    cuts: tuple[Cut, ...] = ()

    @property
    def root_exception(self) -> ExceptionInfo | None:
        """The innermost exception of the chain."""
        return self.exceptions[-1] if self.exceptions else None

    @property
    def service(self) -> str:
        """The container that wrote it, or that it tells of; see `stream_service`."""
        return stream_service(self.log_group, self.told_stream or self.log_stream)

    @property
    def task(self) -> str:
        """The last part of the stream's name: the task id with the awslogs driver."""
        return stream_task(self.told_stream or self.log_stream)

    @property
    def place(self) -> str:
        """Log group, and the stream of the task that wrote it or that it tells of: one string per task."""
        return f"{self.log_group}\x1f{self.told_stream or self.log_stream}"


def stream_service(log_group: str, log_stream: str) -> str:
    """Container name out of `prefix/container/task id`; without one, as with Lambda's `year/month/day/[version]id`, the
    last part of the group's name."""
    parts = log_stream.split("/")
    if len(parts) >= 3 and not parts[-1].startswith("["):
        return parts[-2]
    if len(parts) == 2:
        return parts[0]
    return log_group.rstrip("/").rsplit("/", 1)[-1] or log_stream


def stream_task(log_stream: str) -> str:
    """The part of a stream's name that tells one task from another."""
    return log_stream.rsplit("/", 1)[-1]

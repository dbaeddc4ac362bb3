"""What the names of structured fields mean, over all the loggers that write them."""

from enum import StrEnum
from functools import lru_cache


class Role(StrEnum):
    """What a field tells."""

    MESSAGE = "message"
    LEVEL = "level"
    TIME = "time"
    LOGGER = "logger"
    PROCESS = "process"
    REQUEST = "request"
    RELEASE = "release"
    METHOD = "method"
    PATH = "path"
    STATUS = "status"
    MILLIS = "millis"
    SECONDS = "seconds"
    DURATION = "duration"
    AGENT = "agent"
    UPSTREAM = "upstream"
    CODE = "code"
    TRACE = "trace"


_NAMES: dict[Role, str] = {
    Role.MESSAGE: "msg message event log.message body short_message @m m rendermessage renderedmessage log textpayload text jsonpayload.message body.stringvalue "
    "message.message logmessage log_message full_message @mt messagetemplate short_message formattedmessage detail.message description state.message",
    Role.LEVEL: "level severity lvl levelname log.level loglevel log_level @l l s severitytext severity_text level_name priority_name log.severity sev severitynumber "
    "severity_number level_value record.level.name level.name levelno",
    Role.TIME: "time timestamp @timestamp ts t asctime datetime date @t eventtime time_unix_nano timeunixnano observedtimestamp instant.epochsecond time.iso8601 "
    "datetime.date created timemillis unixtime log_timestamp t.$date epoch time_local time_iso8601 start_time",
    Role.LOGGER: "logger name logger_name log.logger sourcecontext channel category loggername scope.name logger.name c component caller instrumentationscope.name",
    Role.PROCESS: "pid thread thread_name threadname process.pid process.thread.name processid process worker threadid goroutine ctx process_id thread.name",
    Role.REQUEST: "request_id requestid req_id reqid req.id request.id x-request-id x_request_id correlation_id correlationid trace_id traceid trace.id dd.trace_id "
    "transaction.id @tr rid request-id http.request.id req.headers.x-request-id amzn_trace_id x-amzn-trace-id x_amzn_trace_id span.trace_id context.trace_id",
    Role.RELEASE: "release version service.version app_version appversion app.version build build_version git_sha commit git_commit revision image_tag dd.version "
    "deployment.version service_version application.version resource.service.version",
    Role.METHOD: "method req.method request.method http.method http.request.method http_method request_method httpmethod verb requestmethod context.request.method "
    "httprequest.requestmethod",
    Role.PATH: "url path uri req.url request.url http.url http.target url.path http.route request.path request_uri request_path requestpath http_path endpoint req.path "
    "requesturi route url.full url.original req.originalurl http.request.uri httprequest.requesturl request.uri target",
    Role.STATUS: "status statuscode status_code res.statuscode response.status http.status_code http.response.status_code http_status httpstatus response.statuscode "
    "res.status response_status code.status downstreamstatus http.status responsestatus httprequest.status response_code responsecode",
    Role.MILLIS: "responsetime duration_ms durationms response_time_ms latency_ms elapsed_ms elapsedmilliseconds elapsed took_ms time_taken_ms durationmillis http.duration_ms",
    Role.SECONDS: "request_time duration_s duration_seconds elapsed_seconds response_time upstream_response_time time_taken duration_sec",
    Role.DURATION: "duration latency took event.duration elapsed_time httprequest.latency runtime",
    Role.AGENT: "user_agent useragent http_user_agent req.headers.user-agent http.user_agent user_agent.original request.headers.user-agent httprequest.useragent agent",
    Role.UPSTREAM: "upstream_addr upstream upstream_host serviceaddr upstream.address",
    Role.CODE: "code errno sqlstate sql_state error_code errorcode err.code error.code exception.code err.errno error.errno err.sqlstate pgcode original.code "
    "err.original.code err.cause.code cause.code error.cause.code err.parent.code context.exception.code errcode status.code err.sqlmessage.code grpc.code err.number "
    "exception.number error.sqlstate err.meta.code meta.code context.code dberror.code",
    Role.TRACE: "stack stacktrace stack_trace err.stack error.stack error.stack_trace exception.stacktrace exc_info exception traceback error.stacktrace trace @x exc "
    "exc_text error.traceback stackTrace exception.stack_trace err.stack_trace errorverbose thrown.extendedstacktrace exception.backtrace error.exception "
    "err.trace throwable error_stack exceptionstring exception_stack cause.stack error.details.stack reason.stack exception.formatted details.stack meta.stack",
}
_ROLES = {name.lower(): role for role, names in _NAMES.items() for name in names.split()}
_CODE_LEAVES = frozenset({"code", "errno", "sqlstate", "sql_state", "errorcode", "error_code", "pgcode", "number"})
_ERROR_PATHS = ("err", "exc", "cause", "parent", "original", "reason")
_CONTAINERS = (
    "fields.", "attributes.", "resource.attributes.", "resource.", "extra.", "context.", "data.", "record.", "properties.", "labels.", "mdc.", "contextmap.",
    "log.", "jsonpayload.", "structureddata.", "payload.", "meta.", "metadata.", "params.", "http.", "state.", "message.",
)  # fmt: skip


@lru_cache(maxsize=4096)
def role_of(name: str) -> Role | None:
    """The meaning of a field by its dotted name; containers such as `attributes.` don't matter."""
    lower = name.lower()
    role = _ROLES.get(lower)
    if role is not None:
        return role
    path, _, leaf = lower.rpartition(".")
    if path and leaf in _CODE_LEAVES and any(word in path for word in _ERROR_PATHS):
        return Role.CODE
    for container in _CONTAINERS:
        if lower.startswith(container):
            inner = _ROLES.get(lower[len(container) :])
            if inner is not Role.MESSAGE and inner is not None:
                return inner
            return inner if container in ("fields.", "jsonpayload.", "payload.", "record.") else None
    return None


ROLE_ORDER = {name: place for place, name in enumerate(_ROLES)}
"""Among several fields of one meaning the one that stands first here is taken."""

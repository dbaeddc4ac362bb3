"""Whether a word names an exception type, and where a text begins with one."""

import re

_SUFFIXES = (
    "Error", "Exception", "Failure", "Fault", "Exit", "Interrupt", "Timeout", "Warning", "NotFound", "DoesNotExist", "Denied", "Throwable",
    "ExceptionGroup", "Rejected", "Aborted", "Cancelled", "Canceled", "Refused", "Conflict", "Violation", "Invalid", "Panic",
    "RemoteTraceback",
)  # fmt: skip
_NO_TYPES = (
    "Handler", "Mapper", "Controller", "Logger", "Middleware", "Filter", "Translator", "Valve", "Resolver", "Advice", "Interceptor", "Reporter",
    "Boundary", "Listener", "Page", "Service", "Factory", "Utils", "Builder", "Aspect", "Helper", "Processor", "Code",
)  # fmt: skip
"""Classes that deal with errors and are none."""
_WORDS = ("Exit", "Errors", "Exceptions")
"""Words of a text: the last two lead a count or a list."""
_TYPE = r"[A-Za-z_][\w$]{0,120}(?:(?:\.|::|\\)[A-Za-z_][\w$]{0,120}){0,16}(?:`\d{1,2}(?:\[[^\]]{1,200}\])?)?"
_HEAD = re.compile(
    r"(?:(?:PHP )?(?:Fatal|Catchable fatal) error: +)?(?:Uncaught |Unhandled exception[.:]? |Unhandled Exception: |\[?Uncaught exception: |Exception in thread \"[^\"]{0,200}\" )?"
    r"(?:Exception )?(?:Exception: (?=[\w.$]{1,300} thrown from ))?(?:\(in promise\) )?(?P<type>"
    + _TYPE
    + r")(?: \[(?P<code>\w{2,60})\])?(?P<rest>: ?|$| (?=thrown from )| \((?:0x[0-9A-Fa-f]{1,16}|-?\d{1,10})\): |\(\d*\): | \()"
)
_PREFIXES = ("Fatal error: ", "PHP Fatal error: ", "Uncaught ", "Unhandled ", "Exception in thread ")


def is_exception_type(name: str) -> bool:
    """True for names of exceptions: by their ending, or dotted with a class name at the end (`botocore.exceptions.ClientError`)."""
    last = re.split(r"\.|::|\\|\$", name.partition("`")[0])[-1]
    if not last.lstrip("_")[:1].isupper():
        return False
    if last.lstrip("_").endswith(_SUFFIXES) or "Exception" in last or "Error" in last:
        return last not in _WORDS and not last.endswith(_NO_TYPES)
    return False


def match_head(text: str) -> re.Match[str] | None:
    """The type (`type`, `code`) that the text begins with; the message is what follows. Bounded, linear."""
    found = _HEAD.match(text)
    if found is None or not is_exception_type(found["type"]):
        return None
    return found


def looks_like_exception(line: str) -> bool:
    """True for a line that begins with the type of an exception, as runtimes print it."""
    head = line[:200].partition(":")[0]
    if " " in head and not line.startswith(_PREFIXES) and " [" not in head and " (" not in head:
        return False
    if (
        "rror" not in head
        and "xception" not in head
        and not line.startswith(_PREFIXES)
        and not head.endswith(_SUFFIXES)
    ):
        return False
    return match_head(line[:600]) is not None

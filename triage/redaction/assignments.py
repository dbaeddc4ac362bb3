"""Values given to a name that says it is secret: `password=`, JSON, escaped JSON, YAML blocks, headers, flags, SQL."""

import re
from collections.abc import Iterator

from triage.redaction.secret import TAG, Secret

_GIVEN = (
    r"(?:[_-]?(?:value|hash|plain|base64|b64|base|prod|production|staging|dev|test|old|new|\d{1,3}))?"
    r"(?P<close>\\{0,8}[\"']|\]|&quot;|%22)?(?P<sep>\s{0,8}(?:=>|:=|=|:|%3[ad])(?:\s|\\{1,8}[nrt]){0,16})"
)
_NAME = re.compile(
    r"(?i)(?=[acdehjmpstwx])(?P<name>pass(?:word|wd|phrase|code)s?|(?<![a-z])(?:pass|pwd|x-auth)|(?<=[a-z])(?-i:Pass|Pwd)|secrets?|token"
    r"|(?:access|account|private|auth|azure[_-]?storage|service[_-]?role|jwt)[_-]?key"
    r"|(?:api|secret|master|signing|encrypt(?:ion)?|decrypt(?:ion)?|cipher|hmac|webhook|cookie|pre[_-]?shared)[._-]?key"
    rf"|authorization|set-cookie|cookie|credentials?|session[_-]?(?:id|key)|(?:j|php)sess(?:ion)?id|connect\.sid){_GIVEN}"
)
_PARTS = ("pass", "pwd", "auth", "secret", "token", "key", "cookie", "credential", "sess", "connect.sid")
"""One of them stands in every name above: most lines hold none, and are done ten times faster."""
_DOUBTFUL = re.compile(
    r"(?i)(?=[acdflmnopstvx])(?P<name>(?P<code>(?<![a-z])(?:t?otp|pin|mfa|cvv2?|cvc2?)|(?<=[a-z])(?-i:Pin|Otp|Cvv|Cvc)"
    r"|(?:verification|confirmation|security)[_-]?code)(?:[_-]?code)?"
    r"|(?:app(?:lication)?|client|consumer|shared|license|subscription|functions|deploy|logged[_-]?in|nonce)[_-]?key"
    rf"|(?<![a-z])(?:salt|pepper)|csrf|xsrf){_GIVEN}"
)
"""What these name may be no secret: a code has digits alone, and another value looks like a key."""
_DOUBTFUL_PARTS = (
    "app_key", "client", "consumer", "shared", "license", "subscription", "functions", "deploy", "logged", "nonce",
    "appkey", "app-key", "application_key", "applicationkey", "salt", "pepper", "csrf", "xsrf", "otp", "mfa",
    "cvv", "cvc", "verification", "confirmation", "security", "pincode", "pin_", "pin-", "pin=", "pin:",
    'pin"', "pin'", "pin\\",
)  # fmt: skip
_QUOTE = re.compile(r"[\[(]?(\\{0,8})([\"']|&quot;|&#3[49];|%22)")
_NAMES = re.compile(r"\s{0,4}(?:=>|:|=)")
_PLAIN = re.compile(r"[^\s;&\"'<>]{1,1024}")
_NEXT_NAME = re.compile(r"(?:,|\\r|\\n|\\t)+\s*[\w.\"'-]{1,64}\s{0,4}[=:]")
_BLOCK = re.compile(r"[|>][+-]?[ \t]*\n((?:[ \t]+[^\n]*(?:\n|\Z))+)")
_ESCAPED_BLOCK = re.compile(r"[|>][+-]?[ \t]*(\\{1,8}n)[ \t]")
_WORD = re.compile(r"\S{1,1024}")
_HEADER_LINE = re.compile(r"[^\n\"']{1,8192}")
_SCHEME = re.compile(r"(?i)(?:bearer|basic|digest|token|negotiate|apikey|aws4-hmac-sha256)\s{1,4}")
_HARMLESS = frozenset((
    "yes", "no", "true", "false", "null", "none", "nil", "undefined", "empty", "required", "missing", "invalid",
    "expired", "unset", "set", "ok", "failed", "denied", "is", "was", "not", "for", "must", "cannot", "and", "or",
    "the", "a", "an", "to", "of", "in", "on", "string", "str", "int", "bool", "object", "array", "function",
))  # fmt: skip
_REFERENCE = (
    "arn:", "${", "$(", "{{", "%s", "%(", "<", "self.", "os.environ", "os.getenv", "process.env", "System.getenv",
    "settings.", "config.", "ENV[", "***", "xxxx", "XXXX", "...", "?", "[redacted", "[REDACTED", "[FILTERED", "[MASKED",
    "/var/", "/etc/", "/run/", "/usr/", "/opt/", "/srv/", "/home/", "/app/", "/tmp/", "/root/", "/mnt/",  # noqa: S108 prefixes
)  # fmt: skip
_ERROR_NAME = re.compile(r"\w{1,128}(?:Exception|Error|Failure|Fault)\b")
_CODE = re.compile(r"\d{4,10}")
_SHORT_CODE = re.compile(r"\d{3,4}")
_LETTER_AND_DIGIT = re.compile(r"(?s)(?=.*\d)(?=.*[A-Za-z]).{8,}")
_WORDS = re.compile(r"[a-z0-9]{0,64}(?:[./:_-]{1,3}[a-z0-9]{0,64}){1,32}")
_OBJECT = re.compile(r"[\[\s]{0,8}\{")
_MEMBER = re.compile(
    r"(?P<quote>\\{0,8}[\"'])?(?P<key>[\w.-]{1,64})(?(quote)(?P=quote))\s{0,4}(?:=>|[:=])\s{0,4}"
    r"(?:(?P<open>\\{0,8}[\"'])(?P<quoted>[^\"'\n]{1,1024}?)(?P=open)|(?P<plain>[^\s,{}\"'\\\[]{1,1024}))"
)
_READABLE = frozenset(("name", "valuefrom", "type", "arn", "id", "kind", "version", "user", "username", "host", "port"))
"""Members of an object of secrets that name one, and hold none."""
_KINDS = {"token": "token", "cookie": "cookie", "session": "session", "authorization": "authorization"}


def assigned(text: str) -> Iterator[Secret]:
    """Values that follow a telling name; words of a sentence, references and masks are left alone."""
    lower = text.lower() if text.isascii() else text.casefold()
    for pattern, parts in ((_NAME, _PARTS), (_DOUBTFUL, _DOUBTFUL_PARTS)):
        done = 0
        for match in pattern.finditer(text) if any(part in lower for part in parts) else ():
            if match.start() >= done:
                for secret in _value(text, match):
                    done = secret.end
                    yield secret


def _value(text: str, match: re.Match[str]) -> Iterator[Secret]:
    name, start = match["name"].lower(), match.end()
    kind = _kind(name)
    if TAG.match(text, start) or _part_of_arn(text, match):
        return
    members = list(_members(text, start, kind)) if name.startswith(("secret", "passw")) else []
    if members or name.endswith(("secrets", "words", "phrases", "codes")):
        yield from members
    elif (quote := _QUOTE.match(text, start)) is not None:
        yield from _quoted(text, quote, kind, match)
    elif (rows := _ESCAPED_BLOCK.match(text, start)) is not None:
        yield Secret(rows.end(), _escaped_block_end(text, rows), kind)
    elif "\n" in match["sep"] or "\\n" in match["sep"]:
        return
    elif (block := _BLOCK.match(text, start)) is not None:
        lines = block.group(1)
        yield Secret(block.end(1) - len(lines.lstrip()), block.start(1) + len(lines.rstrip()), kind)
    elif name in ("authorization", "cookie", "set-cookie"):
        yield from _header(text, start, kind)
    else:
        yield from _plain(text, match, kind, name)


def _escaped_block_end(text: str, rows: re.Match[str]) -> int:
    """Where a YAML block inside a JSON text ends: before the first row that is not indented."""
    mark, end = rows[1], rows.end()
    while True:
        following = text.find(mark, end, rows.end() + 8_192)
        quote = text.find('"', end, following if following >= 0 else rows.end() + 8_192)
        if quote >= 0:
            return len(text[:quote].rstrip("\\"))
        if following < 0:
            return min(len(text), rows.end() + 8_192)
        if text[following + len(mark) : following + len(mark) + 1] not in (" ", "\t"):
            return following
        end = following + len(mark)


def _part_of_arn(text: str, match: re.Match[str]) -> bool:
    """`arn:aws:secretsmanager:...:secret:name` names a secret and does not hold it."""
    start = match.start()
    return text[start - 1 : start] == ":" and "arn:" in text[max(0, start - 160) : start]


def _kind(name: str) -> str:
    for word, kind in _KINDS.items():
        if word in name:
            return kind
    return "password" if name.startswith(("pass", "pwd")) else "secret"


def _quoted(text: str, quote: re.Match[str], kind: str, match: re.Match[str]) -> Iterator[Secret]:
    """Up to the same quote with as many backslashes before it; an open end reaches to the line's end."""
    escapes, mark = quote.group(1), quote.group(2)
    start, limit = quote.end(), min(len(text), quote.end() + 8_192)
    end = start
    while (end := text.find(mark, end, limit)) >= 0:
        backslashes = len(text[max(start, end - 16) : end]) - len(text[max(start, end - 16) : end].rstrip("\\"))
        if backslashes <= len(escapes):
            end -= backslashes
            break
        end += 1
    if end < 0:
        line = text.find("\n", start, limit)
        end = line if line >= 0 else limit
    if _NAMES.match(text, end + len(escapes) + len(mark)):
        return  # a further name, not a value
    value = text[start:end]
    if match["name"].lower().startswith("auth") and (scheme := _SCHEME.match(value)) is not None:
        start += scheme.end()
        value = text[start:end]
    if value and not harmless(value) and _fits(match, value):
        yield Secret(start, end, kind)


def _header(text: str, start: int, kind: str) -> Iterator[Secret]:
    line = _HEADER_LINE.match(text, start)
    if line is None:
        return
    end = start + len(line.group().rstrip())
    while text[end - 9 : end].rstrip("\\").endswith("=") and text[end : end + 1] in (
        '"',
        "'",
    ):  # a cookie whose value is quoted
        close = text.find(text[end], end + 1, end + 4_096)
        if close < 0 or "\n" in text[end:close]:
            break
        more = _HEADER_LINE.match(text, close + 1)
        end = close + 1 + (len(more.group().rstrip()) if more else 0)
    scheme = _SCHEME.match(text, start, end)
    if scheme is not None:
        start = scheme.end()
    if kind == "authorization":
        word = _PLAIN.match(text, start, end)
        if word is None or (scheme is None and not any(map(str.isdigit, word.group()))):
            return
        end = word.end()
    elif "=" not in text[start:end]:
        return
    if end > start and not harmless(text[start:end]):
        yield Secret(start, end, kind)


def _plain(text: str, match: re.Match[str], kind: str, name: str) -> Iterator[Secret]:
    start = match.end()
    word = _PLAIN.match(text, start)
    if word is None:
        return
    end = word.end()
    while text.startswith("<*>", end):  # a template's wildcard is part of its word
        more = _PLAIN.match(text, end + 3)
        end = more.end() if more else end + 3
    following = _NEXT_NAME.search(text, start, end)
    if following is not None:
        end = following.start()
    value = text[start:end].rstrip(",.)}]\\")
    if value.rstrip("+-") in ("|", ">"):
        yield from _flat_block(text, end, kind)
        return
    end = start + len(value)
    if not value or harmless(value) or not _fits(match, value):
        return
    if ":" in match["sep"] and match["sep"] != ":" and _sentence(text, value, end):
        return
    if name == "pass" and value.isdigit() and len(value) < 7:
        return
    yield Secret(start, end, kind)


def _flat_block(text: str, start: int, kind: str) -> Iterator[Secret]:
    """A YAML block whose rows were put on one line: up to the next name, or the line's end."""
    stop = text.find("\n", start, start + 1_024)
    end = start
    for word in _WORD.finditer(text, start, stop if stop >= 0 else min(len(text), start + 1_024)):
        if word.group().endswith(":"):
            break
        end = word.end()
    if end > start:
        yield Secret(start + 1, end, kind)


def _sentence(text: str, value: str, end: int) -> bool:
    """True where `name: value` is prose: `error getting token: dial tcp ...`, not `token: 8ac1f`."""
    if value.endswith(":") or _ERROR_NAME.match(value):
        return True
    goes_on = text[end : end + 1] in (" ", ":") and text[end + 1 : end + 2].isalnum()
    return goes_on and value.isalpha() and (value.islower() or value.istitle())


def _members(text: str, start: int, kind: str) -> Iterator[Secret]:
    """The values of an object whose name says that they are secret."""
    first = _OBJECT.match(text, start)
    if first is None:
        return
    limit = min(len(text), start + 8_192)
    end = text.find("}", first.end(), limit)
    while end >= 0 and text.count("{", first.end(), end) > text.count("}", first.end(), end):
        end = text.find("}", end + 1, limit)
    for member in _MEMBER.finditer(text, first.end(), end if end >= 0 else limit):
        part = "quoted" if member["open"] else "plain"
        value = member[part]
        if member["key"].lower() not in _READABLE and not harmless(value) and not (part == "plain" and value.isdigit()):
            yield Secret(member.start(part), member.end(part), kind)


def harmless(value: str) -> bool:
    """True for words, references to where a secret lives, and masks."""
    bare = value.strip().strip("()[]{}")
    if not any(map(str.isalnum, bare)) or bare.lower() in _HARMLESS or value.startswith(_REFERENCE) or TAG.match(value):
        return True
    return not bare.strip("*•xX.-#") or (bare.startswith("$") and bare[1:].isidentifier())


def _fits(match: re.Match[str], value: str) -> bool:
    """False where the value shows that the name stands for something else."""
    name = match["name"].lower()
    if value.lower().endswith((f".{name}", f":{name}", f"@{name}")):
        return False  # a column or a parameter of a query
    if match.re is _DOUBTFUL:
        if match["code"]:
            return (_SHORT_CODE if name.startswith("cv") else _CODE).fullmatch(value) is not None
        return _LETTER_AND_DIGIT.fullmatch(value) is not None and _WORDS.fullmatch(value) is None
    return not name.startswith("session") or len(value) >= 16  # a short session id is a number of the database

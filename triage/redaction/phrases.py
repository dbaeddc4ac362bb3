"""Secrets that the words before them tell: sentences, command lines, SQL, XML, a name and its value in two fields."""

import re
from collections.abc import Iterator

from triage.redaction.assignments import harmless
from triage.redaction.secret import Secret

_KEYS = r"(?:api|access|account|private|secret|master|signing|encryption|app|auth|hmac|jwt|cookie)[_-]?key"
_FLAGS = rf"(?:password|passwd|passphrase|token|secret|{_KEYS})"
_TELLING = rf"(?:pass(?:word|wd|phrase)|secret|token|{_KEYS}|_salt)"
_SPOKEN = (
    r"(?:pass(?:word|wd|phrase|code)|pin|otp|token|(?:api|secret|master)[ _-]key"
    r"|(?:verification|confirmation|security|login|access|one-time)[ -]code)"
)
_BOTH = r"(?=[^\s\"']{0,64}\d)(?=[^\s\"']{0,64}[a-z])"
_DIGIT = r"(?=[^\s\"']{0,64}\d)"
_REST = r"\b[^\n|;&]{0,256}?\s"
_WORD = r"[ =]?[\"']?([^\s\"'-][^\s\"']{0,127})"
"""Of a command line: the rest up to a flag, and its value."""
_PHRASES = (
    (
        "value",  # a name and its value as two fields: an ECS or Kubernetes variable, a setting in XML
        re.compile(
            rf"(?i){_TELLING}[\w-]{{0,32}}\\{{0,8}}[\"']?\s{{0,8}},?(?:\s|\\{{1,8}}[nrt]){{0,32}}\\{{0,8}}[\"']?value\\{{0,8}}[\"']?"
            rf"\s{{0,4}}[:=]\s{{0,8}}\\{{0,8}}[\"']?([^\"'\\\s,<>]{{1,1024}})"
        ),
    ),
    (
        "form-data",
        re.compile(
            rf"(?i)name=\\{{0,8}}\"[\w-]{{0,32}}{_TELLING}[\w-]{{0,32}}\\{{0,8}}\"(?:\r?\n|(?:\\{{1,8}}r)?\\{{1,8}}n){{2}}([^\r\n\\]{{1,1024}})"
        ),
    ),
    (
        "define",  # a constant of PHP
        re.compile(
            rf"(?i)define\(\s{{0,4}}\\{{0,8}}[\"']\w{{0,64}}(?:{_TELLING}|_key)\\{{0,8}}[\"']\s{{0,4}},\s{{0,4}}"
            r"\\{0,8}'([^'\n\\]{1,512})"
        ),
    ),
    ("password", re.compile(r"(?i)\bpassword\s{1,8}\\{0,8}\"([^\"\s\\]{1,512})")),
    ("password", re.compile(rf"(?i)\b(?:with|using)\s{{1,8}}password\s{{1,8}}({_BOTH}[^\s\"',:]{{8,128}})")),
    (
        "pass",  # Password for user ann: ...
        re.compile(rf"(?i)\bpass(?:word|phrase|code)\s{{1,4}}(?:for|of)\s[^\n:=]{{1,80}}[:=]\s?[\"']?({_BOTH}[^\s\"',:;]{{6,128}})"),
    ),
    (" is", re.compile(rf"(?i)\b{_SPOKEN}\s{{1,4}}is:?\s{{1,4}}\\{{0,8}}[\"']([^\"'\n\\]{{4,512}})")),
    (" is", re.compile(rf"(?i)\b{_SPOKEN}\s{{1,4}}is:?\s{{1,4}}({_DIGIT}[^\s\"',:;]{{4,128}})")),
    (
        "credential",
        re.compile(
            rf"(?i)\bcredentials?\s{{1,4}}\\{{0,8}}[\"']({_BOTH}[^\s\"'\\/.:-]{{8,128}})\\{{0,8}}[\"']"
        ),
    ),
    ("secret_access_key", re.compile(r"(?i)secret_access_key[ \t]{1,8}([\w/+]{16,128})")),
    (
        "identified",
        re.compile(
            r"(?i)\bidentified\s{1,8}(?:with\s{1,8}\S{1,64}\s{1,8})?(?:by|as)\s{1,8}(?:password\s{1,8})?\\{0,8}'([^'\n]{1,512}?)\\{0,8}'"
        ),
    ),
    ("password", re.compile(r"(?i)\bpassword\s{1,8}\\{0,8}'([^'\n]{1,512}?)\\{0,8}'")),
    ("--", re.compile(rf"(?i)--(?:[a-z-]{{0,32}}-)?{_FLAGS}[ \t]{{1,4}}[\"']?([^\s\"'-][^\s\"']{{0,1023}})")),
    ("mysql", re.compile(r"(?<=\s)-p([^\s\"'-][^\s\"']{0,127})")),
    ("sshpass", re.compile(rf"\bsshpass\s{{1,4}}-p{_WORD}")),
    ("login", re.compile(rf"\b(?:docker|podman|nerdctl|helm registry|oc|az)\s{{1,4}}login{_REST}-p{_WORD}")),
    ("mongo", re.compile(rf"\bmongo(?:sh|dump|restore|export|import)?{_REST}-p{_WORD}")),
    ("redis-cli", re.compile(rf"\bredis-cli{_REST}-a{_WORD}")),
    ("ldap", re.compile(rf"\bldap[a-z]{{3,10}}{_REST}-w{_WORD}")),
    ("sqlcmd", re.compile(rf"\bsqlcmd{_REST}-P{_WORD}")),
    ("rabbitmqctl", re.compile(r"\brabbitmqctl\s{1,4}(?:add_user|change_password)\s{1,4}\S{1,128}\s{1,4}(\S{1,128})")),
    ("pass:", re.compile(r"\s-pass(?:in|out)?\s{1,4}[\"']?pass:([^\s\"']{1,128})")),
    ("</", re.compile(r"(?i)<[\w:.-]{0,64}(?:password|secret|token|api_?key)>([^<]{1,1024})</")),
    ("curl", re.compile(r"(?<=\s)(?:-u|--user)[ \t]{1,4}[\"']?[^\s:\"']{1,128}:([^\s\"']{1,512})")),
)  # fmt: skip
"""A word that stands in it -> the phrase, whose group is the secret."""


def phrases(text: str) -> Iterator[Secret]:
    """What follows a telling phrase; references and masks are left alone."""
    lower = text.lower() if text.isascii() else text.casefold()
    for word, pattern in _PHRASES:
        if word in lower:
            for found in pattern.finditer(text):
                if not harmless(found.group(1)):
                    yield Secret(found.start(1), found.end(1), "password")

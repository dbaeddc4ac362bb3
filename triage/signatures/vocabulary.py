"""Which words say what happened, which are names, and which are ordinary words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from triage.signatures.lexing import WILDCARD

_HEX = frozenset("abcdef")
_MIN_HEX = 6

METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"))
"""Of requests: what was asked for tells messages apart."""
MIN_NAME = 3
"""Letters a name has at least; `x+` and `x-` are no names."""

_CONSTANT = re.compile(r"[A-Z]{2}[A-Z0-9_-]*")
_PROTOCOL = re.compile(r"[Ii][Pp][Vv]?[46](?![0-9A-Za-z])")
"""The digit of `IPv4` tells one of two protocols, and counts nothing."""
_QUALIFYING_DOTS = 2

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PLAIN_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\x00-\x7f]+")
_FAULT = re.compile(r"(?:Error|Exception|Fault|Failure|Warning|Timeout)$|^E[A-Z]{4,}$|^SIG[A-Z]+$")
_PAST = ("ed",)
_ENDINGS = (*_PAST, "ing", "ize", "lise", "mise", "nise", "rise")
_MIN_VERB = 5
_ACTIONS = ("ation", "ution", "ition")
_PHASES = re.compile(
    r"(?:build|clean|close|fail|fall|hand|look|roll|set|shut|start|take|tear|warm|wind)-?(?:back|down|off|out|over|up)"
)

_NOUNS_LIST = """
    accounting advertising banking billing booking building engineering everything evening hosting king listing
    marketing messaging morning nothing ping planning pricing ring routing shipping something spring staging
    string thing ticketing trading training wing
    enterprise maize premise prize promise rise size sunrise
    embed feed hundred limited need seed shed speed
"""
_NOUNS = frozenset(_NOUNS_LIST.split())
"""Words that end like verb forms and are none."""

_TELLING_LIST = """
    abort aborts accept accepts accepting add adds alive allow allows already bad begin begins blocked bound
    broken built cancel caught close closes commit committed connect connects crash create creates critical dead
    delete deletes deny denies die died disable disconnect disconnects done down drop drops dropped dying
    enable end ends enter err error errors exit exits fail fails failure failures fatal fault finish first found
    free full gone good halt healthy hit idle ignore illegal in inactive active init insufficient invalid join
    kept kill kills last leave left load lock login logout lost made miss missing never new no not off ok
    okay old on open opens out panic pass passes pause put read ready reboot recover refuse reject rejects release
    remove removes reset restart resume retry revoke run runs save send sends sent set shutdown skip start starts
    stop stops success successful successfully succeed succeeds suspend take terminate timeout unable unavailable
    unhealthy unknown unload unlock unreachable unset up update updates valid wait warn warning without won wrong
    write writes written
    absent accepts arrives asleep attaches available awake away becomes blocks breaks busy clean complete corrupt
    crashes declines detaches dirty duplicate early empty exists expire expires falls goes hidden hung incompatible
    incomplete inconsistent joins late leaves live loses moves obsolete offline online overflows pending present
    quiet responsive returns skips stable stale standby stuck unresponsive unstable usable visible votes waits wins
"""
_TELLING = frozenset(_TELLING_LIST.split())

_NOUNS_TOO_LIST = """
    init join load lock login logout read release run save set start update vote write
"""
_NOUNS_TOO = frozenset(_NOUNS_TOO_LIST.split())

_WRONG_LIST = """
    aborted bad broken crashed critical dead denied died err error errors fail failed failing fails failure failures
    fatal fault invalid lost panic refused rejected unable unavailable unexpected unhealthy unreachable warn warning
    wrong
"""
_WRONG = frozenset(_WRONG_LIST.split())

_SENTENCE_LIST = """
    although are as be because been being but can cannot could did do does due had has have if is it its may might must
    needs nor or shall should since so than that there they this though too unless until was we were when where which
    while will would you your
"""
_SENTENCE = frozenset(_SENTENCE_LIST.split())

_OUTCOME_KEYS_LIST = """
    action activity cause code command condition err errmsg error errno event exception fault health level message msg
    op operation outcome phase reason result severity signal stage state status step verdict
"""
_OUTCOME_KEYS = frozenset(_OUTCOME_KEYS_LIST.split())

_MODALS_LIST = """
    can cannot cant could couldn did didn do does doesn don may might must not shall should shouldn will won would
    wouldn
"""
_MODALS = frozenset(_MODALS_LIST.split())
_BEFORE_INFINITIVE_LIST = """
    able about allowed asked attempt attempted attempting attempts failed failing failure fails going have having
    how need needed needs permission ready refused refusing required tried tries try trying unable used want wants
"""
_BEFORE_INFINITIVE = frozenset(_BEFORE_INFINITIVE_LIST.split())


def is_place(token: str) -> bool:
    """Whether a token is a word or value at all, and not only punctuation."""
    return WILDCARD in token or any(c.isalnum() for c in token)


def is_plain(token: str) -> bool:
    """Whether a token is an ordinary word of two letters or more."""
    return len(token) > 1 and _PLAIN_WORD.fullmatch(token) is not None


def pieces(token: str) -> list[str]:
    """The words of a compound name, in lower case: those of `orderCreated`, `order_created`, `order.created`."""
    return [piece.lower() for piece in _PIECES.findall(token)]


def tells(token: str) -> bool:
    """Whether a word says what happened, so that another word in its place makes another message.

    Verb forms (`started`, `closing`, `finalize`), outcomes, directions (`ok`, `failed`, `up`, `not`) and the names of
    faults (`...Error`, `...Exception`, `ECONNRESET`); a compound name by its last word (`order_created`), and that of
    a call for an event (`onResume`).
    """
    key, colon, _ = token.partition(":")
    if _FAULT.search(token) or (colon and asks_what_happened(key)):
        return True
    words = pieces(token)
    if not words:
        return False
    ending = _PAST if len(words) > 1 else _ENDINGS
    if len(words[-1]) >= _MIN_VERB and words[-1].endswith(ending) and words[-1] not in _NOUNS:
        return True
    if len(words) > 1 and words[0] == "on":
        return True
    return len(words) == 1 and words[0] in _TELLING and not any(c.isdigit() or c == "*" for c in token)


def tells_alone(token: str) -> bool:
    """Whether a word says what happened, and is no noun, too, that may be part of a name (`View Lock`)."""
    return tells(token) and token.lower() not in _NOUNS_TOO


def is_action(token: str) -> bool:
    """Whether an ordinary word is the noun of what is done (`initialization`): it tells one step from another."""
    return is_plain(token) and (token.endswith(_ACTIONS) or _PHASES.fullmatch(token.lower()) is not None)


def asks_what_happened(key: str) -> bool:
    """Whether the values of a key such as `reason`, `status` or `order_state` say what happened."""
    return not _OUTCOME_KEYS.isdisjoint(pieces(key))


def reports(token: str) -> bool:
    """Whether a word says what was done, and not only that something is wrong (`error`, `failed`)."""
    return tells(token) and not is_fault(token) and _WRONG.isdisjoint(pieces(token))


def goes_on(word: str) -> bool:
    """Whether a word belongs to a sentence rather than to a name (`is`, `cannot`, `because`)."""
    return word.lower() in _SENTENCE


def calls_for_verb(before: Sequence[str]) -> bool:
    """Whether the two words before a place make it that of a verb (`cannot ...`, `failed to ...`)."""
    words = [word.lower() for word in before]
    if not words:
        return False
    return words[-1] in _MODALS or (words[-1] == "to" and len(words) > 1 and words[-2] in _BEFORE_INFINITIVE)


def hints(token: str) -> bool:
    """Whether a compound name holds a telling word somewhere (`SoftwareUpdate`): it is weak evidence."""
    words = pieces(token)
    return len(words) > 1 and not _TELLING.isdisjoint(words)


def differ_in_deed(tokens: Collection[str]) -> bool:
    """Whether most of some names differ only in what is done (`OpenRegion`, `CloseRegion`), which tells messages
    apart."""
    deeds: dict[tuple[str, ...], set[str]] = {}
    for token in (token for token in tokens if hints(token) and ":" not in token):
        words = pieces(token)
        thing = tuple(word for word in words if word not in _TELLING)
        deeds.setdefault(thing, set()).update(word for word in words if word in _TELLING)
    return 2 * sum(len(done) for thing, done in deeds.items() if thing and len(done) > 1) > len(tokens)


def is_constant(token: str) -> bool:
    """Whether a token is in capitals, such as `IPV4` or `READ_ONLY`: one of a few fixed cases and not a name."""
    return _CONSTANT.fullmatch(token) is not None


def is_fault(token: str) -> bool:
    """Whether a word is the name of a fault, such as `...Error`, `...Exception` or `ECONNRESET`."""
    return _FAULT.search(token) is not None


def is_qualified(token: str) -> bool:
    """Whether a token is a name of three parts or more between dots, as of hosts, packages and settings."""
    return token.count(".") >= _QUALIFYING_DOTS and token.replace(".", "").replace("-", "").replace("_", "").isalnum()


def is_instance(token: str) -> bool:
    """Whether a name is one of many of its kind: it has a number, an `@`, or parts between dots or slashes.

    `eth0` and `a.corp` are some. Constants (`IPV4`) are none, and dots in a row only lead from a word to its value.
    With a value in it, a name may be short.
    """
    if ".." in token or is_constant(token) or not (is_name(token) or WILDCARD in token):
        return False
    if _PROTOCOL.search(token):
        return False
    return any(c.isdigit() or c == "@" for c in token) or "/" in token.strip("/") or "." in token.strip(".")


def is_name(token: str) -> bool:
    """Whether a token is an identifier rather than a word: three letters or more, and no ordinary word.

    Six letters or more that are all hex digits are an id that happens to lack a decimal one.
    """
    if is_plain(token):
        return len(token) >= _MIN_HEX and _HEX.issuperset(token)
    return sum(map(str.isalpha, token)) >= MIN_NAME

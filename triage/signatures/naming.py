"""Nouns for things that have names of their own: the word after one of them is likely its name."""

from __future__ import annotations

_NAMED_LIST = """
    account adapter address agent alias app application bean branch broker bucket cache certificate channel class
    client cluster collection column component connector constraint consumer container context controller counter
    customer database dataset datasource device directory disk domain driver endpoint engine entity event exchange
    executor extension feature field file filesystem filter flag folder fragment function gateway group handler host
    image index instance integration interface job key keyspace label lease library license listener locale mailbox
    member metric module monitor namespace network node object operator option organization owner package parameter
    partition partner party peer permission phase pipeline plugin policy pool port principal procedure process
    producer profile program project property protocol provider proxy queue realm region relation replica repository
    resource role room route router rule scene schema scope script section sensor sequence server service session
    setting shard site snapshot source stage store stream subnet subscriber subscription table tablespace tag task
    team template tenant theme thread timer token topic track trigger unit user variable view volume watcher worker
    workflow workspace zone
    by called named
"""
_NAMED = frozenset(_NAMED_LIST.split())
_ASPECTS_LIST = """
    access allocation array attribute binding block body buffer call capacity case child code configuration content
    count data default definition descriptor destination entries entry error expression family format frame function
    header id identifier info information input item items length level limit line list lists manager map mapping
    mask membership memory message metadata method mode name names number order output pair parent path pattern
    permissions pointer position prefix quota range rank rate reader receiver record reference registration registry
    request response result rows scan sender set shared sink size slot space spec specification state statistics
    status string suffix support system target text time type usage value values version with writer
    candidate external follower full internal leader local master partial primary remote secondary slave
    and are as at before could did does during for from had has have if is of or than that the then this to
    under until was were when which while who will
"""
_ASPECTS = frozenset(_ASPECTS_LIST.split())


def names_follow(before: str) -> bool:
    """Whether the word before a place is a noun whose name may stand there (`user ...`, `topic ...`), or `by`."""
    return before.lower() in _NAMED


def is_plural(word: str) -> bool:
    """Whether a word is the plural of such a noun, and may be a name by itself, as that of a table is."""
    return word.endswith("s") and word.removesuffix("s") in _NAMED and word not in _ASPECTS


def is_common(word: str) -> bool:
    """Whether a word after such a noun goes on with the sentence, and does not name the thing (`user list`)."""
    word = word.lower()
    return word in _ASPECTS or word in _NAMED or word.removesuffix("s") in _NAMED

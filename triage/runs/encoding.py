"""Run files as text: versioned JSON, with one clear error for what cannot be read."""

import hashlib
from typing import TypeVar

import msgspec

from triage.errors import InputError
from triage.model.report import Report
from triage.runs.model import FORMAT_VERSION, SavedRun, Traffic

T = TypeVar("T")
MOST_BYTES = 16 * 1024 * 1024
"""A larger run file is neither written nor read."""


class _Version(msgspec.Struct):
    format_version: str


def digest_of(report: Report, traffic: tuple[Traffic, ...]) -> str:
    """32 hexadecimal characters that change with any part."""
    return hashlib.blake2b(_json((report, traffic)), digest_size=16).hexdigest()


def encoded(run: SavedRun) -> bytes:
    """One JSON object; a lone surrogate, which UTF-8 cannot carry, is written out as `\\udXXX`."""
    return _json(run) + b"\n"


def decoded(text: bytes, kind: type[T], name: str) -> T:
    """The file's content as `kind` (the whole run, or its head). Fields of a newer minor version are skipped.

    Raises InputError for a damaged file and for one of a newer major version; `name` is the file's in the message.
    """
    damaged = "Delete the file, or run the analysis again; other saved runs are not affected."
    try:
        version = msgspec.json.decode(text, type=_Version).format_version
        major = int(version.partition(".")[0])
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"the saved run {name} is damaged: {_reason(error)}", damaged) from error
    if major != int(FORMAT_VERSION.partition(".")[0]):
        raise InputError(
            f"the saved run {name} has format {version[:20]}, and this version reads {FORMAT_VERSION}",
            "Update cloudwatch-triage: a newer version wrote this run.",
        )
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the saved run {name} is damaged: {_reason(error)}", damaged) from error


def _reason(error: Exception) -> str:
    return str(error)[:200]


def _json(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_speakable(msgspec.to_builtins(value)))


def _speakable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _speakable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_speakable(one) for one in value]
    return value

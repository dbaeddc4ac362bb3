"""Stable identities of signatures, the same in every run and on every machine."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

ALGORITHM = "v1"
"""Version of masking and hashing: a change that gives some message another identity needs a new one."""

_DIGEST_BYTES = 8


def signature_id(parts: Iterable[str]) -> str:
    """`v1:` and 16 hex digits for a sequence of texts; order and borders between the parts count."""
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return f"{ALGORITHM}:{digest.hexdigest()}"

"""Values written without a gap: URLs, paths, addresses, file names, numbers with signs and separators."""

from __future__ import annotations

from collections.abc import Sequence

from triage.signatures.lexing import WILDCARD, Part
from triage.signatures.vocabulary import METHODS, tells

_CUTTERS = frozenset(" ()[]{}<>\"'`,;|=")
_QUERY_GOES_ON = frozenset("=,;|")
_TRAILING = frozenset(".:!?*")
_JOINTS = frozenset(".:/#-+&|~@^%,;*\\")
"""Punctuation that, with a wildcard on both sides, is part of one value (`<*>:<*>`, `<*>,<*>`)."""

_IP_ADDRESS = [WILDCARD, ".", WILDCARD, ".", WILDCARD, ".", WILDCARD]
_HEX_LETTERS = frozenset("abcdefABCDEF")

_SOURCE_FILES = frozenset(
    {"c", "cc", "cpp", "cs", "cxx", "ex", "go", "h", "hpp", "java", "js", "jsx", "kt", "mjs", "php", "pl", "py"}
    | {"rb", "rs", "scala", "sh", "swift", "ts", "tsx"}
)
"""A name ending so, before a colon and a number, is a place in code and not a host with its port."""


def glue(parts: Sequence[Part]) -> list[Part]:
    """The parts with every value that is written without a gap as one wildcard."""
    glued: list[Part] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and parts[end].text not in _CUTTERS:
            end += 1
        if end == at:
            glued.append(parts[at])
            at += 1
            continue
        behind = _address_end(parts, at, end)
        if behind:
            glued.extend(whole(parts[at:behind]))
            at = behind
            continue
        token = list(parts[at:end])
        if [part.text for part in token[:2]] == [":", ":"] and all(map(_is_any_host, token)):
            glued.extend(whole(token))
            at = end
            continue
        if _is_requested(parts, at) and len(token) > 2:
            end = _told_behind(parts, at, end) or _query_end(parts, end)
            glued.extend(whole(parts[at:end]))
            at = end
            continue
        if (behind := _partition_end(parts, at, end)) > end:
            glued.extend(whole(parts[at:behind]))
            at = behind
            continue
        if len(token) > 2 and _takes_query(token):
            end = _query_end(parts, end)
            token = list(parts[at:end])
        glued.extend(token if len(token) == 1 else _glue_token(token))
        at = end
    return _join(glued)


def _is_requested(parts: Sequence[Part], at: int) -> bool:
    """Whether the path of a request begins here, behind its method."""
    return at > 1 and parts[at].text == "/" and parts[at - 1].text == " " and parts[at - 2].text in METHODS


def _told_behind(parts: Sequence[Part], at: int, end: int) -> int:
    """Where a colon ends the path, with a word behind it that says what happened (`/orders:timeout`) or what was to be
    done (`/orders/17:cancel`); 0 if none does."""
    for place in range(at + 2, end - 1):
        word = parts[place + 1].text
        if parts[place].text == ":" and (tells(word) or (place + 2 == end and word.isalpha())):
            return place
    return 0


def _address_end(parts: Sequence[Part], at: int, end: int) -> int:
    """The end of a host with its address (`mail.example.org[192.0.2.1]:25`), whose name ends at `end`; 0 for others."""
    closed = end + 1 + len(_IP_ADDRESS)
    if [part.text for part in parts[end : closed + 1]] != ["[", *_IP_ADDRESS, "]"]:
        return 0
    if not all(_is_word(part) or part.text == "." for part in parts[at:end]):
        return 0
    has_port = [part.text for part in parts[closed + 1 : closed + 3]] == [":", WILDCARD]
    return closed + (3 if has_port else 1)


def is_wild(part: Part) -> bool:
    """Whether the part is a wildcard."""
    return part.text == WILDCARD


def whole(parts: Sequence[Part]) -> list[Part]:
    """All the parts as one wildcard."""
    return [Part(WILDCARD, parts[0].start, parts[-1].end)]


def _is_word(part: Part) -> bool:
    return part.text == WILDCARD or part.text[0].isalnum() or part.text[0] == "_" or part.text[0] > "\x7f"


def _scheme(token: Sequence[Part]) -> int | None:
    """Where the word before `://` is."""
    texts = [part.text for part in token]
    for at in range(1, len(texts) - 2):
        if texts[at] == ":" and texts[at + 1] == texts[at + 2] == "/" and _is_word(token[at - 1]):
            return at - 1
    return None


def _takes_query(token: Sequence[Part]) -> bool:
    texts = [part.text for part in token]
    return "/" in texts and ("?" in texts or _scheme(token) is not None)


def _query_end(parts: Sequence[Part], end: int) -> int:
    """The end of a URL that goes on over `=`, `,` and `;` as long as no gap follows."""
    while end + 1 < len(parts) and parts[end].text in _QUERY_GOES_ON:
        following = parts[end + 1].text
        if following in _CUTTERS and following not in _QUERY_GOES_ON:
            break
        end += 1
        while end < len(parts) and parts[end].text not in _CUTTERS:
            end += 1
    return end


def _is_any_host(part: Part) -> bool:
    """Of `::` and `:::80`: any host in IPv6, and its port."""
    return part.text in (":", WILDCARD)


def _partition_end(parts: Sequence[Part], at: int, end: int) -> int:
    """The end of a path, which goes on over the `=` of its partitions (`/orders/day=2026-11-30/part-0`)."""
    if end - at < 4 or parts[at].text != "/":
        return end
    while end + 1 < len(parts) and [part.text for part in parts[end - 2 : end + 1 : 2]] == ["/", "="]:
        if not _is_word(parts[end - 1]) or parts[end + 1].text in _CUTTERS:
            break
        end += 1
        while end < len(parts) and parts[end].text not in _CUTTERS:
            end += 1
    while parts[end - 1].text in _TRAILING:
        end -= 1
    return end


def _glue_token(token: list[Part]) -> list[Part]:
    tail: list[Part] = []
    while token and token[-1].text in _TRAILING:
        tail.append(token.pop())
    if token:
        token = _glue_core(token)
    return token + tail[::-1]


def _glue_core(token: list[Part]) -> list[Part]:
    if len(token) == 1:
        return token
    scheme = _scheme(token)
    if scheme is not None:
        return token[:scheme] + whole(token[scheme:])
    written = _split(token, ":")
    if _is_host_and_address(token) or _is_address(token) or _is_windows_path(token) or _is_hex_chain(written):
        return whole(token)
    segments = [_glue_segment(segment) for segment in written]
    if _is_host_and_port(written, segments):
        return whole(token)
    out: list[Part] = []
    colons = [part for part in token if part.text == ":"]
    for at, segment in enumerate(segments):
        if at:
            out.append(colons[at - 1])
        out.extend(segment)
    return out


def _split(token: Sequence[Part], mark: str) -> list[list[Part]]:
    pieces: list[list[Part]] = [[]]
    for part in token:
        if part.text == mark:
            pieces.append([])
        else:
            pieces[-1].append(part)
    return pieces


def _is_address(token: Sequence[Part]) -> bool:
    """An e-mail address: words on both sides of an `@`, the right one with a dot."""
    texts = [part.text for part in token]
    if texts.count("@") != 1 or ":" in texts or "/" in texts:
        return False
    at = texts.index("@")
    return at > 0 and "." in texts[at + 2 :]


def _is_host_and_address(token: Sequence[Part]) -> bool:
    """`name/192.0.2.1:80`, the usual print of a resolved socket address."""
    texts = [part.text for part in token]
    if "/" not in texts or not _is_word(token[0]):
        return False
    rest = texts[texts.index("/") + 1 :]
    return rest in (_IP_ADDRESS, [*_IP_ADDRESS, ":", WILDCARD])


def _is_hex_chain(segments: Sequence[Sequence[Part]]) -> bool:
    """A MAC or IPv6 address: four or more fields of hex digits between colons, one or more with a decimal one."""
    if len(segments) < 4 or any(len(segment) > 1 for segment in segments):
        return False
    texts = [segment[0].text for segment in segments if segment]
    if WILDCARD not in texts:
        return False
    return all(text == WILDCARD or (len(text) <= 4 and _HEX_LETTERS.issuperset(text)) for text in texts)


def _is_windows_path(token: Sequence[Part]) -> bool:
    texts = [part.text for part in token]
    if "\\" not in texts:
        return False
    on_drive = texts[1:3] == [":", "\\"] and len(texts[0]) == 1
    return on_drive or texts[:2] == ["\\", "\\"] or (texts.count("\\") > 1 and texts[0] != "\\")


def _is_host_and_port(written: Sequence[Sequence[Part]], glued: Sequence[Sequence[Part]]) -> bool:
    """`name.name:12`, unless the name is that of a source file."""
    if len(written) != 2 or len(glued[1]) != 1 or not is_wild(glued[1][0]):
        return False
    texts = [part.text for part in written[0]]
    if len(texts) < 3 or any(text == "." for text in texts[::2]) or any(text != "." for text in texts[1::2]):
        return False
    return texts[-1].lower() not in _SOURCE_FILES


def _glue_segment(segment: list[Part]) -> list[Part]:
    if len(segment) < 2:
        return segment
    if segment[0].text in "-+." and is_wild(segment[1]):
        segment = whole(segment[:2]) + segment[2:]
    if _is_path(segment):
        return whole(segment)
    return _glue_dotted(segment)


def _is_path(segment: Sequence[Part]) -> bool:
    """Two or more parts after a leading slash, three or more without one; fewer if one is a value."""
    texts = [part.text for part in segment]
    slashes = texts.count("/")
    if not slashes:
        return False
    named = sum(1 for part in segment if _is_word(part))
    if texts[0] in ".~" and "/" in texts[1:3]:
        return True
    if texts[0] == "/":
        return named > 1 or WILDCARD in texts
    if slashes > 1:
        return named > 2 or WILDCARD in texts
    return texts[0] == WILDCARD


def _glue_dotted(segment: list[Part]) -> list[Part]:
    """A dotted name that starts with a value is a value (`12.example.org`, `<*>.csv`); else its words stay."""
    out: list[Part] = []
    at = 0
    while at < len(segment):
        end = at + 1
        if is_wild(segment[at]) and not (at and segment[at - 1].text == "."):
            while end + 1 < len(segment) and segment[end].text == "." and _is_word(segment[end + 1]):
                end += 2
        out.extend(whole(segment[at:end]) if end - at > 1 else segment[at:end])
        at = end
    return out


def _join(parts: Sequence[Part]) -> list[Part]:
    """Wildcards with nothing but joints between them as one, signs and percent marks included."""
    out: list[Part] = []
    for part in parts:
        if is_wild(part):
            back = len(out)
            while back and out[back - 1].text in _JOINTS:
                back -= 1
            if back and is_wild(out[back - 1]):
                part = Part(WILDCARD, out[back - 1].start, part.end)
                del out[back - 1 :]
        elif part.text == "%" and out and is_wild(out[-1]):
            part = Part(WILDCARD, out[-1].start, part.end)
            del out[-1]
        out.append(part)
    return out

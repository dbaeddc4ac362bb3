"""The bounds of joining and reading, all in one place."""

MAX_RECORD_LINES = 4096
"""Events of one record; what follows opens a further record marked as cut by size."""

MAX_RECORD_CHARS = 1 << 20
"""Characters of one record, checked before another event is added."""

MAX_STREAMS = 2048
"""Streams with an open record; the longest unused one is flushed to make room."""

MAX_OPEN = 6
"""Unfinished records of one stream that wait for more lines."""

PATIENCE_LINES = 40
"""How many lines of its stream an interrupted record waits for its continuation."""

PATIENCE_MS = 2_000
"""How long an interrupted record waits for its continuation."""

STALE_MS = 30_000
"""After a pause this long even an indented line opens a new record."""

BURST_MS = 100
"""Lines of one write arrive within this time of one another."""

TIGHT_MS = 5
"""The same for lines whose shape says nothing, after a line that looks complete."""

MAX_TEXT = 128 * 1024
"""Characters of a record's text; of a longer one the head and the tail are kept."""

MAX_RAW = 64 * 1024
"""Characters of a record's raw text."""

MAX_MESSAGE = 8 * 1024
MAX_EXCEPTIONS = 32
"""Exceptions of one chain: of a longer one the outermost and the innermost are kept."""

MAX_FRAMES = 64
MAX_FIELDS = 96
MAX_FIELD_CHARS = 4 * 1024
MAX_DEPTH = 16
"""Levels of nesting that are read in a JSON object or an error with causes."""

PARTIAL_SIZES = frozenset({16_384, 262_118})
"""Bytes at which log drivers cut a long line without a mark."""

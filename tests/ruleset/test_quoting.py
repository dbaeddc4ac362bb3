"""Text of users inside a line of ordinary work is told from what the program says of itself."""

import pytest

from triage.model.events import LogEvent
from triage.parsing.records import records
from triage.ruleset.quoting import is_quotation

_STAMP = "2026-11-22 10:00:00,000 "


def _quotes(text: str, matched: str) -> bool:
    (record,) = records([LogEvent(0, text, "/g", "ecs/app/1")])
    start = record.text.index(matched)
    return is_quotation(record, start, start + len(matched))


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        (_STAMP + 'INFO wiki.search looked for q="OutOfMemoryError: Java heap space" hits=3', "OutOfMemoryError"),
        (_STAMP + "INFO wiki.notes note saved: 'No space left on device' by u7", "No space left on device"),
        (_STAMP + "INFO wiki.notes note saved text='it says \"disk full\" here :('", "disk full"),
        (_STAMP + 'INFO wiki.search q="role "app" does not exist" hits=0', 'role "app" does not exist'),
        ('{"level":"info","msg":"page sorted","title":"NullPointerException at login"}', "NullPointerException"),
        ('level=info msg="page sorted" title="NullPointerException at login"', "NullPointerException"),
        ('2026-11-22 10:00:00 looked for q="No space left on device" hits=3', "No space left on device"),
    ],
)
def test_a_match_inside_words_of_a_user_is_a_quotation(text: str, matched: str) -> None:
    assert _quotes(text, matched)


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        (_STAMP + 'ERROR wiki.search q="No space left on device"', "No space left on device"),
        (_STAMP + "INFO wiki.store No space left on device", "No space left on device"),
        (_STAMP + 'INFO wiki.store page was not saved, write failed: "No space left on device"', "No space left"),
        (_STAMP + 'INFO wiki.store page put aside err="No space left on device"', "No space left on device"),
        (_STAMP + "INFO wiki.store can't open 'a' No space left on device 'b'", "No space left on device"),
        ('{"level":"info","msg":"page put aside","err":{"message":"disk full"}}', "disk full"),
        ('{"level":"info","msg":"saving failed","title":"disk full"}', "disk full"),
        ('level=info msg="page put aside" cause="disk full"', "disk full"),
        ("(28, 'No space left on device')", "No space left on device"),
        ('2026/11/22 09:14:02,stdout,"No space left on device"', "No space left on device"),
        ('{"level":"info","msg":"page put aside","exception":{"0":{"value":"disk full"}}}', "disk full"),
        ('{"level":"warn","msg":"page sorted","title":"disk full"}', "disk full"),
    ],
)
def test_what_a_program_says_of_itself_is_none(text: str, matched: str) -> None:
    assert not _quotes(text, matched)

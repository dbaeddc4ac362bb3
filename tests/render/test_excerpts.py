"""What is shown of a log text is the part that tells, and a cut is marked."""

import msgspec

from tests.render.builders import START, incident, log, missing_table
from triage.render import RenderOptions, render
from triage.render.outline import excerpt

CLIENT = """\
Traceback (most recent call last):
  File "/srv/thumbs.py", line 31, in fetch
    return cache.get(key)
  File "/usr/lib/python3/site-packages/pymemcache/client/base.py", line 424, in _connect
    sock.connect(sockaddr)
ConnectionRefusedError: [Errno 111] Connection refused"""
JAVA = """\
java.net.ConnectException: Connection refused
\tat net.spy.memcached.MemcachedConnection.attemptReconnects(MemcachedConnection.java:1093)
\tat net.spy.memcached.MemcachedConnection.run(MemcachedConnection.java:700)"""
OBJECT = (
    '{"level":50,"req":{"url":"/holds","agent":"'
    + "p" * 400
    + '"},"err":{"message":"too many clients already","code":"53300"}}'
)


def test_the_error_is_shown_where_a_frame_of_its_trace_was_matched() -> None:
    assert excerpt(log(CLIENT, START, "pymemcache/client"), 1).text == CLIENT.split("\n")[-1]
    assert excerpt(log(JAVA, START, "net.spy.memcached"), 1).text == JAVA.split("\n")[0]


def test_a_long_line_begins_just_before_its_matched_part() -> None:
    part = excerpt(log(OBJECT, START, "too many clients already"), 1, 200)

    assert part.text.startswith("…") and part.text.endswith(OBJECT[-40:])
    assert part.text[slice(*part.span)] == "too many clients already"


def test_the_terminal_shows_the_matched_part_of_each_evidence_and_marks_what_it_cut() -> None:
    finding = missing_table()
    evidence = (finding.evidence[0], log(OBJECT, START, "too many clients already"), log(CLIENT, START, "pymemcache"))
    text = _text(msgspec.structs.replace(finding, evidence=evidence))

    assert '"too many clients already"' in text
    assert "│ … ConnectionRefusedError: [Errno 111] Connection refused\n" in text


def test_a_text_cut_at_the_last_row_ends_with_a_mark() -> None:
    long = "\n".join(f"line {n} of a statement" for n in range(40))
    text = _text(msgspec.structs.replace(missing_table(), evidence=(log(long, START, "line 0"),)))

    assert "│ line 2 of a statement…\n" in text


def _text(finding: object) -> str:
    return render(msgspec.structs.replace(incident(), findings=(finding,)), "terminal", RenderOptions())

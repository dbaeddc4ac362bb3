"""Sentences that only guess (`Possible causes: killed by SIGSEGV`): what they name is no evidence that it happened."""

import re

REACH = 400
"""Characters before a place that are looked at."""

_WORDS_LIST = """
    common possible possibly potential likely probable probably typical typically usual usually often sometimes
    perhaps maybe may might could can check verify ensure confirm unless
"""
_WORDS = (*(f"{word} " for word in _WORDS_LIST.split()), "if ", "make sure", "in case")
"""One of them stands in each guess; most texts hold none."""
_GUESSES = re.compile(
    r"""\b(?:common|possible|potential|likely|probable|typical|usual)\ (?:root\ )?(?:causes?|reasons?|explanations?)\b
      | \b(?:may|might|could|can)\ (?:also\ )?(?:be|have\ been)\ (?:caused|due\ to|because|a\ result\ of|related)\b
      | \b(?:this|it|which)\ (?:can|may|might|could|usually|often|typically|sometimes)\ (?:also\ )?
            (?:be|happens?|occurs?|means?|indicates?)\b
      | \b(?:perhaps|maybe|possibly|probably)\b
      | \b(?:check|verify|ensure|make\ sure|confirm)\ (?:that|if|whether)\b
      | \A\W*(?:if|unless|in\ case)\b""",
    re.VERBOSE,
)
_ENDS = re.compile(r"""[.!?]["')]?\s+(?=["'(]?[A-Z])|\n(?!\s*(?:[-*•]|\(?\d{1,2}[.)]))""")
"""Of sentences; the items of a list belong to what leads to it."""


def guess_at(text: str, place: int) -> tuple[int, int] | None:
    """Start and end of the sentence around a place, where what it says before the place makes the rest a guess, a
    condition or an advice; else None."""
    start = max(0, place - REACH)
    lower = text[start:place].lower()
    if not any(word in lower for word in _WORDS):
        return None
    begins = start
    for end in _ENDS.finditer(text, start, place + 1):
        begins = end.end()
    if _GUESSES.search(text[begins:place].lower()) is None:
        return None
    after = _ENDS.search(text, place)
    return begins, after.start() if after is not None else len(text)

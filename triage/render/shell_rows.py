"""A long command over several rows that still paste as one command."""


def shell_rows(command: str, columns: int) -> list[str]:
    """The command cut between its words, each row but the last ended by a backslash; a word is never cut."""
    if len(command) <= columns:
        return [command]
    rows: list[str] = []
    row = ""
    for word in _words(command):
        room = columns - 2 if not rows else columns - 6
        if row and len(row) + 1 + len(word) > room and not word.startswith("::"):
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    rows.append(row)
    return [("    " if at else "") + row + (" \\" if at < len(rows) - 1 else "") for at, row in enumerate(rows)]


def _words(command: str) -> list[str]:
    """Shell words with their quotes; an option that takes its value after a blank stays with it."""
    words: list[str] = []
    start, quote, skip = 0, "", False
    for at, character in enumerate(command):
        if skip:
            skip = False
        elif character == "\\" and quote != "'":
            skip = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == " ":
            words.append(command[start:at])
            start = at + 1
    words.append(command[start:])
    return _paired([word for word in words if word])


def _paired(words: list[str]) -> list[str]:
    pairs: list[str] = []
    for word in words:
        option = pairs[-1] if pairs else ""
        bare = option.startswith("--") and " " not in option and "=" not in option
        if bare and not word.startswith(("-", "|")):
            pairs[-1] = f"{option} {word}"
        else:
            pairs.append(word)
    return pairs

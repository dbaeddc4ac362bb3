"""Levels in all their spellings."""

from triage.model.events import Level

_NAMES: dict[str, Level] = {
    **dict.fromkeys(("trace", "trc", "trce", "finest", "finer", "verbose", "vrb", "silly", "all", "verb"), Level.TRACE),
    **dict.fromkeys(
        ("debug", "dbg", "dbug", "debg", "fine", "config", "d", "debug1", "debug2", "debug3", "debug4", "debug5"),
        Level.DEBUG,
    ),
    **dict.fromkeys(
        ("info", "inf", "information", "informational", "log", "http", "i", "information:", "normal"), Level.INFO
    ),
    **dict.fromkeys(("notice", "note", "n", "system", "success"), Level.NOTICE),
    **dict.fromkeys(("warning", "warn", "wrn", "w", "deprecated"), Level.WARNING),
    **dict.fromkeys(("error", "err", "erro", "e", "fail", "severe", "eror", "failure", "exception"), Level.ERROR),
    **dict.fromkeys(
        (
            "critical",
            "crit",
            "fatal",
            "ftl",
            "fata",
            "alert",
            "emerg",
            "emergency",
            "panic",
            "f",
            "dpanic",
            "fatl",
            "crt",
            "pani",
        ),
        Level.CRITICAL,
    ),
    **dict.fromkeys(("hinweis", "aviso"), Level.NOTICE),
    **dict.fromkeys(
        (
            "warnung",
            "avertissement",
            "attention",
            "advertencia",
            "avviso",
            "\u043f\u0440\u0435\u0434\u0443\u043f\u0440\u0435\u0436\u0434\u0435\u043d\u0438\u0435",
            "\u8b66\u544a",
        ),
        Level.WARNING,
    ),
    **dict.fromkeys(
        (
            "fehler",
            "erreur",
            "errore",
            "schwerwiegend",
            "grave",
            "\u043e\u0448\u0438\u0431\u043a\u0430",
            "\u9519\u8bef",
            "\u30a8\u30e9\u30fc",
        ),
        Level.ERROR,
    ),
}

LEVEL_WORDS = (
    r"(?i:trace|trc|trce|verbose|vrb|debug|dbg|dbug|info|inf|information|notice|note|warning|warn|wrn|error|err|erro|severe|critical|crit|crt|log"
    r"|hinweis|aviso|warnung|avertissement|advertencia|avviso|fehler|erreur|errore|schwerwiegend"
    r"|grave|\u043e\u0448\u0438\u0431\u043a\u0430|\u043f\u0440\u0435\u0434\u0443\u043f\u0440\u0435\u0436\u0434\u0435\u043d\u0438\u0435|fatal|ftl|fata|alert|emerg|emergency|panic|fail|finest|finer|fine|config|system|success|dpanic)"
)
"""A regular expression's part for the words that stand for a level in a header; without groups."""

_MONOLOG = {
    100: Level.DEBUG, 200: Level.INFO, 250: Level.NOTICE, 300: Level.WARNING, 400: Level.ERROR, 500: Level.CRITICAL, 550: Level.CRITICAL,
    600: Level.CRITICAL,
}  # fmt: skip
_SYSLOG = (
    Level.CRITICAL, Level.CRITICAL, Level.CRITICAL, Level.ERROR, Level.WARNING, Level.NOTICE, Level.INFO, Level.DEBUG,
)  # fmt: skip


def level_from_word(word: str) -> Level | None:
    """The level a word stands for, whatever its case; None for other words."""
    return _NAMES.get(word.strip().lower())


def level_from_number(number: float) -> Level | None:
    """Numeric levels: 10..60 of pino and bunyan, 100..600 of Monolog, 0..7 of syslog, 17..24 of OpenTelemetry is never guessed here."""
    if number >= 100:
        return _MONOLOG.get(int(number))
    if number < 0:
        return Level.DEBUG if number == -4 else None
    if number < 8:
        return _SYSLOG[int(number)]
    steps = (
        (10, Level.TRACE),
        (20, Level.DEBUG),
        (25, Level.INFO),
        (30, Level.INFO),
        (40, Level.WARNING),
        (50, Level.ERROR),
    )
    for bound, level in steps:
        if number <= bound:
            return level
    return Level.CRITICAL if number <= 60 else None


def level_from_severity_number(number: float) -> Level | None:
    """OpenTelemetry's SeverityNumber, 1..24."""
    if not 1 <= number <= 24:
        return None
    return (Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR, Level.CRITICAL)[(int(number) - 1) // 4]

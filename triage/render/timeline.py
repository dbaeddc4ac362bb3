"""The timeline of all findings as positions: lanes, bars, onsets, changes and unread stretches."""

import msgspec

from triage.model.findings import Role, Trend
from triage.model.report import Report, Window
from triage.render.histogram import histogram
from triage.render.outline import Outline
from triage.render.words import ROLE_WORDS, clock, counted, is_timeless, moment

_LANES = 12
_COLUMNS = 120
_CHANGES = 20
_TOP = 26
_LANE = 54
_BAR = 26
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080)
_MINUTE = 60_000


class Bar(msgspec.Struct, frozen=True):
    """Percent of the width, pixels of the height."""

    x: str
    width: str
    y: int
    height: int


class Lane(msgspec.Struct, frozen=True):
    kind: str
    """cause, symptom, other or unknown."""
    label: str
    note: str
    y: int
    baseline: int
    bars: tuple[Bar, ...]
    onset: str
    """Percent; empty where it lies outside the window."""
    first_seen: int
    last_seen: int
    count: int


class Tick(msgspec.Struct, frozen=True):
    x: str
    label: str
    anchor: str


class Stretch(msgspec.Struct, frozen=True):
    """A part of the window that was not read."""

    x: str
    width: str


class Timeline(msgspec.Struct, frozen=True):
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    changes: tuple[Tick, ...]
    unread: tuple[Stretch, ...]
    height: int
    left_out: int
    """Lanes past the bound."""


class _Source(msgspec.Struct, frozen=True):
    kind: str
    label: str
    note: str
    trend: Trend
    first_seen: int
    last_seen: int
    count: int


def timeline(report: Report, plan: Outline) -> Timeline:
    """At most twelve lanes: causes, then what they explain, then the rest, then unknown ones; none without times."""
    sources = [] if is_timeless(report.window) else _sources(report, plan)
    lanes = tuple(_lane(source, at, report.window) for at, source in enumerate(sources[:_LANES]))
    return Timeline(
        lanes,
        _ticks(report.window),
        tuple(
            Tick(_percent(one.timestamp, report.window), f"{clock(one.timestamp, report.window)} {one.what}", "middle")
            for one in report.changes[:_CHANGES]
            if report.window.holds(one.timestamp)
        ),
        _unread(report),
        _TOP + max(1, len(lanes)) * _LANE + 6,
        max(0, len(sources) - _LANES),
    )


def _sources(report: Report, plan: Outline) -> list[_Source]:
    found = []
    for branch in (*plan.leads, *plan.rest):
        for finding in (branch.finding, *branch.folded[:4]):
            kind = {Role.ROOT_CAUSE: "cause", Role.SYMPTOM: "symptom"}.get(finding.role, "other")
            found.append(
                _Source(
                    kind,
                    finding.title,
                    f"{ROLE_WORDS[finding.role]}, {counted(finding.count, 'record')}",
                    finding.trend,
                    finding.first_seen,
                    finding.last_seen,
                    finding.count,
                )
            )
    for one in report.unmatched:
        note = f"Unknown signature, {counted(one.count, 'record')}"
        found.append(_Source("unknown", one.template, note, one.trend, one.first_seen, one.last_seen, one.count))
    return found


def _lane(source: _Source, place: int, window: Window) -> Lane:
    shape = histogram(source.trend, window, _COLUMNS)
    top = _TOP + place * _LANE
    baseline = top + _LANE - 6
    step = 100 / max(1, len(shape.counts))
    bars = []
    for at, count in enumerate(shape.counts):
        if count:
            height = max(2, round(_BAR * count / max(1, shape.most)))
            bars.append(Bar(f"{at * step:.2f}%", f"{step * 0.86:.2f}%", baseline - height, height))
    onset = _percent(source.first_seen, window) if window.holds(source.first_seen) else ""
    label = source.label if len(source.label) <= 110 else source.label[:109] + "…"
    return Lane(
        source.kind,
        label,
        source.note,
        top,
        baseline,
        tuple(bars),
        onset,
        source.first_seen,
        source.last_seen,
        source.count,
    )


def _ticks(window: Window) -> tuple[Tick, ...]:
    """At most six round times, far enough from the edges to be read."""
    span = max(1, window.end - window.start)
    step = next((one * _MINUTE for one in _STEPS if span / (one * _MINUTE) <= 5), max(1, span // 5))
    first = -(-window.start // step) * step
    form = "%H:%M" if span <= 2 * 86_400_000 else "%m-%d %H:%M"
    ticks = []
    for at in range(first, window.end + 1, step):
        share = (at - window.start) / span
        anchor = "start" if share < 0.04 else "end" if share > 0.96 else "middle"
        ticks.append(Tick(_percent(at, window), moment(at).strftime(form), anchor))
    return tuple(ticks[:12])


def _unread(report: Report) -> tuple[Stretch, ...]:
    window = report.window
    stretches = set()
    for gap in report.gaps[:1000]:
        start, end = (gap.start, gap.end) if gap.end > gap.start else (window.start, window.end)
        start, end = max(start, window.start), min(end, window.end)
        if end > start:
            stretches.add((start, end))
    span = max(1, window.end - window.start)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Stretch(_percent(start, window), f"{100 * (end - start) / span:.2f}%") for start, end in merged[:100])


def _percent(timestamp: int, window: Window) -> str:
    span = max(1, window.end - window.start)
    return f"{min(100.0, max(0.0, 100 * (timestamp - window.start) / span)):.2f}%"

"""The conclusion: what is equal and thereby ruled out, what differs, and which difference explains the finding."""

from collections.abc import Iterable, Sequence

import msgspec

from triage.compare.checking import NOT_ASKED, machine_images
from triage.compare.model import (
    CheckPair,
    Conclusion,
    Difference,
    Kind,
    RouteDifference,
    Setting,
    SideFacts,
    Tell,
)
from triage.compare.wording import counted, few, rate_text, route_name, route_text
from triage.model.report import CheckVerdict
from triage.model.rules import Layer, Severity

_FOCUS = ("root_cause", "contributing", "independent")
_RULED, _BLAMED, _OPEN = CheckVerdict.RULED_OUT, CheckVerdict.IMPLICATED, CheckVerdict.UNKNOWN
_A_SIDE = (Tell.ONLY_A, Tell.MORE_A)
_B_SIDE = (Tell.ONLY_B, Tell.MORE_B)
_LIKELY_BY_CHANCE = 0.05
_MOST_LINES = 6
_SHORT = 110


class Evidence(msgspec.Struct, frozen=True):
    """Everything the conclusion is drawn from."""

    kind: Kind
    a: SideFacts
    b: SideFacts
    findings: tuple[Difference, ...]
    signatures: tuple[Difference, ...]
    routes: tuple[RouteDifference, ...]
    settings: tuple[Setting, ...]
    checks: tuple[CheckPair, ...]
    entities: dict[str, dict[str, tuple[str, ...]]]
    """Id of a finding of either side -> what it names."""
    paths: dict[str, str]
    """Id of a finding of A -> the route that fails with it, as the rows name it."""


def conclude(e: Evidence) -> Conclusion:
    """Sentences in the order in which a responder needs them."""
    focus = focus_of(e.findings)
    image = _equal_images(e.settings)
    explaining = _explaining_settings(e, focus)
    blamed = [row for row in e.checks if _told_apart(row)]
    return Conclusion(
        headline=_headline(e, focus),
        only=tuple(_apart(e, focus)),
        ruled_out=tuple(_ruled_out(e, image)),
        explains=tuple(_explains(e, focus, image, explaining, blamed)),
        not_explaining=tuple(_not_explaining(e, explaining)),
        unsure=tuple(_unsure(e, focus)),
    )


def focus_of(findings: Sequence[Difference]) -> Difference | None:
    """The cause that tells the sides apart: A's before B's."""
    for tells in (_A_SIDE, _B_SIDE):
        for role in _FOCUS:
            for one in findings:
                mine = one.role_a if tells is _A_SIDE else one.role_b
                if one.tell in tells and mine == role and (role != "independent" or one.severity >= 3):
                    return one
    return None


def leading(findings: Sequence[Difference]) -> str:
    """The id of the finding that the conclusion is about, as its own side's report names it; empty without one."""
    focus = focus_of(findings)
    if focus is None:
        return ""
    return focus.finding_a if focus.tell in _A_SIDE else focus.finding_b


def _headline(e: Evidence, focus: Difference | None) -> str:
    empty = [side.label for side in (e.a, e.b) if not side.events]
    if empty:
        return f"{' and '.join(empty)} {'have' if len(empty) > 1 else 'has'} no data: nothing can be told apart"
    if focus is not None:
        side = e.a if focus.tell in _A_SIDE else e.b
        other = e.b if side is e.a else e.a
        if focus.tell not in (Tell.ONLY_A, Tell.ONLY_B):
            word = "more often in"
        else:
            word = "only in" if other.complete else "in"
        return f"{focus.title}: {word} {side.label}, {_state_of(other)}"
    open_errors = [one for one in e.signatures if one.is_error and one.tell is not Tell.SAME]
    if open_errors:
        return f"{counted(len(open_errors), 'unknown error')} tell the two apart; no known cause does"
    effects = [one for one in e.findings if one.tell is not Tell.SAME and one.severity >= Severity.MEDIUM]
    if effects:
        side, other = (e.a, e.b) if effects[0].tell in _A_SIDE else (e.b, e.a)
        return f"{effects[0].title}: in {side.label}, {_state_of(other)}; no cause of it is known"
    shared = [one for one in e.findings if "root_cause" in (one.role_a, one.role_b)]
    if shared:
        return f"Both show it: {shared[0].title}; what differs between them is not its cause"
    failing = [row for row in e.routes if row.tell is not Tell.SAME]
    if failing:
        return f"{counted(len(failing), 'route')} fail on one side more than on the other; no known cause does"
    return f"No fault tells {e.a.label} and {e.b.label} apart"


def _state_of(side: SideFacts) -> str:
    status = side.verdict.status.value
    if not side.complete:
        return f"{side.label} was not read whole"
    if status == "healthy":
        return f"{side.label} is healthy"
    return f"{side.label} has other errors"


def _apart(e: Evidence, focus: Difference | None) -> Iterable[str]:
    if focus is not None:
        yield f"{focus.title} ({rate_text(focus.rate, e.a.label, e.b.label)})"
    others = [one for one in (*e.findings, *e.signatures) if one is not focus and one.tell is not Tell.SAME]
    telling = [one for one in others if "root_cause" in (one.role_a, one.role_b) or (not one.rule_id and one.is_error)]
    for one in telling[:_MOST_LINES]:
        yield f"{one.title} ({rate_text(one.rate, e.a.label, e.b.label)})"
    more = [one for one in others if one not in telling and "symptom" in (one.role_a, one.role_b)]
    if more:
        yield f"{counted(len(more), 'symptom')} beside it: {few([one.title for one in more])}"
    failing: dict[str, RouteDifference] = {}
    for row in e.routes:
        if row.tell is not Tell.SAME:
            failing.setdefault(route_name(row), row)
    for row in list(failing.values())[:_MOST_LINES]:
        yield route_text(row, e.a.label, e.b.label)


def _equal_images(settings: Sequence[Setting]) -> list[Setting]:
    return [row for row in settings if row.kind == "image" and row.same and row.name == "digest"]


def _ruled_out(e: Evidence, images: Sequence[Setting]) -> Iterable[str]:
    if images:
        names = few([row.place.rsplit(" / ", 1)[-1] for row in images])
        yield f"The image: {names} run the same digest in both, so the code is equal"
    tags = [row for row in e.settings if row.kind == "image" and row.same and row.name == "tag"]
    if tags:
        yield f"The image's name: {few([row.place.rsplit(' / ', 1)[-1] for row in tags])} name the same tag in both"
    sizes = [row for row in e.settings if row.kind == "size"]
    if sizes and all(row.same for row in sizes):
        yield "CPU and memory of the tasks: equal"
    for kind, says, how in (("variable", "environment variable", ""), ("secret", "secret", " by name")):
        rows = [row for row in e.settings if row.kind == kind]
        equal = [row for row in rows if row.same or (kind == "secret" and row.only_names)]
        if equal:
            yield f"{len(equal)} of {counted(len(rows), says)} equal{how}: {few([row.name for row in equal], 6)}"
    for pair in e.checks:
        if pair.verdict_a is _RULED and pair.verdict_b is _RULED and not _images_differ(pair):
            yield f"{pair.hypothesis}: ruled out in both ({_short(pair.finding_a)})"
    fine = [row for row in e.routes if not row.failed_a and not row.failed_b and row.answered_a and row.answered_b]
    if fine:
        yield f"Routes that answer in both: {few([route_name(row) for row in fine], 4)}"


def _explaining_settings(e: Evidence, focus: Difference | None) -> list[tuple[Setting, str, str]]:
    """(setting, entity, value): settings that differ and name something of the finding."""
    if focus is None:
        return []
    on_a = focus.tell in _A_SIDE
    entities = e.entities.get(focus.finding_a if on_a else focus.finding_b, {})
    found = []
    for row in e.settings:
        held = () if row.same else row.names_a if on_a else row.names_b
        match = next(((name, value) for name, value in held if value in entities.get(name, ())), None)
        if match:
            found.append((row, *match))
    return found


def _explains(
    e: Evidence,
    focus: Difference | None,
    images: Sequence[Setting],
    settings: Sequence[tuple[Setting, str, str]],
    blamed: Sequence[CheckPair],
) -> Iterable[str]:
    if focus is None:
        return
    side, other = (e.a, e.b) if focus.tell in _A_SIDE else (e.b, e.a)
    for row, entity, value in settings:
        shown = (row.a, row.b) if side is e.a else (row.b, row.a)
        yield (
            f"{row.name} is {shown[0]} in {side.label} and {shown[1]} in {other.label}: it names the {entity} {value} "
            f"of the finding"
        )
    for pair in blamed:
        yield f"{pair.hypothesis}, in {side.label} alone: {pair.finding_a if side is e.a else pair.finding_b}"
    if images and settings and focus.layer is Layer.DATA:
        name = ", ".join(sorted({value for _, _, value in settings}))
        yield f"The same code works in {other.label}: what differs is what {name} holds, not what is deployed"
    elif images and not settings and not blamed:
        yield (
            f"No difference of settings names anything of the finding; the code is equal, so look at what "
            f"{side.label} alone holds or is asked: data, traffic, the services behind it"
        )
    changed = [row for row in e.settings if row.kind == "image" and not row.same]
    if changed:
        yield (
            f"The image differs ({few([row.place.rsplit(' / ', 1)[-1] for row in changed])}): a change of the code may "
            f"explain it; this comparison cannot say that it does"
        )


def _told_apart(pair: CheckPair) -> bool:
    """One hypothesis that holds on one side and is ruled out on the other."""
    return {pair.verdict_a, pair.verdict_b} == {_RULED, _BLAMED}


def _images_differ(pair: CheckPair) -> bool:
    return machine_images(pair.finding_a) != machine_images(pair.finding_b)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _not_explaining(e: Evidence, explaining: Sequence[tuple[Setting, str, str]]) -> Iterable[str]:
    for pair in e.checks:
        mine, theirs, shared = _apart_from(pair.finding_a, pair.finding_b)
        both = f"{e.a.label}: {mine}. {e.b.label}: {theirs}{shared}"
        if pair.verdict_a is pair.verdict_b and pair.verdict_a in (_RULED, _BLAMED) and _images_differ(pair):
            ids = " / ".join(few(machine_images(text)) or "none" for text in (pair.finding_a, pair.finding_b))
            yield f"AMI ids differ ({ids}), and both are found alike: they explain nothing that one alone shows. {both}"
        elif pair.verdict_a is _BLAMED and pair.verdict_b is _BLAMED:
            yield f"{pair.hypothesis}: true of both, so it explains nothing that one alone shows. {both}"
    named = {row.name for row, _, _ in explaining}
    rest = [row for row in e.settings if not row.same and row.name not in named and row.kind in ("variable", "secret")]
    expected = [row.name for row in rest if row.only_names]
    if expected:
        yield f"{few(expected, 6)}: different by the names of the two environments alone, as is to be expected"
    other = [row for row in rest if not row.only_names]
    if other:
        told = few([f"{row.name} ({row.a} / {row.b})" for row in other], 4)
        yield f"{told}: different, and named by no finding"


def _apart_from(one: str, two: str) -> tuple[str, str, str]:
    """Two findings without the reason in brackets that both end with, and that reason."""
    left, right = one.rfind(" ("), two.rfind(" (")
    if min(left, right) < 0 or one[left:] != two[right:]:
        return one, two, ""
    return one[:left], two[:right], f". Of both: {one[left + 2 :].removesuffix(')')}"


def _unsure(e: Evidence, focus: Difference | None) -> Iterable[str]:
    for side in (e.a, e.b):
        if not side.complete:
            gaps = counted(len(side.gaps), "gap")
            yield f"{side.label} could not be read whole ({gaps}): absence there proves nothing"
        elif not side.events:
            yield f"{side.label} has no events in the window: absence there proves nothing"
    if focus is not None and focus.tell in (Tell.ONLY_A, Tell.ONLY_B):
        yield from _weak_absence(e, focus)
    asked = [pair for pair in e.checks if NOT_ASKED not in (pair.finding_a, pair.finding_b)]
    unknown = [one for one in asked if one.verdict_a is _OPEN or (one.verdict_b is _OPEN and one.verdict_a is _BLAMED)]
    for pair in unknown[:_MOST_LINES]:
        yield f"{pair.hypothesis}: {_short(pair.finding_a if pair.verdict_a is _OPEN else pair.finding_b)}"
    if len(unknown) > _MOST_LINES:
        yield f"and {len(unknown) - _MOST_LINES} more checks"
    if e.kind is Kind.WINDOWS:
        yield "Task definitions and infrastructure are as they are now; how they were in the baseline is not known"


def _weak_absence(e: Evidence, focus: Difference) -> Iterable[str]:
    on_a = focus.tell is Tell.ONLY_A
    other = e.b if on_a else e.a
    path = e.paths.get(focus.finding_a if on_a else focus.finding_b, "")
    row = next((row for row in e.routes if route_name(row) == path), None) if path else None
    asked = (row.answered_b + row.failed_b if on_a else row.answered_a + row.failed_a) if row else None
    if path and not asked and other.requests:
        yield f"Nobody asked for {path} in {other.label}: that it shows no fault there proves little"
    elif focus.rate.p > _LIKELY_BY_CHANCE:
        yield f"So few records may be missing in {other.label} by chance (p {focus.rate.p:.2f})"

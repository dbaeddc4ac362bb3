"""The postmortem form: summary, impact, timeline, detection, causes, resolution, lessons, actions, evidence."""

from triage.model.report import Change
from triage.postmortem import drafts, facts, journey, proofs, records
from triage.postmortem.case import Case
from triage.postmortem.document import Auto, Block, Document, Human, Line, Section, line, paragraph
from triage.postmortem.document import facts as fact_table
from triage.render.words import duration, iso, number

_ALARMS = ("alarm", "cloudwatch alarm")


def document(case: Case) -> Document:
    """All sections, in the order in which they are read."""
    return Document("postmortem", "Postmortem", (_head(case), *_what(case), *_why(case), *_next(case)))


def _head(case: Case) -> Section:
    return Section(
        "Summary",
        (
            Auto("summary", (*facts.identity(case), proofs.of_runs(case))),
            Human("summary.words", "one paragraph: what happened, to whom, for how long, and what ended it"),
            Human("owner", "who answers for this document (a role, not a name), and its status: draft or reviewed"),
        ),
    )


def _what(case: Case) -> tuple[Section, ...]:
    return (
        Section(
            "Impact",
            (
                Auto("impact", (*_impact(case), *facts.symptoms(case), proofs.matches(case))),
                Human("impact.users", "users, money, what they saw; log records are not users"),
            ),
        ),
        Section(
            "Timeline",
            (
                Auto("timeline", tuple(records.timeline(case))),
                Human("timeline.people", "decisions and actions (UTC, roles), and what was believed at the time"),
            ),
        ),
        Section(
            "Detection",
            (
                Auto("detection", (_detection(case), proofs.of_runs(case))),
                Human("detection.how", "how it was noticed, and how it could have been noticed sooner"),
            ),
        ),
    )


def _impact(case: Case) -> list[Block]:
    coverage = case.report.coverage
    rows: list[tuple[str, Line]] = [("Error records in the window", line(number(coverage.error_records)))]
    if case.lead is not None:
        length = duration(case.last_seen - case.first_seen)
        rows += [
            ("Records of the cause", line(number(case.lead.count))),
            ("From first to last match", line(length)),
            ("Services", line(number(len({*case.lead.services, *(s for one in case.symptoms for s in one.services)})))),
            ("Tasks", line(number(len(case.lead.tasks))) if case.lead.tasks else ()),
        ]
    return [fact_table(rows)]


def _detection(case: Case) -> Block:
    if case.lead is None:
        return paragraph(facts.NO_CAUSE)
    if case.detected_at:
        lag = case.detected_at - case.first_seen
        order = "after" if lag >= 0 else "before"
        return paragraph(f"Detected at {iso(case.detected_at)}, {duration(abs(lag))} {order} the first match.")
    alarm = next((one for one in case.changes if _is_alarm(one) and one.timestamp >= case.first_seen), None)
    if alarm is not None:
        lag = alarm.timestamp - case.first_seen
        return paragraph(f"First alarm {duration(lag)} after the first match: {alarm.what} at {iso(alarm.timestamp)}.")
    return paragraph("Lag from the first match: unknown. Give --detected-at TIME where it is known.")


def _is_alarm(change: Change) -> bool:
    return change.source.lower() in _ALARMS or change.what.lower().startswith("alarm")


def _why(case: Case) -> tuple[Section, ...]:
    return (
        Section("Smoking gun", (Auto("smoking-gun", tuple(facts.smoking_gun(case))),)),
        Section(
            "Trigger and contributing factors",
            (
                Auto("cause", tuple(facts.cause(case))),
                Auto("factors", tuple(facts.hints(case))),
                Auto("checks", tuple(records.checklist(case))),
                Human("factors.judgement", "trigger and contributing factors; more than one factor is normal"),
            ),
        ),
        Section(
            "Resolution and verification",
            (
                Auto("resolution", tuple(facts.resolution(case))),
                Human("resolution.done", "what was done, by which role, when (UTC), and why it worked"),
                Auto("verification", tuple(facts.verification(case))),
            ),
        ),
    )


def _next(case: Case) -> tuple[Section, ...]:
    return (
        Section(
            "Lessons",
            (
                Auto("lessons", tuple(journey.lessons(case))),
                Human("lessons.people", "what went well, what went badly, where we were lucky"),
            ),
        ),
        Section(
            "Actions",
            (
                Auto("actions", (*drafts.actions(case), proofs.of_runs(case))),
                Auto("actions.alarm", tuple(drafts.alarm(case))),
                Human("actions.people", "each action with an owner (a role), a due date and a ticket"),
            ),
        ),
        Section(
            "Evidence",
            (
                Auto("evidence", tuple(records.evidence(case))),
                Human("evidence.links", "links to dashboards, tickets, the incident channel", required=False),
            ),
        ),
    )

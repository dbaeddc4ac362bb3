"""The case study: the incident as a journey from confusion to cause, for people who were not there."""

from triage.model.rules import Layer
from triage.postmortem import drafts, facts, journey, proofs, records
from triage.postmortem.case import Case
from triage.postmortem.document import Auto, Document, Human, Section


def document(case: Case) -> Document:
    """All sections, in the order in which they are read."""
    return Document("case-study", "Case study", (_head(case), *_story(case), *_after(case)))


def _head(case: Case) -> Section:
    return Section(
        "",
        (
            Auto("head", (*facts.identity(case), proofs.of_runs(case))),
            Human("owner", "who answers for this document (a role, not a name), and its status: draft or reviewed"),
        ),
    )


def _story(case: Case) -> tuple[Section, ...]:
    phases: list[Auto | Human] = []
    for layer in Layer:
        phases.append(Auto(f"journey.{layer.value}", tuple(journey.phase(case, layer))))
        prompt = f"what people tried in the {layer.value}, why, and how long it took"
        phases.append(Human(f"journey.{layer.value}.people", prompt, required=False))
    return (
        Section(
            "Problem and symptoms",
            (
                Auto("problem", (*facts.symptoms(case), proofs.matches(case))),
                Human("problem.users", "what users saw, how many, and for how long; log records are not users"),
            ),
        ),
        Section(
            "Confusion",
            (
                Auto("confusion", tuple(journey.confusion(case))),
                Human("confusion.believed", "what was believed at the time, and what made it plausible"),
            ),
        ),
        Section("Journey", tuple(phases)),
        Section("Smoking gun", (Auto("smoking-gun", tuple(facts.smoking_gun(case))),)),
        Section(
            "Root cause",
            (
                Auto("root-cause", tuple(facts.cause(case))),
                Human("root-cause.judgement", "the root cause in your own words, and what it was mistaken for"),
            ),
        ),
        Section(
            "Why it happened",
            (
                Auto("why", tuple(facts.hints(case))),
                Human("why.judgement", "which of these it was, and what else contributed; several factors are normal"),
            ),
        ),
    )


def _after(case: Case) -> tuple[Section, ...]:
    return (
        Section(
            "Resolution",
            (
                Auto("resolution", tuple(facts.resolution(case))),
                Human("resolution.done", "what was done, by which role, when (UTC), and why it worked"),
            ),
        ),
        Section(
            "Verification",
            (
                Auto("verification", tuple(facts.verification(case))),
                Human("verification.seen", "what else showed that users are served again", required=False),
            ),
        ),
        Section(
            "Lessons",
            (
                Auto("lessons", tuple(journey.lessons(case))),
                Human("lessons.people", "what went well, what went badly, where we were lucky"),
            ),
        ),
        Section(
            "Prevention",
            (
                Auto("prevention", (*drafts.actions(case), proofs.of_runs(case))),
                Human("prevention.actions", "each action with an owner (a role), a due date and a ticket"),
            ),
        ),
        Section("Prevention: pipeline step", (Auto("prevention.pipeline", tuple(drafts.pipeline(case))),)),
        Section(
            "Prevention: database health check", (Auto("prevention.health-check", tuple(drafts.health_check(case))),)
        ),
        Section("Prevention: promotion checklist", (Auto("prevention.promotion", tuple(drafts.promotion_list(case))),)),
        Section("Prevention: alarm", (Auto("prevention.alarm", tuple(drafts.alarm(case))),)),
        Section("Checklist", (Auto("checklist", tuple(records.checklist(case))),)),
        Section(
            "Evidence",
            (
                Auto("evidence", tuple(records.evidence(case))),
                Human("evidence.links", "links to dashboards, tickets, the incident channel", required=False),
            ),
        ),
    )

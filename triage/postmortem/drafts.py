"""Drafts of prevention: pipeline step, health check, promotion checklist and alarm, made from the case."""

from triage.postmortem import proofs
from triage.postmortem.alarm import WHY_A_FILTER, pattern_of, terraform
from triage.postmortem.case import Case
from triage.postmortem.document import Block, Code, Item, Items, Mark, Mono, Table, bullets, line, paragraph
from triage.postmortem.prevention import health_query, pipeline_step, promotion
from triage.render.words import number


def actions(case: Case) -> list[Block]:
    """Prevention as the rule knows it, as drafts."""
    found = case.lead.prevention if case.lead else ()
    if not found:
        return [paragraph("The rule names no prevention of its own; the drafts below are made from this case.")]
    rows = tuple((line(one.kind), line(one.text.replace("`", ""))) for one in found)
    return [Table(("Kind", "Draft"), rows)]


def pipeline(case: Case) -> list[Block]:
    said = [one.text for one in (case.lead.prevention if case.lead else ()) if one.kind == "ci"]
    blocks: list[Block] = [bullets(*(line(text) for text in said))] if said else []
    return [*blocks, Code(pipeline_step(case), "yaml"), proofs.of_runs(case)]


def health_check(case: Case) -> list[Block]:
    """A database check where the fault is in the data layer, else what the failing paths show."""
    said = [one.text for one in (case.lead.prevention if case.lead else ()) if one.kind == "health-check"]
    blocks: list[Block] = [bullets(*(line(text) for text in said))] if said else []
    query = health_query(case)
    if query is not None:
        what = f"Readiness makes sure that {query[0]}: the task is not ready while the answer is 0, an error, or late."
        blocks += [paragraph(what), Code(query[1], "sql")]
        blocks.append(paragraph("Keep it out of the liveness check: restarting a task mends no database."))
    else:
        blocks.append(
            paragraph("No query of a health check would have shown this fault: no database check is generated.")
        )
    if case.told_apart:
        quiet, loud = case.told_apart
        blocks.append(
            paragraph(
                Mono(quiet.name),
                f"was answered {number(quiet.answered.count)} times without a failure while",
                Mono(loud.name),
                f"failed {number(loud.failed.count)} times: a check on the first says nothing about the second.",
            )
        )
    return [*blocks, proofs.of_runs(case)]


def promotion_list(case: Case) -> list[Block]:
    return [Items(tuple(Item(one, Mark.OPEN) for one in promotion(case))), proofs.of_runs(case)]


def alarm(case: Case) -> list[Block]:
    """Terraform of an alarm that can fire, how well it fits, and why it takes a filter."""
    pattern = pattern_of(case)
    blocks: list[Block] = []
    if pattern is None or case.lead is None:
        blocks.append(paragraph("No filter pattern on single log events stands for this fault: no alarm is generated."))
    else:
        fit = f"It fires on the proof above, on {pattern.recognised} of the {pattern.examples} examples of the rule, "
        fit += f"and on {pattern.wrong} of the {pattern.counter_examples} texts that are something else."
        blocks.append(paragraph("Metric filter and alarm. The pattern:", Mono(pattern.text)))
        blocks.append(paragraph(fit, "A filter sees single events, and upper and lower case as they are."))
        blocks.append(paragraph(WHY_A_FILTER))
        blocks.append(Code(terraform(case, pattern), "hcl"))
        blocks.append(paragraph("It fires on the first match: raise the threshold where single ones are normal."))
    return [*blocks, proofs.matches(case)]

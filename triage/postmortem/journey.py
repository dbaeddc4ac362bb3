"""The journey of the case study: each layer's hypotheses, how they were tested, and what came out."""

from triage.model.report import Check, CheckVerdict
from triage.model.rules import Layer, StepKind
from triage.postmortem import proofs
from triage.postmortem.case import Case
from triage.postmortem.document import Block, Code, Heading, Line, Mono, Strong, bullets, line, paragraph
from triage.postmortem.facts import NO_CAUSE
from triage.render.words import CHECK_WORDS, counted, iso, number

_FEW = 2
"""With fewer checks of a layer, the document says what was not looked at."""
_RULED_OUT = 6
_UNCHECKED = {
    Layer.INFRASTRUCTURE: (
        "service counts, deployments, stopped tasks, target health, machine images, security groups, database instance",
        (
            ("services and their deployments", "aws ecs describe-services", "cluster and service"),
            ("health of the targets", "aws elbv2 describe-target-health", "target group"),
            ("state of the database instances", "aws rds describe-db-instances", ""),
        ),
    ),
    Layer.APPLICATION: (
        "task definition against a baseline, image, environment variables, container health",
        (
            ("the live task definition", "aws ecs describe-task-definition", "task definition"),
            ("tasks that stopped", "aws ecs list-tasks --desired-status STOPPED", "cluster"),
        ),
    ),
    Layer.DATA: ("what the database itself says about schema, tables and rows", ()),
}


def phase(case: Case, layer: Layer) -> list[Block]:
    """Every check of a layer as hypothesis, investigation, finding and action."""
    phase_number = list(Layer).index(layer) + 1
    blocks: list[Block] = [Heading(f"Phase {phase_number}: {layer.value}")]
    entries = [_entry(one.hypothesis, one.command, _finding(one), line(_action(one))) for one in case.checks_of(layer)]
    if case.lead is not None and case.lead.layer is layer:
        entries.append(_logs(case))
    for step, entry in enumerate(entries, 1):
        blocks += [Heading(f"Step {phase_number}.{step}", 4), *entry]
    if len(case.checks_of(layer)) < _FEW:
        blocks += _not_checked(case, layer)
    return [*blocks, proofs.of_runs(case)]


def _entry(hypothesis: str, command: str, finding: Line, action: Line) -> list[Block]:
    found: list[Block] = [paragraph(Strong("Hypothesis:"), hypothesis)]
    if command:
        found += [paragraph(Strong("Investigation:")), Code(command, "sh")]
    return [*found, paragraph(Strong("Finding:"), *finding), paragraph(Strong("Action:"), *action)]


def _finding(check: Check) -> Line:
    return line(Strong(f"{CHECK_WORDS[check.verdict]}:"), check.finding, f"({check.reason})" if check.reason else "")


def _action(check: Check) -> str:
    match check.verdict:
        case CheckVerdict.RULED_OUT:
            return "Left behind: the fault is somewhere else."
        case CheckVerdict.IMPLICATED:
            return "Followed: see the root cause and the resolution."
        case CheckVerdict.NOT_APPLICABLE:
            return "Skipped: it does not apply here."
        case CheckVerdict.UNKNOWN:
            return "Open: run the command with an identity that may, or ask who can."


def _logs(case: Case) -> list[Block]:
    """Reading the logs as one more hypothesis of the layer that is at fault."""
    assert case.lead is not None
    lead = case.lead
    command = proofs.read_again(case.primary) or f"triage report {case.primary.id}"
    services = tuple(Mono(one) for one in lead.services[:4])
    finding = (*line(f"{lead.title}: {counted(lead.count, 'record')}, first {iso(case.first_seen)}, in"), *services)
    steps = case.commands(StepKind.INSPECT)
    action = f"Next: {steps[0][0]}." if steps else "Followed: see the root cause."
    blocks = _entry("The logs name the fault", command, finding, line(action))
    if steps:
        blocks.append(Code(steps[0][1], "sh"))
    return blocks


def _not_checked(case: Case, layer: Layer) -> list[Block]:
    what, commands = _UNCHECKED[layer]
    count = len(case.checks_of(layer))
    said = (
        f"The saved runs hold {counted(count, 'check')} of this layer."
        if count
        else "The saved runs hold no check of this layer."
    )
    blocks: list[Block] = [
        Heading("Not checked", 4),
        paragraph(said, f"Among what it has: {what}. That is not the same as fine."),
    ]
    own = [
        (title, command)
        for title, command in case.commands(StepKind.INSPECT)
        if case.lead is not None and case.lead.layer is layer
    ]
    if own:
        blocks.append(paragraph("Read-only commands that would tell:"))
        blocks += [Code(command, "sh") for _, command in own]
    elif commands:
        blocks.append(paragraph("Read-only commands that would tell:"))
        blocks.append(
            bullets(
                *(line(f"{title}:", Mono(text), f"(needs {needs})" if needs else "") for title, text, needs in commands)
            )
        )
    return blocks


def confusion(case: Case) -> list[Block]:
    """What pointed elsewhere: where it showed, what looked fine, what was ruled out."""
    lead = case.lead
    if lead is None:
        return [paragraph(NO_CAUSE), proofs.of_runs(case)]
    found: list[Line] = []
    elsewhere = sorted({service for one in case.symptoms for service in one.services} - set(lead.services))
    if elsewhere:
        found.append(
            line("It showed in", *map(Mono, elsewhere[:5]), "while its cause is in", *map(Mono, lead.services[:5]), ".")
        )
    for title in dict.fromkeys(one.title for one in case.symptoms[:8]):
        count = sum(one.count for one in case.symptoms if one.title == title)
        found.append(
            line(f"Seen first by users and dashboards: {title} ({counted(count, 'record')}). It is a symptom.")
        )
    for route in case.answering[:3]:
        path, count = Mono(route.name), route.answered.count
        found.append(line(path, f"was answered {number(count)} times without a failure: it looked healthy."))
    clean = [check for check in case.checks if check.verdict is CheckVerdict.RULED_OUT]
    for check in clean[:_RULED_OUT]:
        found.append(line(f"Plausible, and ruled out: {check.hypothesis} ({check.finding})."))
    if len(clean) > _RULED_OUT:
        found.append(line(f"And {len(clean) - _RULED_OUT} more hypotheses that were ruled out: see the journey."))
    blocks: list[Block] = [bullets(*found)] if found else [paragraph("Nothing in what was read pointed elsewhere.")]
    if lead.explain:
        blocks.append(paragraph(lead.explain))
    return [*blocks, proofs.of_runs(case)]


def lessons(case: Case) -> list[Block]:
    """Lessons that the facts themselves carry."""
    found: list[Line] = []
    lead = case.lead
    infrastructure = [one for one in case.checks_of(Layer.INFRASTRUCTURE) if one.verdict is CheckVerdict.RULED_OUT]
    if lead is not None and lead.layer is not None and lead.layer is not Layer.INFRASTRUCTURE and infrastructure:
        found.append(
            line(
                f"{counted(len(infrastructure), 'check')} of the infrastructure came out clean while the "
                f"{lead.layer.value} layer was at fault: infrastructure that is alike does not make applications alike."
            )
        )
    if case.proof is not None and case.proof.log_stream:
        found.append(
            line(
                "One line named the cause. Where to look first next time:",
                Mono(case.proof.log_group),
                Mono(case.proof.log_stream),
            )
        )
    if case.told_apart:
        found.append(
            line(
                "Paths that need nothing of what was broken kept answering: a health check on one of them stays green."
            )
        )
    for _, gap in case.gaps[:5]:
        found.append(line(f"Not everything could be read: {gap.scope}: {gap.reason}"))
    if not found:
        found.append(line("The facts alone carry no lesson."))
    return [bullets(*found), proofs.of_runs(case)]

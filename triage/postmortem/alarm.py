"""The alarm that can fire: a metric filter on the log group and an alarm on its metric, as Terraform."""

from triage.authoring.export.terraform import alarm
from triage.postmortem.case import Case
from triage.ruleset.filter_pattern import FilterPattern, filter_pattern

WHY_A_FILTER = (
    "What an application writes becomes a metric only through a filter on its log group: no metric that ECS publishes "
    "(the namespaces AWS/ECS and ECS/ContainerInsights) counts errors."
)


def pattern_of(case: Case) -> FilterPattern | None:
    """The pattern of the leading finding's rule, in the words of its proof."""
    if case.rule is None or case.proof is None:
        return None
    return filter_pattern(case.rule, case.proof.message, case.proof.span)


def terraform(case: Case, pattern: FilterPattern) -> str:
    """A metric filter and an alarm; ready to apply but for the topic that the alarm notifies."""
    assert case.lead is not None
    group = case.proof.log_group if case.proof else ""
    return alarm(f"{case.environment} {case.lead.rule_id}", group, pattern.text, case.lead.title)

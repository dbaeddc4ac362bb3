"""The alarm that can fire: a metric filter on the log group and an alarm on its metric, as Terraform."""

import re

from triage.postmortem.case import Case
from triage.postmortem.filter_pattern import FilterPattern, filter_pattern

NAMESPACE = "Triage"
WHY_NOT_ECS = (
    "An alarm on a metric Errors in the namespace AWS/ECS can never fire: ECS publishes CPU, memory, reservation and "
    "Service Connect figures there, and no metric of that name. CloudWatch accepts the alarm and leaves it without "
    "data. What an application writes becomes a metric only through a filter on its log group."
)


def pattern_of(case: Case) -> FilterPattern | None:
    """The pattern of the leading finding's rule, in the words of its proof."""
    if case.rule is None or case.proof is None:
        return None
    return filter_pattern(case.rule, case.proof.message, case.proof.span)


def terraform(case: Case, pattern: FilterPattern) -> str:
    """A metric filter and an alarm; ready to apply but for the topic that the alarm notifies."""
    assert case.lead is not None
    name = slug(f"{case.environment} {case.lead.rule_id}")
    group = case.proof.log_group if case.proof else ""
    return f"""\
resource "aws_cloudwatch_log_metric_filter" "{name.replace("-", "_")}" {{
  name           = {hcl(name)}
  log_group_name = {hcl(group or "LOG_GROUP")}
  pattern        = {hcl(pattern.text)}

  metric_transformation {{
    name          = {hcl(name)}
    namespace     = {hcl(NAMESPACE)}
    value         = "1"
    default_value = "0"
  }}
}}

resource "aws_cloudwatch_metric_alarm" "{name.replace("-", "_")}" {{
  alarm_name          = {hcl(name)}
  alarm_description   = {hcl(case.lead.title[:200])}
  namespace           = {hcl(NAMESPACE)}
  metric_name         = {hcl(name)}
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
}}

variable "alarm_topic_arn" {{
  type        = string
  description = "SNS topic that reaches the person on call"
}}
"""


def slug(text: str) -> str:
    """Lower case letters, digits and single hyphens, beginning with a letter."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()[:200]).strip("-")
    return plain if plain[:1].isalpha() else f"fault-{plain}".rstrip("-")


def hcl(text: str) -> str:
    """A quoted template of Terraform in which nothing is evaluated."""
    shown = "".join(_hcl_character(character) for character in text)
    return '"' + shown.replace("${", "$${").replace("%{", "%%{") + '"'


def _hcl_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable() and character.isascii():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

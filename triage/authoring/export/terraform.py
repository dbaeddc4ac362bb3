"""A metric filter and an alarm on its metric, as Terraform; ready to apply but for the topic to notify."""

import re

NAMESPACE = "Triage"


def alarm(name: str, log_group: str, pattern: str, description: str) -> str:
    """Both resources and the variables they need; without a log group that is a variable as well.

    `name` becomes a slug, and is the name of filter, metric and alarm."""
    plain = slug(name)
    group = hcl(log_group) if log_group else "var.log_group_name"
    return f"""\
resource "aws_cloudwatch_log_metric_filter" "{plain.replace("-", "_")}" {{
  name           = {hcl(plain)}
  log_group_name = {group}
  pattern        = {hcl(pattern)}

  metric_transformation {{
    name          = {hcl(plain)}
    namespace     = {hcl(NAMESPACE)}
    value         = "1"
    default_value = "0"
  }}
}}

resource "aws_cloudwatch_metric_alarm" "{plain.replace("-", "_")}" {{
  alarm_name          = {hcl(plain)}
  alarm_description   = {hcl(description[:200])}
  namespace           = {hcl(NAMESPACE)}
  metric_name         = {hcl(plain)}
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
{"" if log_group else _GROUP}"""


_GROUP = """
variable "log_group_name" {
  type        = string
  description = "Log group of the service"
}
"""


def slug(text: str) -> str:
    """Lower case letters, digits and single hyphens, beginning with a letter."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()[:200]).strip("-")
    return plain if plain[:1].isalpha() else f"fault-{plain}".rstrip("-")


def hcl(text: str) -> str:
    """A quoted template of Terraform in which nothing is evaluated."""
    shown = "".join(_character(character) for character in text)
    return '"' + shown.replace("${", "$${").replace("%{", "%%{") + '"'


def _character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable() and character.isascii():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

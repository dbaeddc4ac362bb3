"""Address of a log event in the CloudWatch console."""

import re
from urllib.parse import quote

from triage.model.findings import Evidence, Source
from triage.model.report import Target

_REGION = re.compile(r"[a-z]{2}(-[a-z]{1,16}){1,4}-\d{1,2}", re.ASCII)


def console_link(evidence: Evidence, target: Target) -> str:
    """An https address of AWS, or nothing where the event was not read from CloudWatch in a known Region."""
    if evidence.source is not Source.LOGS or target.source == "files" or not evidence.log_group:
        return ""
    if not _REGION.fullmatch(target.region):
        return ""
    host, place = _host(target.region), f"home?region={target.region}#logsV2:log-groups/log-group/"
    place += _twice(evidence.log_group)
    if evidence.log_stream:
        place += f"/log-events/{_twice(evidence.log_stream)}$3Fstart$3D{max(0, evidence.timestamp - 1000)}"
    return f"https://{host}/cloudwatch/{place}"


def _host(region: str) -> str:
    if region.startswith("cn-"):
        return f"{region}.console.amazonaws.cn"
    return f"{region}.console.{'amazonaws-us-gov' if region.startswith('us-gov-') else 'aws.amazon'}.com"


def _twice(name: str) -> str:
    """The console decodes names in its fragment twice, the second time with `$` for `%`."""
    return quote(quote(name, safe="", errors="replace"), safe="").replace("%", "$")

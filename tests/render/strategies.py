"""Reports out of arbitrary and hostile texts."""

import msgspec
from hypothesis import strategies as st

from tests.hostile.payloads import EVERY
from tests.render.builders import MINUTE, START, incident, two_causes
from triage.model.findings import Evidence, Role, Source
from triage.model.report import Report

texts = st.one_of(
    st.sampled_from(EVERY), st.text(max_size=60), st.lists(st.sampled_from(EVERY), max_size=3).map("".join)
)
"""Hostile payloads, arbitrary Unicode, and mixtures."""

_IDS = frozenset({"id", "explained_by", "rule_id", "category", "kind", "signature", "source"})


def poisoned(report: Report, text: str) -> Report:
    """The report with `text` in every field that may hold a text from outside."""
    changed = _poison(report, text)
    assert isinstance(changed, Report)
    return changed


def _poison(value: object, text: str) -> object:
    if isinstance(value, Evidence):
        message = f"{text}\n{text} {text}"
        span = (len(text) + 1, 2 * len(text) + 1)
        return Evidence(value.source, value.timestamp, message, text, text, text, span)
    if isinstance(value, msgspec.Struct):
        names = [name for name in value.__struct_fields__ if name not in _IDS]
        return msgspec.structs.replace(value, **{name: _poison(getattr(value, name), text) for name in names})
    if isinstance(value, tuple):
        return tuple(_poison(one, text) for one in value)
    return text if type(value) is str and value else value


def hostile(text: str) -> Report:
    """An incident whose every text is `text`."""
    return poisoned(incident(), text)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Scenarios with other texts, times, roles and spans than a sound run would give."""
    report = poisoned(draw(st.sampled_from((incident, two_causes)))(), draw(texts))
    findings = []
    ids = [finding.id for finding in report.findings]
    for finding in report.findings:
        length = len(finding.evidence[0].message)
        message = draw(texts)
        findings.append(
            msgspec.structs.replace(
                finding,
                role=draw(st.sampled_from(Role)),
                title=draw(texts),
                explained_by=draw(st.sampled_from(["", "nobody", *ids])),
                first_seen=draw(st.integers(-10, START + 60 * MINUTE)),
                last_seen=draw(st.integers(-10, 10**15)),
                evidence=(
                    Evidence(
                        draw(st.sampled_from(Source)),
                        draw(st.integers(0, 10**15)),
                        message,
                        draw(texts),
                        draw(texts),
                        span=(draw(st.integers(-3, length)), draw(st.integers(-3, length))),
                    ),
                ),
            )
        )
    return msgspec.structs.replace(report, findings=tuple(findings))

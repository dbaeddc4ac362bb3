"""Joins the ways in which log groups were found into what is read: whole groups, or parts of shared ones."""

from triage.aws.session import AwsSession
from triage.discovery.definitions import Destination
from triage.discovery.log_groups import Candidate, LogGroup, look_up
from triage.discovery.scope import Scope
from triage.discovery.trail import Trail
from triage.discovery.words import Carries
from triage.model.environment import LogTarget

_REASONS = 3
_Key = tuple[str, str]


def join_targets(
    session: AwsSession,
    destinations: tuple[Destination, ...],
    candidates: tuple[Candidate, ...],
    listed: tuple[LogGroup, ...],
    scope: Scope,
    trail: Trail,
) -> tuple[LogTarget, ...]:
    """Targets in total order, none inside another.

    A group that belongs to the environment by its path, or was named, is read whole; of a shared group only
    the streams of the environment's containers. With `--service`, only the streams of what was asked for."""
    prefixes = _by_group(destinations, scope, trail)
    whole = _whole(candidates, prefixes, scope, trail)
    groups = look_up(session, sorted({*prefixes, *whole}), listed, trail)
    found: list[LogTarget] = []
    for key in sorted({*prefixes, *whole}):
        group = groups[key]
        if group is None:
            _note_missing(key, prefixes, trail)
            continue
        found += _targets(group, prefixes.get(key, ()), whole.get(key), bool(scope.only_services))
    return tuple(sorted(found))


def _by_group(destinations: tuple[Destination, ...], scope: Scope, trail: Trail) -> dict[_Key, tuple[Destination, ...]]:
    found: dict[_Key, tuple[Destination, ...]] = {}
    for one in destinations:
        if scope.excludes(one.log_group):
            trail.left_out(f"log group {one.log_group}", "triage.toml excludes it")
        elif scope.wants_log_group(one.log_group):
            key = (one.region, one.log_group)
            found[key] = (*found.get(key, ()), one)
    return found


def _whole(
    candidates: tuple[Candidate, ...], prefixes: dict[_Key, tuple[Destination, ...]], scope: Scope, trail: Trail
) -> dict[_Key, Candidate]:
    found: dict[_Key, Candidate] = {}
    for one in candidates:
        key = (one.group.region, one.group.name)
        if scope.excludes(one.group.name):
            trail.left_out(f"log group {one.group.name}", "triage.toml excludes it")
        elif scope.wants_log_group(one.group.name):
            found[key] = one
    if not scope.only_services:
        return found
    if prefixes:
        unasked = [name for region, name in found if (region, name) not in prefixes]
        trail.left_out_all(unasked, "log groups", f"nothing of {', '.join(scope.only_services)} is known to log there")
        return {key: one for key, one in found.items() if key in prefixes}
    if found:
        text = "its streams are not known, so whole log groups are read"
        trail.ambiguous(f"service {', '.join(scope.only_services)}", text)
    return found


def _targets(
    group: LogGroup, parts: tuple[Destination, ...], candidate: Candidate | None, narrowed: bool
) -> list[LogTarget]:
    whole = any(not part.stream_prefix for part in parts) or not parts
    whole |= candidate is not None and candidate.claim is Carries.YES and not narrowed
    if whole:
        reasons = [candidate.why] if candidate else []
        return [_target(group, "", [*reasons, *(_reason(part) for part in parts)])]
    by_prefix: dict[str, list[str]] = {}
    for part in parts:
        by_prefix.setdefault(part.stream_prefix, []).append(_reason(part))
    outer = [prefix for prefix in by_prefix if not _inside_another(prefix, by_prefix)]
    return [
        _target(group, prefix, [why for inner, whys in by_prefix.items() if inner.startswith(prefix) for why in whys])
        for prefix in outer
    ]


def _inside_another(prefix: str, prefixes: dict[str, list[str]]) -> bool:
    return any(other != prefix and prefix.startswith(other) for other in prefixes)


def _target(group: LogGroup, prefix: str, reasons: list[str]) -> LogTarget:
    distinct = list(dict.fromkeys(reasons))
    rest = f"; and {len(distinct) - _REASONS} more" if len(distinct) > _REASONS else ""
    return LogTarget(
        log_group=group.name,
        region=group.region,
        stream_prefix=prefix,
        arn=group.arn,
        log_class=group.log_class,
        why="; ".join(distinct[:_REASONS]) + rest,
    )


def _reason(part: Destination) -> str:
    return f"{part.why}, service {part.service}" if part.service else part.why


def _note_missing(key: _Key, prefixes: dict[_Key, tuple[Destination, ...]], trail: Trail) -> None:
    region, name = key
    if key in prefixes:
        why = f"{_reason(prefixes[key][0])} logs there, but it does not exist in {region}"
        hint = "tasks whose log group is missing fail to start; create it, or set awslogs-create-group"
        trail.missing(f"log group {name}", why, hint)
    else:
        trail.missing(f"log group {name}", f"it is named, but does not exist in {region}")

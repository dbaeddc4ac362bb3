"""What Terraform knows about an environment: state files and outputs, local or on S3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from triage.aws.errors import Refusal, attempt
from triage.aws.session import AwsSession
from triage.config import TerraformSettings
from triage.discovery.scope import Named
from triage.discovery.trail import Trail
from triage.discovery.words import Carries, EnvironmentWords
from triage.model.environment import LoadBalancer

_MOST_BYTES = 64 * 1024 * 1024
_HINT = "correct [environments.NAME.terraform] in triage.toml"
_DATABASE_VALUES = (("address", "db_host"), ("port", "db_port"), ("db_name", "db_name"), ("username", "db_user"))


class Resource(msgspec.Struct, frozen=True):
    """One instance of a managed resource."""

    type: str
    address: str
    attributes: Mapping[str, Any]


class TerraformKnowledge(msgspec.Struct, frozen=True):
    """What belongs to the environment, each by name."""

    clusters: tuple[Named, ...] = ()
    services: tuple[Named, ...] = ()
    """`cluster/service`."""
    log_groups: tuple[Named, ...] = ()
    load_balancers: tuple[LoadBalancer, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """Root outputs with a plain value, the environment's word taken out of their names, and `db_host` and the
    like of a single database. Sensitive ones are left out."""


def read_terraform(
    settings: TerraformSettings, session: AwsSession, words: EnvironmentWords, trail: Trail
) -> TerraformKnowledge:
    """Everything the named files know; one that cannot be read is noted and the rest goes on."""
    resources: list[Resource] = []
    outputs: dict[str, Any] = {}
    for place in (settings.state, settings.outputs):
        document = _document(place, session, trail) if place else None
        if document is not None:
            resources += resources_of(document)
            outputs |= outputs_of(document)
    ours = [one for one in resources if _is_ours(one, resources, words, trail)]
    return TerraformKnowledge(
        clusters=_named(ours, "aws_ecs_cluster", lambda one: _text(one, "name")),
        services=_named(ours, "aws_ecs_service", _service_path),
        log_groups=_named(ours, "aws_cloudwatch_log_group", lambda one: _text(one, "name")),
        load_balancers=tuple(sorted((_balancer(one) for one in ours if one.type in ("aws_lb", "aws_alb")), key=str)),
        values=tuple(sorted((_database_values(ours) | output_values(outputs, words)).items())),
    )


def resources_of(document: Mapping[str, Any]) -> list[Resource]:
    """Managed resources of a state file, or of what `terraform show -json` prints."""
    if isinstance(document.get("values"), Mapping):
        return list(_shown(document["values"].get("root_module") or {}))
    return [found for resource in _list(document.get("resources")) for found in _stored(resource)]


def outputs_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Root outputs by name, sensitive ones left out: of a state file, `terraform show -json`, or
    `terraform output -json`."""
    if isinstance(document.get("values"), Mapping):
        outputs = document["values"].get("outputs")
    else:
        is_state = "outputs" in document or "resources" in document
        outputs = document.get("outputs") if is_state else document
    if not isinstance(outputs, Mapping):
        return {}
    return {
        name: output["value"]
        for name, output in outputs.items()
        if isinstance(output, Mapping) and "value" in output and not output.get("sensitive")
    }


def output_values(outputs: Mapping[str, Any], words: EnvironmentWords) -> dict[str, str]:
    """Plain values for commands. `production_db_host`, or the entry `production` of an object `db_host`, become
    `db_host`; those of other environments are left out."""
    plain: dict[str, str] = {}
    closer: dict[str, str] = {}
    for name, value in sorted(outputs.items()):
        claim = words.judge(name)
        if claim.carries is Carries.OTHER:
            continue
        carries = claim.carries is not Carries.SILENT
        if isinstance(value, Mapping):
            inner = [one for key, one in sorted(value.items()) if words.judge(str(key)).carries is Carries.YES]
            value, carries = (inner[0], True) if inner else (None, carries)
        text = _plain(value)
        if text:
            (closer if carries else plain)[words.without(name) if carries else name] = text
    return {name: text for name, text in (plain | closer).items() if name}


def _document(place: str, session: AwsSession, trail: Trail) -> Mapping[str, Any] | None:
    data = _s3(place, session, trail) if place.startswith("s3://") else _file(place, trail)
    if data is None:
        return None
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    if not isinstance(document, Mapping):
        trail.missing(f"Terraform's {place}", "it is not a JSON object", _HINT, may_hide_logs=True)
        return None
    return document


def _file(place: str, trail: Trail) -> bytes | None:
    try:
        with Path(place).open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        trail.missing(f"Terraform's {place}", error.strerror or "it cannot be read", _HINT, may_hide_logs=True)
        return None
    return _bounded(data, place, trail)


def _s3(place: str, session: AwsSession, trail: Trail) -> bytes | None:
    bucket, _, key = place.removeprefix("s3://").partition("/")
    call = partial(session.s3().get_object, Bucket=bucket, Key=key)
    answer = attempt(session, "s3:GetObject", lambda: call()["Body"].read(_MOST_BYTES + 1), place)
    if isinstance(answer, Refusal):
        trail.refused(answer, "what Terraform knows is not known here", may_hide_logs=True)
        return None
    return _bounded(answer, place, trail)


def _bounded(data: bytes, place: str, trail: Trail) -> bytes | None:
    if len(data) > _MOST_BYTES:
        trail.missing(f"Terraform's {place}", "it is larger than 64 MiB and was not read", _HINT, may_hide_logs=True)
        return None
    return data


def _stored(resource: object) -> Iterator[Resource]:
    if not isinstance(resource, Mapping) or resource.get("mode", "managed") != "managed":
        return
    kind = str(resource.get("type", ""))
    module = str(resource.get("module", ""))
    address = f"{module}.{kind}.{resource.get('name', '')}" if module else f"{kind}.{resource.get('name', '')}"
    for instance in _list(resource.get("instances")):
        if isinstance(instance, Mapping) and isinstance(instance.get("attributes"), Mapping):
            index = instance.get("index_key")
            yield Resource(kind, address if index is None else f"{address}[{index}]", instance["attributes"])


def _shown(module: Mapping[str, Any]) -> Iterator[Resource]:
    open_: list[object] = [module]
    while open_:
        current = open_.pop()
        if not isinstance(current, Mapping):
            continue
        for one in _list(current.get("resources")):
            if isinstance(one, Mapping) and one.get("mode", "managed") == "managed":
                values = one.get("values")
                if isinstance(values, Mapping):
                    yield Resource(str(one.get("type", "")), str(one.get("address", "")), values)
        open_ += _list(current.get("child_modules"))


def _is_ours(one: Resource, all_: list[Resource], words: EnvironmentWords, trail: Trail) -> bool:
    """A resource that says nothing is ours as long as none of its type says that it is."""
    claim = _says(one, words)
    if claim is Carries.SILENT:
        return not any(_says(other, words) is Carries.YES for other in all_ if other.type == one.type)
    if claim is Carries.DOUBTFUL:
        trail.ambiguous(f"Terraform's {one.address}", f"it is not clear that it is of {words.name}; it is read")
    return claim is not Carries.OTHER


def _says(one: Resource, words: EnvironmentWords) -> Carries:
    tags = one.attributes.get("tags_all") or one.attributes.get("tags") or {}
    if isinstance(tags, Mapping):
        by_tag = words.judge_tags({str(key): str(value) for key, value in tags.items()}).carries
        if by_tag is not Carries.SILENT:
            return by_tag
    name = _text(one, "name") or _text(one, "identifier")
    by_name = words.in_path(name).carries
    return by_name if by_name is not Carries.SILENT else words.judge(one.address).carries


def _named(resources: list[Resource], kind: str, name_of: Any) -> tuple[Named, ...]:
    found = {name_of(one): one for one in sorted(resources, key=lambda one: one.address) if one.type == kind}
    return tuple(sorted(Named(name, f"in Terraform as {one.address}") for name, one in found.items() if name))


def _service_path(one: Resource) -> str:
    cluster, name = _text(one, "cluster").rsplit("/", 1)[-1], _text(one, "name")
    return f"{cluster}/{name}" if cluster and name else name


def _balancer(one: Resource) -> LoadBalancer:
    return LoadBalancer(
        name=_text(one, "name"),
        arn=_text(one, "arn"),
        dns_name=_text(one, "dns_name"),
        internal=one.attributes.get("internal") is True,
        why=f"in Terraform as {one.address}",
    )


def _database_values(resources: list[Resource]) -> dict[str, str]:
    databases = [one for one in resources if one.type in ("aws_db_instance", "aws_rds_cluster")]
    if len(databases) != 1:
        return {}
    attributes = dict(databases[0].attributes)
    attributes.setdefault("address", attributes.get("endpoint"))
    attributes["username"] = attributes.get("username") or attributes.get("master_username")
    attributes["db_name"] = attributes.get("db_name") or attributes.get("name") or attributes.get("database_name")
    values = {name: _plain(attributes.get(attribute)) for attribute, name in _DATABASE_VALUES}
    return {name: text for name, text in values.items() if text}


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def _text(one: Resource, attribute: str) -> str:
    value = one.attributes.get(attribute)
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

"""Machine images: do the launch templates of the environment name AMIs that exist."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage.aws.errors import Refusal
from triage.aws.parallel import in_parallel
from triage.checks.asking import ONCE, ask
from triage.checks.facts import Looked, Subject
from triage.checks.wording import Hypothesis, aws, counted, few
from triage.model.environment import EcsService
from triage.model.report import Check
from triage.model.rules import Layer

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import LaunchTemplateTypeDef

_MOST_LISTED = 1_000
_MOST_TEMPLATES = 10
_ABSENT = ("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidAMIID.Malformed")
SAYS = "Tasks have no machine to run on because an AMI does not exist"


class _Template(msgspec.Struct, frozen=True, order=True):
    name: str
    id: str
    image: str = ""
    """Empty where the image is chosen elsewhere or at launch."""


def look_at_machines(subject: Subject) -> Looked:
    """One check: an AMI that does not exist explains tasks that cannot be placed, and nothing that runs."""
    services = subject.environment.services
    if services and all(one.launch_type in ("FARGATE", "EXTERNAL") for one in services):
        reason = (
            "on Fargate AWS chooses the machine's image" if _on(services, "FARGATE") else "the machines are not AWS's"
        )
        return Looked((_hypothesis(()).not_applicable("there is no AMI", reason),))
    templates = _templates(subject)
    if isinstance(templates, Refusal):
        return Looked((_hypothesis(()).refused(templates),))
    images = tuple(sorted({one.image for one in templates if one.image}))
    if not images:
        return Looked((_none(templates),))
    answers = in_parallel([partial(_exists, subject, image) for image in images])
    absent = [image for image, answer in zip(images, answers, strict=True) if answer is False]
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    hypothesis = _hypothesis(tuple(absent) or images)
    if absent:
        return Looked((_judge(hypothesis, absent, templates, services),))
    if refused:
        return Looked((hypothesis.refused(refused[0]),))
    found = few([f"{one.image} of launch template {one.name}" for one in templates if one.image])
    return Looked((hypothesis.ruled_out(f"{counted(len(images), 'AMI')} found: {found}"),))


def _on(services: tuple[EcsService, ...], kind: str) -> bool:
    return any(one.launch_type == kind for one in services)


def _hypothesis(images: tuple[str, ...]) -> Hypothesis:
    command = (
        aws("ec2", "describe-images", "--image-ids", *images[:10], "--query", "Images[].[ImageId,State,Name]")
        if images
        else aws("ec2", "describe-launch-templates", "--query", "LaunchTemplates[].LaunchTemplateName")
    )
    return Hypothesis(Layer.INFRASTRUCTURE, SAYS, command)


def _none(templates: list[_Template]) -> Check:
    hypothesis = _hypothesis(())
    if not templates:
        return hypothesis.unknown(
            "no launch template carries the environment's name or tag", "its AMI ids are not known"
        )
    names = few([one.name for one in templates])
    return hypothesis.unknown(
        f"launch template {names} names no AMI by its id", "the AMI is chosen when a machine starts"
    )


def _judge(
    hypothesis: Hypothesis, absent: list[str], templates: list[_Template], services: tuple[EcsService, ...]
) -> Check:
    """Present is not the same as explaining: machines that run already need no image."""
    texts = [f"{one.image} of launch template {one.name} does not exist" for one in templates if one.image in absent]
    short = [one for one in services if one.running < one.desired]
    if short:
        lacking = [f"{one.name} runs {one.running} of {counted(one.desired, 'task')}" for one in short]
        return hypothesis.implicated(f"{few(texts)}; {few(lacking)}")
    if not services:
        return hypothesis.unknown(few(texts), "how many tasks run is not known")
    running = sum(one.running for one in services)
    wanted = sum(one.desired for one in services)
    why = (
        f"{running} of {counted(wanted, 'task')} run, so it explains no present fault; no new machine can start, though"
    )
    return hypothesis.ruled_out(few(texts), why)


def _templates(subject: Subject) -> list[_Template] | Refusal:
    """Launch templates of the environment with the AMI of their default version."""
    ec2 = subject.session.ec2(attempts=ONCE)
    pages = ec2.get_paginator("describe_launch_templates").paginate
    listed = ask(
        subject.session,
        "ec2:DescribeLaunchTemplates",
        lambda: [one for page in pages(PaginationConfig={"MaxItems": _MOST_LISTED}) for one in page["LaunchTemplates"]],
    )
    if isinstance(listed, Refusal):
        return listed
    ours = sorted((one for one in listed if _is_ours(one, subject)), key=lambda one: one.get("LaunchTemplateName", ""))
    found = []
    for answer in in_parallel([partial(_template, subject, one) for one in ours[:_MOST_TEMPLATES]]):
        if isinstance(answer, Refusal):
            return answer
        found += answer
    return sorted(set(found))


def _is_ours(template: LaunchTemplateTypeDef, subject: Subject) -> bool:
    tags = {tag.get("Key", ""): tag.get("Value", "") for tag in template.get("Tags", [])}
    return subject.belongs(template.get("LaunchTemplateName", ""), tags)


def _template(subject: Subject, template: LaunchTemplateTypeDef) -> list[_Template] | Refusal:
    """Both versions that an Auto Scaling group commonly takes."""
    ec2 = subject.session.ec2(attempts=ONCE)
    name, identity = template.get("LaunchTemplateName", ""), template.get("LaunchTemplateId", "")
    answer = ask(
        subject.session,
        "ec2:DescribeLaunchTemplateVersions",
        lambda: ec2.describe_launch_template_versions(LaunchTemplateId=identity, Versions=["$Latest", "$Default"])[
            "LaunchTemplateVersions"
        ],
    )
    if isinstance(answer, Refusal):
        return answer
    images = [one.get("LaunchTemplateData", {}).get("ImageId", "") for one in answer]
    return [_Template(name, identity, image if image.startswith("ami-") else "") for image in images]


def _exists(subject: Subject, image: str) -> bool | Refusal:
    ec2 = subject.session.ec2(attempts=ONCE)
    answer = ask(
        subject.session,
        "ec2:DescribeImages",
        lambda: ec2.describe_images(ImageIds=[image], IncludeDeprecated=True)["Images"],
        image,
    )
    if isinstance(answer, Refusal):
        return False if answer.reason.startswith(_ABSENT) else answer
    return bool(answer)

"""Answers -> plan: everything that will be created, decided before anything is.

`plan` is a pure function. The Review page, `create --dry-run` and the steps all read the
same `Plan`, so what was shown is what is made.

Two facts of Azure shape the network part. The security group sees the port that a client
dialled (443): the redirect to the notebook's private port happens later, in the guest, so
the private port is never opened. And a machine's own address with a group in front needs no
load balancer.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app import __version__
from app.catalogue import Catalogue, Image, Size
from app.plan.model import (
    ANYONE,
    ENDPOINT_PRIORITY,
    MANAGEMENT_PRIORITY,
    InboundRule,
    Plan,
    PlannedSchedule,
)
from app.plan.words import resources_of, setup_of
from app.problems import Action, Problem, ProblemError
from app.text import text
from app.wizard.answers import Allow, Answers, SystemKind
from app.wizard.checks.endpoint import SSH_RULE_NAME, WINRM_RULE_NAME
from app.wizard.time_zones import windows_time_zone

GROUP_PREFIX: Final = "kumonote-"
NETWORK_PREFIX: Final = "10.20.0.0/24"
SUBNET_PREFIX: Final = "10.20.0.0/26"
SSH_PORT: Final = 22
WINRM_PORT: Final = 5986

DISK_TYPE: Final = "StandardSSD_LRS"
LINUX_DISK_GIB: Final = 32
WINDOWS_DISK_GIB: Final = 128
"""Disks are billed by steps: 32 and 128 GiB are the first that hold the images (30, 127)."""


def plan(answers: Answers, catalogue: Catalogue) -> Plan:
    """Everything that will be created for `answers`, which have passed their checks.

    Raises `ProblemError` where `catalogue` offers no such size or image, or while nobody
    knows this computer's public address.
    """
    name = answers.name
    size = _size(answers, catalogue)
    bare = Plan(
        answers=answers,
        group=GROUP_PREFIX + name,
        region=answers.system.region,
        region_name=_region_name(answers.system.region, catalogue),
        machine=name,
        size=size,
        image=_image(answers, catalogue),
        dns_label=name,
        network=f"{name}-network",
        network_prefix=NETWORK_PREFIX,
        subnet="notebook",
        subnet_prefix=SUBNET_PREFIX,
        security_group=f"{name}-security",
        rules=_rules(answers),
        address=f"{name}-address",
        interface=f"{name}-interface",
        disk=f"{name}-disk",
        disk_type=DISK_TYPE,
        disk_gib=WINDOWS_DISK_GIB if _is_windows(answers) else LINUX_DISK_GIB,
        tags=_tags(answers),
        schedule=_schedule(answers),
        prices=catalogue.prices.get((size.name, answers.system.kind)),
    )
    return replace(bare, resources=resources_of(bare), setup=setup_of(bare))


def _region_name(region: str, catalogue: Catalogue) -> str:
    names = (r.display_name for r in catalogue.regions if r.name.lower() == region.lower())
    return next(names, "") or region


def _is_windows(answers: Answers) -> bool:
    return answers.system.kind is SystemKind.WINDOWS


def _size(answers: Answers, catalogue: Catalogue) -> Size:
    size = catalogue.size(answers.system.size)
    if size is None:
        raise ProblemError(
            Problem(
                code="size-unknown",
                message=text(
                    "There is no machine size {size} in {region}.",
                    size=answers.system.size,
                    region=answers.system.region,
                ),
                advice=text("Choose another size or another region."),
                action=Action.CHOOSE_SIZE,
            )
        )
    return size


def _image(answers: Answers, catalogue: Catalogue) -> Image:
    image = catalogue.images.get(answers.system.kind)
    if image is None:
        raise ProblemError(
            Problem(
                code="image-unknown",
                message=text(
                    "There is no image of {system} in {region}.",
                    system=answers.system.kind.value,
                    region=answers.system.region,
                ),
                advice=text("Choose another system or another region."),
                action=Action.EDIT_ANSWERS,
            )
        )
    return image


def _rules(answers: Answers) -> tuple[InboundRule, ...]:
    """Management from this computer alone; the notebook from where the answers say."""
    here = _this_computer(answers)
    management = (
        InboundRule(WINRM_RULE_NAME, MANAGEMENT_PRIORITY, WINRM_PORT, (here,))
        if _is_windows(answers)
        else InboundRule(SSH_RULE_NAME, MANAGEMENT_PRIORITY, SSH_PORT, (here,))
    )
    endpoint = answers.endpoint
    match endpoint.allow:
        case Allow.SSH_ONLY:
            return (management,)
        case Allow.EVERYONE:
            sources: tuple[str, ...] = (ANYONE,)
        case Allow.ME:
            sources = (here,)
        case networks:
            # a rule's networks must not overlap
            distinct = ipaddress.collapse_addresses(map(ipaddress.IPv4Network, networks))
            sources = tuple(str(network) for network in distinct)
    return (
        management,
        InboundRule(endpoint.name, ENDPOINT_PRIORITY, endpoint.public_port, sources),
    )


def _this_computer(answers: Answers) -> str:
    try:
        return str(ipaddress.IPv4Network(answers.endpoint.my_address))
    except ValueError as error:
        raise ProblemError(
            Problem(
                code="public-address-unknown",
                message=text("The public address of this computer is not known."),
                advice=text(
                    "Give it as my_address under [endpoint]. A web page that shows"
                    " “my IP address” tells it."
                ),
                action=Action.EDIT_ANSWERS,
            )
        ) from error


def _tags(answers: Answers) -> Mapping[str, str]:
    """The mark by which servers are found, and what only these answers know."""
    endpoint = answers.endpoint
    public_port = 0 if endpoint.allow is Allow.SSH_ONLY else endpoint.public_port
    return {
        "created-by": "kumonote",
        "kumonote-name": answers.name,
        "kumonote-system": answers.system.kind.value,
        "kumonote-version": __version__,
        "kumonote-endpoint": f"{public_port}:{endpoint.private_port}",
        "kumonote-endpoint-name": endpoint.name,
    }


def _schedule(answers: Answers) -> PlannedSchedule | None:
    schedule = answers.schedule
    if not schedule.daily_stop:
        return None
    return PlannedSchedule(
        # the service takes this very name only
        name=f"shutdown-computevm-{answers.name}",
        time=schedule.daily_stop.replace(":", ""),
        time_zone_id=windows_time_zone(schedule.time_zone) or "UTC",
        time_zone=schedule.time_zone or "UTC",
    )

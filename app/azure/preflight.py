"""What can be known to fail before anything is made: seconds instead of minutes."""

from __future__ import annotations

from collections.abc import Callable

from app.azure.error_meanings.access import UNREGISTERED
from app.azure.labels import label_is_free, label_taken
from app.azure.providers import registration_states
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.azure.sizes import load_sizes, load_usages, tight_tiers
from app.azure.tags import is_ours, is_ready
from app.catalogue import Quota, Size
from app.engine.cancel import CancelToken
from app.plan import Plan
from app.problems import Action, Problem
from app.text import text

Problems = tuple[Problem, ...]
Check = Callable[[Session, Plan, CancelToken], Problems]


def preflight(session: Session, plan: Plan, cancel: CancelToken) -> Problems:
    """What stands against `plan`, the gravest first; empty if nothing does.

    `retryable` ones are warnings: the creation overcomes them by itself. Raises
    `ProblemError` if the cloud cannot be asked at all.
    """
    checks = (_group, _size_and_quota, _image, _label, _providers)
    found = side_by_side([_bound(check, session, plan, cancel) for check in checks])
    problems = [problem for part in found for problem in part]
    return tuple(sorted(problems, key=lambda problem: problem.retryable))


def _bound(
    check: Check, session: Session, plan: Plan, cancel: CancelToken
) -> Callable[[], Problems]:
    return lambda: check(session, plan, cancel)


def _group(session: Session, plan: Plan, cancel: CancelToken) -> Problems:
    groups = session.resource.resource_groups
    group = session.find(lambda: groups.get(plan.group, cancel=cancel), cancel)
    if group is None:
        return ()
    if group.properties is not None and group.properties.provisioning_state == "Deleting":
        return (
            Problem(
                "group-being-deleted",
                text("An earlier server of this name is still being deleted."),
                text("Kumonote waits until it is gone. Another name needs no waiting."),
                retryable=True,
                action=Action.CHOOSE_NAME,
            ),
        )
    if not is_ours(group.tags):
        return (
            Problem(
                "group-not-ours",
                text(
                    "The resource group {group} exists already, and Kumonote did not make it.",
                    group=plan.group,
                ),
                text("Choose another name for the server; the group is left as it is."),
                action=Action.CHOOSE_NAME,
            ),
        )
    if is_ready(group.tags):
        return (_name_taken(plan),)
    return (
        Problem(
            "creation-unfinished",
            text("A creation of {name} was begun and not finished.", name=plan.answers.name),
            text("Resume it, or delete it and begin anew."),
            retryable=True,
            action=Action.RESUME,
        ),
    )


def _name_taken(plan: Plan) -> Problem:
    return Problem(
        "name-taken",
        text("You already have a server called {name}.", name=plan.answers.name),
        text("Choose another name."),
        action=Action.CHOOSE_NAME,
    )


def _size_and_quota(session: Session, plan: Plan, cancel: CancelToken) -> Problems:
    sizes, usages = _sizes_and_usages(session, plan.region, cancel)
    size = next((s for s in sizes if s.name.lower() == plan.size.name.lower()), None)
    if size is None or size.restriction:
        return (
            Problem(
                "size-not-available",
                text(
                    "Your subscription cannot have the machine size {size} in {region}.",
                    size=plan.size.name,
                    region=plan.region,
                ),
                text("Choose another size or another region."),
                action=Action.CHOOSE_SIZE,
                details=size.restriction if size else "",
            ),
        )
    problems = [_quota(size, tier, plan.region) for tier in tight_tiers(size, usages)]
    if not size.trusted_launch:
        problems.append(
            Problem(
                "size-does-not-fit-system",
                text("The machine size {size} cannot start this system safely.", size=size.name),
                text("Choose another size."),
                action=Action.CHOOSE_SIZE,
                details="Trusted Launch is not supported",
            )
        )
    return tuple(problems)


def _sizes_and_usages(
    session: Session, region: str, cancel: CancelToken
) -> tuple[tuple[Size, ...], dict[str, Quota]]:
    usages: list[dict[str, Quota]] = []
    sizes: list[tuple[Size, ...]] = []
    side_by_side(
        [
            lambda: usages.append(load_usages(session, region, cancel)),
            lambda: sizes.append(load_sizes(session, region, cancel)),
        ]
    )
    return sizes[0], usages[0]


def _quota(size: Size, tier: Quota, region: str) -> Problem:
    return Problem(
        "quota-exceeded",
        text(
            "This machine needs {needed} processor cores in {region}, but your subscription has "
            "{used} of {limit} in use ({kind}).",
            needed=size.cores,
            region=region,
            used=tier.used,
            limit=tier.limit,
            kind=tier.title,
        ),
        text(
            "Choose a smaller size or another region, delete a server that is no longer needed "
            "(stopped ones count too), or ask Azure for more quota."
        ),
        action=Action.OPEN_QUOTA_PAGE,
    )


def _image(session: Session, plan: Plan, cancel: CancelToken) -> Problems:
    image = plan.image
    images = session.compute.virtual_machine_images
    offered = session.find(
        lambda: images.get(
            plan.region, image.publisher, image.offer, image.sku, image.version, cancel=cancel
        ),
        cancel,
    )
    if offered is not None:
        return ()
    return (
        Problem(
            "image-not-offered",
            text(
                "The image {image} is not offered in {region}.", image=image.urn, region=plan.region
            ),
            text("Choose another system or another region."),
            action=Action.EDIT_ANSWERS,
        ),
    )


def _label(session: Session, plan: Plan, cancel: CancelToken) -> Problems:
    if label_is_free(session, plan.region, plan.dns_label, cancel):
        return ()
    addresses = session.network.public_ip_addresses
    ours = session.find(lambda: addresses.get(plan.group, plan.address, cancel=cancel), cancel)
    return () if ours is not None else (label_taken(plan.dns_label, plan.region),)


def _providers(session: Session, _plan: Plan, cancel: CancelToken) -> Problems:
    states = registration_states(session, cancel)
    missing = [name for name, state in states.items() if state.lower() != "registered"]
    if not missing:
        return ()
    return (
        Problem(
            UNREGISTERED.code,
            UNREGISTERED.message,
            UNREGISTERED.advice,
            retryable=True,
            details=", ".join(missing),
        ),
    )

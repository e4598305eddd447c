"""Which sizes a server's machine can get, and giving it one of them.

A machine that is allocated can only have what its hardware offers; one that is deallocated
is placed anew and can have what the region offers. Its disk, and all on it, stays either way.
Source: learn.microsoft.com, "Change the size of a virtual machine".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from app.azure.fleet import machine_of
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.azure.sizes import load_sizes, load_usages, with_quota
from app.catalogue import Quota, Size
from app.engine.cancel import CancelToken
from app.problems import Action, Problem, ProblemError
from app.server import Server
from app.text import Text, text

_LIMIT_SECONDS: Final = 1200.0


class Obstacle(StrEnum):
    """Why a machine cannot get a size, stopped or not."""

    SAME = "same"
    RESTRICTED = "restricted"
    SECURITY = "security"
    TEMPORARY_DISK = "temporary-disk"
    QUOTA = "quota"


@dataclass(frozen=True)
class Fit:
    """How a size fits a machine. `in_place` needs no stop, only that the machine boots again."""

    size: Size
    in_place: bool
    obstacle: Obstacle | None = None


@dataclass(frozen=True)
class Fits:
    """All sizes of the region for one machine. `now` is what the machine has."""

    now: Size
    all: tuple[Fit, ...]

    def named(self, name: str) -> Fit | None:
        return next((fit for fit in self.all if fit.size.name.lower() == name.lower()), None)

    @property
    def possible(self) -> tuple[Fit, ...]:
        """Those without an obstacle, the smallest first."""
        able = (fit for fit in self.all if fit.obstacle is None)
        return tuple(sorted(able, key=lambda f: (f.size.cores, f.size.memory_gib, f.size.name)))


def load_fits(session: Session, server: Server, cancel: CancelToken) -> Fits:
    """How the sizes of its region fit the machine of `server`. Raises `ProblemError`."""
    machine = machine_of(session, server, cancel)
    machines = session.compute.virtual_machines

    def here() -> set[str]:
        sizes = machines.list_available_sizes(server.group, str(machine.name), cancel=cancel)
        return {str(size.name).lower() for size in sizes}

    found: list[Any] = side_by_side(
        [
            lambda: session.call(here, cancel),
            lambda: load_sizes(session, server.region, cancel),
            lambda: load_usages(session, server.region, cancel),
        ]
    )
    offered: set[str] = found[0]
    sizes: tuple[Size, ...] = found[1]
    usages: dict[str, Quota] = found[2]
    properties = machine.as_dict()["properties"]
    now_name = str(properties["hardwareProfile"]["vmSize"])
    now = next((s for s in sizes if s.name.lower() == now_name.lower()), None)
    if now is None:
        raise ProblemError(_unknown(now_name, server.region))
    secured = (properties.get("securityProfile") or {}).get("securityType") == "TrustedLaunch"
    return Fits(
        now,
        tuple(
            Fit(
                size,
                in_place=size.name.lower() in offered,
                obstacle=_obstacle(now, size, secured=secured),
            )
            for size in with_quota(sizes, _freed(usages, now))
        ),
    )


def resize_machine(
    session: Session,
    server: Server,
    size: str,
    cancel: CancelToken,
    on_tick: Callable[[float], None] = lambda _seconds: None,
) -> None:
    """Give the machine `size` and wait until it has it; a running one boots again.

    Raises `ProblemError`.
    """
    machine = str(machine_of(session, server, cancel).name)
    machines = session.compute.virtual_machines

    def begin(polling: Any, token: CancelToken) -> Any:
        from azure.mgmt.compute.models import VirtualMachineUpdate

        change = VirtualMachineUpdate({"properties": {"hardwareProfile": {"vmSize": size}}})
        return machines.begin_update(server.group, machine, change, polling=polling, cancel=token)

    session.wait_for(begin, cancel, limit_seconds=_LIMIT_SECONDS, on_tick=on_tick)


def obstacle_words(fit: Fit, now: Size) -> Text:
    """Why not, in a sentence."""
    size = fit.size
    match fit.obstacle:
        case Obstacle.SAME:
            return text("The machine has this size already.")
        case Obstacle.RESTRICTED:
            return text("Your subscription may not use this size in this region.")
        case Obstacle.SECURITY:
            return text("This size cannot start a machine with Trusted Launch, as this one is.")
        case Obstacle.TEMPORARY_DISK if now.temporary_disk:
            return text("The machine has a temporary disk, and this size has none.")
        case Obstacle.TEMPORARY_DISK:
            return text("This size brings a temporary disk, and the machine has none.")
        case Obstacle.QUOTA:
            tier = size.tightest
            return text(
                "It needs {needed} processor cores; your quota leaves {left} ({tier}).",
                needed=size.cores,
                left=tier.left if tier else 0,
                tier=tier.title if tier else "",
            )
        case None:
            return text("It fits.")


def refusal(server: Server, fits: Fits, name: str) -> Problem | None:
    """Why the machine of `server` cannot get the size called `name`; None if it can."""
    fit = fits.named(name)
    if fit is None:
        return _unknown(name, server.region)
    if fit.obstacle is None:
        return None
    others = ", ".join(other.size.name for other in fits.possible[:_NAMED])
    advice = text("These fit: {sizes}.", sizes=others) if others else text("No other size fits.")
    quota = fit.obstacle is Obstacle.QUOTA
    return Problem(
        f"size-{fit.obstacle}",
        text(
            "{name} cannot get the size {size}. {why}",
            name=server.name,
            size=fit.size.name,
            why=obstacle_words(fit, fits.now),
        ),
        advice,
        action=Action.OPEN_QUOTA_PAGE if quota else None,
    )


_NAMED: Final = 8
"""As many sizes a sentence names."""


def _obstacle(now: Size, size: Size, *, secured: bool) -> Obstacle | None:
    if size.name == now.name:
        return Obstacle.SAME
    if size.restriction:
        return Obstacle.RESTRICTED
    if secured and not size.trusted_launch:
        return Obstacle.SECURITY
    if size.temporary_disk != now.temporary_disk:
        return Obstacle.TEMPORARY_DISK
    if size.quota_cores_left is not None and size.quota_cores_left < size.cores:
        return Obstacle.QUOTA
    return None


def _freed(usages: dict[str, Quota], now: Size) -> dict[str, Quota]:
    """The quota as it is for a machine that gives back the cores it has."""
    counted = {"cores", now.family.lower()}
    return {
        name: replace(quota, used=max(0, quota.used - now.cores)) if name in counted else quota
        for name, quota in usages.items()
    }


def _unknown(name: str, region: str) -> Problem:
    return Problem(
        "size-unknown",
        text("There is no machine size {size} in {region}.", size=name, region=region),
        text("List the sizes that fit: leave the size out."),
        action=Action.CHOOSE_SIZE,
    )

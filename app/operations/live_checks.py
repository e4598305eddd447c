"""What Kumonote takes for true of Azure, held against Azure itself. Nothing is made.

Each check has the id that stands in its line of docs/assumptions.md.
"""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.azure.catalogue import load_catalogue
from app.azure.fleet_graph import parts_from_graph
from app.azure.fleet_lists import parts_from_lists
from app.azure.labels import label_is_free
from app.azure.look_ups import public_address
from app.azure.preflight.access import NEEDED, allows, load_permissions
from app.azure.server_view import Parts, servers_of
from app.azure.session import Session
from app.catalogue import Catalogue, Image
from app.engine.cancel import CancelToken
from app.money import money_an_hour
from app.operations.doctor_check import Check, NotHere, checked
from app.plan.making import LINUX_DISK_GIB, WINDOWS_DISK_GIB
from app.text import Text, text
from app.wizard.answers import SystemAnswers, SystemKind
from app.wizard.checks.system import obstacle

_TIMES: Final = 5
_SLOW_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Ground:
    """What the checks look at: the offers of the usual region for this subscription."""

    session: Session
    offers: Catalogue
    cancel: CancelToken

    @property
    def region(self) -> str:
        return self.offers.region


@dataclass(frozen=True)
class LiveCheck:
    """`id` stands in docs/assumptions.md too."""

    id: str
    name: Text
    look: Callable[[Ground], tuple[bool, Text]]


def examine_cloud(session: Session, cancel: CancelToken) -> Iterator[Check]:
    """Look at each assumption with the account that is signed in; stop at none.

    Raises only `Cancelled`, and `ProblemError` if the offers cannot be read at all.
    """
    default = SystemAnswers()
    offers = load_catalogue(session, default.region, cancel, size=default.size)
    ground = Ground(session, offers, cancel)
    for check in CHECKS:
        cancel.check()
        yield checked(check.id, check.name, partial(check.look, ground))


def _images(ground: Ground) -> tuple[bool, Text]:
    offered = ground.offers.images
    missing = [kind.value for kind in SystemKind if kind not in offered]
    if missing:
        return False, text("no image is found for {systems}", systems=", ".join(missing))
    found = ", ".join(image.urn for image in offered.values())
    return True, text("the newest images are {images}", images=found)


def _image_disks(ground: Ground) -> tuple[bool, Text]:
    sizes = {kind: _gigabytes(ground, image) for kind, image in ground.offers.images.items()}
    if not any(sizes.values()):
        raise NotHere(text("the service does not say how large its images are"))
    ours = {
        kind: WINDOWS_DISK_GIB if kind is SystemKind.WINDOWS else LINUX_DISK_GIB for kind in sizes
    }
    larger = [f"{kind.value}: {size}" for kind, size in sizes.items() if (size or 0) > ours[kind]]
    if larger:
        return False, text("larger than our disks: {images}", images=", ".join(larger))
    return True, text("every image fits on our disks")


def _gigabytes(ground: Ground, image: Image) -> int | None:
    """The size of an image's system disk; None where the service does not tell it."""
    images, cancel = ground.session.compute.virtual_machine_images, ground.cancel
    found = ground.session.call(
        lambda: images.get(
            ground.region, image.publisher, image.offer, image.sku, image.version, cancel=cancel
        ),
        cancel,
    )
    told = found.as_dict().get("properties", {}).get("osDiskImage", {}).get("sizeInGb")
    return None if told is None else int(told)


def _default_size(ground: Ground) -> tuple[bool, Text]:
    name = SystemAnswers().size
    size = ground.offers.size(name)
    if size is None:
        return False, text("{size} is not offered in {region}", size=name, region=ground.region)
    why = obstacle(size)
    if why is not None:
        return False, text("{size} cannot be had: {why}", size=name, why=why)
    left = "?" if size.quota_cores_left is None else size.quota_cores_left
    return True, text("{size} may be used; {n} cores are left", size=name, n=left)


def _price_names(ground: Ground) -> tuple[bool, Text]:
    prices = ground.offers.prices.get((SystemAnswers().size, SystemKind.UBUNTU))
    running = prices.running() if prices else None
    if prices is None or running is None:
        return False, text("machine, disk or address of the default server has no price")
    price = money_an_hour(running, prices.currency)
    return True, text("{price} an hour for the default server", price=price)


def _reserved_words(ground: Ground) -> tuple[bool, Text]:
    some = secrets.token_hex(4)
    expected = {f"kumonote-{some}": True, f"azure-{some}": True, f"windows-{some}": False}
    wrong = [
        label
        for label, free in expected.items()
        if label_is_free(ground.session, ground.region, label, ground.cancel) != free
    ]
    if wrong:
        return False, text("not as expected: {labels}", labels=", ".join(wrong))
    return True, text("reserved words are refused, and others are not")


def _public_address(ground: Ground) -> tuple[bool, Text]:
    address = public_address(ground.session, ground.cancel)
    return True, text("this computer is seen as {address}", address=address)


def _graph(ground: Ground) -> tuple[bool, Text]:
    by_graph = parts_from_graph(ground.session, ground.cancel)
    by_lists = parts_from_lists(ground.session, ground.cancel)
    if not by_lists:
        raise NotHere(text("there is no server to compare"))
    seen, there = (
        {_seen(ground.session, parts) for parts in found} for found in (by_graph, by_lists)
    )
    if seen == there:
        return True, text("{n} servers, the same as in the lists", n=len(there))
    names = sorted({str(server[0]) for server in seen ^ there})
    return False, text("differs from the lists in {names}", names=", ".join(names))


def _seen(session: Session, parts: Parts) -> tuple[str, str, str]:
    (server,) = servers_of(session, [parts])
    return server.name, server.state.value, server.address.ip if server.address else ""


def _status_only(ground: Ground) -> tuple[bool, Text]:
    machines = [parts.machine for parts in parts_from_lists(ground.session, ground.cancel)]
    shown = [machine for machine in machines if machine]
    if not shown:
        raise NotHere(text("there is no machine to look at"))
    bare = [m["name"] for m in shown if not (m.get("properties") or {}).get("instanceView")]
    if bare:
        return False, text("no state is shown of {names}", names=", ".join(bare))
    return True, text("id, tags and state of {n} machines are shown", n=len(shown))


def _organisations(ground: Ground) -> tuple[bool, Text]:
    tenants = ground.session.subscriptions.tenants
    found = ground.session.call(lambda: list(tenants.list(cancel=ground.cancel)), ground.cancel)
    nameless = [str(tenant.tenant_id) for tenant in found if not tenant.display_name]
    if not found or nameless:
        return False, text("{n} organisations are without a name", n=len(nameless))
    names = ", ".join(str(tenant.display_name) for tenant in found)
    return True, text("the account sees {names}", names=names)


def _roles(ground: Ground) -> tuple[bool, Text]:
    granted = load_permissions(ground.session, ground.cancel)
    lacking = [action for action in NEEDED if not allows(granted, action)]
    if lacking:
        return False, text("the account's roles lack {action}", action=lacking[0])
    return True, text("{n} roles, and they allow all that a server needs", n=len(granted))


def _versions(ground: Ground) -> tuple[bool, Text]:
    session, cancel = ground.session, ground.cancel
    missing = []
    for namespace, kind, version in VERSIONS:
        provider = session.call(
            partial(session.resource.providers.get, namespace, cancel=cancel), cancel
        )
        types = {
            str(t.resource_type).lower(): t.api_versions for t in provider.resource_types or ()
        }
        if version not in (types.get(kind.lower()) or ()):
            missing.append(f"{namespace}/{kind} {version}")
    if missing:
        return False, text("not offered: {versions}", versions=", ".join(missing))
    return True, text("every version that is sent is offered")


def _answer_times(ground: Ground) -> tuple[bool, Text]:
    groups = ground.session.resource.resource_groups
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        ground.session.call(
            lambda: groups.check_existence("kumonote-doctor", cancel=ground.cancel), ground.cancel
        )
        times.append(time.perf_counter() - began)
    seconds = statistics.median(times)
    return seconds < _SLOW_SECONDS, text("a read takes {seconds} s", seconds=f"{seconds:.2f}")


VERSIONS: Final = (
    ("Microsoft.Compute", "virtualMachines", "2026-04-01"),
    ("Microsoft.Network", "virtualNetworks", "2026-03-01"),
    ("Microsoft.Network", "publicIPAddresses", "2026-03-01"),
    ("Microsoft.DevTestLab", "schedules", "2018-09-15"),
)
"""What the installed SDK sends."""

CHECKS: Final = (
    LiveCheck("images", text("Systems"), _images),
    LiveCheck("image-disks", text("Disks"), _image_disks),
    LiveCheck("default-size", text("Machine size"), _default_size),
    LiveCheck("price-names", text("Prices"), _price_names),
    LiveCheck("reserved-words", text("Names"), _reserved_words),
    LiveCheck("public-address", text("Public address"), _public_address),
    LiveCheck("graph", text("Resource Graph"), _graph),
    LiveCheck("status-only", text("List of machines"), _status_only),
    LiveCheck("organisations", text("Organisations"), _organisations),
    LiveCheck("roles", text("Roles"), _roles),
    LiveCheck("api-versions", text("Versions"), _versions),
    LiveCheck("answer-times", text("Answers"), _answer_times),
)

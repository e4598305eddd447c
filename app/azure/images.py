"""The images of each system in a region, with "latest" resolved to an exact version.

The exact version goes into the machine's body, so that what was shown is what is installed
and a resume does not meet another image.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from app.azure.session import Session
from app.catalogue import Image, Purchase
from app.engine.cancel import CancelToken
from app.text import Text, text
from app.wizard.answers import SystemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure.mgmt.compute.models import VirtualMachineImageResource


@dataclass(frozen=True)
class _Known:
    publisher: str
    offer: str
    sku: str
    title: str
    fee: bool = False
    warning: Text | None = None


# Publishers, offers and SKUs: the marketplace, November 2026.
_UBUNTU: Final = _Known("Canonical", "ubuntu-24_04-lts", "server", "Ubuntu 24.04 LTS")
_WINDOWS: Final = _Known(
    "MicrosoftWindowsServer",
    "WindowsServer",
    "2025-datacenter-azure-edition",
    "Windows Server 2025 Datacenter",
)
_SLES: Final = _Known(
    "SUSE",
    "sles-16-0-x86-64",
    "gen2",
    "SUSE Linux Enterprise Server 16",
    fee=True,
    warning=text(
        "No openSUSE is offered here. SUSE Linux Enterprise Server takes its place: it has the "
        "same tools, and SUSE takes a fee for each hour."
    ),
)
_LEAP: Final = re.compile(r"opensuse-leap-(\d+)-(\d+)(?:-x86-64)?")
_LEAP_ENDED: Final = {(15, 6): date(2026, 4, 30)}
"""Last day with security updates (en.opensuse.org/Lifetime)."""


def load_image(
    session: Session, region: str, kind: SystemKind, cancel: CancelToken
) -> Image | None:
    """The image of `kind` in `region`, or None where there is none. Raises `ProblemError`."""
    if kind is SystemKind.UBUNTU:
        return _resolved(session, region, _UBUNTU, cancel)
    if kind is SystemKind.WINDOWS:
        return _resolved(session, region, _WINDOWS, cancel)
    leap = _newest_leap(session, region, cancel)
    found = _resolved(session, region, leap, cancel) if leap else None
    return found or _resolved(session, region, _SLES, cancel)


def newest_leap_offer(offers: list[str]) -> tuple[str, tuple[int, int]] | None:
    """The newest `opensuse-leap-<major>-<minor>` among `offers`, with its version."""
    found = [(m[0], (int(m[1]), int(m[2]))) for o in offers if (m := _LEAP.fullmatch(o))]
    return max(found, key=lambda item: item[1]) if found else None


def _newest_leap(session: Session, region: str, cancel: CancelToken) -> _Known | None:
    images = session.compute.virtual_machine_images
    offers = _names(session, lambda: images.list_offers(region, "SUSE", cancel=cancel), cancel)
    newest = newest_leap_offer(offers)
    if newest is None:
        return None
    offer, (major, minor) = newest
    skus = _names(session, lambda: images.list_skus(region, "SUSE", offer, cancel=cancel), cancel)
    # Trusted Launch needs an image of the second generation
    sku = next((s for s in ("gen2", *skus) if s in skus and "gen1" not in s), None)
    if sku is None:
        return None
    known = _Known("SUSE", offer, sku, f"openSUSE Leap {major}.{minor}")
    ended = _LEAP_ENDED.get((major, minor))
    if ended is None or datetime.now(UTC).date() <= ended:
        return known
    warning = text(
        "{title} has had no security updates since {date}. Choose Ubuntu unless you need openSUSE.",
        title=known.title,
        date=ended.isoformat(),
    )
    return replace(known, warning=warning)


def _resolved(session: Session, region: str, known: _Known, cancel: CancelToken) -> Image | None:
    images = session.compute.virtual_machine_images
    place = (region, known.publisher, known.offer, known.sku)
    newest = _names(
        session,
        lambda: images.list(*place, top=1, orderby="name desc", cancel=cancel),
        cancel,
    )
    if not newest:
        return None
    version = newest[0]
    image = session.find(lambda: images.get(*place, version, cancel=cancel), cancel)
    plan = image.properties.plan if image and image.properties else None
    return Image(
        publisher=known.publisher,
        offer=known.offer,
        sku=known.sku,
        version=version,
        title=known.title,
        purchase=Purchase(str(plan.name), str(plan.product), str(plan.publisher)) if plan else None,
        fee=known.fee,
        warning=known.warning,
    )


def _names(
    session: Session, ask: Callable[[], list[VirtualMachineImageResource]], cancel: CancelToken
) -> list[str]:
    return [str(item.name) for item in session.find(ask, cancel) or ()]

"""Which sizes a machine can get where it stands, and what the service says to the others.

A machine that is allocated (running, or shut down without being given back) stays on its
hardware: it can only have the sizes that this hardware offers. A deallocated one is placed
anew. No recording tells which sizes share hardware; here those of one generation do.
"""

from __future__ import annotations

from typing import Final

from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.images import image_named
from app.practice.arm.machine_checks import check_fit
from app.practice.arm.references import MACHINE
from app.practice.arm.resources import require
from app.practice.arm.sizes import Size, size_named, size_row, sizes
from app.practice.cloud import Cloud
from app.practice.errors import ArmError
from app.practice.state import Resource

_HARDWARE: Final = (
    ("standardBSFamily", "standardDv2Family", "standardDSv2Family"),
    ("standardBsv2Family", "standardDSv5Family"),
    ("standardESv5Family",),
    ("standardDPSv5Family",),
    ("Standard NCASv3_T4 Family",),
)


class SizesOfMachines:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        return [Route("GET", provider_path(MACHINE) + "/{name}/vmSizes", self.index)]

    def index(self, call: Call) -> Reply:
        machine = require(self._cloud, call, MACHINE)
        return Reply(200, {"value": [size_row(size) for size in available_sizes(machine)]})


def available_sizes(machine: Resource) -> tuple[Size, ...]:
    """What the machine could be resized to at this moment."""
    now = size_named(machine.properties["hardwareProfile"]["vmSize"])
    offered = (size for size in sizes() if machine.location not in size.restricted_in)
    if machine.inner["power"] == "deallocated" or now is None:
        return tuple(offered)
    same = next(families for families in _HARDWARE if now.family in families)
    return tuple(size for size in offered if size.family in same)


def check_resize(machine: Resource, before: Size, size: Size) -> None:
    """Raises the service's refusal of a size that the machine cannot get now."""
    offered = available_sizes(machine)
    if size not in offered:
        raise ArmError(
            409,
            "OperationNotAllowed",
            f"Unable to resize the VM '{machine.name}' because the requested size {size.name} is "
            "not available in the current hardware cluster. The available sizes in this cluster "
            f"are: {','.join(s.name for s in offered)}. Read more on VM resizing strategy at "
            "https://aka.ms/azure-resizevm.",
            target="vmSize",
        )
    if bool(before.temp_disk_mb) != bool(size.temp_disk_mb):
        raise ArmError(
            409,
            "OperationNotAllowed",
            f"Unable to resize the VM '{machine.name}' since changing from resource disk to "
            "non-resource disk VM size and vice-versa is not allowed. Please refer to "
            "https://aka.ms/AAah4sj for more details.",
            target="vmSize",
        )
    image, _ = image_named(machine.properties["storageProfile"]["imageReference"])
    check_fit(size, image, machine.properties.get("securityProfile") or {})

"""The system of a machine that boots by itself: what practice machines have, and a kernel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import yaml

from app.practice.guests.recipe import Recipe

ROOT_DEVICE: Final = "/dev/vda"

_KERNEL_PACKAGES: Final = ("linux-image-cloud-amd64", "initramfs-tools", "zstd", "e2fsprogs")
_CLOUD_CONFIG: Final = "/etc/cloud/cloud.cfg.d/90-practice.cfg"
# In a container the network is there before the boot; here the machine's own system asks for it.
_NETWORK: Final = {
    "/etc/systemd/network/20-wired.network": (
        "[Match]\nName=en*\n\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n"
    ),
    "/etc/systemd/system/multi-user.target.d/network.conf": (
        "[Unit]\nWants=systemd-networkd.service\n"
    ),
    "/etc/systemd/system/network-online.target.d/network.conf": (
        "[Unit]\nWants=systemd-networkd-wait-online.service\n"
    ),
}


def bootable(recipe: Recipe) -> Recipe:
    """The practice machines' `recipe` for a machine with a kernel, a disk and a network card.

    As in Azure the system grows its file system to the disk. Raises `ValueError` for another
    distribution or processor than Debian's on x86-64.
    """
    if (recipe.distribution, recipe.architecture) != ("debian", "amd64"):
        raise ValueError("only Debian on x86-64 is known to boot so")
    files = dict(recipe.files)
    config = yaml.safe_load(files[_CLOUD_CONFIG]) | {"resize_rootfs": True}
    files |= {
        _CLOUD_CONFIG: yaml.safe_dump(config),
        "/etc/fstab": f"{ROOT_DEVICE} / ext4 errors=remount-ro 0 1\n",
        **_NETWORK,
    }
    return replace(
        recipe,
        packages=(*recipe.packages, *_KERNEL_PACKAGES),
        files=tuple(sorted(files.items())),
    )


@dataclass(frozen=True)
class Kernel:
    """What a boot loader would load."""

    image: Path
    initrd: Path


def kernel_of(image: Path) -> Kernel:
    """The one kernel of the system in the folder `image`. Raises `ValueError`."""
    (kernel,) = (image / "boot").glob("vmlinuz-*")
    (initrd,) = (image / "boot").glob("initrd.img-*")
    return Kernel(kernel, initrd)

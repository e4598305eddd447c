"""Short names of images, in the document that azure-cli fetches before it makes a machine."""

from __future__ import annotations

from typing import Final

from app.practice.arm.images import Image, images
from app.practice.errors import JsonObject

IMAGE_ALIASES: Final = "/practice/image-aliases.json"
_ALIASES: Final = {
    "Ubuntu2204": ("Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2"),
    "Ubuntu2404": ("Canonical", "ubuntu-24_04-lts", "server"),
    "Ubuntu2604": ("Canonical", "ubuntu-26_04-lts", "server"),
    "Debian12": ("Debian", "debian-12", "12-gen2"),
    "FlatcarLinuxFreeGen2": ("kinvolk", "flatcar-container-linux-free", "stable-gen2"),
    "OpenSuseLeap156Gen2": ("SUSE", "opensuse-leap-15-6", "gen2"),
    "Win2022AzureEdition": (
        "MicrosoftWindowsServer",
        "WindowsServer",
        "2022-datacenter-azure-edition",
    ),
}


def aliases_document() -> JsonObject:
    """The aliases of those images that the practice cloud has, by operating system."""
    by_name = {(image.publisher, image.offer, image.sku): image for image in images()}
    systems: dict[str, JsonObject] = {"Linux": {}, "Windows": {}}
    for alias, name in _ALIASES.items():
        image = by_name.get(name)
        if image is not None:
            systems[image.os][alias] = _entry(image)
    return {
        "$schema": "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json",
        "contentVersion": "1.0.0.0",
        "parameters": {},
        "variables": {},
        "resources": [],
        "outputs": {"aliases": {"type": "object", "value": systems}},
    }


def _entry(image: Image) -> JsonObject:
    return {
        "publisher": image.publisher,
        "offer": image.offer,
        "sku": image.sku,
        "version": "latest",
        "architecture": image.architecture,
    }

"""A machine as kept and shown: what was sent, completed as the service completes it,
without any secret."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from app.practice.arm.images import Image
from app.practice.arm.references import DISK
from app.practice.cloud import Cloud
from app.practice.errors import JsonObject, invalid_parameter
from app.practice.operations import timestamp
from app.practice.state import Resource

_READ_ONLY = ("provisioningState", "vmId", "instanceView", "timeCreated")
_SECRET = ("adminPassword", "customData")


def completed(
    machine: Resource, sent: JsonObject, profile: JsonObject, image: Image, version: str
) -> JsonObject:
    """The properties of a new machine."""
    properties = {
        name: copy.deepcopy(value)
        for name, value in sent.items()
        if name not in _READ_ONLY and value is not None
    }
    properties["provisioningState"] = "Creating"
    properties["vmId"] = str(uuid.uuid4())
    properties["timeCreated"] = timestamp()
    properties["storageProfile"] = _storage(machine, sent["storageProfile"], image, version)
    properties["osProfile"] = _os_profile(profile, image)
    properties.pop("userData", None)
    return properties


def _os_profile(profile: JsonObject, image: Image) -> JsonObject:
    kept = {name: copy.deepcopy(v) for name, v in profile.items() if name not in _SECRET}
    if image.os == "Windows":
        _complete_windows(kept.setdefault("windowsConfiguration", {}))
    else:
        _complete_linux(kept.setdefault("linuxConfiguration", {}))
    kept.setdefault("secrets", [])
    kept.setdefault("allowExtensionOperations", True)
    kept["requireGuestProvisionSignal"] = True
    return kept


def _complete_windows(windows: JsonObject) -> None:
    windows.setdefault("provisionVMAgent", True)
    windows.setdefault("enableAutomaticUpdates", True)
    windows.setdefault("enableVMAgentPlatformUpdates", False)
    windows.setdefault("patchSettings", {"patchMode": "AutomaticByOS"})
    windows["patchSettings"].setdefault("assessmentMode", "ImageDefault")


def _complete_linux(linux: JsonObject) -> None:
    linux.setdefault("disablePasswordAuthentication", False)
    linux.setdefault("provisionVMAgent", True)
    linux.setdefault("enableVMAgentPlatformUpdates", False)
    linux.setdefault("patchSettings", {"patchMode": "ImageDefault"})
    linux["patchSettings"].setdefault("assessmentMode", "ImageDefault")


def _storage(machine: Resource, sent: Any, image: Image, version: str) -> JsonObject:
    storage = copy.deepcopy(sent)
    storage["imageReference"] = {
        **storage["imageReference"],
        "version": storage["imageReference"].get("version") or "latest",
        "exactVersion": version,
    }
    disk = storage.setdefault("osDisk", {"createOption": "FromImage"})
    disk["osType"] = image.os
    disk.setdefault("createOption", "FromImage")
    disk.setdefault("caching", "ReadWrite")
    disk.setdefault("deleteOption", "Detach")
    disk.setdefault("diskSizeGB", image.disk_gb)
    if disk["diskSizeGB"] < image.disk_gb:
        raise invalid_parameter(
            "osDisk.diskSizeGB",
            f"The specified disk size {disk['diskSizeGB']} GB is smaller than the size of the "
            f"corresponding disk in the VM image: {image.disk_gb} GB. This is not allowed. Please "
            "choose equal or greater size or do not specify an explicit size.",
        )
    disk.setdefault("name", f"{machine.name}_disk1_{uuid.uuid4().hex}")
    if "vhd" not in disk:
        managed = disk.setdefault("managedDisk", {})
        managed.setdefault("storageAccountType", "Premium_LRS")
        managed["id"] = f"{_group_of(machine)}/providers/{DISK}/{disk['name']}"
    storage["dataDisks"] = storage.get("dataDisks") or []
    return dict(storage)


def _group_of(machine: Resource) -> str:
    return machine.id.split("/providers/")[0]


def identity_of(cloud: Cloud, sent: Any) -> JsonObject | None:
    """The identity as the service completes it."""
    if not isinstance(sent, dict) or "SystemAssigned" not in str(sent.get("type", "")):
        return sent if isinstance(sent, dict) else None
    own = {"principalId": str(uuid.uuid4()), "tenantId": cloud.identity.tenant}
    return {**own, **sent}


def next_etag(machine: Resource) -> None:
    """Machines count their changes: "1", "2", … in quotes."""
    number = int(str(machine.body.get("etag", '"0"')).strip('"'))
    machine.body["etag"] = f'"{number + 1}"'


def take_delete_options(machine: Resource, sent: JsonObject) -> None:
    """An update may change what goes with the machine when it is deleted, and what stays."""
    disk = (sent.get("storageProfile") or {}).get("osDisk") or {}
    if "deleteOption" in disk:
        machine.properties["storageProfile"]["osDisk"]["deleteOption"] = disk["deleteOption"]
    wanted = {
        str(interface.get("id", "")).lower(): interface.get("properties") or {}
        for interface in (sent.get("networkProfile") or {}).get("networkInterfaces") or ()
    }
    for interface in machine.properties["networkProfile"]["networkInterfaces"]:
        options = wanted.get(str(interface["id"]).lower(), {})
        if "deleteOption" in options:
            interface.setdefault("properties", {})["deleteOption"] = options["deleteOption"]

"""Bodies of machines as the service reads them.

Names of properties and values of enumerations count in any letter case and come back in the
published one; null says as little as a property that is not there. What is secret is known by
its name, so names must be settled before anything else looks at the body.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from app.practice.errors import JsonObject

_NAMES: Final = (
    *("hardwareProfile", "vmSize", "storageProfile", "imageReference", "publisher", "offer"),
    *("sku", "version", "exactVersion", "osDisk", "dataDisks", "createOption", "caching"),
    *("deleteOption", "diskSizeGB", "osType", "managedDisk", "storageAccountType", "id", "name"),
    *("osProfile", "computerName", "adminUsername", "adminPassword", "customData", "secrets"),
    *("linuxConfiguration", "windowsConfiguration", "disablePasswordAuthentication", "ssh"),
    *("publicKeys", "path", "keyData", "provisionVMAgent", "patchSettings", "patchMode"),
    *("assessmentMode", "allowExtensionOperations", "networkProfile", "networkInterfaces"),
    *("networkInterfaceConfigurations", "primary", "properties", "securityProfile"),
    *("securityType", "uefiSettings", "secureBootEnabled", "vTpmEnabled", "encryptionAtHost"),
    *("diagnosticsProfile", "bootDiagnostics", "enabled", "storageUri", "userData", "priority"),
    *("evictionPolicy", "billingProfile", "maxPrice", "licenseType", "availabilitySet"),
)
_VALUES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "createOption": ("FromImage", "Empty", "Attach", "Copy", "Restore"),
        "caching": ("None", "ReadOnly", "ReadWrite"),
        "deleteOption": ("Delete", "Detach"),
        "osType": ("Windows", "Linux"),
        "securityType": ("TrustedLaunch", "ConfidentialVM", "Standard"),
        "patchMode": ("ImageDefault", "AutomaticByPlatform"),
        "assessmentMode": ("ImageDefault", "AutomaticByPlatform"),
        "priority": ("Regular", "Low", "Spot"),
    }
)
_PUBLISHED: Final[Mapping[str, str]] = {name.lower(): name for name in _NAMES}


def as_read(properties: Any) -> JsonObject:
    """`properties` of a machine in the published spelling, without nulls."""
    read = _read(properties)
    return read if isinstance(read, dict) else {}


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(item) for item in value if item is not None]
    if not isinstance(value, dict):
        return value
    result: JsonObject = {}
    for sent, item in value.items():
        name = _PUBLISHED.get(str(sent).lower(), str(sent))
        if item is not None:
            result[name] = _spelled(name, _read(item))
    return result


def _spelled(name: str, value: Any) -> Any:
    for known in _VALUES.get(name, ()):
        if isinstance(value, str) and value.lower() == known.lower():
            return known
    return value

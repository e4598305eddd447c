"""From what the cloud says of a server's resources to their Bicep declarations.

Only what somebody decided is kept, by an explicit list for each type: what the service
fills in by itself (states, identifiers, times) would not deploy again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.azure.tags import CERTIFICATE, HOST_KEY, READY
from app.operations.bicep import Declaration, Expression, Value

KEEP: Final = True
Shape = bool | Mapping[str, "Shape"]

LEARNT: Final = frozenset({HOST_KEY, CERTIFICATE, READY})
"""Tags with what a server learnt about itself: untrue of one that is deployed anew."""

LOGIN_KEY: Final = Expression("loginPublicKey")
CUSTOM_DATA: Final = Expression("customData")
ADMIN_PASSWORD: Final = Expression("administratorPassword")
LOCATION: Final = Expression("location")

_REFERENCE: Final[Shape] = {"id": KEEP}
_RULE: Final[Shape] = {
    "name": KEEP,
    "properties": {
        "description": KEEP,
        "priority": KEEP,
        "direction": KEEP,
        "access": KEEP,
        "protocol": KEEP,
        "sourcePortRange": KEEP,
        "sourceAddressPrefix": KEEP,
        "sourceAddressPrefixes": KEEP,
        "destinationAddressPrefix": KEEP,
        "destinationPortRange": KEEP,
        "destinationPortRanges": KEEP,
    },
}


@dataclass(frozen=True)
class Kind:
    """A type of resource: its name in the file, and what of it is kept."""

    symbol: str
    api_version: str
    shape: Mapping[str, Shape]


# In the order in which they are read best. The versions are those of the SDKs in use.
KINDS: Final[Mapping[str, Kind]] = {
    "Microsoft.Network/networkSecurityGroups": Kind(
        "securityGroup", "2026-03-01", {"properties": {"securityRules": _RULE}}
    ),
    "Microsoft.Network/virtualNetworks": Kind(
        "network",
        "2026-03-01",
        {
            "properties": {
                "addressSpace": {"addressPrefixes": KEEP},
                "subnets": {
                    "name": KEEP,
                    "properties": {
                        "addressPrefix": KEEP,
                        "addressPrefixes": KEEP,
                        "networkSecurityGroup": _REFERENCE,
                        "defaultOutboundAccess": KEEP,
                    },
                },
            }
        },
    ),
    "Microsoft.Network/publicIPAddresses": Kind(
        "address",
        "2026-03-01",
        {
            "sku": {"name": KEEP, "tier": KEEP},
            "properties": {
                "publicIPAllocationMethod": KEEP,
                "publicIPAddressVersion": KEEP,
                "dnsSettings": {"domainNameLabel": KEEP},
                "deleteOption": KEEP,
            },
        },
    ),
    "Microsoft.Network/networkInterfaces": Kind(
        "networkInterface",
        "2026-03-01",
        {
            "properties": {
                "networkSecurityGroup": _REFERENCE,
                "ipConfigurations": {
                    "name": KEEP,
                    "properties": {
                        "primary": KEEP,
                        "privateIPAllocationMethod": KEEP,
                        "subnet": _REFERENCE,
                        "publicIPAddress": {"id": KEEP, "properties": {"deleteOption": KEEP}},
                    },
                },
            }
        },
    ),
    "Microsoft.Compute/virtualMachines": Kind(
        "machine",
        "2026-04-01",
        {
            "plan": {"name": KEEP, "product": KEEP, "publisher": KEEP},
            "properties": {
                "hardwareProfile": {"vmSize": KEEP},
                "securityProfile": {
                    "securityType": KEEP,
                    "uefiSettings": {"secureBootEnabled": KEEP, "vTpmEnabled": KEEP},
                },
                "storageProfile": {
                    "imageReference": {
                        "publisher": KEEP,
                        "offer": KEEP,
                        "sku": KEEP,
                        "version": KEEP,
                    },
                    "osDisk": {
                        "name": KEEP,
                        "createOption": KEEP,
                        "caching": KEEP,
                        "deleteOption": KEEP,
                        "diskSizeGB": KEEP,
                        "managedDisk": {"storageAccountType": KEEP},
                    },
                },
                "osProfile": {
                    "computerName": KEEP,
                    "adminUsername": KEEP,
                    "linuxConfiguration": {
                        "disablePasswordAuthentication": KEEP,
                        "ssh": {"publicKeys": {"path": KEEP, "keyData": KEEP}},
                    },
                    "windowsConfiguration": {
                        "provisionVMAgent": KEEP,
                        "enableAutomaticUpdates": KEEP,
                    },
                },
                "networkProfile": {
                    "networkInterfaces": {
                        "id": KEEP,
                        "properties": {"primary": KEEP, "deleteOption": KEEP},
                    }
                },
                "diagnosticsProfile": {"bootDiagnostics": {"enabled": KEEP}},
            },
        },
    ),
    "Microsoft.DevTestLab/schedules": Kind(
        "dailyStop",
        "2018-09-15",
        {
            "properties": {
                "status": KEEP,
                "taskType": KEEP,
                "dailyRecurrence": {"time": KEEP},
                "timeZoneId": KEEP,
                "notificationSettings": {"status": KEEP},
                "targetResourceId": KEEP,
            }
        },
    ),
}

_ID: Final = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/"
    r"(?P<type>[^/]+/[^/]+)/(?P<name>[^/]+)(?P<rest>/.*)?",
    re.IGNORECASE,
)


def declarations(resources: Sequence[Mapping[str, Any]]) -> tuple[Declaration, ...]:
    """The declarations of `resources` (as Resource Manager returns them), in reading order.

    A type that Kumonote never makes is left out.
    """
    symbols = _symbols(resources)
    return tuple(
        Declaration(
            symbols[_key(r["type"], r["name"])], name, kind.api_version, _body(r, kind, symbols)
        )
        for name, kind in KINDS.items()
        for r in resources
        if str(r["type"]).lower() == name.lower()
    )


def _symbols(resources: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Type and name of each resource -> its symbol, numbered where a type occurs again."""
    symbols: dict[str, str] = {}
    for name, kind in KINDS.items():
        same = [r for r in resources if str(r["type"]).lower() == name.lower()]
        for number, resource in enumerate(same, 1):
            numbered = kind.symbol if number == 1 else f"{kind.symbol}{number}"
            symbols[_key(name, resource["name"])] = numbered
    return symbols


def _key(kind: str, name: str) -> str:
    return f"{kind}/{name}".lower()


def _body(
    resource: Mapping[str, Any], kind: Kind, symbols: Mapping[str, str]
) -> Mapping[str, Value]:
    body: dict[str, Value] = {"name": str(resource["name"]), "location": LOCATION}
    tags = {name: tag for name, tag in (resource.get("tags") or {}).items() if name not in LEARNT}
    if tags:
        body["tags"] = tags
    kept = _kept(resource, kind.shape, symbols)
    if isinstance(kept, Mapping):
        body.update(kept)
    profile = _inner(body, "properties", "osProfile")
    if profile is not None:
        windows = "windowsConfiguration" in profile
        profile.update(
            {"adminPassword": ADMIN_PASSWORD} if windows else {"customData": CUSTOM_DATA}
        )
    return body


def _inner(body: Mapping[str, Value], *names: str) -> dict[str, Value] | None:
    """The object under `names`, or None if there is none."""
    found: Value = body
    for name in names:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found if isinstance(found, dict) else None


def _kept(value: Any, shape: Shape, symbols: Mapping[str, str]) -> Value:
    """What `shape` keeps of `value`; a list's items each have the list's shape."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_kept(item, shape, symbols) for item in value]
    if isinstance(shape, Mapping) and isinstance(value, Mapping):
        return {
            name: _special(name, value[name], inner, symbols)
            for name, inner in shape.items()
            if value.get(name) not in (None, [], {})
        }
    return value if isinstance(value, bool | int | float | str) else None


def _special(name: str, value: Any, shape: Shape, symbols: Mapping[str, str]) -> Value:
    if name == "keyData":
        return LOGIN_KEY
    if name in ("id", "targetResourceId"):
        return _reference(str(value), symbols)
    return _kept(value, shape, symbols)


def _reference(id_: str, symbols: Mapping[str, str]) -> Value:
    """`network.id` for a resource of this file, so that Bicep sees what depends on what."""
    match = _ID.match(id_)
    symbol = symbols.get(_key(match["type"], match["name"])) if match else None
    if match is None or symbol is None:
        return id_
    rest = match["rest"]
    return Expression(f"'${{{symbol}.id}}{rest}'" if rest else f"{symbol}.id")

"""Plan -> the bodies of the requests that make it so, in the wire's own names.

Pure functions, so that what is sent can be read, compared and tested without a cloud.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from app.azure.tags import SIZE
from app.plan import Plan, PlannedSchedule
from app.secret import Secret
from app.server import ADMIN_USER

Json = dict[str, Any]

LARGEST_CUSTOM_DATA: Final = 65_535
"""Bytes before base64 (learn.microsoft.com, "Custom data and cloud-init on Azure VMs")."""


def resource_id(subscription: str, group: str, kind: str, name: str) -> str:
    """The id of a resource, e.g. `kind` "Microsoft.Network/publicIPAddresses"."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}"


def group_body(plan: Plan) -> Json:
    """The size stands in a tag too: the list of machines need not say it."""
    return {"location": plan.region, "tags": {**plan.tags, SIZE: plan.size.name}}


def network_body(plan: Plan) -> Json:
    return {
        "location": plan.region,
        "tags": dict(plan.tags),
        "properties": {
            "addressSpace": {"addressPrefixes": [plan.network_prefix]},
            "subnets": [{"name": plan.subnet, "properties": {"addressPrefix": plan.subnet_prefix}}],
        },
    }


def security_body(plan: Plan) -> Json:
    """Inbound rules only: what is not named in the plan stays shut by the default rules."""
    return {
        "location": plan.region,
        "tags": dict(plan.tags),
        "properties": {
            "securityRules": [
                {
                    "name": rule.name,
                    "properties": {
                        "protocol": "Tcp",
                        "direction": "Inbound",
                        "access": "Allow",
                        "priority": rule.priority,
                        "sourcePortRange": "*",
                        "destinationAddressPrefix": "*",
                        "destinationPortRange": str(rule.port),
                        **_sources(rule.sources),
                    },
                }
                for rule in plan.rules
            ]
        },
    }


def _sources(sources: tuple[str, ...]) -> Json:
    if len(sources) == 1:
        return {"sourceAddressPrefix": sources[0]}
    return {"sourceAddressPrefixes": list(sources)}


def address_body(plan: Plan) -> Json:
    """Basic addresses are retired, and only a static one survives a stop."""
    return {
        "location": plan.region,
        "tags": dict(plan.tags),
        "sku": {"name": "Standard"},
        "properties": {
            "publicIPAllocationMethod": "Static",
            "publicIPAddressVersion": "IPv4",
            "dnsSettings": {"domainNameLabel": plan.dns_label},
        },
    }


def interface_body(plan: Plan, *, subnet_id: str, security_id: str, address_id: str) -> Json:
    return {
        "location": plan.region,
        "tags": dict(plan.tags),
        "properties": {
            "networkSecurityGroup": {"id": security_id},
            "ipConfigurations": [
                {
                    "name": "primary",
                    "properties": {
                        "primary": True,
                        "privateIPAllocationMethod": "Dynamic",
                        "subnet": {"id": subnet_id},
                        "publicIPAddress": {
                            "id": address_id,
                            "properties": {"deleteOption": "Delete"},
                        },
                    },
                }
            ],
        },
    }


def linux_profile(login_public_key: str, custom_data: bytes) -> Json:
    """The `osProfile` of a Linux machine, which takes no password. Raises `ValueError`."""
    if len(custom_data) > LARGEST_CUSTOM_DATA:
        raise ValueError(f"custom data of {len(custom_data)} bytes; Azure takes at most 65,535")
    return {
        "adminUsername": ADMIN_USER,
        "customData": base64.b64encode(custom_data).decode("ascii"),
        "linuxConfiguration": {
            "disablePasswordAuthentication": True,
            "ssh": {
                "publicKeys": [
                    {
                        "path": f"/home/{ADMIN_USER}/.ssh/authorized_keys",
                        "keyData": login_public_key,
                    }
                ]
            },
        },
    }


def windows_profile(password: Secret) -> Json:
    """The `osProfile` of a Windows machine: holds a secret, so it is sent and nothing else."""
    return {
        "adminUsername": ADMIN_USER,
        "adminPassword": password.reveal(),
        "windowsConfiguration": {"provisionVMAgent": True, "enableAutomaticUpdates": True},
    }


def machine_body(
    plan: Plan, *, interface_id: str, profile: Mapping[str, Any], tags: Mapping[str, str]
) -> Json:
    """A Trusted Launch machine that takes its disk and interface with it when it is deleted.

    `profile` is its `osProfile` without the name, `tags` come beside those of the plan.
    """
    image = plan.image
    body: Json = {
        "location": plan.region,
        "tags": {**plan.tags, **tags},
        "properties": {
            "hardwareProfile": {"vmSize": plan.size.name},
            "storageProfile": {
                "imageReference": {
                    "publisher": image.publisher,
                    "offer": image.offer,
                    "sku": image.sku,
                    "version": image.version,
                },
                "osDisk": {
                    "name": plan.disk,
                    "createOption": "FromImage",
                    "deleteOption": "Delete",
                    "caching": "ReadWrite",
                    "diskSizeGB": plan.disk_gib,
                    "managedDisk": {"storageAccountType": plan.disk_type},
                },
            },
            "osProfile": {"computerName": plan.machine, **profile},
            "securityProfile": {
                "securityType": "TrustedLaunch",
                "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
            },
            "networkProfile": {
                "networkInterfaces": [
                    {"id": interface_id, "properties": {"primary": True, "deleteOption": "Delete"}}
                ]
            },
            "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
        },
    }
    if image.purchase is not None:
        body["plan"] = asdict(image.purchase)
    return body


def schedule_body(plan: Plan, schedule: PlannedSchedule, *, machine_id: str) -> Json:
    """The daily stop of a planned machine."""
    return daily_stop_body(
        plan.region,
        plan.tags,
        schedule.time,
        schedule.time_zone_id,
        machine_id=machine_id,
    )


def daily_stop_body(
    region: str, tags: Mapping[str, str], time: str, time_zone_id: str, *, machine_id: str
) -> Json:
    """A daily stop at `time` ("HHMM") of a Windows time zone; it deallocates."""
    return {
        "location": region,
        "tags": dict(tags),
        "properties": {
            "status": "Enabled",
            "taskType": "ComputeVmShutdownTask",
            "dailyRecurrence": {"time": time},
            "timeZoneId": time_zone_id,
            "targetResourceId": machine_id,
            "notificationSettings": {"status": "Disabled"},
        },
    }

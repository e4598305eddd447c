"""Which private address an interface gets in its subnet."""

from __future__ import annotations

import ipaddress

from app.practice.arm.references import References, id_in
from app.practice.errors import ArmError, JsonObject, invalid_parameter

_RESERVED = 4
"""The service keeps the first addresses of each subnet for itself."""


def private_address(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
    own_id: str,
    properties: JsonObject,
    same: JsonObject | None,
    references: References,
) -> str:
    """The address asked for, else the one of before, else the first that is free."""
    subnet_id = id_in(properties["subnet"])
    used = {
        configuration["properties"]["privateIPAddress"]
        for configuration in references.configurations_of_subnet.get(subnet_id, [])
        if configuration["id"].lower() != own_id.lower()
    }
    wanted = properties.get("privateIPAddress")
    if wanted and str(properties["privateIPAllocationMethod"]).lower() == "static":
        return _check_wanted(str(wanted), network, used, own_id)
    if same is not None and id_in(same["properties"]["subnet"]) == subnet_id:
        return str(same["properties"]["privateIPAddress"])
    for number in range(_RESERVED, network.num_addresses - 1):
        address = str(network[number])
        if address not in used:
            return address
    raise ArmError(
        400,
        "SubnetIsFull",
        f"Subnet {subnet_id} does not have enough capacity for 1 IP addresses.",
        details=[],
    )


def _check_wanted(
    wanted: str,
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
    used: set[str],
    own_id: str,
) -> str:
    try:
        inside = ipaddress.ip_address(wanted) in network
    except ValueError as error:
        raise invalid_parameter("privateIPAddress") from error
    if not inside:
        raise ArmError(
            400,
            "PrivateIPAddressNotInSubnet",
            f"Private static IP address {wanted} does not belong to the range of subnet prefix "
            f"{network}.",
            details=[],
        )
    if wanted in used:
        raise ArmError(
            400,
            "PrivateIPAddressIsAllocated",
            f"IP configuration {own_id} is using the private IP address {wanted} which is already "
            "allocated to another resource.",
            details=[],
        )
    return wanted

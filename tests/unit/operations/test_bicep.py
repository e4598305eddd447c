"""The Bicep writer: literals, references, and what never gets into a file."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.operations.bicep import (
    BicepFile,
    Expression,
    Parameter,
    Value,
    file_text,
    string,
    value_text,
)
from app.operations.bicep_resources import declarations

GROUP = "/subscriptions/s/resourceGroups/kumonote-lab/providers/"


def test_values_are_written_as_bicep_reads_them() -> None:
    value: Value = {
        "name": "ipython_nb",
        "hidden-title": "it's ${not} an expression\n",
        "ports": ["22", "443"],
        "priority": 100,
        "on": True,
        "none": None,
        "empty": {},
        "id": Expression("network.id"),
    }
    assert value_text(value) == (
        "{\n"
        "  name: 'ipython_nb'\n"
        "  'hidden-title': 'it\\'s \\${not} an expression\\n'\n"
        "  ports: [\n"
        "    '22'\n"
        "    '443'\n"
        "  ]\n"
        "  priority: 100\n"
        "  on: true\n"
        "  none: null\n"
        "  empty: {}\n"
        "  id: network.id\n"
        "}"
    )


@given(st.text())
def test_no_text_leaves_its_literal(value: str) -> None:
    literal = string(value)
    assert literal.startswith("'")
    assert literal.endswith("'")
    inner = literal[1:-1]
    unescaped = inner.replace("\\\\", "").replace("\\'", "").replace("\\${", "")
    assert "'" not in unescaped
    assert "${" not in unescaped
    assert "\n" not in literal


def test_a_secure_parameter_has_no_default() -> None:
    file = BicepFile(
        comments=("A server.",),
        parameters=(
            Parameter("customData", "What the machine gets at first boot.", secure=True),
            Parameter("location", "Where.", default="japaneast"),
        ),
        resources=(),
        outputs={"fqdn": Expression("address.properties.dnsSettings.fqdn")},
    )
    assert file_text(file) == (
        "// A server.\n"
        "\n"
        "@description('What the machine gets at first boot.')\n"
        "@secure()\n"
        "param customData string\n"
        "\n"
        "@description('Where.')\n"
        "param location string = 'japaneast'\n"
        "\n"
        "output fqdn string = address.properties.dnsSettings.fqdn\n"
    )


NETWORK = {
    "id": GROUP + "Microsoft.Network/virtualNetworks/lab-vnet",
    "type": "Microsoft.Network/virtualNetworks",
    "name": "lab-vnet",
    "location": "japaneast",
    "etag": 'W/"1"',
    "properties": {
        "provisioningState": "Succeeded",
        "resourceGuid": "g",
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [
            {
                "name": "notebook",
                "id": GROUP + "Microsoft.Network/virtualNetworks/lab-vnet/subnets/notebook",
                "etag": 'W/"1"',
                "properties": {"provisioningState": "Succeeded", "addressPrefix": "10.0.0.0/24"},
            }
        ],
    },
}
INTERFACE = {
    "type": "microsoft.network/networkinterfaces",
    "name": "lab-nic",
    "properties": {
        "macAddress": "00-0D",
        "ipConfigurations": [
            {
                "name": "main",
                "properties": {
                    "privateIPAddress": "10.0.0.4",
                    "subnet": {
                        "id": GROUP.lower()
                        + "microsoft.network/virtualnetworks/LAB-VNET/subnets/notebook"
                    },
                },
            }
        ],
    },
}
MACHINE = {
    "type": "Microsoft.Compute/virtualMachines",
    "name": "lab",
    "tags": {"created-by": "kumonote"},
    "properties": {
        "vmId": "v",
        "provisioningState": "Succeeded",
        "osProfile": {
            "computerName": "lab",
            "adminUsername": "azureuser",
            "linuxConfiguration": {
                "ssh": {
                    "publicKeys": [
                        {"path": "/home/azureuser/.ssh/authorized_keys", "keyData": "ssh-ed25519 A"}
                    ]
                }
            },
        },
        "securityProfile": {"securityType": "TrustedLaunch", "uefiSettings": {"vTpmEnabled": True}},
    },
}


def test_only_what_was_decided_is_kept_and_references_are_symbols() -> None:
    found = {d.symbol: d for d in declarations([MACHINE, INTERFACE, NETWORK])}
    assert list(found) == ["network", "networkInterface", "machine"]
    network, interface, machine = (value_text(d.body) for d in found.values())
    assert "provisioningState" not in network + interface + machine
    assert "etag" not in network
    assert "'${network.id}/subnets/notebook'" in interface
    assert "10.0.0.4" not in interface
    assert "securityType: 'TrustedLaunch'" in machine
    assert "'created-by': 'kumonote'" in machine


def test_the_password_of_a_windows_machine_is_a_parameter() -> None:
    profile = {
        "computerName": "lab",
        "adminUsername": "azureuser",
        "windowsConfiguration": {"provisionVMAgent": True, "enableAutomaticUpdates": True},
    }
    machine: dict[str, Any] = {**MACHINE, "properties": {"osProfile": profile}}
    (declared,) = declarations([machine])
    written = value_text(declared.body)
    assert "adminPassword: administratorPassword" in written
    assert "provisionVMAgent: true" in written
    assert "customData" not in written


def test_keys_and_boot_data_are_parameters() -> None:
    (machine,) = declarations([MACHINE])
    written = value_text(machine.body)
    assert "keyData: loginPublicKey" in written
    assert "customData: customData" in written
    assert "ssh-ed25519" not in written

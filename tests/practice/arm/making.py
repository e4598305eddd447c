"""What a notebook server needs, made by bare requests: group, network, address, machine."""

from __future__ import annotations

import copy
import secrets
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.practice.arm.clients import REGION, Cloud, custom_data

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2m7pSUW1Yx0c0T0Xh0T6wHnq8l9rYt0n1mYhKfQk5M test"
UBUNTU = {
    "publisher": "Canonical",
    "offer": "ubuntu-24_04-lts",
    "sku": "server",
    "version": "latest",
}


def rule(name: str, port: str, priority: int, source: str = "203.0.113.24/32") -> dict[str, Any]:
    return {
        "name": name,
        "properties": {
            "protocol": "Tcp",
            "sourcePortRange": "*",
            "destinationPortRange": port,
            "sourceAddressPrefix": source,
            "destinationAddressPrefix": "*",
            "access": "Allow",
            "priority": priority,
            "direction": "Inbound",
        },
    }


@dataclass
class Group:
    """A resource group with names of its own. Each method sends one PUT and gives its answer."""

    cloud: Cloud
    name: str = field(default_factory=lambda: f"kumonote-{secrets.token_hex(4)}")
    region: str = REGION

    @property
    def path(self) -> str:
        return f"/resourceGroups/{self.name}"

    def at(self, kind: str, name: str) -> str:
        """The path of a resource, e.g. `at("Microsoft.Network/virtualNetworks", "net")`."""
        return f"{self.path}/providers/{kind}/{name}"

    def id_of(self, kind: str, name: str) -> str:
        return f"/subscriptions/{self.cloud.connection.subscription}{self.at(kind, name)}"

    def make(self) -> requests.Response:
        return self.cloud.call("PUT", self.path, {"location": self.region})

    def remove(self) -> None:
        answer = self.cloud.call("DELETE", self.path)
        if answer.status_code == 202:
            self.cloud.finish(answer)

    def put(self, kind: str, name: str, properties: Any, **more: Any) -> requests.Response:
        body = {"location": self.region, "properties": properties, **more}
        return self.cloud.call("PUT", self.at(kind, name), body)

    def put_network(self, name: str = "net", **properties: Any) -> requests.Response:
        usual = {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{"name": "default", "properties": {"addressPrefix": "10.0.0.0/24"}}],
        }
        return self.put("Microsoft.Network/virtualNetworks", name, usual | properties)

    def put_security_group(self, name: str = "nsg", *rules: Any) -> requests.Response:
        properties = {"securityRules": list(rules) or [rule("ssh", "22", 1000)]}
        return self.put("Microsoft.Network/networkSecurityGroups", name, properties)

    def put_address(self, name: str = "ip", label: str = "") -> requests.Response:
        properties: dict[str, Any] = {"publicIPAllocationMethod": "Static"}
        if label:
            properties["dnsSettings"] = {"domainNameLabel": label}
        kind = "Microsoft.Network/publicIPAddresses"
        return self.put(kind, name, properties, sku={"name": "Standard"})

    def interface_properties(self, address: str = "ip", group: str = "nsg") -> dict[str, Any]:
        subnet = self.id_of("Microsoft.Network/virtualNetworks", "net") + "/subnets/default"
        configuration: dict[str, Any] = {"subnet": {"id": subnet}}
        if address:
            public = self.id_of("Microsoft.Network/publicIPAddresses", address)
            configuration["publicIPAddress"] = {"id": public}
        properties: dict[str, Any] = {
            "ipConfigurations": [{"name": "main", "properties": configuration}]
        }
        if group:
            guard = self.id_of("Microsoft.Network/networkSecurityGroups", group)
            properties["networkSecurityGroup"] = {"id": guard}
        return properties

    def put_interface(
        self, name: str = "nic", *, address: str = "ip", group: str = "nsg"
    ) -> requests.Response:
        properties = self.interface_properties(address, group)
        return self.put("Microsoft.Network/networkInterfaces", name, properties)

    def put_interface_with_address_that_goes(self) -> requests.Response:
        """An interface whose address is deleted with the machine, as the interface is."""
        properties = self.interface_properties()
        public = properties["ipConfigurations"][0]["properties"]["publicIPAddress"]
        public["properties"] = {"deleteOption": "Delete"}
        return self.put("Microsoft.Network/networkInterfaces", "nic", properties)

    def machine_body(self, name: str = "vm", interface: str = "nic", **changes: Any) -> Any:
        """A machine as the app asks for it; `changes` replace properties."""
        properties = {
            "hardwareProfile": {"vmSize": "Standard_B2s_v2"},
            "securityProfile": {
                "securityType": "TrustedLaunch",
                "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
            },
            "storageProfile": {
                "imageReference": dict(UBUNTU),
                "osDisk": {"createOption": "FromImage", "deleteOption": "Delete"},
            },
            "osProfile": {
                "computerName": name,
                "adminUsername": "azureuser",
                "customData": custom_data(),
                "linuxConfiguration": {
                    "disablePasswordAuthentication": True,
                    "ssh": {
                        "publicKeys": [
                            {
                                "path": "/home/azureuser/.ssh/authorized_keys",
                                "keyData": PUBLIC_KEY,
                            }
                        ]
                    },
                },
            },
            "networkProfile": {
                "networkInterfaces": [
                    {
                        "id": self.id_of("Microsoft.Network/networkInterfaces", interface),
                        "properties": {"primary": True, "deleteOption": "Delete"},
                    }
                ]
            },
            "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
        }
        return {"location": self.region, "properties": copy.deepcopy(properties) | changes}

    def put_machine(self, name: str = "vm", **changes: Any) -> requests.Response:
        return self.cloud.call("PUT", self.machine(name), self.machine_body(name, **changes))

    def machine(self, name: str = "vm") -> str:
        return self.at("Microsoft.Compute/virtualMachines", name)

    def ready_for_machine(self, label: str = "", *rules: Any) -> None:
        """Make everything that a machine stands on, and wait for it."""
        self.make()
        answers = [
            self.put_network(),
            self.put_security_group("nsg", *rules),
            self.put_address("ip", label),
        ]
        for answer in answers:
            assert answer.status_code == 201, answer.text
            self.cloud.finish(answer)
        interface = self.put_interface()
        assert interface.status_code == 201, interface.text

    def ready_machine(self, label: str = "", *rules: Any) -> None:
        self.ready_for_machine(label, *rules)
        answer = self.put_machine()
        assert answer.status_code == 201, answer.text
        assert self.cloud.finish(answer).json()["status"] == "Succeeded"

    def act(self, action: str, body: Any = None, name: str = "vm") -> requests.Response:
        return self.cloud.call("POST", f"{self.machine(name)}/{action}", body)

    def states(self, name: str = "vm") -> list[str]:
        view = self.cloud.call("GET", self.machine(name) + "/instanceView").json()
        return [status["code"] for status in view["statuses"]]


def error_code(answer: requests.Response) -> str:
    error = answer.json()["error"]
    assert error["message"], "an error says something"
    return str(error["code"])

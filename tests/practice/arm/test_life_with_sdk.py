"""The whole life of a server through Microsoft's own libraries, over real HTTPS."""

from __future__ import annotations

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from pytest import raises

from tests.practice.arm.clients import REGION, Cloud
from tests.practice.arm.making import Group, rule


def test_group_network_machine_power_and_end(cloud: Cloud) -> None:
    names = Group(cloud)
    resources, network, compute = cloud.resources(), cloud.network(), cloud.compute()
    with resources, network, compute:
        assert not resources.resource_groups.check_existence(names.name)
        group = resources.resource_groups.create_or_update(
            names.name, {"location": REGION, "tags": {"created-by": "kumonote"}}
        )
        assert group.location == REGION
        address = network.public_ip_addresses.begin_create_or_update(
            names.name,
            "ip",
            {
                "location": REGION,
                "sku": {"name": "Standard"},
                "properties": {
                    "publicIPAllocationMethod": "Static",
                    "dnsSettings": {"domainNameLabel": names.name},
                },
            },
        )
        network.virtual_networks.begin_create_or_update(
            names.name,
            "net",
            {
                "location": REGION,
                "properties": {
                    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                    "subnets": [
                        {"name": "default", "properties": {"addressPrefix": "10.0.0.0/24"}}
                    ],
                },
            },
        ).result()
        network.network_security_groups.begin_create_or_update(
            names.name,
            "nsg",
            {"location": REGION, "properties": {"securityRules": [rule("ssh", "22", 1000)]}},
        ).result()
        settings = address.result().properties.dns_settings
        assert settings.fqdn == f"{names.name}.{REGION}.practice.localhost"
        interface = network.network_interfaces.begin_create_or_update(
            names.name,
            "nic",
            {"location": REGION, "properties": names.interface_properties()},
        ).result()
        assert interface.properties.ip_configurations[0].properties.private_ip_address == "10.0.0.4"

        machine = compute.virtual_machines.begin_create_or_update(
            names.name, "vm", names.machine_body()
        ).result()
        assert machine.properties.provisioning_state == "Succeeded"
        assert machine.properties.os_profile.custom_data is None
        view = compute.virtual_machines.instance_view(names.name, "vm")
        assert view.statuses[-1].code == "PowerState/running"

        output = compute.virtual_machines.begin_run_command(
            names.name, "vm", {"commandId": "RunShellScript", "script": ["echo from $((40 + 2))"]}
        ).result()
        assert "[stdout]\nfrom 42\n" in output.value[0].message

        compute.virtual_machines.begin_deallocate(names.name, "vm").result()
        view = compute.virtual_machines.instance_view(names.name, "vm")
        assert view.statuses[-1].code == "PowerState/deallocated"
        with raises(HttpResponseError, match="not running"):
            compute.virtual_machines.begin_run_command(
                names.name, "vm", {"commandId": "RunShellScript", "script": ["true"]}
            )
        compute.virtual_machines.begin_start(names.name, "vm").result()
        compute.virtual_machines.begin_restart(names.name, "vm").result()

        found = [m.name for m in compute.virtual_machines.list(names.name)]
        assert found == ["vm"]
        compute.virtual_machines.begin_delete(names.name, "vm", force_deletion=True).result()
        with raises(ResourceNotFoundError):
            compute.virtual_machines.get(names.name, "vm")
        left = {r.name for r in resources.resources.list_by_resource_group(names.name)}
        assert left == {"net", "nsg", "ip"}  # disk and interface went with the machine

        resources.resource_groups.begin_delete(names.name).result()
        assert not resources.resource_groups.check_existence(names.name)


def test_subscription_regions_and_tenant(cloud: Cloud) -> None:
    with cloud.subscriptions() as client:
        subscription = next(iter(client.subscriptions.list()))
        assert subscription.subscription_id == cloud.connection.subscription
        assert next(iter(client.tenants.list())).tenant_id == cloud.connection.tenant
        regions = client.subscriptions.list_locations(cloud.connection.subscription)
        assert REGION in {region.name for region in regions}

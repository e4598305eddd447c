"""Recorded answers of the service beside ours: whatever the service shows, we show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.practice.arm.clients import Cloud, wait_for
from tests.practice.arm.making import Group, error_code
from tests.shared.validator import RECORDINGS, needs_description

pytestmark = needs_description

NOT_OURS = {
    # extensions, unmanaged disks and outbound mail are no part of practice
    "resources",
    "vhd",
    "allowPort25Out",
    # set by newer hosts of the service only
    "diskControllerType",
    "vmSizeProperties",
    # there only if they were asked for
    "tags",
    "identity",
    # newer than the published description
    "isAdjustable",
}


def recorded(name: str) -> Any:
    return json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))


def missing(service: Any, ours: Any, place: str = "") -> Iterator[str]:
    """Where `service` has a property, or a type of value, that `ours` lacks."""
    if service is None:
        return
    if type(service) is not type(ours):
        yield f"{place} is {type(ours).__name__}"
    elif isinstance(service, dict):
        for name in service.keys() - NOT_OURS:
            yield from missing(service[name], ours.get(name), f"{place}.{name}")
    elif isinstance(service, list) and service and ours:
        yield from missing(service[0], ours[0], place + "[]")


@pytest.fixture(scope="module")
def life(running_cloud: Cloud) -> Iterator[dict[str, Any]]:
    """Our answers by the names of the recordings that they are compared with."""
    cloud, group = running_cloud, Group(running_cloud)
    answers: dict[str, Any] = {"rg_put_created": group.make()}
    answers["rg_put_updated"] = group.make()
    answers["rg_get"] = cloud.call("GET", group.path)
    answers["vnet_put_created_2024"] = group.put_network(enableVmProtection=False)
    cloud.finish(answers["vnet_put_created_2024"])
    network = group.at("Microsoft.Network/virtualNetworks", "net")
    answers["vnet_get"] = cloud.call("GET", network)
    answers["nsg_put_created_2022"] = group.put_security_group()
    answers["net_operation_succeeded"] = cloud.finish(answers["nsg_put_created_2022"])
    guard = {"id": group.id_of("Microsoft.Network/networkSecurityGroups", "nsg")}
    subnet = {"properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": guard}}
    answers["subnet_put_updated"] = cloud.call("PUT", network + "/subnets/default", subnet)
    cloud.finish(answers["subnet_put_updated"])
    answers["pip_put_created_dns"] = group.put_address("ip", group.name)
    cloud.finish(answers["pip_put_created_dns"])
    address = group.at("Microsoft.Network/publicIPAddresses", "ip")
    answers["pip_get_standard"] = cloud.call("GET", address)
    answers["nic_put_created_2022"] = group.put_interface()
    body = group.machine_body() | {"tags": {"a": "b"}}
    answers["vm_put_linux_customdata"] = cloud.call("PUT", group.machine(), body)
    answers["vm_operation_succeeded"] = cloud.finish(answers["vm_put_linux_customdata"])
    look = {"$expand": "instanceView"}
    view = group.machine() + "/instanceView"
    wait_for(lambda: "osName" in cloud.call("GET", view).json())
    answers["vm_get_instanceview_running"] = cloud.call("GET", group.machine(), None, **look)
    answers["vm_list_rg"] = cloud.call("GET", group.machine("").rstrip("/"))
    script = {"commandId": "RunShellScript", "script": ["echo hello"]}
    answers["runcommand_poll_done"] = cloud.finish(group.act("runCommand", script))
    answers["bootdiag_retrieve"] = group.act("retrieveBootDiagnosticsData")
    answers["vm_sizes_vm"] = cloud.call("GET", group.machine() + "/vmSizes")
    answers["vm_deallocate"] = group.act("deallocate")
    answers["vm_deallocate_poll_done"] = cloud.finish(answers["vm_deallocate"])
    answers["vm_get_instanceview_deallocated"] = cloud.call("GET", group.machine(), None, **look)
    answers["vm_patch_200"] = cloud.call("PATCH", group.machine(), {"tags": {"a": "c"}})
    cloud.finish(answers["vm_patch_200"])
    images = "/providers/Microsoft.Compute/locations/westus/publishers/Canonical/artifacttypes"
    skus = images + "/vmimage/offers/ubuntu-24_04-lts/skus"
    answers["image_skus_list"] = cloud.call("GET", skus)
    answers["image_versions_list"] = cloud.call("GET", skus + "/server/versions")
    answers["subscription_locations"] = cloud.call("GET", "/locations", version="2022-12-01")
    usages = "/providers/Microsoft.Network/locations/westus/usages"
    answers["net_usages"] = cloud.call("GET", usages)
    in_region = {"$filter": "location eq 'eastus'"}
    answers["skus_list_excerpt_skewer"] = cloud.call(
        "GET", "/providers/Microsoft.Compute/skus", None, **in_region
    )
    yield answers
    group.remove()


COMPARED = [
    "rg_put_created",
    "rg_put_updated",
    "rg_get",
    "vnet_put_created_2024",
    "vnet_get",
    "nsg_put_created_2022",
    "net_operation_succeeded",
    "subnet_put_updated",
    "pip_put_created_dns",
    "pip_get_standard",
    "nic_put_created_2022",
    "vm_put_linux_customdata",
    "vm_operation_succeeded",
    "vm_get_instanceview_running",
    "vm_list_rg",
    "runcommand_poll_done",
    "bootdiag_retrieve",
    "vm_sizes_vm",
    "vm_deallocate",
    "vm_deallocate_poll_done",
    "vm_get_instanceview_deallocated",
    "vm_patch_200",
    "image_skus_list",
    "image_versions_list",
    "subscription_locations",
    "net_usages",
    "skus_list_excerpt_skewer",
]


@pytest.mark.parametrize("name", COMPARED)
def test_whatever_the_service_shows_we_show(life: dict[str, Any], name: str) -> None:
    service, ours = recorded(name)["response"], life[name]
    assert ours.status_code == service["status"], ours.text
    body = ours.json() if ours.content else None
    assert list(missing(service["body"], body)) == []
    for header in ("azure-asyncoperation", "location", "content-type"):
        if header in service["headers"]:
            assert header in ours.headers, header


def test_errors_have_the_service_s_words(running_cloud: Cloud) -> None:
    group = Group(running_cloud)
    group.make()
    machine = running_cloud.call("GET", group.machine("d1"))
    words = recorded("error_ResourceNotFound_404_vm")["response"]["body"]["error"]["message"]
    assert machine.json()["error"]["message"] == words.replace(
        "cli_test_other_extended_location_000001", group.name
    )
    path = "/resourceGroups/rg000004/providers/Microsoft.Compute/virtualMachines/x"
    answer = running_cloud.call("GET", path)
    assert answer.json() == recorded("error_ResourceGroupNotFound_404")["response"]["body"]
    running_cloud.finish(group.put_network())
    prefix = {"properties": {"addressPrefix": "10.0.4.0/24--no-wait"}}
    network = group.at("Microsoft.Network/virtualNetworks", "net")
    bad = running_cloud.call("PUT", network + "/subnets/x", prefix)
    service = recorded("error_InvalidAddressPrefixFormat_400")["response"]
    assert (bad.status_code, error_code(bad)) == (400, service["body"]["error"]["code"])
    assert bad.json()["error"]["details"] == service["body"]["error"]["details"]
    group.remove()

"""Recorded answers of the service beside ours: whatever the service shows, we show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from app.practice import process
from tests.practice.arm.clients import Cloud, wait_for
from tests.practice.arm.making import UBUNTU, Group
from tests.practice.arm.test_deployments import deploy, template
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
    "notificationSettings",
    "additionalCapabilities",
    # newer than the published description
    "isAdjustable",
}
NOT_SERVED = {
    "vm_put_windows": "its machine takes another image: tests/guest/windows boot Windows machines",
    "vm_get_instanceview_windows": "the same",
    "error_Conflict_400_compute": "there are no disk accesses",
    "error_LinkedAuthorizationFailed_403": "there are no roles: who may write may write all",
    "error_ServerTimeout_503": "a 503 comes without JSON, which is harder for a client",
    "error_VMExtensionProvisioningError_in_operation": "there are no extensions",
}
ELSEWHERE = {
    "error_InternalExecutionError_in_operation": "test_process.py: it takes a killed cloud"
}
_HEADERS = ("azure-asyncoperation", "location", "content-type", "www-authenticate")


def recorded(name: str) -> Any:
    return json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))["response"]


def missing(service: Any, ours: Any, place: str = "") -> Iterator[str]:
    """Where `service` has a property, a type or a spelling that `ours` lacks."""
    if service is None:
        return
    if type(service) is not type(ours):
        yield f"{place} is {type(ours).__name__}"
    elif isinstance(service, dict):
        for name in service.keys() - NOT_OURS:
            yield from missing(service[name], ours.get(name), f"{place}.{name}")
    elif isinstance(service, list) and service and ours:
        yield from missing(service[0], ours[0], place + "[]")
    elif isinstance(service, str) and place.endswith((".id", ".type")):
        yield from misspelled(service, ours, place)


def misspelled(service: str, ours: str, place: str) -> Iterator[str]:
    """Words of an id that are the same in another letter case."""
    for word, own in zip(service.split("/"), ours.split("/"), strict=False):
        if word != own and word.lower() == own.lower():
            yield f"{place}: {own} where the service says {word}"


@pytest.fixture(scope="module")
def life(running_cloud: Cloud) -> Iterator[dict[str, requests.Response]]:
    """Our answers by the names of the recordings that they are compared with."""
    cloud, group = running_cloud, Group(running_cloud)
    answers: dict[str, requests.Response] = {}
    _network(cloud, group, answers)
    _machine(cloud, group, answers)
    _catalogue(cloud, answers)
    _errors(cloud, group, answers)
    answers["rg_delete"] = cloud.call("DELETE", group.path)
    answers["rg_delete_poll_200"] = cloud.finish(answers["rg_delete"])
    yield answers


def _network(cloud: Cloud, group: Group, answers: dict[str, requests.Response]) -> None:
    answers["rg_put_created"] = group.make()
    answers["rg_put_updated"] = group.make()
    answers["rg_get"] = cloud.call("GET", group.path)
    answers["rg_head_exists"] = cloud.call("HEAD", group.path)
    answers["vnet_put_created_2024"] = group.put_network(enableVmProtection=False)
    cloud.finish(answers["vnet_put_created_2024"])
    network = group.at("Microsoft.Network/virtualNetworks", "net")
    answers["vnet_get"] = cloud.call("GET", network)
    answers["nsg_put_created_2022"] = group.put_security_group()
    answers["nsg_put_created_rules"] = answers["nsg_put_created_2022"]
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
    answers["nic_put_created"] = answers["nic_put_created_2022"]
    nobody = group.at("Microsoft.Network/virtualNetworks", "nobody")
    answers["net_delete_missing_204"] = cloud.call("DELETE", nobody)


def _machine(cloud: Cloud, group: Group, answers: dict[str, requests.Response]) -> None:
    look, view = {"$expand": "instanceView"}, group.machine() + "/instanceView"
    with cloud.at_speed(1):
        body = group.machine_body() | {"tags": {"a": "b"}}
        answers["vm_put_linux_customdata"] = cloud.call("PUT", group.machine(), body)
        answers["vm_get_instanceview_starting"] = cloud.call("GET", group.machine(), None, **look)
        wait_for(lambda: "osProvisioningInProgress" in group.states()[0])
        answers["vm_get_instanceview_creating"] = cloud.call("GET", group.machine(), None, **look)
    answers["vm_put_linux_2022"] = answers["vm_put_linux_customdata"]
    answers["vm_operation_succeeded"] = cloud.finish(answers["vm_put_linux_customdata"])
    wait_for(lambda: "osName" in cloud.call("GET", view).json())
    answers["vm_get_instanceview_running"] = cloud.call("GET", group.machine(), None, **look)
    answers["vm_list_rg"] = cloud.call("GET", group.machine("").rstrip("/"))
    answers["vm_sizes_vm"] = cloud.call("GET", group.machine() + "/vmSizes")
    script = {"commandId": "RunShellScript", "script": ["echo hello"]}
    with cloud.at_speed(1):
        running = group.act("runCommand", script)
        status = running.headers["Azure-AsyncOperation"]
        answers["runcommand_poll_inprogress"] = cloud.get(status)
    answers["runcommand_poll_done"] = cloud.finish(running)
    answers["bootdiag_retrieve"] = group.act("retrieveBootDiagnosticsData")
    answers["vm_restart"] = group.act("restart")
    answers["vm_restart_poll_done"] = cloud.finish(answers["vm_restart"])
    off = group.act("powerOff")
    answers["vm_poweroff_poll_done"] = cloud.finish(off)
    answers["vm_poweroff_final_location"] = cloud.get(off.headers["Location"])
    answers["vm_start"] = answers["vm_start_retry_after"] = group.act("start")
    cloud.finish(answers["vm_start"])
    with cloud.at_speed(1):  # the agent takes its time
        answers["vm_get_instanceview_agent_notready"] = cloud.call(
            "GET", group.machine(), None, **look
        )
    _schedule(cloud, group, answers)
    answers["vm_deallocate"] = group.act("deallocate")
    answers["vm_deallocate_poll_done"] = cloud.finish(answers["vm_deallocate"])
    answers["vm_get_instanceview_deallocated"] = cloud.call("GET", group.machine(), None, **look)
    answers["vm_patch_200"] = cloud.call("PATCH", group.machine(), {"tags": {"a": "c"}})
    cloud.finish(answers["vm_patch_200"])
    bigger = {"properties": {"hardwareProfile": {"vmSize": "Standard_B4s_v2"}}}
    resized = cloud.call("PATCH", group.machine(), bigger)
    answers["vm_resize_poll_done"] = cloud.finish(resized)


def _schedule(cloud: Cloud, group: Group, answers: dict[str, requests.Response]) -> None:
    provider = "/providers/Microsoft.DevTestLab"
    cloud.call("POST", provider + "/register")
    wait_for(lambda: cloud.call("GET", provider).json()["registrationState"] == "Registered")
    kind, name = "Microsoft.DevTestLab/schedules", "shutdown-computevm-vm"
    stop = {
        "status": "Enabled",
        "taskType": "ComputeVmShutdownTask",
        "dailyRecurrence": {"time": "1730"},
        "timeZoneId": "UTC",
        "targetResourceId": group.id_of("Microsoft.Compute/virtualMachines", "vm"),
    }
    answers["schedule_put_created"] = group.put(kind, name, stop)
    answers["schedule_delete"] = cloud.call("DELETE", group.at(kind, name))


def _catalogue(cloud: Cloud, answers: dict[str, requests.Response]) -> None:
    images = "/providers/Microsoft.Compute/locations/westus/publishers/Canonical/artifacttypes"
    skus = images + "/vmimage/offers/ubuntu-24_04-lts/skus"
    answers["image_skus_list"] = cloud.call("GET", skus)
    newest = {"$top": "1", "$orderby": "name desc"}
    answers["image_versions_list"] = cloud.call("GET", skus + "/server/versions", None, **newest)
    answers["image_versions_latest"] = answers["image_versions_list"]
    answers["subscription_locations"] = cloud.call("GET", "/locations", version="2022-12-01")
    usages = "/providers/Microsoft.Network/locations/westus/usages"
    answers["net_usages"] = cloud.call("GET", usages)
    in_region = {"$filter": "location eq 'eastus'"}
    sizes = "/providers/Microsoft.Compute/skus"
    answers["skus_list_excerpt_skewer"] = cloud.call("GET", sizes, None, **in_region)
    answers["skus_list_2017"] = cloud.call("GET", sizes, version="2017-03-30")
    terms = (
        "/providers/Microsoft.MarketplaceOrdering/offerTypes/virtualmachine/publishers/kinvolk"
        "/offers/flatcar-container-linux-free/plans/stable-gen2/agreements/current"
    )
    current = cloud.call("GET", terms).json()
    current["properties"]["accepted"] = True
    answers["marketplace_terms_put"] = cloud.call("PUT", terms, current)


def _errors(cloud: Cloud, group: Group, answers: dict[str, requests.Response]) -> None:
    def fault(name: str) -> None:
        process.control(cloud.paths, "fault", fault=name)

    network = group.at("Microsoft.Network/virtualNetworks", "net")
    prefix = {"properties": {"addressPrefix": "10.0.4.0/24--no-wait"}}
    answers["error_InvalidAddressPrefixFormat_400"] = cloud.call(
        "PUT", network + "/subnets/x", prefix
    )
    with cloud.at_speed(1):
        changing = group.put_network()
        good = {"properties": {"addressPrefix": "10.0.5.0/24"}}
        answers["error_AnotherOperationInProgress_409"] = cloud.call(
            "PUT", network + "/subnets/x", good
        )
        answers["error_RetryableError_429_not_provisioned"] = group.put_interface("other")
    cloud.finish(changing)
    for kind, name, recording in (
        ("networkSecurityGroups", "nsg", "InUseNetworkSecurityGroupCannotBeDeleted"),
        ("networkInterfaces", "nic", "NicInUse"),
        ("publicIPAddresses", "ip", "PublicIPAddressCannotBeDeleted"),
    ):
        path = group.at(f"Microsoft.Network/{kind}", name)
        answers[f"error_{recording}_400"] = cloud.call("DELETE", path)
    answers["error_InvalidResourceReference_400"] = group.put_interface("x", address="nobody")
    lost = group.at("Microsoft.Network/virtualNetworks", "nobody") + "/subnets/x"
    answers["error_ParentResourceNotFound_404"] = cloud.call("DELETE", lost)
    answers["error_ResourceNotFound_404_vm"] = cloud.call("GET", group.machine("d1"))
    answers["error_ResourceGroupNotFound_404"] = cloud.call(
        "GET", "/resourceGroups/rg000004/providers/Microsoft.Compute/virtualMachines/x"
    )
    answers["error_LocationNotAvailableForResourceGroup_400"] = cloud.call(
        "PUT", "/resourceGroups/bad", {"location": "BadLocation"}
    )
    unknown = {"imageReference": {**UBUNTU, "publisher": "nobody"}}
    answers["error_InvalidParameter_400_compute"] = group.put_machine("y", storageProfile=unknown)
    fault("expired-token")
    answers["error_ExpiredAuthenticationToken_401"] = cloud.call("GET", group.path)
    fault("unregistered")
    answers["error_MissingSubscriptionRegistration_409"] = group.put_network("another")
    cloud.call("POST", "/providers/Microsoft.Network/register")
    provider = "/providers/Microsoft.Network"
    wait_for(lambda: cloud.call("GET", provider).json()["registrationState"] == "Registered")
    _errors_of_machines(cloud, group, answers)


def _errors_of_machines(cloud: Cloud, group: Group, answers: dict[str, requests.Response]) -> None:
    def change(**properties: Any) -> requests.Response:
        return cloud.call("PATCH", group.machine(), {"properties": properties})

    cloud.finish(group.act("start"))
    answers["error_PropertyChangeNotAllowed_409"] = change(priority="Spot")
    answers["error_OperationNotAllowed_409_nested"] = change(billingProfile={"maxPrice": 0.1})
    process.control(cloud.paths, "fault", fault="run-command")
    silent = group.act("runCommand", {"commandId": "RunShellScript", "script": ["true"]})
    answers["error_VMAgentStatusCommunicationError_in_operation"] = cloud.finish(silent)
    answers["vm_delete"] = answers["vm_delete_retry_after"] = cloud.call("DELETE", group.machine())
    cloud.finish(answers["vm_delete"])
    answers["vm_delete_missing_204"] = cloud.call("DELETE", group.machine())
    group.put_interface()
    plan = {"plan": {"publisher": "test2", "product": "test3", "name": "p"}}
    answers["error_ResourcePurchaseValidationFailed_400"] = cloud.call(
        "PUT", group.machine(), group.machine_body() | plan
    )
    whole = Group(cloud)
    whole.make()
    answers["deploy_put_linux_customdata"] = deploy(whole, template(whole), customData="")
    cloud.finish(answers["deploy_put_linux_customdata"])
    bad = template(whole)
    bad["resources"] = bad["resources"][2:3]
    bad["resources"][0]["properties"] = {}
    answers["error_DeploymentFailed_in_operationstatus"] = cloud.finish(
        deploy(whole, bad, "again", customData="")
    )
    with cloud.at_speed(1):
        going = cloud.call("DELETE", whole.path)
        answers["error_ResourceGroupBeingDeleted_409"] = whole.put_network("late")
    cloud.finish(going)


def _names() -> list[str]:
    if not RECORDINGS.exists():
        return []
    files = {file.stem for file in RECORDINGS.glob("*.json")} - {"INDEX", "REPORTED_ERRORS"}
    return sorted(files - NOT_SERVED.keys() - ELSEWHERE.keys())


@pytest.mark.parametrize("name", _names())
def test_whatever_the_service_shows_we_show(life: dict[str, requests.Response], name: str) -> None:
    service, ours = recorded(name), life[name]
    assert ours.status_code == service["status"], ours.text
    body = ours.json() if ours.content else None
    assert list(missing(service["body"], body)) == []
    for header in _HEADERS:
        # made at once, an interface has no operation that could be asked about
        if header in service["headers"] and name != "nic_put_created":
            assert header in ours.headers, header
    if "retry-after" in service["headers"]:
        assert {"retry-after", "x-ms-retry-after-ms"} & {name.lower() for name in ours.headers}
    if service["headers"].get("x-ms-failure-cause") == "gateway":
        assert ours.headers["x-ms-failure-cause"] == "gateway"


@pytest.mark.parametrize("name", [name for name in _names() if name.startswith("error_")])
def test_errors_have_the_service_s_words(life: dict[str, requests.Response], name: str) -> None:
    service, ours = recorded(name)["body"]["error"], life[name].json()["error"]
    assert ours["code"] == service["code"]
    if name not in ("error_DeploymentFailed_in_operationstatus",):
        assert words(ours["message"]) == words(service["message"])
    assert [d.get("code") for d in ours.get("details", [])] == [
        d.get("code") for d in service.get("details", [])
    ]
    for own, recorded_detail in zip(
        ours.get("details", []), service.get("details", []), strict=True
    ):
        if not recorded_detail["message"].startswith("{"):
            assert words(own["message"]) == words(recorded_detail["message"])


def test_nothing_recorded_is_forgotten(life: dict[str, requests.Response]) -> None:
    """What practice does not serve stands in a list, with the reason."""
    assert set(_names()) == set(life)


def words(message: str) -> str:
    """The message without the names, ids and numbers in it."""
    text = re.sub(r"https://[^ ]*/subscriptions/[^ ]*|/subscriptions/[^ ']*", "ID", message)
    text = re.sub(r"'[^']*'", "'…'", text)
    return re.sub(r"\d+", "0", text)

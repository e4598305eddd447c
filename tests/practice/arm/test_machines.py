"""Machines: what is refused, what is shown, what goes with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.practice.arm.clients import Cloud, custom_data, wait_for
from tests.practice.arm.making import UBUNTU, Group, error_code

VM = "Microsoft.Compute/virtualMachines"
IP = "Microsoft.Network/publicIPAddresses"
NIC = "Microsoft.Network/networkInterfaces"


def test_a_machine_is_shown_completed_and_without_secrets(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    body = group.machine_body()
    boot_text = "not-to-be-kept-anywhere"
    body["properties"]["osProfile"] |= {
        "customData": custom_data(boot_text),
        "adminPassword": "Secret-Pass-1",
    }
    body["properties"]["userData"] = custom_data(boot_text)
    answer = cloud.call("PUT", group.machine(), body)
    assert answer.status_code == 201
    cloud.finish(answer)
    shown = cloud.call("GET", group.machine(), None, **{"$expand": "instanceView"}).json()
    properties = shown["properties"]
    assert properties["storageProfile"]["imageReference"]["exactVersion"] == "24.04.202611050"
    assert properties["storageProfile"]["imageReference"]["version"] == "latest"
    assert properties["storageProfile"]["osDisk"]["diskSizeGB"] == 30
    assert properties["osProfile"]["requireGuestProvisionSignal"] is True
    assert properties["provisioningState"] == "Succeeded"
    for text in (json.dumps(shown), answer.text):
        assert "customData" not in text
        assert "adminPassword" not in text
        assert "userData" not in text
    kept = b"".join(
        file.read_bytes()
        for file in cloud.paths.practice.iterdir()
        if file.name.startswith("state.sqlite3")
    )
    assert custom_data(boot_text).encode() not in kept
    assert b"Secret-Pass-1" not in kept


def test_instance_view_from_creating_to_deallocated(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    with cloud.at_speed(1):
        answer = group.put_machine()
        assert group.states()[0].startswith("ProvisioningState/creating")
        wait_for(
            lambda: (
                group.states()
                == ["ProvisioningState/creating/osProvisioningInProgress", "PowerState/running"]
            )
        )
    cloud.finish(answer)
    view = cloud.call("GET", group.machine() + "/instanceView").json()
    assert view["computerName"] == "vm"
    assert [s["code"] for s in view["statuses"]] == [
        "ProvisioningState/succeeded",
        "PowerState/running",
    ]
    wait_for(
        lambda: (
            cloud.call("GET", group.machine() + "/instanceView").json()["vmAgent"]["statuses"][0][
                "displayStatus"
            ]
            == "Ready"
        )
    )
    cloud.finish(group.act("powerOff"))
    assert group.states()[1] == "PowerState/stopped"
    cloud.finish(group.act("deallocate"))
    view = cloud.call("GET", group.machine() + "/instanceView").json()
    assert view["statuses"][1]["code"] == "PowerState/deallocated"
    assert "vmAgent" not in view and "computerName" not in view


def test_delete_options_are_honoured(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    body = group.machine_body()
    del body["properties"]["storageProfile"]["osDisk"]["deleteOption"]
    del body["properties"]["networkProfile"]["networkInterfaces"][0]["properties"]
    cloud.finish(cloud.call("PUT", group.machine(), body))
    in_use = cloud.call("DELETE", group.at(NIC, "nic"))
    assert (in_use.status_code, error_code(in_use)) == (400, "NicInUse")
    cloud.finish(cloud.call("DELETE", group.machine()))
    left = cloud.call("GET", group.path + "/resources").json()["value"]
    assert sorted(resource["type"].split("/")[1] for resource in left) == [
        "disks",
        "networkInterfaces",
        "networkSecurityGroups",
        "publicIPAddresses",
        "virtualNetworks",
    ]
    cloud.finish(group.put_interface_with_address_that_goes())
    cloud.finish(group.put_machine("second"))
    cloud.finish(cloud.call("DELETE", group.machine("second")))
    left = cloud.call("GET", group.path + "/resources").json()["value"]
    assert sorted(resource["type"].split("/")[1] for resource in left) == [
        "disks",
        "networkSecurityGroups",
        "virtualNetworks",
    ]


@pytest.fixture(scope="module")
def shared_group(running_cloud: Cloud) -> Any:
    group = Group(running_cloud)
    group.ready_for_machine()
    yield group
    group.remove()


def _profile(**changes: Any) -> dict[str, Any]:
    return {"computerName": "vm", "adminUsername": "azureuser", "adminPassword": "Good-Pass-1"} | (
        changes
    )


@pytest.mark.parametrize(
    ("changes", "status", "code", "target"),
    [
        ({"hardwareProfile": {"vmSize": "Standard_X9"}}, 400, "InvalidParameter", "vmSize"),
        (
            {"storageProfile": {"imageReference": {**UBUNTU, "publisher": "nobody"}}},
            400,
            "InvalidParameter",
            "imageReference.publisher",
        ),
        (
            {"storageProfile": {"imageReference": {**UBUNTU, "version": "1.2.3"}}},
            400,
            "InvalidParameter",
            "imageReference.version",
        ),
        ({"storageProfile": {}}, 400, "InvalidParameter", "imageReference"),
        ({"osProfile": _profile(adminUsername="root")}, 400, "InvalidParameter", "adminUsername"),
        ({"osProfile": _profile(adminPassword="weak")}, 400, "InvalidParameter", "adminPassword"),
        ({"osProfile": _profile(computerName="no_")}, 400, "InvalidParameter", "computerName"),
        ({"osProfile": _profile(customData="###")}, 400, "InvalidParameter", "customData"),
        (
            {"osProfile": _profile(customData=custom_data("x" * 70000))},
            400,
            "InvalidParameter",
            "customData",
        ),
        ({"networkProfile": {}}, 400, "InvalidParameter", "networkProfile"),
        (
            {"networkProfile": {"networkInterfaces": [{"id": "/subscriptions/none"}]}},
            400,
            "InvalidResourceReference",
            "",
        ),
        ({"hardwareProfile": {"vmSize": "Standard_D2_v2"}}, 400, "BadRequest", ""),
        ({"hardwareProfile": {"vmSize": "Standard_D2ps_v5"}}, 400, "BadRequest", ""),
    ],
)
def test_bad_machines_are_refused(
    shared_group: Group, changes: dict[str, Any], status: int, code: str, target: str
) -> None:
    answer = shared_group.put_machine("bad", **changes)
    assert (answer.status_code, error_code(answer)) == (status, code), answer.text
    assert answer.json()["error"].get("target", "") == target
    missing = shared_group.cloud.call("GET", shared_group.machine("bad"))
    assert (missing.status_code, error_code(missing)) == (404, "ResourceNotFound")


def test_what_is_fixed_cannot_be_changed(cloud: Cloud, group: Group) -> None:
    group.ready_machine()
    again = group.put_machine()
    assert (again.status_code, error_code(again)) == (409, "PropertyChangeNotAllowed")
    assert again.json()["error"]["target"] == "customData"
    body = group.machine_body()
    del body["properties"]["osProfile"]["customData"]
    body["tags"] = {"changed": "yes"}
    same = cloud.call("PUT", group.machine(), body)
    assert same.status_code == 200, same.text
    cloud.finish(same)
    resized = cloud.call(
        "PATCH",
        group.machine(),
        {"properties": {"hardwareProfile": {"vmSize": "Standard_B4s_v2"}}},
    )
    assert resized.status_code == 200
    cloud.finish(resized)
    shown = cloud.call("GET", group.machine()).json()
    assert shown["properties"]["hardwareProfile"]["vmSize"] == "Standard_B4s_v2"
    assert shown["tags"] == {"changed": "yes"}
    assert group.states()[1] == "PowerState/running"


def test_a_machine_being_made_can_be_deleted(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    with cloud.at_speed(1):
        made = group.put_machine()
        busy = group.act("deallocate")
        deleted = cloud.call("DELETE", group.machine())
    assert (busy.status_code, error_code(busy)) == (409, "Conflict")
    assert deleted.status_code == 202
    preempted = cloud.finish(made).json()
    assert preempted["status"] == "Failed"
    assert preempted["error"]["code"] == "OperationPreempted"
    cloud.finish(deleted)
    assert cloud.call("GET", group.machine()).status_code == 404


def test_boot_log_is_behind_a_signed_address(cloud: Cloud, group: Group) -> None:
    group.ready_machine()
    answer = group.act("retrieveBootDiagnosticsData").json()
    log = cloud.http.get(answer["serialConsoleLogBlobUri"], timeout=30)
    assert log.status_code == 200 and log.text
    forged = answer["serialConsoleLogBlobUri"].replace("sig=", "sig=0")
    assert cloud.http.get(forged, timeout=30).status_code == 403
    assert cloud.http.get(answer["consoleScreenshotBlobUri"], timeout=30).status_code == 404


def test_the_list_can_show_power_states_at_once(cloud: Cloud, group: Group) -> None:
    group.ready_machine()
    path = f"/providers/{VM}"
    for query in ({"$expand": "instanceView"}, {"statusOnly": "true"}):
        found = cloud.call("GET", path, None, **query).json()["value"]
        mine = next(m for m in found if m["id"] == group.id_of(VM, "vm"))
        assert mine["properties"]["instanceView"]["statuses"][1]["code"] == "PowerState/running"

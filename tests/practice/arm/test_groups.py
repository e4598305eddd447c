"""Groups, what all calls have in common, and what is not there."""

from __future__ import annotations

import pytest

from tests.practice.arm.clients import Cloud, wait_for
from tests.practice.arm.making import Group, error_code


def test_a_group_goes_with_all_that_is_in_it(cloud: Cloud, group: Group) -> None:
    group.ready_machine()
    with cloud.at_speed(1):
        deleted = cloud.call("DELETE", group.path)
        assert deleted.status_code == 202
        shown = cloud.call("GET", group.path).json()
        assert shown["properties"]["provisioningState"] == "Deleting"
        for answer in (group.make(), group.put_network("late"), group.put_machine("late")):
            assert (answer.status_code, error_code(answer)) == (409, "ResourceGroupBeingDeleted")
    assert cloud.finish(deleted).status_code == 200
    gone = cloud.call("GET", group.machine())
    assert (gone.status_code, error_code(gone)) == (404, "ResourceGroupNotFound")
    machines = cloud.call("GET", "/providers/Microsoft.Compute/virtualMachines").json()["value"]
    assert group.id_of("Microsoft.Compute/virtualMachines", "vm") not in [m["id"] for m in machines]


def test_lists_and_filters(cloud: Cloud, group: Group) -> None:
    cloud.call("PATCH", group.path, {"tags": {"kumonote-name": group.name}})
    cloud.finish(group.put_network())
    query = {"$filter": f"tagName eq 'Kumonote-Name' and tagValue eq '{group.name}'"}
    found = cloud.call("GET", "/resourceGroups", None, **query).json()["value"]
    assert [g["name"] for g in found] == [group.name]
    query = {"$filter": "resourceType eq 'Microsoft.Network/virtualNetworks'"}
    found = cloud.call("GET", group.path + "/resources", None, **query).json()["value"]
    assert [r["name"] for r in found] == ["net"]
    assert "properties" not in found[0]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/resourceGroups/x", {"location": "nowhere"}, 400, "LocationNotAvailableForResourceGroup"),
        ("/resourceGroups/x", {}, 400, "LocationRequired"),
        ("/resourceGroups/x", [], 400, "InvalidRequestContent"),
        ("/resourceGroups/x%3B", {"location": "eastus"}, 400, "InvalidResourceGroup"),
        (
            "/resourceGroups/none/providers/Microsoft.Network/virtualNetworks/x",
            {"location": "eastus"},
            404,
            "ResourceGroupNotFound",
        ),
    ],
)
def test_refused_puts(cloud: Cloud, path: str, body: object, status: int, code: str) -> None:
    answer = cloud.call("PUT", path, body)
    assert (answer.status_code, error_code(answer)) == (status, code)


def test_a_group_and_its_resources_do_not_move(cloud: Cloud, group: Group) -> None:
    moved = cloud.call("PUT", group.path, {"location": "East US"})
    assert (moved.status_code, error_code(moved)) == (409, "InvalidResourceGroupLocation")
    cloud.finish(group.put_network())
    answer = Group(cloud, group.name, region="eastus").put_network()
    assert (answer.status_code, error_code(answer)) == (409, "InvalidResourceLocation")


def test_api_version_must_be_there_and_known(cloud: Cloud, group: Group) -> None:
    path = f"/subscriptions/{cloud.connection.subscription}{group.path}"
    missing = cloud.send("GET", path)
    assert (missing.status_code, error_code(missing)) == (400, "MissingApiVersionParameter")
    for version in ("2099-01-01", "1999-12-31", "2025-13-45", "newest"):
        unknown = cloud.send("GET", path, version=version)
        assert (unknown.status_code, error_code(unknown)) == (400, "InvalidApiVersionParameter")
        machines = path + "/providers/Microsoft.Compute/virtualMachines"
        unknown = cloud.send("GET", machines, version=version)
        assert (unknown.status_code, error_code(unknown)) == (400, "NoRegisteredProviderFound")
    assert cloud.send("GET", path, version="2020-06-01").status_code == 200


def test_unknown_things(cloud: Cloud, group: Group) -> None:
    foreign = cloud.send(
        "GET", "/subscriptions/00000000-0000-0000-0000-000000000000", version="2022-12-01"
    )
    assert (foreign.status_code, error_code(foreign)) == (404, "SubscriptionNotFound")
    account = cloud.call("GET", group.at("Microsoft.Storage/storageAccounts", "x"))
    assert (account.status_code, error_code(account)) == (501, "NotImplemented")
    wrong = cloud.call("POST", group.machine())
    assert (wrong.status_code, error_code(wrong)) == (405, "MethodNotAllowed")


def test_what_is_no_json_is_refused(cloud: Cloud, group: Group) -> None:
    answer = cloud.http.put(
        f"{cloud.connection.url}/subscriptions/{cloud.connection.subscription}{group.path}",
        params={"api-version": "2025-04-01"},
        data=b"{nonsense",
        headers={"Authorization": f"Bearer {cloud.token()}"},
        timeout=30,
    )
    assert (answer.status_code, error_code(answer)) == (400, "InvalidRequestContent")


def test_providers_are_registered(cloud: Cloud) -> None:
    path = "/providers/Microsoft.DevTestLab"
    assert cloud.call("GET", path).json()["registrationState"] in ("NotRegistered", "Registered")
    assert cloud.call("POST", path + "/unregister").json()["registrationState"] == "NotRegistered"
    assert cloud.call("POST", path + "/register").json()["registrationState"] == "Registering"
    wait_for(lambda: cloud.call("GET", path).json()["registrationState"] == "Registered")
    names = [p["namespace"] for p in cloud.call("GET", "/providers").json()["value"]]
    assert "Microsoft.Compute" in names

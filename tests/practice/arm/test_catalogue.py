"""Images, sizes, quotas, terms and the daily stop."""

from __future__ import annotations

from typing import Any

from app.practice import process
from tests.practice.arm.clients import Cloud, wait_for
from tests.practice.arm.making import Group, error_code

IMAGES = "/providers/Microsoft.Compute/locations/japaneast/publishers"
PLANNED = ("kinvolk", "flatcar-container-linux-free", "stable-gen2")


def test_images_through_the_sdk(cloud: Cloud) -> None:
    with cloud.compute() as compute:
        images = compute.virtual_machine_images
        publishers = {p.name for p in images.list_publishers("japaneast")}
        assert {"Canonical", "SUSE", "MicrosoftWindowsServer"} <= publishers
        offers = [o.name for o in images.list_offers("japaneast", "SUSE")]
        assert "opensuse-leap-15-6" in offers
        skus = [s.name for s in images.list_skus("japaneast", "Canonical", "ubuntu-24_04-lts")]
        assert "server" in skus
        newest = images.list(
            "japaneast", "Canonical", "ubuntu-24_04-lts", "server", top=1, orderby="name desc"
        )
        assert [v.name for v in newest] == ["24.04.202611050"]
        found = images.get("japaneast", "Canonical", "ubuntu-24_04-lts", "server", newest[0].name)
        assert found.properties.plan is None
        assert found.properties.hyper_v_generation == "V2"


def test_image_lists_are_bare_arrays_with_odd_ids(cloud: Cloud) -> None:
    path = IMAGES + "/canonical/artifacttypes/vmimage/offers/Ubuntu-24_04-lts/skus/server/versions"
    found = cloud.call("GET", path).json()
    assert isinstance(found, list)
    assert found[0]["id"].startswith("/Subscriptions/")
    assert "/Publishers/Canonical/ArtifactTypes/VMImage/Offers/ubuntu-24_04-lts/" in found[0]["id"]
    assert cloud.call("GET", IMAGES + "/nobody/artifacttypes/vmimage/offers").status_code == 404


def test_skus_say_what_is_restricted(cloud: Cloud) -> None:
    with cloud.compute() as compute:
        skus = list(compute.resource_skus.list(filter="location eq 'japanwest'"))
    by_name = {sku.name: sku for sku in skus}
    assert {sku.locations[0] for sku in skus} == {"japanwest"}
    usual = by_name["Standard_B2s_v2"]
    assert usual.restrictions == []
    capabilities = {c.name: c.value for c in usual.capabilities}
    assert (capabilities["vCPUs"], capabilities["MemoryGB"]) == ("2", "8")
    graphics = by_name["Standard_NC4as_T4_v3"]
    assert graphics.restrictions[0].reason_code == "NotAvailableForSubscription"


def test_a_restricted_size_is_refused(cloud: Cloud) -> None:
    group = Group(cloud, region="japanwest")
    group.ready_for_machine()
    answer = group.put_machine(hardwareProfile={"vmSize": "Standard_NC4as_T4_v3"})
    assert (answer.status_code, error_code(answer)) == (409, "SkuNotAvailable")
    group.remove()


def test_usages_move_and_quotas_bind(cloud: Cloud) -> None:
    group = Group(cloud, region="westeurope")
    group.ready_for_machine()

    def used() -> dict[str, tuple[int, int]]:
        path = "/providers/Microsoft.Compute/locations/westeurope/usages"
        rows = cloud.call("GET", path).json()["value"]
        return {row["name"]["value"]: (row["currentValue"], row["limit"]) for row in rows}

    def addresses() -> int:
        path = "/providers/Microsoft.Network/locations/westeurope/usages"
        rows = cloud.call("GET", path).json()["value"]
        return int(
            next(r["currentValue"] for r in rows if r["name"]["value"] == "PublicIPAddresses")
        )

    assert (used()["cores"][0], addresses()) == (0, 1)
    process.control(cloud.paths, "limits", limits={"cores": 5, "standardDSv5Family": 2})
    try:
        family = group.put_machine(hardwareProfile={"vmSize": "Standard_D4s_v5"})
        assert (family.status_code, error_code(family)) == (409, "OperationNotAllowed")
        assert "standard DSv5 Family Cores quota" in family.json()["error"]["message"].replace(
            "Standard", "standard"
        )
        cloud.finish(group.put_machine(hardwareProfile={"vmSize": "Standard_B4s_v2"}))
        assert used()["cores"] == (4, 5)
        group.put_interface("second", address="")
        body = group.machine_body("second", "second")
        region = cloud.call("PUT", group.machine("second"), body)
        assert (region.status_code, error_code(region)) == (409, "OperationNotAllowed")
        assert "Total Regional Cores quota" in region.json()["error"]["message"]
        cloud.finish(group.act("deallocate"))
        assert used()["cores"] == (4, 5)  # deallocated machines count
        cloud.finish(cloud.call("DELETE", group.machine()))
        assert used()["cores"][0] == 0
    finally:
        process.control(cloud.paths, "limits", limits={"cores": 1000, "standardDSv5Family": 1000})
        group.remove()
    assert addresses() == 0


def test_addresses_have_a_quota(cloud: Cloud) -> None:
    group = Group(cloud, region="uksouth")
    group.make()
    process.control(cloud.paths, "limits", limits={"PublicIPAddresses": 1})
    try:
        assert group.put_address("one").status_code == 201
        answer = group.put_address("two")
        assert (answer.status_code, error_code(answer)) == (400, "PublicIPCountLimitReached")
    finally:
        process.control(cloud.paths, "limits", limits={"PublicIPAddresses": 1000})
        group.remove()


def test_terms_are_accepted_once(cloud: Cloud, group: Group) -> None:
    publisher, offer, plan = PLANNED
    group.ready_for_machine()
    body: Any = group.machine_body()
    image = {"publisher": publisher, "offer": offer, "sku": plan, "version": "latest"}
    body["properties"]["storageProfile"]["imageReference"] = image
    without = cloud.call("PUT", group.machine(), body)
    assert (without.status_code, error_code(without)) == (400, "VMMarketplaceInvalidInput")
    body["plan"] = {"publisher": publisher, "product": offer, "name": plan}
    refused = cloud.call("PUT", group.machine(), body)
    assert (refused.status_code, error_code(refused)) == (400, "ResourcePurchaseValidationFailed")
    path = (
        "/providers/Microsoft.MarketplaceOrdering/offerTypes/virtualmachine/publishers/"
        f"{publisher}/offers/{offer}/plans/{plan}/agreements/current"
    )
    terms = cloud.call("GET", path).json()
    assert terms["properties"]["accepted"] is False
    terms["properties"]["accepted"] = True
    assert cloud.call("PUT", path, terms).json()["properties"]["accepted"] is True
    accepted = cloud.call("PUT", group.machine(), body)
    assert accepted.status_code == 201, accepted.text
    cloud.finish(accepted)


def schedule_of(group: Group, **changes: Any) -> dict[str, Any]:
    return {
        "status": "Enabled",
        "taskType": "ComputeVmShutdownTask",
        "dailyRecurrence": {"time": "1900"},
        "timeZoneId": "Tokyo Standard Time",
        "targetResourceId": group.id_of("Microsoft.Compute/virtualMachines", "vm"),
    } | changes


def test_the_daily_stop_is_kept_and_refused_as_the_service_does(cloud: Cloud, group: Group) -> None:
    kind, name = "Microsoft.DevTestLab/schedules", "shutdown-computevm-vm"
    cloud.call("POST", "/providers/Microsoft.DevTestLab/register")
    wait_for(
        lambda: (
            cloud.call("GET", "/providers/Microsoft.DevTestLab").json()["registrationState"]
            == "Registered"
        )
    )
    assert group.put(kind, name, schedule_of(group)).status_code == 400  # no machine yet
    group.ready_machine()
    first = group.put(kind, name, schedule_of(group))
    assert first.status_code == 201, first.text
    assert first.json()["type"] == "microsoft.devtestlab/schedules"
    assert "/resourcegroups/" in first.json()["id"]
    assert group.put(kind, name, schedule_of(group)).status_code == 201
    for bad in ({"dailyRecurrence": {"time": "2500"}}, {"timeZoneId": "Moon"}):
        assert group.put(kind, name, schedule_of(group, **bad)).status_code == 400
    assert group.put(kind, "other-name", schedule_of(group)).status_code == 400
    deleted = cloud.call("DELETE", group.at(kind, name))
    assert (deleted.status_code, deleted.content) == (200, b"")
    assert cloud.call("DELETE", group.at(kind, name)).status_code == 204

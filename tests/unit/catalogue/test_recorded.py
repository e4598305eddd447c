"""What the service really sent, read by the very code that reads it in the program."""

from __future__ import annotations

from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient

from app.azure.images import newest_leap_offer
from app.azure.regions import region_of
from app.azure.sizes import quota_of, sizes_of
from app.catalogue import Size
from tests.unit.catalogue.recorded import SUBSCRIPTION, NoToken, recording, transport_of


def sizes(name: str, region: str) -> dict[str, Size]:
    client = ComputeManagementClient(NoToken(), SUBSCRIPTION, transport=transport_of(name))
    return {size.name: size for size in sizes_of(client.resource_skus.list(), region)}


def test_sizes_with_generations_gpus_and_restrictions() -> None:
    found = sizes("skus_list_excerpt_skewer", "eastus")
    assert len(found) == 4
    good = found["Standard_D4s_v3"]
    assert (good.cores, good.memory_gib, good.restriction) == (4, 16.0, "")
    assert good.trusted_launch
    assert good.generations == ("V1", "V2")
    assert not found["Standard_D2_v2"].trusted_launch, "it starts the first generation only"
    assert found["Standard_D13_v2_Promo"].restriction == "NotAvailableForSubscription"
    with_gpu = found["Standard_NV6"]
    assert with_gpu.gpus == 1
    assert with_gpu.restriction == "", "closed zones do not close the region"


def test_the_oldest_answers_are_read_too() -> None:
    """Without restrictionInfo and generations, and with other regions among them."""
    west = sizes("skus_list_2017", "westus")
    assert set(west) == {
        *("Standard_B1ms", "Standard_B1s", "Standard_B2ms", "Standard_B2s"),
        *("Standard_B4ms", "Standard_B8ms", "Standard_DS1_v2", "Standard_DS2_v2"),
    }
    assert not any(size.trusted_launch for size in west.values())
    east = sizes("skus_list_2017", "eastus")
    assert {size.restriction for size in east.values()} == {"NotAvailableForSubscription"}


def test_regions_with_place_and_degrees() -> None:
    client = SubscriptionClient(NoToken(), transport=transport_of("subscription_locations"))
    places = list(client.subscriptions.list_locations(SUBSCRIPTION))
    regions = {region.name: region for region in map(region_of, places)}
    assert len(regions) == len(places) == 12
    virginia = regions["eastus"]
    assert (virginia.display_name, virginia.place) == ("East US", "Virginia")
    assert (virginia.latitude, virginia.longitude) == (37.3719, -79.8164)
    assert virginia.recommended


def test_usages_are_read_as_quota() -> None:
    """Those of networks: the form is that of processor cores, of which none is recorded."""
    client = ComputeManagementClient(NoToken(), SUBSCRIPTION, transport=transport_of("net_usages"))
    found = {quota.name: quota for quota in map(quota_of, client.usage.list("westus"))}
    networks = found["VirtualNetworks"]
    assert (networks.title, networks.used, networks.limit) == ("Virtual Networks", 19, 1000)
    assert networks.left == 981


def test_image_lists_are_bare_and_name_what_we_need() -> None:
    for name in ("image_versions_latest", "image_versions_list"):
        client = ComputeManagementClient(NoToken(), SUBSCRIPTION, transport=transport_of(name))
        versions = client.virtual_machine_images.list("westus2", "p", "o", "s", top=1)
        assert [str(v.name)[:6] for v in versions] in (["20.04."], ["22.04."])
    client = ComputeManagementClient(
        NoToken(), SUBSCRIPTION, transport=transport_of("image_skus_list")
    )
    skus = [str(sku.name) for sku in client.virtual_machine_images.list_skus("westus", "p", "o")]
    assert "18_04-lts-gen2" in skus
    assert newest_leap_offer(skus) is None


def test_accepting_terms_sends_back_what_was_read() -> None:
    """The request that was recorded holds all that the answer holds, and `accepted`."""
    terms = recording("marketplace_terms_put")
    sent = terms["request"]["body"]["properties"]
    answered = terms["response"]["body"]["properties"]
    assert sent["accepted"] is True
    assert set(sent) == set(answered)

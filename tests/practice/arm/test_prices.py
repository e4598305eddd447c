"""The price list: filters, pages, currencies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.arm.clients import Cloud

MACHINE = (
    "serviceName eq 'Virtual Machines' and armRegionName eq 'japaneast' "
    "and armSkuName eq 'Standard_B2s_v2' and priceType eq 'Consumption'"
)


def ask(cloud: Cloud, text: str, **query: str) -> Any:
    """Needs no token."""
    return cloud.http.get(
        cloud.connection.url + "/api/retail/prices",
        params={"api-version": "2023-01-01-preview", "$filter": text, **query},
        timeout=30,
    )


def test_the_price_of_a_machine(cloud: Cloud) -> None:
    items = ask(cloud, MACHINE).json()["Items"]
    plain = [
        item
        for item in items
        if not item["skuName"].endswith(("Spot", "Low Priority"))
        and not item["productName"].endswith(" Windows")
    ]
    assert len(items) == 6
    assert len(plain) == 1
    assert plain[0]["unitOfMeasure"] == "1 Hour"
    assert 0 < plain[0]["retailPrice"] < 1
    assert "practice" in plain[0]["practice"]


def test_disks_and_addresses_have_prices(cloud: Cloud) -> None:
    disk = ask(
        cloud,
        "armRegionName eq 'japaneast' and productName eq 'Premium SSD Managed Disks' "
        "and (meterName eq 'P4 LRS Disk' or meterName eq 'P6 LRS Disk')",
    ).json()
    assert [item["unitOfMeasure"] for item in disk["Items"]] == ["1/Month"] * 2
    address = ask(cloud, "contains(meterName, 'Static Public IP')").json()["Items"]
    assert {item["serviceName"] for item in address} == {"Virtual Network"}


def test_currencies(cloud: Cloud) -> None:
    dollars = ask(cloud, MACHINE).json()["Items"][0]["retailPrice"]
    yen = ask(cloud, MACHINE, currencyCode="'JPY'").json()
    assert yen["BillingCurrency"] == "JPY"
    assert yen["Items"][0]["retailPrice"] == pytest.approx(dollars * 150)
    assert ask(cloud, MACHINE, currencyCode="XXX").status_code == 400


def test_pages_lead_to_the_end(cloud: Cloud) -> None:
    answer = ask(cloud, "serviceName eq 'Virtual Machines'").json()
    seen = list(answer["Items"])
    pages = 1
    while answer["NextPageLink"]:
        answer = cloud.http.get(answer["NextPageLink"], timeout=30).json()
        seen += answer["Items"]
        pages += 1
    assert pages > 2
    assert len({item["skuId"] for item in seen}) == len(seen)
    assert max(len(seen) // pages, answer["Count"]) <= 100


@pytest.mark.parametrize(
    "text",
    ["serviceName", "serviceName eq", "serviceName like 'x'", "none eq 'x'", "(a eq 'b'", "a eq b"],
)
def test_bad_filters_are_refused(cloud: Cloud, text: str) -> None:
    answer = ask(cloud, text)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


def test_values_are_compared_with_regard_to_case(cloud: Cloud) -> None:
    assert ask(cloud, MACHINE.replace("B2s", "b2s")).json()["Items"] == []

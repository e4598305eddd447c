"""The price list, in the form of the public retail prices service.

The figures are invented, if plausible: practice shows how prices are read, not what Azure
costs. Every row says so in `practice`.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import urlencode

from app.practice.arm.calls import Reply
from app.practice.arm.sizes import Size, sizes
from app.practice.data import load
from app.practice.errors import JsonObject
from app.practice.price_filter import FilterError, parse_filter

_PAGE = 100
_NOTE = "Invented for practice, not a price of Azure."
_RATES = {
    "USD": 1.0,
    "AUD": 1.52,
    "BRL": 5.4,
    "CAD": 1.38,
    "CHF": 0.84,
    "CNY": 7.2,
    "DKK": 6.9,
    "EUR": 0.92,
    "GBP": 0.79,
    "INR": 84.0,
    "JPY": 150.0,
    "KRW": 1380.0,
    "NOK": 10.6,
    "NZD": 1.68,
    "RUB": 90.0,
    "SEK": 10.4,
    "TWD": 32.0,
}
_DISKS = {
    # product: (letter, {tier number: price of a month in USD})
    "Premium SSD Managed Disks": ("P", {4: 5.28, 6: 10.21, 10: 19.71, 15: 38.02}),
    "Standard SSD Managed Disks": ("E", {4: 2.40, 6: 4.80, 10: 9.60, 15: 19.20}),
    "Standard HDD Managed Disks": ("S", {4: 1.54, 6: 3.01, 10: 5.89, 15: 11.33}),
}
_ADDRESS_HOUR = 0.005
_SUSE_HOUR = {"1-2 vCPU VM": 0.06, "3-4 vCPU VM": 0.12, "5+ vCPU VM": 0.14}
_WINDOWS_CORE_HOUR = 0.046


class PriceList:
    def answer(self, url: str, query: Mapping[str, str]) -> Reply:
        """`$filter`, `currencyCode` (perhaps in quotes) and `$skip`, as the service has them."""
        lower = {name.lower(): value for name, value in query.items()}
        currency = lower.get("currencycode", "USD").strip("'\"").upper()
        skip = lower.get("$skip", "0")
        if currency not in _RATES:
            return _refused(f"Invalid currency code '{currency}'.")
        if not skip.isdecimal():
            return _refused("Invalid $skip.")
        try:
            wanted = parse_filter(lower.get("$filter", ""))
            return Reply(200, _page(url, query, currency, int(skip), wanted))
        except FilterError as error:
            return _refused(str(error))


def _page(
    url: str,
    query: Mapping[str, str],
    currency: str,
    skip: int,
    wanted: Callable[[Mapping[str, object]], bool],
) -> JsonObject:
    found = [row for row in _rows() if wanted(row)]
    items = [_in_currency(row, currency) for row in found[skip : skip + _PAGE]]
    following = None
    if skip + _PAGE < len(found):
        rest = {name: value for name, value in query.items() if name.lower() != "$skip"}
        following = f"{url}/api/retail/prices?" + urlencode({**rest, "$skip": skip + _PAGE})
    return {
        "BillingCurrency": currency,
        "CustomerEntityId": "Default",
        "CustomerEntityType": "Retail",
        "Items": items,
        "NextPageLink": following,
        "Count": len(items),
    }


def _refused(message: str) -> Reply:
    return Reply(400, {"error": {"code": "BadRequest", "message": message}})


def _in_currency(row: JsonObject, currency: str) -> JsonObject:
    price = round(row["retailPrice"] * _RATES[currency], 6)
    return {**row, "currencyCode": currency, "retailPrice": price, "unitPrice": price}


@cache
def _rows() -> tuple[JsonObject, ...]:
    rows: list[JsonObject] = []
    for number, region in enumerate(load("regions")):
        factor = 1.0 + number % 5 * 0.04
        place = {"armRegionName": region["name"], "location": region["displayName"]}
        for size in sizes():
            rows += [_row(place, factor, **kind) for kind in _machine_prices(size)]
        rows += [_row(place, factor, **kind) for kind in _other_prices()]
    everywhere = {"armRegionName": "Global", "location": "Global"}
    rows += [_row(everywhere, 1.0, **kind) for kind in _licences()]
    return tuple(rows)


def _machine_prices(size: Size) -> Iterator[JsonObject]:
    series = size.family.removeprefix("standard").removesuffix("Family").strip()
    short = size.size.replace("_", " ")
    for windows in (False, True):
        product = f"Virtual Machines {series} Series" + (" Windows" if windows else "")
        hour = size.price_usd_hour + (_WINDOWS_CORE_HOUR * size.vcpus if windows else 0)
        for suffix, share in (("", 1.0), (" Spot", 0.2), (" Low Priority", 0.3)):
            yield {
                "price": hour * share,
                "serviceName": "Virtual Machines",
                "serviceFamily": "Compute",
                "productName": product,
                "skuName": short + suffix,
                "meterName": short + suffix,
                "armSkuName": size.name,
                "unitOfMeasure": "1 Hour",
            }


def _other_prices() -> Iterator[JsonObject]:
    for product, (letter, tiers) in _DISKS.items():
        for tier, month in tiers.items():
            yield {
                "price": month,
                "serviceName": "Storage",
                "serviceFamily": "Storage",
                "productName": product,
                "skuName": f"{letter}{tier} LRS",
                "meterName": f"{letter}{tier} LRS Disk",
                "armSkuName": "",
                "unitOfMeasure": "1/Month",
            }
    yield {
        "price": _ADDRESS_HOUR,
        "serviceName": "Virtual Network",
        "serviceFamily": "Networking",
        "productName": "IP Addresses",
        "skuName": "Standard",
        "meterName": "Standard IPv4 Static Public IP",
        "armSkuName": "",
        "unitOfMeasure": "1 Hour",
    }


def _licences() -> Iterator[JsonObject]:
    """What SUSE takes, apart from the machine's price."""
    for steps, price in _SUSE_HOUR.items():
        yield {
            "price": price,
            "serviceName": "Virtual Machines Licenses",
            "serviceFamily": "Compute",
            "productName": "SUSE Linux Enterprise Server Standard",
            "skuName": steps,
            "meterName": steps,
            "armSkuName": "",
            "unitOfMeasure": "1 Hour",
        }


def _row(place: Mapping[str, str], factor: float, *, price: float, **kind: str) -> JsonObject:
    key = "/".join([place["armRegionName"], kind["productName"], kind["skuName"]])
    digest = hashlib.sha256(key.encode()).hexdigest()
    figure = round(price * factor, 6)
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": figure,
        "unitPrice": figure,
        **place,
        "effectiveStartDate": "2026-01-01T00:00:00Z",
        "meterId": str(uuid.UUID(digest[:32])),
        "productId": "DZH318" + digest[:6].upper(),
        "skuId": f"DZH318{digest[:6].upper()}/{digest[6:10].upper()}",
        "serviceId": "DZH3" + digest[10:18].upper(),
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "practice": _NOTE,
        **kind,
    }

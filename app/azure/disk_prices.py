"""What disks and addresses cost a month, whatever machine they belong to.

Source: learn.microsoft.com, "Managed disk types": a disk is billed as the next larger tier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.azure.price_list import first_price, price_rows
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.catalogue import HOURS_PER_MONTH
from app.engine.cancel import CancelToken

_ADDRESS_METER: Final = "Standard IPv4 Static Public IP"
_PRODUCTS: Final = {
    # the first word of a disk's SKU: product, letter of its tiers
    "premium": ("Premium SSD Managed Disks", "P"),
    "standardssd": ("Standard SSD Managed Disks", "E"),
    "standard": ("Standard HDD Managed Disks", "S"),
}
_TIERS: Final = (
    # GiB at most, number of the tier
    (4, 1),
    (8, 2),
    (16, 3),
    (32, 4),
    (64, 6),
    (128, 10),
    (256, 15),
    (512, 20),
    (1024, 30),
    (2048, 40),
    (4096, 50),
    (8192, 60),
    (16384, 70),
    (32767, 80),
)
_SMALLEST_HARD_DISK: Final = 4
_REDUNDANCY: Final = "LRS"


@dataclass(frozen=True)
class PartPrices:
    """Prices of a month by the name of their meter ("E4 LRS Disk")."""

    currency: str
    disks: Mapping[str, float]
    address: float | None

    def disk(self, sku: str, gib: int) -> float | None:
        """What a disk of a SKU ("StandardSSD_LRS") costs; None where the list does not know."""
        return self.disks.get(meter_of(sku, gib))


def meter_of(sku: str, gib: int) -> str:
    """The meter of a disk; empty for kinds that are not billed by tiers.

    >>> meter_of("StandardSSD_LRS", 30)
    'E4 LRS Disk'
    """
    kind, _, redundancy = sku.partition("_")
    product = _PRODUCTS.get(kind.lower())
    tier = next((number for most, number in _TIERS if gib <= most), None)
    if product is None or tier is None:
        return ""
    letter = product[1]
    if letter == "S":
        tier = max(tier, _SMALLEST_HARD_DISK)
    return f"{letter}{tier} {redundancy.upper() or _REDUNDANCY} Disk"


def load_part_prices(
    session: Session, region: str, cancel: CancelToken, currency: str = "USD"
) -> PartPrices:
    """Prices of disks and addresses in `region`. Raises `ProblemError`."""
    products = " or ".join(f"productName eq '{product}'" for product, _ in _PRODUCTS.values())
    disks = (
        f"serviceName eq 'Storage' and armRegionName eq '{region}' "
        f"and priceType eq 'Consumption' and ({products})"
    )
    addresses = (
        "serviceName eq 'Virtual Network' and priceType eq 'Consumption' "
        f"and meterName eq '{_ADDRESS_METER}' "
        f"and (armRegionName eq '{region}' or armRegionName eq 'Global')"
    )
    disk_rows, address_rows = side_by_side(
        [
            lambda: price_rows(session, disks, currency, cancel),
            lambda: price_rows(session, addresses, currency, cancel),
        ]
    )
    meters = {str(row.get("meterName")) for row in disk_rows}
    found = {
        meter: first_price(row for row in disk_rows if row.get("meterName") == meter)
        for meter in meters
    }
    hour = first_price(row for row in address_rows if row.get("meterName") == _ADDRESS_METER)
    return PartPrices(
        currency,
        {meter: price for meter, price in found.items() if price is not None},
        None if hour is None else hour * HOURS_PER_MONTH,
    )

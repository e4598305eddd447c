"""What machines, their disks and addresses cost. No price stands in the program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.azure.price_list import Row, first_price, price_rows
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.catalogue import Prices
from app.engine.cancel import CancelToken
from app.wizard.answers import SystemKind

_NOT_FOR_US: Final = ("Spot", "Low Priority")
_ADDRESS_METER: Final = "Standard IPv4 Static Public IP"
_DISK_PRODUCT: Final = "Standard SSD Managed Disks"
_DISKS: Final = {
    # the step that holds the system's disk: GiB and SKU as in `app.plan`
    SystemKind.UBUNTU: "E4 LRS",
    SystemKind.OPENSUSE: "E4 LRS",
    SystemKind.WINDOWS: "E10 LRS",
}


def load_prices(
    session: Session,
    region: str,
    sizes: Iterable[str],
    cancel: CancelToken,
    currency: str = "USD",
) -> dict[tuple[str, SystemKind], Prices]:
    """Prices of `sizes` with each system in `region`. Raises `ProblemError`.

    What the list does not know is None in the `Prices`. Fees of a system's maker are not in
    them (`app.azure.fees`).
    """
    names = tuple(dict.fromkeys(sizes))
    wanted = " or ".join(f"armSkuName eq '{name}'" for name in names)
    machines = (
        f"serviceName eq 'Virtual Machines' and armRegionName eq '{region}' "
        f"and priceType eq 'Consumption' and ({wanted})"
    )
    disks = (
        f"serviceName eq 'Storage' and armRegionName eq '{region}' "
        f"and priceType eq 'Consumption' and productName eq '{_DISK_PRODUCT}'"
    )
    addresses = (
        "serviceName eq 'Virtual Network' and priceType eq 'Consumption' "
        f"and meterName eq '{_ADDRESS_METER}' "
        f"and (armRegionName eq '{region}' or armRegionName eq 'Global')"
    )
    machine_rows, disk_rows, address_rows = side_by_side(
        [
            lambda: price_rows(session, machines, currency, cancel) if names else [],
            lambda: price_rows(session, disks, currency, cancel),
            lambda: price_rows(session, addresses, currency, cancel),
        ]
    )
    address = first_price(row for row in address_rows if row.get("meterName") == _ADDRESS_METER)
    disk_of = {
        kind: first_price(row for row in disk_rows if row.get("meterName") == f"{sku} Disk")
        for kind, sku in _DISKS.items()
    }
    return {
        (name, kind): Prices(
            currency=currency,
            machine=first_price(row for row in machine_rows if _is_for(row, name, kind)),
            disk_month=disk_of[kind],
            address=address,
        )
        for name in names
        for kind in SystemKind
    }


def _is_for(row: Row, size: str, kind: SystemKind) -> bool:
    if row.get("armSkuName") != size or row.get("type", "Consumption") != "Consumption":
        return False
    meter = f"{row.get('skuName', '')} {row.get('meterName', '')}"
    if any(word in meter for word in _NOT_FOR_US):
        return False
    is_windows = str(row.get("productName", "")).endswith(" Windows")
    return is_windows == (kind is SystemKind.WINDOWS)

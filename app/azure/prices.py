"""Prices from Azure's public price list. No price stands in the program.

Source: learn.microsoft.com, "Azure Retail Prices REST API". Values in filters are compared
with their letter case; a page has at most 100 rows and names the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.azure.look_ups import get_json
from app.azure.session import Session
from app.catalogue import Prices
from app.engine.cancel import CancelToken
from app.wizard.answers import SystemKind

_API_VERSION: Final = "2023-01-01-preview"
_MOST_PAGES: Final = 20
_NOT_FOR_US: Final = ("Spot", "Low Priority")
_ADDRESS_METER: Final = "Standard IPv4 Static Public IP"
_DISK_PRODUCT: Final = "Standard SSD Managed Disks"
_DISKS: Final = {
    # the step that holds the system's disk: GiB and SKU as in `app.plan`
    SystemKind.UBUNTU: "E4 LRS",
    SystemKind.OPENSUSE: "E4 LRS",
    SystemKind.WINDOWS: "E10 LRS",
}

Row = Mapping[str, Any]


def load_prices(
    session: Session,
    region: str,
    sizes: Iterable[str],
    cancel: CancelToken,
    currency: str = "USD",
) -> dict[tuple[str, SystemKind], Prices]:
    """Prices of `sizes` with each system in `region`. Raises `ProblemError`.

    What the list does not know is None in the `Prices`.
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
    from app.azure.side_by_side import side_by_side

    machine_rows, disk_rows, address_rows = side_by_side(
        [
            lambda: _rows(session, machines, currency, cancel) if names else [],
            lambda: _rows(session, disks, currency, cancel),
            lambda: _rows(session, addresses, currency, cancel),
        ]
    )
    address = _first(row for row in address_rows if row.get("meterName") == _ADDRESS_METER)
    disk_of = {
        kind: _first(row for row in disk_rows if row.get("meterName") == f"{sku} Disk")
        for kind, sku in _DISKS.items()
    }
    return {
        (name, kind): Prices(
            currency=currency,
            machine=_first(row for row in machine_rows if _is_for(row, name, kind)),
            disk_month=disk_of[kind],
            address=address,
        )
        for name in names
        for kind in SystemKind
    }


def _rows(session: Session, odata_filter: str, currency: str, cancel: CancelToken) -> list[Row]:
    """All rows that the filter lets through, page after page."""
    rows: list[Row] = []
    url = session.endpoints.prices
    query: dict[str, str] | None = {
        "api-version": _API_VERSION,
        "currencyCode": f"'{currency}'",
        "$filter": odata_filter,
    }
    for _ in range(_MOST_PAGES):
        page = get_json(session, url, cancel, query=query)
        rows.extend(page.get("Items") or ())
        url, query = str(page.get("NextPageLink") or ""), None
        if not url:
            break
    return rows


def _is_for(row: Row, size: str, kind: SystemKind) -> bool:
    if row.get("armSkuName") != size or row.get("type", "Consumption") != "Consumption":
        return False
    meter = f"{row.get('skuName', '')} {row.get('meterName', '')}"
    if any(word in meter for word in _NOT_FOR_US):
        return False
    is_windows = str(row.get("productName", "")).endswith(" Windows")
    return is_windows == (kind is SystemKind.WINDOWS)


def _first(rows: Iterable[Row]) -> float | None:
    """The price that counts from the first unit on."""
    prices = sorted(
        (float(row.get("tierMinimumUnits") or 0.0), float(row["retailPrice"])) for row in rows
    )
    return prices[0][1] if prices else None

"""Azure's public price list: rows by a filter, page after page. Needs no sign-in.

Source: learn.microsoft.com, "Azure Retail Prices REST API". Values in filters are compared
with their letter case; a page has at most 100 rows and names the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.azure.look_ups import get_json
from app.azure.session import Session
from app.engine.cancel import CancelToken

Row = Mapping[str, Any]

_API_VERSION: Final = "2023-01-01-preview"
_MOST_PAGES: Final = 20


def price_rows(
    session: Session, odata_filter: str, currency: str, cancel: CancelToken
) -> list[Row]:
    """All rows that the filter lets through; none in a cloud without a price list.

    Raises `ProblemError`.
    """
    rows: list[Row] = []
    url = session.endpoints.prices
    query: dict[str, str] | None = {
        "api-version": _API_VERSION,
        "currencyCode": f"'{currency}'",
        "$filter": odata_filter,
    }
    for _ in range(_MOST_PAGES if url else 0):
        found, url = rows_in(get_json(session, url, cancel, query=query))
        rows, query = rows + found, None
        if not url:
            break
    return rows


def rows_in(page: Any) -> tuple[list[Row], str]:
    """The rows of a decoded page that tell a price, and the address of the next page or ""."""
    if not isinstance(page, Mapping):
        return [], ""
    items, following = page.get("Items"), page.get("NextPageLink")
    rows = [row for row in items if _tells_a_price(row)] if isinstance(items, list) else []
    return rows, following if isinstance(following, str) else ""


def _tells_a_price(row: Any) -> bool:
    return (
        isinstance(row, Mapping)
        and isinstance(row.get("retailPrice"), int | float)
        and isinstance(row.get("tierMinimumUnits") or 0.0, int | float)
    )


def first_price(rows: Iterable[Row]) -> float | None:
    """The price that counts from the first unit on; None without rows."""
    prices = sorted(
        (float(row.get("tierMinimumUnits") or 0.0), float(row["retailPrice"])) for row in rows
    )
    return prices[0][1] if prices else None

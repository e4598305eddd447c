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
        page = get_json(session, url, cancel, query=query)
        rows.extend(page.get("Items") or ())
        url, query = str(page.get("NextPageLink") or ""), None
        if not url:
            break
    return rows


def first_price(rows: Iterable[Row]) -> float | None:
    """The price that counts from the first unit on; None without rows."""
    prices = sorted(
        (float(row.get("tierMinimumUnits") or 0.0), float(row["retailPrice"])) for row in rows
    )
    return prices[0][1] if prices else None

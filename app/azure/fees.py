"""What SUSE takes for each hour of SUSE Linux Enterprise Server, by the machine's cores.

The price list has it apart from the machine's price, the same in all regions, in steps such
as "1-2 vCPU VM", "3-4 vCPU VM" and "5+ vCPU VM".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.azure.price_list import Row, first_price, price_rows
from app.azure.session import Session
from app.engine.cancel import CancelToken

_FILTER: Final = (
    "serviceName eq 'Virtual Machines Licenses' and priceType eq 'Consumption' "
    "and productName eq 'SUSE Linux Enterprise Server Standard'"
)
_STEP: Final = re.compile(r"(\d+)(?:-(\d+)|(\+))? vCPU\b")


@dataclass(frozen=True)
class Fee:
    """An hour of a machine that has `least` to `most` cores (None: however many)."""

    least: int
    most: int | None
    price: float


@dataclass(frozen=True)
class Fees:
    steps: tuple[Fee, ...] = ()

    def of(self, cores: int) -> float | None:
        """The fee of an hour with so many cores; None where the list does not say."""
        fitting = (
            step.price
            for step in self.steps
            if step.least <= cores and (step.most is None or cores <= step.most)
        )
        return next(fitting, None)


def load_fees(session: Session, cancel: CancelToken, currency: str) -> Fees:
    """The fees in `currency`. Raises `ProblemError`."""
    return fees_of(price_rows(session, _FILTER, currency, cancel))


def fees_of(rows: Iterable[Row]) -> Fees:
    """The steps among the rows of the price list, the smallest first."""
    steps = []
    for row in rows:
        step = _STEP.search(str(row.get("skuName") or row.get("meterName") or ""))
        price = first_price([row])
        if step is None or price is None:
            continue
        least = int(step[1])
        most = int(step[2]) if step[2] else None if step[3] else least
        steps.append(Fee(least, most, price))
    return Fees(tuple(sorted(steps, key=lambda fee: fee.least)))

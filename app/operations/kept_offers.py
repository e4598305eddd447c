"""What the cloud offered when it was last asked, kept on disk: a window opens at once with it.

One file for each cloud, subscription, region and currency. Quota is not kept, it moves with
every server; restrictions are, for looking only: what a creation relies on is asked anew.
A file that cannot be read, or that tells of something else than its name, is as none.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from app.catalogue import Catalogue, Image, Prices, Region, Size
from app.paths import Paths
from app.private_file import write_private_file
from app.wizard.answers import SystemKind

_LOG = logging.getLogger(__name__)
LONGEST: Final = timedelta(days=30)
"""Older offers are not worth showing."""
_AHEAD: Final = timedelta(minutes=5)
"""Clocks are set; what is further ahead of ours was not written by us."""


class _Price(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    size: str
    system: SystemKind
    prices: Prices


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    subscription: str
    region: str
    currency: str
    as_of: AwareDatetime
    regions: tuple[Region, ...]
    sizes: tuple[Size, ...]
    images: dict[SystemKind, Image]
    prices: tuple[_Price, ...]
    forbidden_types: tuple[str, ...]


class KeptOffers:
    """The files of one cloud: "practice", or the word for one of Azure's in the settings."""

    def __init__(self, paths: Paths, cloud: str) -> None:
        self._folder = paths.state / "catalogue" / cloud

    def read(self, subscription: str, region: str, currency: str) -> Catalogue | None:
        """The offers as kept, without quota; None where none are worth showing.

        Without a `subscription` (nobody has signed in yet) those of whichever was looked at
        last: only what may be used differs, and that is asked anew.
        """
        if subscription:
            return self._read(self._file(subscription, region, currency), subscription, currency)
        files = self._folder.glob(self._file("*", region, currency).name)
        found = [kept for file in files if (kept := self._read(file, "", currency)) is not None]
        return max(found, key=_moment, default=None)

    def write(self, subscription: str, currency: str, offers: Catalogue) -> None:
        """Keep `offers`. Does nothing but say so in the log where that fails."""
        if offers.as_of is None:
            return
        kept = _Kept(
            subscription=subscription,
            region=offers.region,
            currency=currency,
            as_of=offers.as_of,
            regions=offers.regions,
            sizes=tuple(replace(size, quota=()) for size in offers.sizes),
            images=dict(offers.images),
            prices=tuple(
                _Price(size=size, system=system, prices=prices)
                for (size, system), prices in offers.prices.items()
            ),
            forbidden_types=offers.forbidden_types,
        )
        file = self._file(subscription, offers.region, currency)
        try:
            write_private_file(file, kept.model_dump_json().encode())
        except OSError as error:
            _LOG.warning("the offers could not be kept: %s", error)

    def _file(self, subscription: str, region: str, currency: str) -> Path:
        parts = (re.sub(r"[^\w*-]", "_", part) for part in (subscription, region, currency))
        return self._folder / ("+".join(parts) + ".json")

    def _read(self, file: Path, subscription: str, currency: str) -> Catalogue | None:
        try:
            kept = _Kept.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            _LOG.info("kept offers are ignored: %s: %s", file.name, type(error).__name__)
            return None
        named = self._file(kept.subscription, kept.region, kept.currency)
        age = datetime.now(UTC) - kept.as_of
        foreign = named != file or kept.currency != currency
        if foreign or subscription not in ("", kept.subscription) or not -_AHEAD < age < LONGEST:
            _LOG.info("kept offers are ignored: %s is foreign or old", file.name)
            return None
        return Catalogue(
            regions=kept.regions,
            region=kept.region,
            sizes=kept.sizes,
            images=kept.images,
            prices={(row.size, row.system): row.prices for row in kept.prices},
            as_of=kept.as_of,
            forbidden_types=kept.forbidden_types,
        )


def _moment(kept: Catalogue) -> float:
    return kept.as_of.timestamp() if kept.as_of is not None else 0.0

"""What is kept on disk: read back as it was, and ignored where it cannot be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import Catalogue, Image, Prices, Purchase, Quota, Region, Size
from app.operations.kept_offers import LONGEST, KeptOffers
from app.paths import Paths
from app.text import text
from app.wizard.answers import SystemKind

SUBSCRIPTION = "3f1c9a52-0000-4000-8000-5b7d2e61c0aa"
SIZE = Size("Standard_B2s_v2", "bs", 2, 8.0, gpus=1, quota=(Quota("cores", "Total vCPUs", 4, 10),))
OFFERS = Catalogue(
    regions=(Region("japaneast", "Japan East", "Tokyo", 35.68, 139.77, allowed=False),),
    region="japaneast",
    sizes=(SIZE,),
    images={
        SystemKind.OPENSUSE: Image(
            *("SUSE", "leap", "gen2", "1.2.3", "openSUSE Leap 16.0"),
            purchase=Purchase("gen2", "leap", "suse"),
            fee=True,
            warning=text("{title} has had no security updates since {date}.", title="L", date="D"),
        )
    },
    prices={("Standard_B2s_v2", SystemKind.OPENSUSE): Prices("USD", 0.1, 2.4, None, fee=0.06)},
    as_of=datetime.now(UTC) - timedelta(hours=3),
    forbidden_types=("Microsoft.Network/publicIPAddresses",),
)


@pytest.fixture
def kept(tmp_path: Path) -> KeptOffers:
    return KeptOffers(Paths(tmp_path, tmp_path), "public")


def the_file(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "catalogue" / "public").iterdir()
    return file


def test_everything_but_quota_comes_back(kept: KeptOffers) -> None:
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    expected = replace(OFFERS, sizes=(replace(SIZE, quota=()),))
    assert kept.read(SUBSCRIPTION, "japaneast", "USD") == expected
    assert kept.read("", "japaneast", "USD") == expected, "whoever was looked at last"


def test_each_region_subscription_and_currency_has_its_own(kept: KeptOffers) -> None:
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    assert kept.read(SUBSCRIPTION, "japaneast", "JPY") is None
    assert kept.read(SUBSCRIPTION, "westus", "USD") is None
    assert kept.read("another", "japaneast", "USD") is None


def test_the_newest_is_shown_while_nobody_has_signed_in(kept: KeptOffers) -> None:
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    newer = replace(OFFERS, as_of=datetime.now(UTC), forbidden_types=())
    kept.write("another", "USD", newer)
    found = kept.read("", "japaneast", "USD")
    assert found is not None
    assert found.as_of == newer.as_of


def test_old_ones_and_ones_of_the_future_are_ignored(kept: KeptOffers) -> None:
    for age in (LONGEST, -timedelta(hours=1)):
        kept.write(SUBSCRIPTION, "USD", replace(OFFERS, as_of=datetime.now(UTC) - age))
        assert kept.read(SUBSCRIPTION, "japaneast", "USD") is None


def _changed(**values: Any) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps({**json.loads(data), **values}).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _data: b"",
        lambda data: data[: len(data) // 2],
        lambda _data: b"\xff\x00",
        lambda _data: b"[]",
        _changed(format=2),
        _changed(more="than we know"),
        _changed(sizes=[{"name": "Standard_B2s_v2"}]),
        _changed(as_of="yesterday"),
        _changed(as_of="2026-11-01T00:00:00"),
        _changed(subscription="another"),
        _changed(region="westus"),
        _changed(currency="JPY"),
        _changed(images={"beos": {}}),
    ],
)
def test_a_spoilt_or_foreign_file_is_as_none(
    kept: KeptOffers, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    file = the_file(tmp_path)
    file.write_bytes(spoil(file.read_bytes()))
    assert kept.read(SUBSCRIPTION, "japaneast", "USD") is None
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    assert kept.read(SUBSCRIPTION, "japaneast", "USD") is not None


def test_names_cannot_lead_elsewhere(kept: KeptOffers, tmp_path: Path) -> None:
    kept.write("../../evil", "USD", OFFERS)
    assert the_file(tmp_path).parent == tmp_path / "catalogue" / "public"
    assert kept.read("../../evil", "japaneast", "USD") is not None


def test_what_cannot_be_kept_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "catalogue").write_text("in the way")
    kept = KeptOffers(Paths(tmp_path, tmp_path), "public")
    kept.write(SUBSCRIPTION, "USD", OFFERS)
    assert kept.read(SUBSCRIPTION, "japaneast", "USD") is None

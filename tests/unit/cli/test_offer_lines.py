"""The catalogue in columns: they line up, and say what cannot be had and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from app.catalogue import Catalogue, Image, Prices, Region, Size
from app.cli.columns import columns
from app.cli.offer_lines import offer_lines
from app.text import use_language
from app.wizard.answers import SystemKind

OFFERS = Catalogue(
    regions=(
        Region("japaneast", "Japan East", "Tokyo"),
        Region("eastus", "East US", "Virginia", allowed=False),
    ),
    region="japaneast",
    sizes=(
        Size("Standard_B2s_v2", "bs", 2, 8),
        Size("Standard_D2ps_v5", "dps", 2, 8, restriction="OtherProcessor"),
    ),
    images={
        kind: Image("p", "o", "s", "1", f"{kind.value} title", fee=kind is SystemKind.OPENSUSE)
        for kind in SystemKind
    },
    prices={
        ("Standard_B2s_v2", SystemKind.UBUNTU): Prices("USD", 0.1, 7.3, 0.005),
        ("Standard_B2s_v2", SystemKind.OPENSUSE): Prices("USD", 0.1, 7.3, 0.005, fee=0.06),
        ("Standard_B2s_v2", SystemKind.WINDOWS): Prices("USD", 0.2, 7.3, 0.005),
    },
    as_of=datetime.now(UTC),
)


@pytest.fixture(autouse=True, params=["en", "ja"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def lines(offers: Catalogue, *, whole: bool) -> list[str]:
    return [str(line) for line in offer_lines(offers, whole=whole, hours_a_day=8)]


def test_columns_line_up_whatever_the_letters() -> None:
    made = [str(line) for line in columns([("サイズ", "a", 1), ("b", "", 22)], right=(2,))]
    assert made == ["サイズ  a   1", "b" + " " * 10 + "22"]
    assert len({cell_len(line) for line in made}) == 1


def test_the_short_list_has_prices_for_each_system_that_costs_more(language: str) -> None:
    (row,) = (line for line in lines(OFFERS, whole=False) if "Standard_B2s_v2" in line)
    for figure in ("$0.115", "$0.015", "$35", "$0.175", "$0.215"):
        assert figure in row
    assert not any("Standard_D2ps_v5" in line for line in lines(OFFERS, whole=False))
    assert ("Everyday" in row) is (language == "en")


def test_the_whole_list_says_what_cannot_be_had(language: str) -> None:
    shown = lines(OFFERS, whole=True)
    (row,) = (line for line in shown if "Standard_D2ps_v5" in line)
    (region,) = (line for line in shown if line.startswith("eastus"))
    if language == "en":
        assert row.endswith("another kind of processor")
        assert region.endswith("not allowed for your subscription")
    assert row.endswith(("another kind of processor", "プロセッサの種類が異なります"))


def test_what_a_rule_forbids_altogether_is_said_first() -> None:
    forbidden = replace(OFFERS, forbidden_types=("Microsoft.Network/publicIPAddresses",))
    assert any(
        "Microsoft.Network/publicIPAddresses" in line for line in lines(forbidden, whole=False)[:5]
    )

"""The short list of sizes, why others cannot be had, and which region is nearest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.catalogue import Catalogue, Quota, Region, Size
from app.nearness import in_order, nearest_region, place_of_zone, proposed_region
from app.suggestions import CANDIDATES, Use, suggestions
from app.wizard.checks.system import FORBIDDEN_BY_POLICY, check_region, fits, obstacle

ENOUGH = Quota("cores", "Total Regional vCPUs", 0, 10)
NOTHING = Quota("family", "Family vCPUs", 0, 0)
SMALL = Size("Standard_B2s_v2", "bs", 2, 8, quota=(ENOUGH,))
TOKYO = Region("japaneast", "Japan East", "Tokyo", 35.68, 139.77)
DUBLIN = Region("northeurope", "North Europe", "Ireland", 53.35, -6.26)
OSAKA = Region("japanwest", "Japan West", "Osaka", 34.69, 135.5, recommended=False)


def catalogue(*sizes: Size) -> Catalogue:
    return Catalogue(regions=(TOKYO,), region="japaneast", sizes=sizes, images={})


def test_one_size_for_each_use_that_there_is() -> None:
    gpu = Size("Standard_NC4as_T4_v3", "nc", 4, 28, gpus=1, quota=(ENOUGH, NOTHING))
    short = suggestions(catalogue(SMALL, gpu))
    assert [(found.use, found.size.name) for found in short] == [
        (Use.EVERYDAY, "Standard_B2s_v2"),
        (Use.GPU, "Standard_NC4as_T4_v3"),
    ]


def test_another_size_takes_the_place_of_one_that_cannot_be_had() -> None:
    second = replace(SMALL, name=CANDIDATES[Use.EVERYDAY][1])
    for hindered in (
        replace(SMALL, restriction="NotAvailableForSubscription"),
        replace(SMALL, restriction=FORBIDDEN_BY_POLICY),
        replace(SMALL, trusted_launch=False),
        replace(SMALL, quota=(ENOUGH, NOTHING)),
    ):
        assert not fits(hindered)
        (found,) = suggestions(catalogue(hindered, second))
        assert found.size == second


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (SMALL, None),
        (replace(SMALL, quota=()), None),
        (replace(SMALL, restriction="QuotaId"), "not in your kind of subscription"),
        (replace(SMALL, restriction="SomethingNew"), "SomethingNew"),
        (replace(SMALL, memory_gib=1), "too little memory"),
        (replace(SMALL, trusted_launch=False), "no Trusted Launch"),
        (replace(SMALL, quota=(ENOUGH, NOTHING)), "quota leaves 0 cores"),
    ],
)
def test_why_a_size_cannot_be_had(size: Size, words: str | None) -> None:
    found = obstacle(size)
    assert (None if found is None else str(found)) == words


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("Asia/Tokyo", (35.65, 139.74)),
        ("Asia/Kolkata", (22.53, 88.37)),
        ("Asia/Calcutta", (22.53, 88.37)),
        ("America/New_York", (40.71, -74.01)),
        ("Europe/Oslo", (59.92, 10.75)),
    ],
)
def test_where_a_time_zone_is(zone: str, place: tuple[float, float]) -> None:
    assert place_of_zone(zone) == pytest.approx(place, abs=0.01)


def test_the_nearest_region_is_an_allowed_and_recommended_one() -> None:
    nearest = nearest_region((TOKYO, DUBLIN, OSAKA), "Europe/Lisbon")
    assert nearest == DUBLIN
    forbidden = replace(TOKYO, allowed=False)
    assert nearest_region((forbidden, DUBLIN, OSAKA), "Asia/Tokyo") == DUBLIN
    assert nearest_region((forbidden, OSAKA), "Asia/Tokyo") == OSAKA
    assert nearest_region((TOKYO, DUBLIN), "Etc/UTC") is None
    assert nearest_region((Region("nowhere", "Nowhere"),), "Asia/Tokyo") is None


def test_a_region_is_proposed_that_may_be_used() -> None:
    forbidden = replace(TOKYO, allowed=False)
    assert proposed_region((TOKYO, DUBLIN), "japaneast", "Europe/Paris") == "northeurope"
    assert proposed_region((TOKYO, DUBLIN), "japaneast", "Etc/UTC") == "japaneast"
    assert proposed_region((forbidden, DUBLIN), "japaneast", "Etc/UTC") == "northeurope"
    assert proposed_region((), "japaneast", "Etc/UTC") == "japaneast"


def test_regions_are_ordered_for_choosing() -> None:
    forbidden = replace(DUBLIN, allowed=False, display_name="A")
    ordered = in_order((forbidden, OSAKA, TOKYO), OSAKA)
    assert [region.name for region in ordered] == ["japanwest", "japaneast", "northeurope"]


def test_a_forbidden_region_is_refused_with_those_that_are_allowed() -> None:
    offers = replace(catalogue(SMALL), regions=(replace(TOKYO, allowed=False), DUBLIN))
    (finding,) = check_region("japaneast", offers)
    assert finding.code == "region-forbidden"
    assert "northeurope" in str(finding.sentence)
    assert check_region("northeurope", offers) == ()

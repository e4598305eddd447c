"""What may be used, what it costs and what must be agreed to, asked of a running cloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.azure.arm_calls import arm_json, arm_list
from app.azure.catalogue import load_catalogue, load_prices_of
from app.azure.fees import load_fees
from app.azure.policies import ALLOWED_DEPLOYMENT_REGIONS, ALLOWED_SIZES, load_rules
from app.azure.practice import session_over
from app.azure.session import Session
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.operations.offers import available_sizes, look_around, look_up, price
from app.operations.workspace import Workspace
from app.paths import Paths
from app.problems import ProblemError
from app.settings import CURRENCIES, PriceSettings, Settings
from app.wizard.answers import SystemKind
from app.wizard.checks.system import FORBIDDEN_BY_POLICY
from tests.practice.azure.conftest import REGION, CloudUnderTest

DEFINITIONS = "/providers/Microsoft.Authorization/policyDefinitions/"
ASSIGNMENTS = "/providers/Microsoft.Authorization/policyAssignments"


@pytest.fixture
def workspace(session: Session, tmp_path: Path) -> Workspace:
    settings = Settings(prices=PriceSettings(currency="EUR"))
    return Workspace(Paths(tmp_path, tmp_path), settings, session)


@pytest.fixture
def student(session: Session, cancel: CancelToken) -> Iterator[Session]:
    """A subscription that may use two regions and two sizes."""
    base = f"/subscriptions/{session.subscription_id}/providers/Microsoft.Authorization"
    rules = {
        "sys.regionrestriction": (
            ALLOWED_DEPLOYMENT_REGIONS,
            {"listOfAllowedLocations": {"value": ["eastus", "uksouth"]}},
        ),
        "sizes": (
            ALLOWED_SIZES,
            {"listOfAllowedSKUs": {"value": ["Standard_B2s_v2", "Standard_B2ms"]}},
        ),
    }
    for name, (definition, parameters) in rules.items():
        arm_json(
            session,
            "PUT",
            f"{base}/policyAssignments/{name}",
            cancel,
            api_version="2023-04-01",
            body={
                "properties": {
                    "policyDefinitionId": DEFINITIONS + definition,
                    "parameters": parameters,
                }
            },
        )
    yield session
    for name in rules:
        path = f"{base}/policyAssignments/{name}"
        arm_json(session, "DELETE", path, cancel, api_version="2023-04-01")


def test_what_a_policy_forbids_is_marked(student: Session, cancel: CancelToken) -> None:
    offers = load_catalogue(student, REGION, cancel)
    allowed = {region.name for region in offers.regions if region.allowed}
    assert allowed == {"eastus", "uksouth"}
    assert available_sizes(offers) == ("Standard_B2ms", "Standard_B2s_v2")
    large = offers.size("Standard_D4s_v5")
    assert large is not None
    assert large.restriction == FORBIDDEN_BY_POLICY


def test_policies_that_cannot_be_read_are_as_none(
    session: Session, cloud: CloudUnderTest, cancel: CancelToken
) -> None:
    stranger = session_over(cloud.connect())
    stranger.subscription_id = "00000000-0000-0000-0000-000000000000"
    try:
        with pytest.raises(ProblemError):
            arm_list(
                stranger,
                f"/subscriptions/{stranger.subscription_id}{ASSIGNMENTS}",
                cancel,
                api_version="2023-04-01",
            )
        assert load_rules(stranger, cancel).regions is None
    finally:
        stranger.close()
    assert load_rules(session, cancel).regions is None


@pytest.mark.parametrize("currency", CURRENCIES)
def test_the_price_list_takes_all_our_currencies(
    session: Session, catalogue: Catalogue, cancel: CancelToken, currency: str
) -> None:
    name = "Standard_B2s_v2"
    bare = replace(catalogue, prices={})
    priced = load_prices_of(session, bare, (name,), cancel, currency)
    prices = priced.prices[name, SystemKind.UBUNTU]
    assert prices.currency == currency
    assert prices.running() is not None


def test_suse_takes_a_fee_where_its_own_system_stands_in(
    session: Session, catalogue: Catalogue, cancel: CancelToken
) -> None:
    name = "Standard_B2s_v2"
    leap = catalogue.prices[name, SystemKind.OPENSUSE]
    assert leap.fee == 0
    image = replace(catalogue.images[SystemKind.OPENSUSE], fee=True)
    with_sles = replace(catalogue, images={**catalogue.images, SystemKind.OPENSUSE: image})
    sles = load_prices_of(session, with_sles, (name,), cancel).prices[name, SystemKind.OPENSUSE]
    assert sles.fee == load_fees(session, cancel, "USD").of(2)
    assert sles.fee
    assert sles.running() == pytest.approx((leap.running() or 0) + sles.fee)


def test_a_size_in_other_letters_has_its_price(session: Session, cancel: CancelToken) -> None:
    found = load_catalogue(session, REGION, cancel, size="standard_d8s_V5")
    assert ("Standard_D8s_v5", SystemKind.UBUNTU) in found.prices


def test_offers_are_kept_and_shown_with_the_quota_of_now(
    workspace: Workspace, cancel: CancelToken
) -> None:
    asked = look_up(workspace, REGION, cancel)
    assert {prices.currency for prices in asked.prices.values()} == {"EUR"}
    around = look_around(workspace, REGION, cancel)
    assert around.as_of == asked.as_of
    assert around.sizes == asked.sizes, "quota too: it was asked for"


def test_without_a_connection_the_kept_prices_are_there(
    workspace: Workspace, cloud: CloudUnderTest, cancel: CancelToken
) -> None:
    asked = look_up(workspace, REGION, cancel)
    apart = session_over(cloud.connect())
    apart.endpoints = replace(
        apart.endpoints, resource_manager="https://127.0.0.1:1", prices="https://127.0.0.1:1"
    )
    try:
        shown = look_around(replace(workspace, session=apart), REGION, cancel)
    finally:
        apart.close()
    assert shown.as_of == asked.as_of
    assert shown.prices == asked.prices
    assert {size.quota for size in shown.sizes} == {()}


def test_the_whole_list_gets_its_prices_and_keeps_them(
    workspace: Workspace, cancel: CancelToken
) -> None:
    offers = look_up(workspace, REGION, cancel)
    assert ("Standard_D8s_v5", SystemKind.UBUNTU) not in offers.prices
    whole = price(workspace, offers, available_sizes(offers), cancel)
    for name in available_sizes(offers):
        assert whole.prices[name, SystemKind.WINDOWS].running() is not None
    again = look_up(workspace, REGION, cancel)
    assert again.prices == whole.prices

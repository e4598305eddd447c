"""What the cloud offers this subscription."""

from __future__ import annotations

import pytest

from app.azure.catalogue import load_catalogue
from app.azure.look_ups import public_address
from app.azure.session import Session
from app.azure.subscriptions import list_subscriptions
from app.azure.terms import accept_terms, terms_of
from app.catalogue import Catalogue, Purchase
from app.engine.cancel import CancelToken
from app.operations.usual_price import ask_usual_price
from app.suggestions import Use, suggestions
from app.wizard.answers import SystemKind
from tests.practice.azure.conftest import REGION, CloudUnderTest
from tests.practice.azure.making import MY_ADDRESS


def test_the_catalogue_holds_what_a_plan_needs(catalogue: Catalogue) -> None:
    assert REGION in [region.name for region in catalogue.regions]
    size = catalogue.size("Standard_B2s_v2")
    assert size is not None
    assert (size.cores, size.memory_gib) == (2, 8.0)
    assert size.trusted_launch
    assert size.quota_cores_left is not None
    for image in catalogue.images.values():
        assert image.version[0].isdigit(), "an exact version, not 'latest'"
    assert set(catalogue.images) == set(SystemKind)
    prices = catalogue.prices[("Standard_B2s_v2", SystemKind.UBUNTU)]
    windows = catalogue.prices[("Standard_B2s_v2", SystemKind.WINDOWS)]
    assert prices.running() is not None
    assert prices.stopped() is not None
    assert prices.machine is not None
    assert windows.machine is not None
    assert windows.machine > prices.machine, "Windows costs a licence"
    everyday = next(s for s in suggestions(catalogue) if s.use is Use.EVERYDAY)
    assert everyday.size.name == "Standard_B2s_v2"


def test_an_ended_opensuse_is_offered_with_a_warning(catalogue: Catalogue) -> None:
    assert "2026-04-30" in str(catalogue.images[SystemKind.OPENSUSE].warning)


def test_prices_come_in_the_currency_asked_for(session: Session) -> None:
    found = load_catalogue(session, REGION, CancelToken(), currency="JPY")
    assert {prices.currency for prices in found.prices.values()} == {"JPY"}


def test_a_size_for_other_processors_or_old_machines_is_marked(catalogue: Catalogue) -> None:
    arm = catalogue.size("Standard_D2ps_v5")
    assert arm is not None
    assert arm.restriction
    old = catalogue.size("Standard_D2_v2")
    assert old is not None
    assert not old.trusted_launch


def test_this_computers_public_address(session: Session) -> None:
    assert public_address(session, CancelToken()) == MY_ADDRESS


def test_the_subscriptions_are_listed(session: Session) -> None:
    assert session.subscription_id in [s.id for s in list_subscriptions(session, CancelToken())]


def test_terms_are_read_and_accepted_once(session: Session) -> None:
    purchase = Purchase("stable-gen2", "flatcar-container-linux-free", "kinvolk")
    cancel = CancelToken()
    before = terms_of(session, purchase, cancel)
    assert not before.accepted
    assert before.licence.startswith("https://")
    accept_terms(session, purchase, cancel)
    assert terms_of(session, purchase, cancel).accepted


def test_what_a_usual_server_costs_is_told_to_strangers(
    cloud: CloudUnderTest, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUMONOTE_CURRENCY", "USD")
    found = ask_usual_price(cloud.paths, CancelToken(), practice=True)
    assert found.prices == catalogue.prices["Standard_B2s_v2", SystemKind.UBUNTU]
    assert found.region == next(r.display_name for r in catalogue.regions if r.name == REGION)

"""A network whose login page stands before the internet, as in a hotel: it is told as such."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from azure.mgmt.network.models import VirtualNetwork

from app.azure.look_ups import get_json, public_address
from app.engine.cancel import CancelToken
from app.problems import ProblemError
from tests.practice.azure.answering import SUBSCRIPTION, Answer, AnsweringCloud, answering_cloud

PAGE = "<!DOCTYPE html><html><title>Free Wi-Fi</title><form>Room number</form></html>"
MAKING = (
    f"PUT /subscriptions/{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Network/"
    "virtualNetworks/n"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def cloud() -> Iterator[AnsweringCloud]:
    with answering_cloud() as answering:
        yield answering
    gc.collect()  # a connection left open by an answer that nobody read is warned of here


def code_of_listing(cloud: AnsweringCloud) -> str:
    cancel = CancelToken()
    groups = cloud.session.resource.resource_groups
    with pytest.raises(ProblemError) as failed:
        cloud.session.call(lambda: list(groups.list(cancel=cancel)), cancel)
    assert str(failed.value.problem.advice)
    return failed.value.problem.code


def code_of_making(cloud: AnsweringCloud) -> str:
    networks = cloud.session.network.virtual_networks
    body = VirtualNetwork({"location": "japaneast"})
    with pytest.raises(ProblemError) as failed:
        cloud.session.wait_for(
            lambda polling, cancel: networks.begin_create_or_update(
                "g", "n", body, polling=polling, cancel=cancel
            ),
            CancelToken(),
            limit_seconds=60,
        )
    return failed.value.problem.code


def test_a_page_in_place_of_an_answer(cloud: AnsweringCloud) -> None:
    cloud.answer = Answer(200, PAGE, HTML)
    assert code_of_listing(cloud) == "login-page"
    assert len(cloud.calls) == 1, "nobody logs in by being asked again"
    assert code_of_making(cloud) == "login-page"


def test_a_page_that_came_while_it_was_polled(cloud: AnsweringCloud) -> None:
    cloud.answer = Answer(200, PAGE, HTML, in_operation=True)
    assert code_of_making(cloud) == "login-page"


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_lead_to_the_page(cloud: AnsweringCloud, status: int) -> None:
    cloud.answer = Answer(status, PAGE, {**HTML, "Location": f"{cloud.url}/log-in"})
    assert code_of_making(cloud) == "login-page"
    assert cloud.calls == [MAKING], "what was meant for Azure is sent nowhere else"


def test_a_gateways_own_page_about_an_error_is_none(cloud: AnsweringCloud) -> None:
    cloud.answer = Answer(404, PAGE, HTML)
    assert code_of_listing(cloud) == "not-found"


def test_look_ups_beside_the_manager(cloud: AnsweringCloud) -> None:
    cloud.answer = Answer(200, PAGE, HTML)
    with pytest.raises(ProblemError, match="login-page"):
        public_address(cloud.session, CancelToken())
    with pytest.raises(ProblemError, match="login-page"):
        get_json(cloud.session, cloud.url, CancelToken())

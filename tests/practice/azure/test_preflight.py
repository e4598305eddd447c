"""What is found before anything is made, each time with a way out that would work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.azure.arm_calls import arm_json
from app.azure.catalogue import load_catalogue
from app.azure.preflight import preflight
from app.azure.preflight.access import NEEDED, allows
from app.azure.preflight.policy import denials
from app.azure.session import Session
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from app.practice import process
from app.problems import Action, Problem
from tests.practice.azure.conftest import REGION, CloudUnderTest, MakeServer
from tests.practice.azure.making import plan_of
from tests.shared.waiting import wait_until

PLENTY = {"cores": 100, "standardBsv2Family": 100, "standardDSv5Family": 100}


def _offers(session: Session) -> Catalogue:
    return load_catalogue(session, REGION, CancelToken())


def _found(session: Session, offers: Catalogue, **changes: Any) -> tuple[Problem, ...]:
    plan = replace(plan_of("fresh", offers), **changes)
    return preflight(session, plan, offers, CancelToken())


def _grave(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems if not problem.retryable]


@pytest.fixture
def as_usual(cloud: CloudUnderTest) -> Iterator[CloudUnderTest]:
    """The cloud; limits and roles that the test sets are taken back."""
    yield cloud
    process.control(cloud.paths, "limits", limits=PLENTY)
    process.control(cloud.paths, "limits", limits={"PublicIPAddresses": 1000})
    process.control(cloud.paths, "role", name="Contributor")


def test_nothing_stands_against_a_good_plan(session: Session, catalogue: Catalogue) -> None:
    assert _grave(_found(session, catalogue)) == []


@pytest.mark.parametrize(
    "limits", [{"cores": 1}, {"cores": 10, "standardBsv2Family": 1}], ids=["region", "family"]
)
def test_both_tiers_of_quota_are_looked_at(
    session: Session, as_usual: CloudUnderTest, limits: dict[str, int]
) -> None:
    process.control(as_usual.paths, "limits", limits=limits)
    problem = _found(session, _offers(session))[0]
    assert (problem.code, problem.action) == ("quota-exceeded", Action.OPEN_QUOTA_PAGE)
    assert "of 1 in use" in str(problem.message)


def test_another_size_that_fits_is_named(session: Session, as_usual: CloudUnderTest) -> None:
    process.control(as_usual.paths, "limits", limits={"cores": 10, "standardBsv2Family": 1})
    offers = _offers(session)
    advice = str(_found(session, offers)[0].advice)
    named = [size for size in offers.sizes if size.name in advice]
    assert named, advice
    assert _grave(_found(session, offers, size=named[0])) == [], "the way out is one"


def test_where_nothing_fits_the_quota_page_and_deleting_remain(
    session: Session, as_usual: CloudUnderTest
) -> None:
    process.control(as_usual.paths, "limits", limits={"cores": 0})
    problem = _found(session, _offers(session))[0]
    assert "Delete a server" in str(problem.advice)
    assert problem.action == Action.OPEN_QUOTA_PAGE


def test_addresses_are_counted_too(session: Session, as_usual: CloudUnderTest) -> None:
    process.control(as_usual.paths, "limits", limits={"PublicIPAddresses": 0})
    assert _grave(_found(session, _offers(session))) == ["address-quota-exceeded"]


def test_label_size_image_and_name_are_looked_at(
    session: Session, catalogue: Catalogue, making: MakeServer
) -> None:
    server = making()
    assert server.run().outcome == Outcome.DONE
    ours = preflight(session, server.plan, catalogue, CancelToken())
    assert [p.code for p in ours] == ["creation-unfinished"]
    fresh = plan_of("another", catalogue)
    found = _found(
        session,
        catalogue,
        dns_label=server.plan.dns_label,
        size=replace(fresh.size, name="Standard_Nowhere"),
        image=replace(fresh.image, version="1.0.0"),
    )
    assert set(_grave(found)) >= {"label-taken", "size-not-available", "image-not-offered"}


def test_who_may_only_look_is_told_before_anything_is_tried(
    session: Session, as_usual: CloudUnderTest
) -> None:
    process.control(as_usual.paths, "role", name="Reader")
    problem = _found(session, _offers(session))[0]
    assert problem.code == "not-permitted"
    assert "Microsoft.Resources/subscriptions/resourceGroups/write" in str(problem.message)
    assert "Contributor" in str(problem.advice)


@pytest.mark.parametrize(
    ("role", "enough"),
    [
        ({"actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"]}, True),
        ({"actions": ["*/read"], "notActions": []}, False),
        ({"actions": ["*"], "notActions": ["Microsoft.Compute/*/delete"]}, False),
        (
            {
                "actions": [
                    "Microsoft.Resources/subscriptions/resourceGroups/*",
                    "microsoft.network/*",
                    "Microsoft.Compute/virtualMachines/*",
                ]
            },
            True,
        ),
    ],
)
def test_roles_are_read_as_the_service_reads_them(role: dict[str, Any], enough: bool) -> None:
    assert all(allows([role], action) for action in NEEDED) == enough
    # what one role takes out another may give
    assert all(allows([role, {"actions": ["*"]}], action) for action in NEEDED)


ASSIGNMENTS = "/providers/Microsoft.Authorization/policyAssignments"
DEFINITIONS = "/providers/Microsoft.Authorization/policyDefinitions/"
REGIONS = "b86dabb9-b578-4d7b-b842-3b45e95769a1"
NOT_TYPES = "6c112d4e-5bc7-47ae-a041-ea2d9dccd749"


@pytest.fixture
def assign(session: Session) -> Iterator[Callable[..., None]]:
    """Assigns a built-in definition to the subscription; taken back after the test."""
    scope = f"/subscriptions/{session.subscription_id}"
    names: list[str] = []

    def make(name: str, definition: str, **parameters: list[str]) -> None:
        names.append(name)
        properties = {
            "policyDefinitionId": DEFINITIONS + definition,
            "parameters": {key: {"value": value} for key, value in parameters.items()},
        }
        _call(session, "PUT", f"{scope}{ASSIGNMENTS}/{name}", {"properties": properties})

    yield make
    for name in names:
        _call(session, "DELETE", f"{scope}{ASSIGNMENTS}/{name}")


def _call(session: Session, method: str, path: str, body: dict[str, Any] | None = None) -> None:
    arm_json(session, method, path, CancelToken(), api_version="2023-04-01", body=body)


def test_where_policy_forbids_a_region_an_allowed_one_is_named(
    session: Session, assign: Callable[..., None]
) -> None:
    assign("sys.regionrestriction", REGIONS, listOfAllowedLocations=["koreacentral", "westeurope"])
    offers = _offers(session)
    problem = _found(session, offers)[0]
    assert (problem.code, problem.action) == ("region-not-allowed", Action.CHOOSE_REGION)
    allowed = {region.display_name for region in offers.regions if region.allowed}
    assert allowed
    assert any(name in str(problem.advice) for name in allowed)


def test_what_the_service_would_deny_is_told_with_the_rule_s_name(
    session: Session, assign: Callable[..., None], catalogue: Catalogue
) -> None:
    """Of a rule that the offers say nothing of: they were asked for before it was set."""
    providers = session.resource.providers
    providers.register("Microsoft.PolicyInsights")
    wait_until(lambda: providers.get("Microsoft.PolicyInsights").registration_state == "Registered")
    assert _grave(_found(session, catalogue)) == []
    assign(
        "NoAddressesHere",
        NOT_TYPES,
        listOfResourceTypesNotAllowed=["Microsoft.Network/publicIPAddresses"],
    )
    problem = _found(session, catalogue)[0]
    assert problem.code == "forbidden-by-policy"
    assert "NoAddressesHere" in str(problem.message)
    known = _found(session, _offers(session))[0]
    assert known.code == "policy-forbids-address", "the offers know it by now"


def test_a_policy_that_would_deny_is_read_from_the_service_s_answer() -> None:
    info = {
        "policyDefinitionId": "/subscriptions/s/providers/x/policyDefinitions/d",
        "policyAssignmentId": "/subscriptions/s/providers/x/policyAssignments/NoMachines",
    }
    answer = {
        "fieldRestrictions": [],
        "contentEvaluationResult": {
            "policyEvaluations": [
                {"policyInfo": info, "evaluationResult": "NonCompliant"},
                {"policyInfo": info, "evaluationResult": "Compliant"},
                {
                    "policyInfo": info,
                    "evaluationResult": "NonCompliant",
                    "effectDetails": {"policyEffect": "Audit"},
                },
            ]
        },
    }
    assert [name for name, _ in denials(answer)] == ["NoMachines"]
    assert list(denials({})) == []

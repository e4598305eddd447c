"""Routes, versions, filters of the price list, faults, and what the traffic log hides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.arm.calls import Call, Reply, Route
from app.practice.arm.routing import Router
from app.practice.arm.versions import check_version
from app.practice.errors import ArmError
from app.practice.faults import ALWAYS, Faults, parse
from app.practice.price_filter import FilterError, parse_filter
from app.practice.traffic import redacted


def answer(_call: Call) -> Reply:
    return Reply(200)


ROUTER = Router(
    [
        Route("GET", "/subscriptions/{subscription}/resourceGroups/{group}", answer),
        Route("PUT", "/subscriptions/{subscription}/resourceGroups/{group}", answer),
    ]
)


@pytest.mark.parametrize(
    "path",
    ["/subscriptions/S/resourcegroups/My%20Group", "//SUBSCRIPTIONS/S/ResourceGroups/My Group/"],
)
def test_routes_ignore_case_but_keep_names(path: str) -> None:
    match, _ = ROUTER.find("GET", path)
    assert match is not None
    assert match.params == {"subscription": "S", "group": "My Group"}


def test_a_wrong_method_is_told_from_a_wrong_path() -> None:
    assert ROUTER.find("POST", "/subscriptions/s/resourceGroups/g") == (None, {"GET", "PUT"})
    assert ROUTER.find("GET", "/subscriptions/s") == (None, set())


@pytest.mark.parametrize("version", ["2026-04-01", "2015-06-15", "2020-06-01-preview"])
def test_known_versions(version: str) -> None:
    check_version(version, "Microsoft.Compute", "virtualMachines")


@pytest.mark.parametrize("version", [None, "", "2026-04-02", "2014-01-01", "2020-02-30", "x"])
def test_unknown_versions(version: str | None) -> None:
    with pytest.raises(ArmError) as caught:
        check_version(version, "Microsoft.Compute", "virtualMachines")
    assert caught.value.status == 400


ROW = {"a": "x", "b": "it's", "c": True}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("", True),
        ("a eq 'x'", True),
        ("a ne 'x'", False),
        ("a eq 'x' and b eq 'y' or c eq true", True),
        ("a eq 'x' and (b eq 'y' or c eq false)", False),
        ("b eq 'it''s'", True),
        ("contains(b, 't''') and startswith(a,'x') and endswith(b,'s')", True),
    ],
)
def test_filters(text: str, passes: bool) -> None:
    assert parse_filter(text)(ROW) is passes


@given(st.text(max_size=40))
def test_any_filter_is_understood_or_refused(text: str) -> None:
    try:
        parse_filter(text)(ROW)
    except FilterError as error:
        assert str(error)


def test_faults_are_counted() -> None:
    assert parse("quota") == ("quota", None, 1)
    assert parse("quota=*") == ("quota", None, ALWAYS)
    faults = Faults()
    faults.add("throttle=2")
    assert [faults.take("throttle") for _ in range(3)] == [True, True, False]
    faults.add("throttle=*")
    assert all(faults.take("throttle") for _ in range(5))


def test_a_fault_happens_at_the_call_it_is_meant_for() -> None:
    faults = Faults()
    faults.add("reset@2")
    faults.add("throttle@PUT:*/virtualMachines/*#2")
    happened = []
    for method, path in (
        ("PUT", "/s/virtualMachines/x"),
        ("GET", "/s/virtualMachines/x"),
        ("PUT", "/s/VIRTUALMACHINES/y"),
        ("PUT", "/s/virtualMachines/y"),
    ):
        faults.begin_call(method, path)
        happened.append((faults.take("reset"), faults.take("throttle"), faults.take("quota")))
    assert happened == [
        (False, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, False),
    ]
    assert faults.left() == {}


@pytest.mark.parametrize("spec", ["reset@nowhere", "reset@PUT", "reset@put:/x", "x@1"])
def test_a_fault_at_no_place_is_refused(spec: str) -> None:
    with pytest.raises(ValueError, match=r"place|no fault"):
        parse(spec)


def test_the_traffic_log_hides_secrets_and_keeps_the_shape() -> None:
    body = {
        "osProfile": {"adminPassword": "p", "customData": "c", "adminUsername": "azureuser"},
        "urls": ["https://x/y?sv=1&sig=abc&se=2"],
    }
    assert redacted(body) == {
        "osProfile": {
            "adminPassword": "REDACTED",
            "customData": "UkVEQUNURUQ=",
            "adminUsername": "azureuser",
        },
        "urls": ["https://x/y?sv=1&sig=REDACTED&se=2"],
    }

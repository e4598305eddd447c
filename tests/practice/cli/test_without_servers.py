"""What can be asked of a practice cloud in which nothing was made."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.dialing import DirectDialer
from app.secret import Secret
from tests.shared.practice_home import PracticeHome
from tests.shared.servers import new_practice_home

_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
PASSWORD = Secret("a-quiet-Walrus-reads-tables-8")


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    with new_practice_home() as home:
        yield home


def test_a_dry_run_shows_plan_and_price_and_makes_nothing(home: PracticeHome) -> None:
    seen = home.practice("create", "--name", "dry-run", "--dry-run")
    assert seen.server["state"] == "planned"
    plan = next(event for event in seen.events if event["event"] == "plan")
    assert plan["plan"]["group"] == "kumonote-dry-run"
    assert plan["plan"]["prices"]["running_hour"] > plan["plan"]["prices"]["stopped_hour"] > 0
    assert {resource["type"] for resource in plan["plan"]["resources"]} >= {
        "Microsoft.Compute/virtualMachines",
        "Microsoft.Network/networkSecurityGroups",
    }
    assert all(problem["retryable"] for problem in plan["problems"])
    listed = home.practice("list")
    assert listed.last == {"event": "finished", "count": 0}
    assert len(listed.events) == 1 + sum(event["event"] == "log-line" for event in listed.events)


def test_a_size_that_is_not_on_offer_is_refused(home: PracticeHome, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('name = "lab"\n\n[system]\nsize = "Standard_Nothing"\n', encoding="utf-8")
    refused = home.practice("create", "--plan", plan, password=PASSWORD)
    assert refused.exit_code == 2, refused.explanation
    (finding,) = refused.last["problem"]["findings"]
    assert finding["field"] == "system.size"
    assert finding["line"] == 4
    assert home.practice("list").last["count"] == 0


def test_the_catalogue_lists_systems_sizes_and_prices(home: PracticeHome) -> None:
    (offers,) = (e for e in home.practice("catalogue").events if e["event"] == "catalogue")
    assert set(offers["systems"]) == {"ubuntu", "opensuse", "windows"}
    assert any(size["name"] == "Standard_B2s_v2" for size in offers["sizes"])
    assert all(price["running_hour"] > 0 for price in offers["prices"])


def test_the_catalogue_says_what_can_be_had_and_what_it_costs_in_any_currency(
    home: PracticeHome,
) -> None:
    (offers,) = (
        event
        for event in home.practice("catalogue", "--all", "--currency", "jpy").events
        if event["event"] == "catalogue"
    )
    assert {price["currency"] for price in offers["prices"]} == {"JPY"}
    assert all(price["month"] > price["running_hour"] for price in offers["prices"])
    assert offers["suggested"]["everyday"] == "Standard_B2s_v2"
    sizes = {size["name"]: size for size in offers["sizes"]}
    assert sizes["Standard_B2s_v2"]["available"]
    assert sizes["Standard_B2s_v2"]["quota"]
    assert not sizes["Standard_D2ps_v5"]["available"]
    assert sizes["Standard_D2ps_v5"]["obstacle"]
    priced = {price["size"] for price in offers["prices"]}
    assert priced >= {name for name, size in sizes.items() if size["available"]}
    again = home.practice("catalogue", "--currency", "JPY").events
    assert next(e for e in again if e["event"] == "catalogue")["as_of"] == offers["as_of"]
    fresh = home.practice("catalogue", "--currency", "JPY", "--refresh").events
    assert next(e for e in fresh if e["event"] == "catalogue")["as_of"] > offers["as_of"]
    assert home.practice("catalogue", "--currency", "XAU").exit_code == 2


def test_a_system_without_terms_has_none_to_accept(home: PracticeHome) -> None:
    shown = home.practice("terms", "ubuntu")
    assert next(event for event in shown.events if event["event"] == "terms")["terms"] is None
    assert home.practice("terms", "beos").exit_code == 2


def test_unknown_servers_are_a_problem(home: PracticeHome) -> None:
    for words in (
        ["show", "nobody"],
        ["start", "nobody"],
        ["stop", "nobody"],
        ["restart", "nobody"],
        ["open", "nobody"],
        ["repair", "nobody"],
        ["resume", "nobody"],
        ["export", "nobody"],
        ["delete", "nobody", "--yes"],
    ):
        ended = home.practice(*words)
        assert ended.exit_code == 1, ended.explanation
        assert ended.last["problem"]["code"] == "server-not-found", words


def test_an_unknown_fault_is_a_problem(home: PracticeHome) -> None:
    ended = home.practice("stop", "nobody", "--fault", "earthquake")
    assert ended.exit_code == 1
    assert ended.last["problem"]["code"] == "practice-wish-unknown"


def test_the_practice_cloud_can_be_used_by_others(home: PracticeHome) -> None:
    variables = home.run("practice", "env").events[0]["variables"]
    assert {name.removeprefix("KUMONOTE_PRACTICE_") for name in variables} >= {
        "URL",
        "AUTHORITY",
        "CA",
        "TENANT",
        "CLIENT_ID",
        "CLIENT_SECRET",
    }
    url = urlsplit(variables["KUMONOTE_PRACTICE_URL"])
    assert url.hostname
    assert url.port
    context = ssl.create_default_context(cafile=variables["KUMONOTE_PRACTICE_CA"])
    with (
        DirectDialer().connect(url.hostname, url.port, 10) as connection,
        context.wrap_socket(connection, server_hostname=url.hostname) as encrypted,
    ):
        assert encrypted.version()


def test_everything_is_said_in_the_language_of_the_system(home: PracticeHome) -> None:
    """Also what the cloud's own process says of its machines."""
    listed = replace(home, language="ja_JP").practice("list")
    told = [event["text"] for event in listed.events if event["event"] == "log-line"]
    assert len(told) == 2, listed.explanation
    assert [line for line in told if not _JAPANESE.search(line)] == []


def test_it_starts_tells_its_state_and_stops(home: PracticeHome) -> None:
    started = home.run("practice", "start", "--speed", "50").events[0]
    assert started["running"]
    assert started["speed"] == 50
    assert home.run("practice", "status").events[0]["pid"] == started["pid"]
    assert home.run("practice", "stop").last["stopped"]
    assert not home.run("practice", "status").events[0]["running"]
    assert not home.run("practice", "stop").last["stopped"]


def test_the_doctor_looks_at_everything(home: PracticeHome) -> None:
    ended = home.practice("doctor", "--live")
    assert ended.exit_code == 0, ended.explanation
    checks = {e["code"]: e for e in ended.events if e["event"] == "check"}
    assert {"python", "keyring", "disk-space", "practice-guest", "images", "price-names"} <= set(
        checks
    )
    for code in (
        "python",
        "images",
        "default-size",
        "price-names",
        "reserved-words",
        "providers",
        "graph",
    ):
        assert checks[code]["ok"], checks[code]
    assert ended.last["ok"] == all(check["ok"] for check in checks.values())

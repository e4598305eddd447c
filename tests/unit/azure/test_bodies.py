"""What is sent to make a server."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from app.azure import bodies
from app.catalogue import Purchase
from app.plan import Plan, plan
from app.secret import Secret
from app.wizard.answers import Allow, SystemAnswers, SystemKind
from tests.unit.wizard.offers import ANSWERS, CATALOGUE, HERE

PLAN = plan(ANSWERS, CATALOGUE)


def machine_body(plan: Plan = PLAN, custom_data: bytes = b"#cloud-config\n") -> dict[str, Any]:
    return bodies.machine_body(
        plan,
        interface_id="/nic",
        profile=bodies.linux_profile("ssh-ed25519 LOGIN", custom_data),
        tags={"kumonote-host-key": "ssh-ed25519 HOST"},
    )


def test_custom_data_is_sent_in_base64_and_never_as_user_data() -> None:
    properties = machine_body()["properties"]
    assert base64.b64decode(properties["osProfile"]["customData"]) == b"#cloud-config\n"
    assert "userData" not in properties


def test_the_largest_custom_data_goes_through_and_one_byte_more_does_not() -> None:
    machine_body(custom_data=b"x" * 65_535)
    with pytest.raises(ValueError, match="65,535"):
        machine_body(custom_data=b"x" * 65_536)


def test_passwords_are_not_accepted_for_logging_in() -> None:
    linux = machine_body()["properties"]["osProfile"]["linuxConfiguration"]
    assert linux["disablePasswordAuthentication"] is True
    assert linux["ssh"]["publicKeys"][0] == {
        "path": "/home/azureuser/.ssh/authorized_keys",
        "keyData": "ssh-ed25519 LOGIN",
    }


WINDOWS = plan(replace(ANSWERS, system=SystemAnswers(kind=SystemKind.WINDOWS)), CATALOGUE)


def test_a_windows_machine_has_a_password_and_no_key_or_program() -> None:
    body = bodies.machine_body(
        WINDOWS,
        interface_id="/nic",
        profile=bodies.windows_profile(Secret("Kn7-not-a-real-one")),
        tags={"kumonote-made": "ab"},
    )
    profile = body["properties"]["osProfile"]
    assert profile["adminPassword"] == "Kn7-not-a-real-one"  # the only place where it stands
    assert repr(body).count("Kn7-not-a-real-one") == 1
    assert set(profile) == {
        "computerName",
        "adminUsername",
        "adminPassword",
        "windowsConfiguration",
    }
    assert body["tags"]["kumonote-made"] == "ab"
    assert body["properties"]["storageProfile"]["osDisk"]["diskSizeGB"] == 128


def test_winrm_is_open_for_this_computer_alone_and_remote_desktop_for_nobody() -> None:
    rules = bodies.security_body(WINDOWS)["properties"]["securityRules"]
    opened = {rule["properties"]["destinationPortRange"]: rule["properties"] for rule in rules}
    assert set(opened) == {"5986", "443"}
    assert opened["5986"]["sourceAddressPrefix"] == f"{HERE}/32"


def test_an_image_with_a_purchase_plan_names_it() -> None:
    assert "plan" not in machine_body()
    bought = replace(PLAN, image=replace(PLAN.image, purchase=Purchase("gen2", "leap", "suse")))
    assert machine_body(bought)["plan"] == {
        "name": "gen2",
        "product": "leap",
        "publisher": "suse",
    }


def test_ssh_is_open_for_this_computer_alone_and_the_private_port_for_nobody() -> None:
    everyone = replace(ANSWERS, endpoint=replace(ANSWERS.endpoint, allow=Allow.EVERYONE))
    rules = bodies.security_body(plan(everyone, CATALOGUE))["properties"]["securityRules"]
    opened = {rule["properties"]["destinationPortRange"]: rule["properties"] for rule in rules}
    assert set(opened) == {"22", "443"}
    assert opened["22"]["sourceAddressPrefix"] == f"{HERE}/32"
    assert opened["443"]["sourceAddressPrefix"] == "Internet"


def test_several_networks_stand_in_a_list() -> None:
    networks = ("198.51.100.0/24", "203.0.113.0/24")
    some = replace(ANSWERS, endpoint=replace(ANSWERS.endpoint, allow=networks))
    rules = bodies.security_body(plan(some, CATALOGUE))["properties"]["securityRules"]
    notebook = next(r for r in rules if r["name"] == "ipython_nb")["properties"]
    assert notebook["sourceAddressPrefixes"] == list(networks)
    assert "sourceAddressPrefix" not in notebook


def test_the_address_is_standard_and_static() -> None:
    body = bodies.address_body(PLAN)
    assert body["sku"] == {"name": "Standard"}
    assert body["properties"]["publicIPAllocationMethod"] == "Static"


def test_the_daily_stop_is_in_words_azure_takes() -> None:
    assert PLAN.schedule is not None
    body = bodies.schedule_body(PLAN, PLAN.schedule, machine_id="/vm")["properties"]
    assert body["dailyRecurrence"] == {"time": "1900"}
    assert body["timeZoneId"] == "Tokyo Standard Time"


def test_everything_carries_the_mark_by_which_it_is_found() -> None:
    assert PLAN.schedule is not None
    made = (
        bodies.group_body(PLAN),
        bodies.network_body(PLAN),
        bodies.security_body(PLAN),
        bodies.address_body(PLAN),
        bodies.interface_body(PLAN, subnet_id="/s", security_id="/g", address_id="/a"),
        machine_body(),
        bodies.schedule_body(PLAN, PLAN.schedule, machine_id="/vm"),
    )
    assert {body["tags"]["created-by"] for body in made} == {"kumonote"}

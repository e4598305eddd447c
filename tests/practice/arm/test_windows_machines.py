"""Machines with Windows: what is refused of them, and where there can be none.

That they boot is shown in tests/guest/windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.practice.arm.clients import Cloud, practice_home
from tests.practice.arm.making import Group, error_code
from tests.practice.arm.poor_cloud import MISSING

WINDOWS = {
    "publisher": "MicrosoftWindowsServer",
    "offer": "WindowsServer",
    "sku": "2025-datacenter-azure-edition",
    "version": "latest",
}
PROFILE = {
    "computerName": "lab",
    "adminUsername": "azureuser",
    "adminPassword": "Kyoto-Station-42",
    "windowsConfiguration": {"provisionVMAgent": True},
}


@pytest.fixture(scope="module")
def shared_group(running_cloud: Cloud) -> Iterator[Group]:
    group = Group(running_cloud)
    group.ready_for_machine()
    yield group
    group.remove()


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"computerName": "a-name-too-long1"}, "computerName"),
        ({"computerName": "12345"}, "computerName"),
        ({"adminUsername": "administrator"}, "adminUsername"),
        ({"adminUsername": "a" * 21}, "adminUsername"),
        ({"adminPassword": "Short-1"}, "adminPassword"),
        ({"adminPassword": "onlysmallletters"}, "adminPassword"),
        ({"adminPassword": None}, "adminPassword"),
        ({"linuxConfiguration": {"ssh": {}}}, "linuxConfiguration"),
    ],
)
def test_bad_profiles_are_refused(
    shared_group: Group, changes: dict[str, Any], target: str
) -> None:
    answer = shared_group.put_machine(
        "win", storageProfile={"imageReference": WINDOWS}, osProfile={**PROFILE, **changes}
    )
    assert (answer.status_code, error_code(answer)) == (400, "InvalidParameter"), answer.text
    assert answer.json()["error"]["target"] == target


def test_where_wine_is_missing_they_are_refused_and_the_reason_is_said() -> None:
    with practice_home() as paths:
        cloud = Cloud.start(paths, program="tests.practice.arm.poor_cloud")
        group = Group(cloud)
        group.ready_for_machine()
        storage = {"imageReference": WINDOWS}
        answer = group.put_machine("win", storageProfile=storage, osProfile=PROFILE)
        assert (answer.status_code, error_code(answer)) == (501, "NotImplemented")
        assert MISSING in answer.json()["error"]["message"]
        assert cloud.connection.windows_missing == MISSING
        cloud.close()

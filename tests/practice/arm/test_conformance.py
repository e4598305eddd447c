"""Every request of the SDK and every answer of the practice cloud, against the description."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.practice import process
from tests.practice.arm.clients import REGION, Cloud, practice_home, wait_for
from tests.practice.arm.making import Group, rule
from tests.shared.validator import needs_description, validate


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The traffic of a whole life, the daily stop and all lists included."""
    file = tmp_path_factory.mktemp("traffic") / "traffic.jsonl"
    with practice_home() as paths:
        cloud = Cloud.start(paths)
        process.control(paths, "traffic-log", file=str(file))
        _live(cloud, Group(cloud))
        cloud.close()
        yield file


def _live(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine(group.name, rule("ssh", "22", 1000), rule("ipython_nb", "443", 300))
    body = group.machine_body()
    body["tags"] = {"created-by": "kumonote"}
    body["identity"] = {"type": "SystemAssigned"}
    body["properties"]["osProfile"]["customData"] = base64.b64encode(b"very-private").decode()
    cloud.finish(cloud.call("PUT", group.machine(), body))
    cloud.finish(cloud.call("PATCH", group.machine(), {"tags": {"a": "b"}}))
    _look_around(cloud, group)
    script = {"commandId": "RunShellScript", "script": ["hostname"]}
    answer = group.act("runCommand", script)
    cloud.finish(answer)
    cloud.get(answer.headers["Location"])
    group.act("retrieveBootDiagnosticsData")
    cloud.call("POST", "/providers/Microsoft.DevTestLab/register")
    wait_for(
        lambda: (
            cloud.call("GET", "/providers/Microsoft.DevTestLab").json()["registrationState"]
            == "Registered"
        )
    )
    kind, name = "Microsoft.DevTestLab/schedules", "shutdown-computevm-vm"
    stop = {
        "status": "Enabled",
        "taskType": "ComputeVmShutdownTask",
        "dailyRecurrence": {"time": "1900"},
        "timeZoneId": "Tokyo Standard Time",
        "targetResourceId": group.id_of("Microsoft.Compute/virtualMachines", "vm"),
    }
    assert group.put(kind, name, stop).status_code == 201
    cloud.call("GET", group.at(kind, name))
    cloud.call("GET", f"{group.path}/providers/{kind}")
    cloud.call("DELETE", group.at(kind, name))
    for action in ("restart", "powerOff", "start", "deallocate"):
        answer = group.act(action)
        cloud.finish(answer)
        cloud.get(answer.headers["Location"])
    for kind, name in (
        ("Microsoft.Network/virtualNetworks", "net"),
        ("Microsoft.Network/publicIPAddresses", "ip"),
    ):
        assert cloud.call("DELETE", group.at(kind, name)).status_code == 400
        cloud.call("PATCH", group.at(kind, name), {"tags": {"a": "b"}})
    cloud.finish(cloud.call("DELETE", group.machine(), None, forceDeletion="true"))
    cloud.call("DELETE", group.machine())
    cloud.finish(cloud.call("DELETE", group.at("Microsoft.Network/publicIPAddresses", "ip")))
    cloud.finish(cloud.call("DELETE", group.path))
    cloud.call("GET", group.path)


def _look_around(cloud: Cloud, group: Group) -> None:
    cloud.call("GET", "", version="2022-12-01")
    cloud.send("GET", "/subscriptions", version="2022-12-01")
    cloud.send("GET", "/tenants", version="2022-12-01")
    cloud.call("GET", "/locations", version="2022-12-01")
    for path in ("/providers", "/providers/Microsoft.Network", "/resourceGroups"):
        cloud.call("GET", path)
    cloud.call("GET", group.path + "/resources")
    cloud.call("GET", "/resources")
    for kind, name in (
        ("Microsoft.Network/virtualNetworks", "net"),
        ("Microsoft.Network/networkSecurityGroups", "nsg"),
        ("Microsoft.Network/publicIPAddresses", "ip"),
        ("Microsoft.Network/networkInterfaces", "nic"),
        ("Microsoft.Compute/virtualMachines", "vm"),
    ):
        cloud.call("GET", group.at(kind, name))
        cloud.call("GET", f"{group.path}/providers/{kind}")
        cloud.call("GET", f"/providers/{kind}")
    cloud.call("GET", group.path + "/providers/Microsoft.Compute/disks")
    cloud.call("GET", group.machine(), None, **{"$expand": "instanceView"})
    cloud.call("GET", group.machine() + "/instanceView")
    cloud.call("GET", group.machine() + "/vmSizes")
    place = f"/providers/Microsoft.Compute/locations/{REGION}"
    for path in ("/usages", "/vmSizes", "/publishers"):
        cloud.call("GET", place + path)
    offers = place + "/publishers/Canonical/artifacttypes/vmimage/offers"
    versions = offers + "/ubuntu-24_04-lts/skus/server/versions"
    for path in (offers, offers + "/ubuntu-24_04-lts/skus", versions):
        cloud.call("GET", path)
    cloud.call("GET", versions + "/24.04.202611050")
    query = {"$filter": f"location eq '{REGION}'"}
    cloud.call("GET", "/providers/Microsoft.Compute/skus", None, **query)
    place = f"/providers/Microsoft.Network/locations/{REGION}"
    cloud.call("GET", place + "/usages")
    cloud.call("GET", place + "/CheckDnsNameAvailability", domainNameLabel="free-label")


@needs_description
def test_all_traffic_fits_the_description(log: Path) -> None:
    fits, findings = validate(log)
    assert fits, findings[-6000:]
    assert " 0 with; " in findings


def test_the_log_holds_no_secret(log: Path) -> None:
    text = log.read_text()
    assert base64.b64encode(b"very-private").decode() not in text
    assert "Bearer ey" not in text
    lines: list[Any] = [json.loads(line) for line in text.splitlines()]
    assert {"method", "url", "body", "response"} == set(lines[0])
    assert {"status", "headers", "body"} == set(lines[0]["response"])
    diagnostics = next(line for line in lines if line["url"].split("?")[0].endswith("Data"))
    assert "sig=REDACTED" in diagnostics["response"]["body"]["serialConsoleLogBlobUri"]

"""A client that nobody here wrote, unchanged, against the practice cloud.

What it does not prove: that the service would take what azure-cli sends here. azure-cli was
written for the service; what is tried is whether the practice cloud answers as that expects.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from app.practice import process
from tests.practice.arm.clients import practice_home
from tests.practice.az.azure_cli import PROGRAM, AzureCli

pytestmark = [
    pytest.mark.skipif(
        not PROGRAM.exists(),
        reason="azure-cli is not in .venv-az: `bootstrap.py test` installs it where it can be had",
    ),
    pytest.mark.timeout(1200),
]
SPEED = 100.0
REGION = "japaneast"
SIZE = "Standard_B2s_v2"


@pytest.fixture(scope="module")
def az(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AzureCli]:
    with practice_home() as paths:
        connection = process.ensure_running(paths, speed=SPEED, guest="reduced")
        cli = AzureCli(tmp_path_factory.mktemp("azure-cli"), connection)
        logged_in = cli.register_and_log_in()
        assert [one["id"] for one in logged_in] == [connection.subscription]
        yield cli


@pytest.fixture(scope="module")
def group(az: AzureCli) -> str:
    made = az("group", "create", "-n", "whole", "-l", REGION, "--tags", "a=b")
    assert made["properties"]["provisioningState"] == "Succeeded"
    return "whole"


@pytest.fixture(scope="module")
def machine(az: AzureCli, group: str) -> str:
    """A machine with all it needs, made by one command: a template deployment."""
    made = az(
        *("vm", "create", "-g", group, "-n", "vm", "--image", "Ubuntu2404", "--size", SIZE),
        *("--admin-username", "azureuser", "--generate-ssh-keys"),
        *("--public-ip-sku", "Standard", "--nsg-rule", "SSH"),
    )
    assert made["powerState"] == "VM running"
    assert made["publicIpAddress"] and made["privateIpAddress"] == "10.0.0.4"
    return "vm"


def power(az: AzureCli, group: str, machine: str) -> str:
    shown = az("vm", "show", "-d", "-g", group, "-n", machine)
    return str(shown["powerState"])


def test_the_account(az: AzureCli) -> None:
    assert az("account", "show")["tenantId"] == az.connection.tenant
    assert len(az("account", "list")) == 1
    assert REGION in {place["name"] for place in az("account", "list-locations")}
    token = az("account", "get-access-token")["accessToken"]
    answer = requests.get(
        f"{az.connection.url}/subscriptions?api-version=2022-12-01",
        headers={"Authorization": f"Bearer {token}"},
        verify=str(az.connection.ca_file),
        timeout=60,
    )
    assert answer.status_code == 200


def test_groups_and_what_is_in_them(az: AzureCli, group: str, machine: str) -> None:
    assert az("group", "exists", "-n", group) is True
    assert az("group", "exists", "-n", "nowhere") is False
    assert az("group", "show", "-n", group)["location"] == REGION
    assert [one["name"] for one in az("group", "list", "--tag", "a=b")] == [group]
    content = az("resource", "list", "-g", group)
    assert sorted(one["type"].split("/")[1] for one in content) == [
        "disks",
        "networkInterfaces",
        "networkSecurityGroups",
        "publicIPAddresses",
        "virtualMachines",
        "virtualNetworks",
    ]
    assert all(one["createdTime"] and one["name"] for one in content)
    deployments = az("deployment", "group", "list", "-g", group)
    assert [one["properties"]["provisioningState"] for one in deployments] == ["Succeeded"]
    steps = az(
        "deployment", "operation", "group", "list", "-g", group, "-n", deployments[0]["name"]
    )
    assert machine in {step["properties"]["targetResource"]["resourceName"] for step in steps}


def test_catalogue(az: AzureCli) -> None:
    sizes = az("vm", "list-sizes", "-l", REGION)
    assert SIZE in {size["name"] for size in sizes}
    skus = az("vm", "list-skus", "-l", REGION, "--size", SIZE, "--all")
    assert {"name": "vCPUs", "value": "2"} in skus[0]["capabilities"]
    usage = {one["name"]["value"]: one for one in az("vm", "list-usage", "-l", REGION)}
    assert usage["cores"]["limit"]
    images = ("-l", REGION, "-p", "Canonical")
    offered = az("vm", "image", "list-skus", *images, "-f", "ubuntu-24_04-lts")
    assert "server" in {sku["name"] for sku in offered}
    urn = "Canonical:ubuntu-24_04-lts:server:latest"
    shown = az("vm", "image", "show", "-l", REGION, "--urn", urn)
    assert (shown["hyperVGeneration"], shown["architecture"]) == ("V2", "x64")
    listed = az("vm", "image", "list", "--all", *images)
    assert {image["architecture"] for image in listed} == {"x64", "Arm64"}


def test_providers(az: AzureCli) -> None:
    namespace = "Microsoft.DevTestLab"
    az("provider", "register", "-n", namespace, "--wait")
    assert az("provider", "show", "-n", namespace)["registrationState"] == "Registered"


def test_a_machine_is_looked_at(az: AzureCli, group: str, machine: str) -> None:
    (listed,) = az("vm", "list", "-d", "-g", group)
    assert listed["name"] == machine
    assert listed["powerState"] == "VM running"
    view = az("vm", "get-instance-view", "-g", group, "-n", machine)["instanceView"]
    codes = [status["code"] for status in view["statuses"]]
    assert codes == ["ProvisioningState/succeeded", "PowerState/running"]
    (addresses,) = az("vm", "list-ip-addresses", "-g", group, "-n", machine)
    assert addresses["virtualMachine"]["network"]["publicIpAddresses"]


def test_a_machine_lives(az: AzureCli, group: str, machine: str) -> None:
    this = ("-g", group, "-n", machine)
    script = ("--command-id", "RunShellScript", "--scripts", "echo hello $1", "--parameters", "you")
    (said,) = az("vm", "run-command", "invoke", *this, *script)["value"]
    assert "hello you" in said["message"]
    az("vm", "restart", *this)
    az("vm", "deallocate", *this)
    assert power(az, group, machine) == "VM deallocated"
    resized = az("vm", "resize", *this, "--size", "Standard_D2s_v5")
    assert resized["hardwareProfile"]["vmSize"] == "Standard_D2s_v5"
    az("vm", "start", *this)
    assert power(az, group, machine) == "VM running"
    az("vm", "stop", *this)
    assert power(az, group, machine) == "VM stopped"
    assert az("vm", "update", *this, "--set", "tags.a=b")["tags"] == {"a": "b"}
    az("vm", "boot-diagnostics", "enable", *this)
    assert "Power off" in az.try_("vm", "boot-diagnostics", "get-boot-log", *this).out
    assert az("vm", "auto-shutdown", *this, "--time", "1900")["status"] == "Enabled"


def test_a_machine_from_pieces_and_the_end_of_all(az: AzureCli) -> None:
    az("group", "create", "-n", "pieces", "-l", REGION)
    here = ("-g", "pieces")
    az(
        *("network", "vnet", "create", *here, "-n", "net", "--address-prefixes", "10.1.0.0/16"),
        *("--subnet-name", "s", "--subnet-prefixes", "10.1.0.0/24"),
    )
    az("network", "nsg", "create", *here, "-n", "nsg")
    rule = az(
        *("network", "nsg", "rule", "create", *here, "--nsg-name", "nsg", "-n", "notebook"),
        *("--priority", "300", "--destination-port-ranges", "443", "--protocol", "Tcp"),
        *("--access", "Allow", "--direction", "Inbound"),
    )
    assert rule["provisioningState"] == "Succeeded"
    az("network", "public-ip", "create", *here, "-n", "ip", "--sku", "Standard")
    az(
        *("network", "nic", "create", *here, "-n", "nic", "--vnet-name", "net", "--subnet", "s"),
        *("--network-security-group", "nsg", "--public-ip-address", "ip"),
    )
    made = az(
        *("vm", "create", *here, "-n", "pieced", "--nics", "nic", "--size", SIZE),
        *("--image", "Canonical:ubuntu-24_04-lts:server:latest"),
        *("--admin-username", "azureuser", "--generate-ssh-keys"),
        *("--security-type", "TrustedLaunch"),
    )
    assert made["privateIpAddress"] == "10.1.0.4"
    shown = az("vm", "show", *here, "-n", "pieced")
    assert shown["securityProfile"]["securityType"] == "TrustedLaunch"
    in_use = az.try_("network", "nic", "delete", *here, "-n", "nic")
    assert "NicInUse" in in_use.err
    az("vm", "delete", *here, "-n", "pieced", "--yes")
    az("network", "nic", "delete", *here, "-n", "nic")
    az("group", "delete", "-n", "pieces", "--yes")
    assert az("group", "exists", "-n", "pieces") is False


def test_refusals_reach_the_user(az: AzureCli, group: str) -> None:
    """azure-cli shows some only in its trace: that is how it treats the service's, too."""
    new = ("vm", "create", "-g", group, "-n", "other", "--image", "Ubuntu2404")
    keys = ("--admin-username", "azureuser", "--generate-ssh-keys")
    too_many = az.try_(*new, *keys, "--size", "Standard_D8s_v5", "--count", "2")
    assert too_many.exit_code != 0
    assert "QuotaExceeded" in too_many.err
    disks = az.try_(*new, *keys, "--size", SIZE, "--data-disk-sizes-gb", "4")
    assert "does not offer this call yet: data disks" in disks.err
    assert "other" not in {one["name"] for one in az("vm", "list", "-g", group)}
    gone = az.try_("vm", "show", "-g", group, "-n", "nobody")
    assert "ResourceNotFound" in gone.err


def test_nothing_of_it_is_left_elsewhere(az: AzureCli) -> None:
    keys = sorted(path.name for path in Path(az.folder, ".ssh").iterdir())
    assert keys == ["id_rsa", "id_rsa.pub"]

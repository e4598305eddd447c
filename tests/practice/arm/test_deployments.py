"""Template deployments: resources made in order, through the same rules as single calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from app.practice import process
from tests.practice.arm.clients import REGION, Cloud
from tests.practice.arm.making import Group, error_code, rule

DEPLOYMENT = "Microsoft.Resources/deployments"
VERSION = "2024-11-01"


def template(group: Group, **machine: Any) -> dict[str, Any]:
    """The five resources of a server, as other clients write them."""
    body = group.machine_body(**machine)["properties"]
    body["osProfile"]["customData"] = "[parameters('customData')]"
    body["storageProfile"]["osDisk"] = {
        "createOption": "fromImage",
        "name": None,
        "managedDisk": {"storageAccountType": None},
        "diskSizeGb": 32,
    }
    network = "Microsoft.Network"
    subnet = "[concat(resourceId('Microsoft.Network/virtualNetworks', 'net'), '/subnets/default')]"
    nic = {
        "ipConfigurations": [
            {
                "name": "main",
                "properties": {
                    "subnet": {"id": subnet},
                    "publicIPAddress": {"id": f"[resourceId('{network}/publicIPAddresses', 'ip')]"},
                },
            }
        ],
        "networkSecurityGroup": {"id": f"[resourceId('{network}/networkSecurityGroups', 'nsg')]"},
    }

    def resource(kind: str, name: str, properties: Any, *after: str, **more: Any) -> dict[str, Any]:
        place = "[parameters('location')]"
        version = "2024-07-01" if "Compute" in kind else "2022-01-01"
        common = {"type": kind, "name": name, "apiVersion": version, "location": place}
        return {**common, "dependsOn": list(after), "properties": properties, **more}

    return {
        "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
            "customData": {"type": "secureString"},
        },
        "resources": [
            resource(
                "Microsoft.Compute/virtualMachines", "vm", body, f"{network}/networkInterfaces/nic"
            ),
            resource(
                f"{network}/networkInterfaces",
                "nic",
                nic,
                f"{network}/virtualNetworks/net",
                f"{network}/networkSecurityGroups/nsg",
                f"{network}/publicIpAddresses/ip",
            ),
            resource(
                f"{network}/virtualNetworks",
                "net",
                {
                    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                    "subnets": [
                        {"name": "default", "properties": {"addressPrefix": "10.0.0.0/24"}}
                    ],
                },
            ),
            resource(
                f"{network}/networkSecurityGroups",
                "nsg",
                {"securityRules": [rule("ssh", "22", 1000)]},
            ),
            resource(
                f"{network}/publicIPAddresses",
                "ip",
                {"publicIPAllocationMethod": "Static"},
                sku={"name": "Standard"},
            ),
        ],
        "outputs": {
            "address": {
                "type": "string",
                "value": f"[reference(resourceId('{network}/publicIPAddresses', 'ip')).ipAddress]",
            }
        },
    }


def deploy(
    group: Group, body: Any, name: str = "d", action: str = "", **parameters: Any
) -> requests.Response:
    properties = {
        "mode": "Incremental",
        "template": body,
        "parameters": {key: {"value": value} for key, value in parameters.items()},
    }
    path = group.at(DEPLOYMENT, name) + action
    method = "POST" if action else "PUT"
    return group.cloud.call(method, path, {"properties": properties}, version=VERSION)


def get(group: Group, more: str = "", name: str = "d") -> requests.Response:
    return group.cloud.call("GET", group.at(DEPLOYMENT, name) + more, version=VERSION)


@pytest.fixture
def traffic(cloud: Cloud, tmp_path: Path) -> Iterator[Path]:
    log = tmp_path / "deployments.jsonl"
    process.control(cloud.paths, "traffic-log", file=str(log))
    yield log
    process.control(cloud.paths, "traffic-log", file="")


def test_a_server_is_deployed_by_one_call(cloud: Cloud, group: Group, traffic: Path) -> None:
    boot_text = "bm90LXRvLWJlLXNlZW4="
    accepted = deploy(group, template(group), customData=boot_text)
    assert accepted.status_code == 201, accepted.text
    shown = accepted.json()
    assert shown["properties"]["provisioningState"] == "Accepted"
    assert shown["properties"]["parameters"]["customData"] == {"type": "secureString"}
    assert len(shown["properties"]["dependencies"]) == 2
    status = accepted.headers["Azure-AsyncOperation"]
    assert "/deployments/d/operationStatuses/" in status
    assert cloud.get(status).json()["status"] in ("Running", "Succeeded")
    assert cloud.finish(accepted).json() == {"status": "Succeeded"}

    done = get(group).json()["properties"]
    address = cloud.call("GET", group.at("Microsoft.Network/publicIPAddresses", "ip")).json()
    assert done["outputs"] == {
        "address": {"type": "String", "value": address["properties"]["ipAddress"]}
    }
    assert len(done["outputResources"]) == 5
    machine = cloud.call("GET", group.machine()).json()["properties"]
    assert machine["provisioningState"] == "Succeeded"
    assert machine["storageProfile"]["osDisk"]["createOption"] == "FromImage"
    assert machine["storageProfile"]["osDisk"]["name"].startswith("vm_disk1_")
    assert machine["storageProfile"]["osDisk"]["diskSizeGB"] == 32

    steps = get(group, "/operations").json()["value"]
    assert {s["properties"]["statusCode"] for s in steps} == {"Created"}
    assert get(group, f"/operations/{steps[0]['operationId']}").json() == steps[0]
    older = cloud.call("GET", f"{group.path}/deployments/d/operations", version=VERSION)
    assert older.json()["value"] == steps
    assert cloud.call("HEAD", group.at(DEPLOYMENT, "d"), version=VERSION).status_code == 204
    listed = cloud.call("GET", f"{group.path}/providers/{DEPLOYMENT}", version=VERSION).json()
    assert [d["name"] for d in listed["value"]] == ["d"]
    # a deployment is a record, not a resource
    content = cloud.call("GET", group.path + "/resources").json()["value"]
    assert "deployments" not in json.dumps(content)

    kept = b"".join(f.read_bytes() for f in cloud.paths.practice.glob("state.sqlite3*"))
    assert boot_text.encode() not in kept
    assert boot_text not in traffic.read_text("utf-8")

    cloud.finish(cloud.call("DELETE", group.at(DEPLOYMENT, "d"), version=VERSION))
    assert error_code(get(group)) == "DeploymentNotFound"


def test_what_is_there_already_stays(cloud: Cloud, group: Group) -> None:
    body = template(group)
    body["resources"] = [one for one in body["resources"] if one["name"] in ("net", "ip")]
    cloud.finish(deploy(group, body, customData=""))
    first = get(group).json()["properties"]["outputs"]
    again = deploy(group, body, customData="")
    assert again.status_code == 200
    assert cloud.finish(again).json()["status"] == "Succeeded"
    assert get(group).json()["properties"]["outputs"] == first


def test_quota_is_refused_before_anything_is_made(cloud: Cloud, group: Group) -> None:
    process.control(cloud.paths, "fault", fault="quota")
    for action, name in (("", "d"), ("/validate", "v")):
        refused = deploy(group, template(group), name, action, customData="")
        if action:
            assert refused.status_code == 200, refused.text
            assert len(refused.json()["properties"]["validatedResources"]) == 5
            continue
        assert (refused.status_code, error_code(refused)) == (400, "InvalidTemplateDeployment")
        detail = refused.json()["error"]["details"][0]
        assert detail["code"] == "QuotaExceeded"
        assert "exceeding approved" in detail["message"]
    assert cloud.call("GET", group.path + "/resources").json()["value"] == []


def test_two_machines_that_fit_one_by_one_only(cloud: Cloud, group: Group) -> None:
    process.control(cloud.paths, "limits", limits={"standardDSv5Family": 20, "cores": 12})
    try:
        body = template(group, hardwareProfile={"vmSize": "Standard_D8s_v5"})
        body["resources"] = body["resources"][:1]
        body["resources"][0] |= {
            "name": "[concat('vm', copyIndex())]",
            "copy": {"name": "vms", "count": 2},
            "dependsOn": [],
        }
        refused = deploy(group, body, action="/validate", customData="")
    finally:
        limits = {"standardDSv5Family": 1000, "cores": 1000}
        process.control(cloud.paths, "limits", limits=limits)
    assert refused.status_code == 400, refused.text
    assert [d["code"] for d in refused.json()["error"]["details"]] == ["QuotaExceeded"]


def test_what_fails_on_the_way_is_told(cloud: Cloud, group: Group) -> None:
    process.control(cloud.paths, "fault", fault="os-provisioning-timeout")
    ended = cloud.finish(deploy(group, template(group), customData="")).json()
    assert ended["status"] == "Failed"
    assert ended["error"]["code"] == "DeploymentFailed"
    detail = ended["error"]["details"][0]
    assert detail["target"].endswith("/virtualMachines/vm")
    assert detail["details"][0]["code"] == "OSProvisioningTimedOut"
    assert get(group).json()["properties"]["provisioningState"] == "Failed"
    steps = get(group, "/operations").json()["value"]
    states = [step["properties"]["provisioningState"] for step in steps]
    assert sorted(states) == ["Failed", *["Succeeded"] * 4]


def test_a_refusal_stops_what_depends_on_it_and_nothing_else(cloud: Cloud, group: Group) -> None:
    body = template(group)
    network = next(one for one in body["resources"] if one["name"] == "net")
    network["properties"]["addressSpace"]["addressPrefixes"] = ["10.0.0.0/99"]
    ended = cloud.finish(deploy(group, body, customData="")).json()
    detail = ended["error"]["details"][0]
    assert detail["code"] == "BadRequest"
    assert json.loads(detail["message"])["error"]["code"] == "InvalidAddressPrefixFormat"
    made = cloud.call("GET", group.path + "/resources").json()["value"]
    assert sorted(one["name"] for one in made) == ["ip", "nsg"]


def test_what_is_only_put_off_is_tried_again(cloud: Cloud, group: Group) -> None:
    process.control(cloud.paths, "fault", fault="unregistered")
    body = template(group)
    body["resources"] = body["resources"][2:]
    accepted = deploy(group, body, customData="")
    for fault in ("conflict", "retryable=2"):
        process.control(cloud.paths, "fault", fault=fault)
    assert cloud.finish(accepted).json()["status"] == "Succeeded"


def nested(scope: str) -> dict[str, Any]:
    word = "parameters" if scope == "inner" else "variables"
    inner = {
        "$schema": "x",
        "contentVersion": "1.0.0.0",
        "parameters": {"name": {"type": "string"}} if scope == "inner" else {},
        "resources": [
            {
                "type": "Microsoft.Network/networkSecurityGroups",
                "name": f"[{word}('name')]",
                "apiVersion": "2022-01-01",
                "location": REGION,
            }
        ],
    }
    properties = {
        "mode": "Incremental",
        "template": inner,
        "expressionEvaluationOptions": {"scope": scope},
        "parameters": {"name": {"value": "[variables('name')]"}} if scope == "inner" else {},
    }
    deployment = {
        "type": DEPLOYMENT,
        "name": "within",
        "apiVersion": VERSION,
        "properties": properties,
    }
    return {
        "$schema": "x",
        "contentVersion": "1.0.0.0",
        "variables": {"name": "made-inside"},
        "resources": [deployment],
    }


@pytest.mark.parametrize("scope", ["inner", "outer"])
def test_a_template_may_hold_another(cloud: Cloud, group: Group, scope: str) -> None:
    assert cloud.finish(deploy(group, nested(scope))).json()["status"] == "Succeeded"
    path = group.at("Microsoft.Network/networkSecurityGroups", "made-inside")
    assert cloud.call("GET", path).status_code == 200
    assert get(group, name="within").json()["properties"]["provisioningState"] == "Succeeded"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"template": None}, 400, "InvalidRequestContent"),
        ({"template": {"resources": [{"type": "x"}]}}, 400, "InvalidTemplate"),
        (
            {"template": {"resources": [], "parameters": {"p": {"type": "int"}}}},
            400,
            "InvalidTempl",
        ),
        ({"template": {"resources": {}}}, 501, "NotImplemented"),
        ({"mode": "Complete"}, 501, "NotImplemented"),
        ({"templateLink": {"uri": "https://example.org"}}, 501, "NotImplemented"),
    ],
)
def test_what_cannot_be_deployed_is_refused(
    cloud: Cloud, group: Group, change: dict[str, Any], status: int, code: str
) -> None:
    properties = {"mode": "Incremental", "template": {"resources": []}, **change}
    path = group.at(DEPLOYMENT, "d")
    answer = cloud.call("PUT", path, {"properties": properties}, version=VERSION)
    assert answer.status_code == status, answer.text
    assert error_code(answer).startswith(code)


def test_what_if_is_not_made_up(group: Group) -> None:
    answer = deploy(group, {"resources": []}, action="/whatIf")
    assert (answer.status_code, error_code(answer)) == (501, "NotImplemented")


def test_one_deployment_of_a_name_at_a_time_and_it_can_be_cancelled(
    cloud: Cloud, group: Group
) -> None:
    with cloud.at_speed(1):
        deploy(group, template(group), customData="")
        second = deploy(group, template(group), customData="")
        assert (second.status_code, error_code(second)) == (409, "DeploymentActive")
        path = group.at(DEPLOYMENT, "d") + "/cancel"
        assert cloud.call("POST", path, version=VERSION).status_code == 204
        assert get(group).json()["properties"]["provisioningState"] == "Canceled"


def test_a_deployment_ends_with_its_group(cloud: Cloud, group: Group) -> None:
    with cloud.at_speed(1):
        accepted = deploy(group, template(group), customData="")
        gone = cloud.call("DELETE", group.path)
    cloud.finish(gone)
    assert cloud.call("GET", group.path).status_code == 404
    assert cloud.get(accepted.headers["Azure-AsyncOperation"]).status_code in (200, 404)

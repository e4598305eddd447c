"""The instance view: what a machine is doing right now, in the service's codes."""

from __future__ import annotations

from app.practice.cloud import Cloud
from app.practice.errors import JsonObject
from app.practice.operations import timestamp
from app.practice.state import Resource

_PROVISIONING = {
    "Creating": ("ProvisioningState/creating", "Creating"),
    "Updating": ("ProvisioningState/updating", "Updating"),
    "Deleting": ("ProvisioningState/deleting", "Deleting"),
    "Succeeded": ("ProvisioningState/succeeded", "Provisioning succeeded"),
    "Failed": ("ProvisioningState/failed", "Provisioning failed"),
}
_AGENT_VERSION = "2.15.1.3"


def instance_view(cloud: Cloud, machine: Resource) -> JsonObject:
    power = str(machine.inner["power"])
    view: JsonObject = {}
    if power != "deallocated" and machine.provisioning_state != "Creating":
        view["computerName"] = machine.properties["osProfile"]["computerName"]
        view["vmAgent"] = _agent(cloud, machine)
        if all(machine.inner.get("os") or [""]) and agent_is_ready(cloud, machine):
            view["osName"], view["osVersion"] = machine.inner["os"]
    disk = machine.properties["storageProfile"]["osDisk"]
    changed = str(machine.inner.get("changed", timestamp()))
    view["disks"] = [
        {
            "name": disk["name"],
            "statuses": [
                {
                    "code": "ProvisioningState/succeeded",
                    "level": "Info",
                    "displayStatus": "Provisioning succeeded",
                    "time": changed,
                }
            ],
        }
    ]
    view["hyperVGeneration"] = machine.inner["generation"]
    view["statuses"] = [
        _provisioning(machine, changed),
        {"code": f"PowerState/{power}", "level": "Info", "displayStatus": f"VM {power}"},
    ]
    return view


def _provisioning(machine: Resource, changed: str) -> JsonObject:
    state = machine.provisioning_state
    code, words = _PROVISIONING[state]
    status: JsonObject = {"code": code, "level": "Info", "displayStatus": words}
    if state == "Creating" and machine.inner["power"] == "running":
        status["code"] += "/osProvisioningInProgress"
        status["displayStatus"] = "OS provisioning in progress"
        status["message"] = "OS Provisioning is in progress."
    if state == "Failed":
        failure = machine.inner.get("failure") or {}
        status["code"] += f"/{failure.get('code', 'InternalExecutionError')}"
        status["level"] = "Error"
        status["message"] = str(failure.get("message", ""))
    if state in ("Succeeded", "Failed"):
        status["time"] = changed
    return status


def agent_is_ready(cloud: Cloud, machine: Resource) -> bool:
    """Whether the agent of a running machine reports by now."""
    ready_at = float(machine.inner.get("agent_at", float("inf")))
    return machine.inner["power"] == "running" and cloud.clock.now() >= ready_at


def _agent(cloud: Cloud, machine: Resource) -> JsonObject:
    if not agent_is_ready(cloud, machine):
        return {
            "vmAgentVersion": "Unknown",
            "statuses": [
                {
                    "code": "ProvisioningState/Unavailable",
                    "level": "Warning",
                    "displayStatus": "Not Ready",
                    "message": "VM status blob is found but not yet populated.",
                    "time": timestamp(),
                }
            ],
        }
    return {
        "vmAgentVersion": _AGENT_VERSION,
        "statuses": [
            {
                "code": "ProvisioningState/succeeded",
                "level": "Info",
                "displayStatus": "Ready",
                "message": "Guest Agent is running",
                "time": timestamp(),
            }
        ],
        "extensionHandlers": [],
    }

"""The daily stop: DevTest Labs schedules that deallocate a machine at a time of day."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import win_tz

from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.power import Power
from app.practice.arm.references import MACHINE
from app.practice.arm.resources import (
    checked_tags,
    find,
    group_id,
    listed,
    new_or_changed,
    page,
    require,
    settable,
)
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import timestamp
from app.practice.state import Resource

SCHEDULE = "Microsoft.DevTestLab/schedules"
_TASK = "ComputeVmShutdownTask"
_READ_ONLY = ("createdDate", "provisioningState", "uniqueIdentifier")


class Schedules:
    def __init__(self, cloud: Cloud, power: Power) -> None:
        self._cloud = cloud
        self._power = power

    def routes(self) -> list[Route]:
        one = provider_path(SCHEDULE) + "/{name}"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("PATCH", one, self.patch),
            Route("DELETE", one, self.delete),
            Route("GET", provider_path(SCHEDULE), self.index),
            Route("GET", provider_path(SCHEDULE, in_group=False), self.index),
        ]

    def put(self, call: Call) -> Reply:
        schedule, _ = new_or_changed(self._cloud, call, SCHEDULE, r"[\w.\-()]{1,128}")
        kept = schedule.properties
        properties = settable(call.object_body().get("properties"), _READ_ONLY)
        self._check(schedule, properties)
        properties["createdDate"] = kept.get("createdDate") or timestamp()
        properties["uniqueIdentifier"] = kept.get("uniqueIdentifier") or str(uuid.uuid4())
        properties["provisioningState"] = "Succeeded"
        schedule.body["properties"] = properties
        self._cloud.state.put(schedule)
        return Reply(201, self._show(schedule))  # 201 each time, as recorded

    def get(self, call: Call) -> Reply:
        return Reply(200, self._show(require(self._cloud, call, SCHEDULE)))

    def patch(self, call: Call) -> Reply:
        schedule = require(self._cloud, call, SCHEDULE)
        body = call.object_body()
        if "tags" in body:
            schedule.body["tags"] = checked_tags(body["tags"])
        schedule.properties.update(settable(body.get("properties"), _READ_ONLY))
        self._cloud.state.put(schedule)
        return Reply(200, self._show(schedule))

    def index(self, call: Call) -> Reply:
        return page(self._show(s) for s in listed(self._cloud, call, SCHEDULE))

    def delete(self, call: Call) -> Reply:
        schedule = find(self._cloud, call, SCHEDULE)
        if schedule is None:
            return Reply(204)
        self._cloud.state.delete(schedule.id)
        return Reply(200)

    def stop_what_is_due(self) -> None:
        """Deallocate each running machine whose daily time has come; called every few seconds.

        The time of day is that of this computer's clock, however fast the cloud's runs.
        """
        for schedule in self._cloud.state.of_type(SCHEDULE):
            if schedule.properties.get("status", "Enabled") != "Enabled":
                continue
            now = datetime.now(_zone(schedule.properties["timeZoneId"]))
            today = now.date().isoformat()
            due = now.strftime("%H%M") == schedule.properties["dailyRecurrence"]["time"]
            if not due or schedule.inner.get("stopped") == today:
                continue
            schedule.inner["stopped"] = today
            self._cloud.state.put(schedule)
            machine = self._cloud.state.get(schedule.properties["targetResourceId"])
            busy = machine is None or self._cloud.operations.running(machine.id) is not None
            if machine is not None and not busy and machine.inner["power"] == "running":
                self._power.begin_deallocate(machine)

    def _check(self, schedule: Resource, properties: JsonObject) -> None:
        if properties.get("taskType") != _TASK:
            raise _bad(f"The schedule task type must be '{_TASK}' for this resource.")
        time = str((properties.get("dailyRecurrence") or {}).get("time", ""))
        if not re.fullmatch(r"([01]\d|2[0-3])[0-5]\d", time):
            raise _bad(f"The time of day '{time}' is not valid: four digits, as in 1900.")
        _zone(str(properties.get("timeZoneId")))
        machine = self._cloud.state.get(str(properties.get("targetResourceId", "")))
        if machine is None or machine.type != MACHINE or machine.location != schedule.location:
            raise _bad("The target of the schedule is no virtual machine in the same region.")
        expected = f"shutdown-computevm-{machine.name}"
        if schedule.name.lower() != expected.lower():
            raise _bad(f"The name of the schedule must be '{expected}'.")

    def _show(self, schedule: Resource) -> JsonObject:
        # The letter case of the id is the service's own.
        place = group_id(self._cloud, schedule.group).replace("resourceGroups", "resourcegroups")
        return {
            "properties": schedule.properties,
            "location": schedule.location,
            **({"tags": schedule.body["tags"]} if "tags" in schedule.body else {}),
            "id": f"{place}/providers/microsoft.devtestlab/schedules/{schedule.name}",
            "name": schedule.name,
            "type": SCHEDULE.lower(),
        }


def _zone(name: str) -> ZoneInfo:
    """The zone with the Windows name `name`, as the service has them ("Tokyo Standard Time")."""
    try:
        return ZoneInfo(win_tz.get(name, ""))
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise _bad(f"The time zone '{name}' is not known.") from error


def _bad(message: str) -> ArmError:
    return ArmError(400, "InvalidScheduleProperty", message)

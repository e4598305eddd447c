"""The daily stop of a server that is there: read, set, taken away.

Source: learn.microsoft.com, "Microsoft.DevTestLab schedules": one a machine, its name is given,
and it deallocates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.azure.bodies import daily_stop_body
from app.azure.fleet import machine_of
from app.azure.providers import SCHEDULES, begin_registration, wait_until_registered
from app.azure.session import Session
from app.azure.tags import CREATED_BY, NAME, OURS
from app.engine.cancel import CancelToken
from app.server import Server

SCHEDULE_PREFIX: Final = "shutdown-computevm-"


@dataclass(frozen=True)
class DailyStop:
    """`time` is "HHMM" of `time_zone_id`, the Windows name that Azure takes."""

    time: str
    time_zone_id: str


def daily_stop_of(session: Session, server: Server, cancel: CancelToken) -> DailyStop | None:
    """The daily stop of `server`, or None where there is none or it is switched off."""
    schedules = session.devtestlabs.global_schedules
    found = session.find(
        lambda: schedules.get(server.group, SCHEDULE_PREFIX + server.name, cancel=cancel), cancel
    )
    if found is None:
        return None
    properties: dict[str, Any] = dict(found.serialize(keep_readonly=True))["properties"]
    if str(properties.get("status", "Enabled")).lower() != "enabled":
        return None
    time = str((properties.get("dailyRecurrence") or {}).get("time", ""))
    return DailyStop(time, str(properties.get("timeZoneId", "")))


def set_daily_stop(session: Session, server: Server, stop: DailyStop, cancel: CancelToken) -> None:
    """Have the machine of `server` stopped every day. Raises `ProblemError`."""
    machine = machine_of(session, server, cancel)
    if begin_registration(session, cancel):
        wait_until_registered(session, cancel, SCHEDULES)
    tags = {CREATED_BY: OURS, NAME: server.name}
    body = daily_stop_body(
        server.region, tags, stop.time, stop.time_zone_id, machine_id=str(machine.id)
    )
    put_schedule(session, server.group, SCHEDULE_PREFIX + server.name, body, cancel)


def put_schedule(
    session: Session, group: str, name: str, body: dict[str, Any], cancel: CancelToken
) -> str:
    """Make the schedule `name` so, and return its id. Raises `ProblemError`.

    The SDK gets a model, not a stream: when it registers the provider by itself it sends the
    request again, and a stream would be at its end by then.
    """
    from azure.mgmt.devtestlabs.models import Schedule

    schedules = session.devtestlabs.global_schedules
    schedule: Schedule = Schedule.deserialize(body)
    made = session.call(
        lambda: schedules.create_or_update(group, name, schedule, cancel=cancel), cancel
    )
    return str(made.id)


def remove_daily_stop(session: Session, server: Server, cancel: CancelToken) -> None:
    """Let the machine of `server` run until somebody stops it; harmless if it does so now."""
    schedules = session.devtestlabs.global_schedules
    session.find(
        lambda: schedules.delete(server.group, SCHEDULE_PREFIX + server.name, cancel=cancel),
        cancel,
    )

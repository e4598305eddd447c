"""The daily stop of a server: what it is, another time, or none."""

from __future__ import annotations

from dataclasses import dataclass

from app.azure import daily_stop as cloud
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.daily_stop_step import DailyStopStep
from app.operations.listing import show_server
from app.operations.refusal import AnswersRefused, Complaint
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.text import text
from app.wizard.answers import ScheduleAnswers
from app.wizard.checks.schedule import check_schedule
from app.wizard.time_zones import iana_time_zone, time_zone_here, windows_time_zone


@dataclass(frozen=True)
class DailyStop:
    """`time` is "HH:MM", empty for no daily stop; `time_zone` an IANA name."""

    time: str = ""
    time_zone: str = ""


def look_up_daily_stop(workspace: Workspace, name: str, cancel: CancelToken) -> DailyStop:
    """The daily stop of the server `name`. Raises `ProblemError` "server-not-found"."""
    server = show_server(workspace, name, cancel)
    found = cloud.daily_stop_of(workspace.session, server, cancel)
    if found is None:
        return DailyStop()
    return DailyStop(f"{found.time[:2]}:{found.time[2:]}", iana_time_zone(found.time_zone_id))


def set_daily_stop(
    workspace: Workspace,
    name: str,
    time: str,
    time_zone: str,
    emit: Emit,
    cancel: CancelToken,
) -> DailyStop:
    """Stop the server `name` every day at `time` ("HH:MM"), or never if it is empty.

    Without a `time_zone` (an IANA name) that of the present daily stop stays, or this
    computer's is taken. Raises `AnswersRefused` for a time or zone that is none, and
    `ProblemError`.
    """
    findings = check_schedule(ScheduleAnswers(time, time_zone))
    if findings:
        complaints = [Complaint(f.code, f.field, f.sentence) for f in findings]
        raise AnswersRefused(complaints, text("The daily stop was not changed."))
    before = look_up_daily_stop(workspace, name, cancel)
    after = (
        DailyStop(time, time_zone or before.time_zone or time_zone_here()) if time else DailyStop()
    )
    server = show_server(workspace, name, cancel)
    wanted = None
    if after.time:
        zone = windows_time_zone(after.time_zone) or after.time_zone
        wanted = cloud.DailyStop(after.time.replace(":", ""), zone)
    step = DailyStopStep(workspace.session, server, wanted, shown=after.time)
    run_on_server(workspace, server.name, "schedule", [step], emit, cancel)
    return after

"""The daily stop."""

from __future__ import annotations

import difflib
import re
from typing import Final

from app.finding import Finding
from app.text import text
from app.wizard.answers import ScheduleAnswers
from app.wizard.time_zones import known_time_zones, windows_time_zone

_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def check_schedule(schedule: ScheduleAnswers) -> tuple[Finding, ...]:
    """What is wrong with time and zone.

    Sources: Microsoft.DevTestLab/schedules takes `dailyRecurrence.time` as HHMM and
    `timeZoneId` as a Windows name; CLDR's table leads from IANA names to those.
    """
    findings = []
    if schedule.daily_stop and not _TIME.fullmatch(schedule.daily_stop):
        sentence = text(
            "The time of the daily stop has the form HH:MM from 00:00 to 23:59, such as “19:00”."
            " Leave it empty for no daily stop."
        )
        findings.append(Finding("daily-stop-form", "schedule.daily_stop", sentence))
    if schedule.time_zone and windows_time_zone(schedule.time_zone) is None:
        near = difflib.get_close_matches(schedule.time_zone[:40], known_time_zones(), n=3)
        sentence = text(
            "There is no such time zone. Zones have names such as {names}.",
            names=", ".join(near or ("Asia/Tokyo", "Europe/Berlin", "Etc/UTC")),
        )
        findings.append(Finding("time-zone-unknown", "schedule.time_zone", sentence))
    return tuple(findings)

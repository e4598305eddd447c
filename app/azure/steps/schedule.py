"""The daily stop, so that a forgotten server does not cost a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.azure.bodies import schedule_body
from app.azure.compare import differences
from app.azure.daily_stop import put_schedule
from app.azure.providers import SCHEDULES, wait_until_registered
from app.azure.session import Session
from app.azure.steps.base import AzureStep, Json
from app.azure.steps.machine import MachineStep
from app.engine.step import Step, StepRun
from app.plan import Plan, PlannedSchedule
from app.text import Text, text


class ScheduleStep(AzureStep[str]):
    """Its result is the schedule's id."""

    id = "schedule"
    weight_seconds = 2.0

    def __init__(
        self,
        session: Session,
        plan: Plan,
        schedule: PlannedSchedule,
        machine: MachineStep,
        *,
        removed_with_group: bool = True,
    ) -> None:
        super().__init__(session, plan, removed_with_group=removed_with_group)
        self._schedule = schedule
        self._machine = machine

    @property
    def name(self) -> Text:
        return text("Daily stop")

    @property
    def status(self) -> Text:
        return text("Setting the daily stop…")

    @property
    def description(self) -> Text:
        return text(
            "Stop the machine every day at {time} ({zone}), so that it costs nothing at night.",
            time=f"{self._schedule.time[:2]}:{self._schedule.time[2:]}",
            zone=self._schedule.time_zone,
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._machine,)

    def probe(self, run: StepRun) -> str | None:
        schedules = self.session.devtestlabs.global_schedules
        schedule = self.session.find(
            lambda: schedules.get(self.plan.group, self._schedule.name, cancel=run.cancel),
            run.cancel,
        )
        if schedule is None:
            return None
        existing = dict(schedule.serialize(keep_readonly=True))
        return None if differences(self._body(run), existing) else str(existing["id"])

    def apply(self, run: StepRun) -> str:
        wait_until_registered(self.session, run.cancel, SCHEDULES)  # begun with the group
        body = self._body(run)
        return put_schedule(self.session, self.plan.group, self._schedule.name, body, run.cancel)

    def undo(self, run: StepRun) -> None:
        if self.removed_with_group:
            return
        self.session.settle()
        schedules = self.session.devtestlabs.global_schedules
        self.session.find(
            lambda: schedules.delete(self.plan.group, self._schedule.name, cancel=run.cancel),
            run.cancel,
        )

    def _body(self, run: StepRun) -> Json:
        return schedule_body(self.plan, self._schedule, machine_id=run.result(self._machine).id)

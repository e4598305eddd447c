"""The resource group: one per server, so that deleting it leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.azure.bodies import group_body
from app.azure.providers import MACHINES, begin_registration, wait_until_registered
from app.azure.steps.base import AzureStep, Found, found, settle
from app.azure.tags import CREATED_BY, OURS, READY, is_ready
from app.engine.step import StepRun
from app.problems import Action, Problem, ProblemError
from app.text import Text, text

_DELETION_LIMIT_SECONDS: Final = 1800.0


@dataclass(frozen=True)
class GroupResult:
    id: str
    name: str


class GroupStep(AzureStep[GroupResult]):
    id = "group"
    weight_seconds = 2.0
    limit_seconds = _DELETION_LIMIT_SECONDS

    @property
    def name(self) -> Text:
        return text("Resource group")

    @property
    def status(self) -> Text:
        return text("Creating the resource group {group}…", group=self.plan.group)

    @property
    def description(self) -> Text:
        return text(
            "Make the resource group {group} in {region}, which holds everything of this server.",
            group=self.plan.group,
            region=self.plan.region,
        )

    def probe(self, run: StepRun) -> GroupResult | None:
        group = self._look(run)
        if group is None or group.state == "Deleting":
            return None
        self._must_be_ours(group)
        return self._result(group)

    def apply(self, run: StepRun) -> GroupResult:
        missing = begin_registration(self.session, run.cancel, on_register=run.log)
        group = self._look(run)
        if group is not None and group.state == "Deleting":
            run.log(text("Waiting until the earlier group {group} is gone.", group=self.plan.group))
            group = settle(run, lambda: self._look(run), self.limit_seconds)
        if group is not None:
            self._must_be_ours(group)
            return self._result(group)
        from azure.mgmt.resource.resources.models import ResourceGroup

        body = ResourceGroup(group_body(self.plan))
        groups = self.session.resource.resource_groups
        made = found(
            self.session.call(
                lambda: groups.create_or_update(self.plan.group, body, cancel=run.cancel),
                run.cancel,
            )
        )
        if made is None:
            raise RuntimeError("the SDK returned no resource group")
        # last, because a group needs no registration and it may take a minute
        if set(missing) & set(MACHINES):
            wait_until_registered(self.session, run.cancel, MACHINES)
        return self._result(made)

    def undo(self, run: StepRun) -> None:
        """Delete the group and all in it, if it is ours and the server never was ready."""
        self.session.settle()  # a PUT that arrives after the DELETE would make it again
        group = self._look(run)
        if group is None:
            return
        self._must_be_ours(group)
        if is_ready(group.json.get("tags")):
            raise ProblemError(_once_worked(self.plan.group))
        groups = self.session.resource.resource_groups
        self.wait_for(
            run,
            lambda polling, cancel: groups.begin_delete(
                self.plan.group, polling=polling, cancel=cancel
            ),
        )

    def _look(self, run: StepRun) -> Found | None:
        groups = self.session.resource.resource_groups
        return found(
            self.session.find(lambda: groups.get(self.plan.group, cancel=run.cancel), run.cancel)
        )

    def _must_be_ours(self, group: Found) -> None:
        tags = group.json.get("tags") or {}
        if tags.get(CREATED_BY) != OURS:
            raise ProblemError(
                Problem(
                    "group-not-ours",
                    text(
                        "The resource group {group} exists already, and Kumonote did not make it.",
                        group=self.plan.group,
                    ),
                    text("Choose another name for the server; the group is left as it is."),
                    action=Action.CHOOSE_NAME,
                )
            )
        region = str(group.json.get("location", ""))
        if region.lower() != self.plan.region.lower():
            raise ProblemError(
                Problem(
                    "name-used-elsewhere",
                    text(
                        "A server of this name exists already in {region}.",
                        region=region,
                    ),
                    text("Choose another name, or delete that server first."),
                    action=Action.CHOOSE_NAME,
                )
            )

    def _result(self, group: Found) -> GroupResult:
        return GroupResult(id=group.id, name=self.plan.group)


def _once_worked(group: str) -> Problem:
    return Problem(
        "server-once-worked",
        text("The server in {group} was ready once, so it is not removed by itself.", group=group),
        text("Delete it yourself if you no longer need it and the notebooks on it."),
        details=f"tag {READY}",
    )

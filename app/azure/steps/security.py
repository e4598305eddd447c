"""The network security group: who may reach which port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.azure.bodies import security_body
from app.azure.session import Session
from app.azure.steps.base import Found, Json, Model, ResourceStep
from app.azure.steps.group import GroupStep
from app.engine.step import Step, StepRun
from app.plan import Plan
from app.text import Text, text


@dataclass(frozen=True)
class SecurityResult:
    id: str


class SecurityStep(ResourceStep[SecurityResult]):
    id = "security"
    weight_seconds = 5.0

    def __init__(
        self, session: Session, plan: Plan, group: GroupStep, *, removed_with_group: bool = True
    ) -> None:
        super().__init__(session, plan, removed_with_group=removed_with_group)
        self._group = group

    @property
    def name(self) -> Text:
        return text("Firewall rules")

    @property
    def status(self) -> Text:
        return text("Creating the firewall rules…")

    @property
    def description(self) -> Text:
        rules = ", ".join(
            f"{rule.name}: {rule.port} ({', '.join(rule.sources)})" for rule in self.plan.rules
        )
        return text("Open only these ports to these networks: {rules}.", rules=rules)

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._group,)

    def body(self, _run: StepRun) -> Json:
        return security_body(self.plan)

    def get(self, run: StepRun) -> Model | None:
        groups = self.session.network.network_security_groups
        return self.session.find(
            lambda: groups.get(self.plan.group, self.plan.security_group, cancel=run.cancel),
            run.cancel,
        )

    def put(self, body: Json, **options: Any) -> Any:
        from azure.mgmt.network.models import NetworkSecurityGroup

        return self.session.network.network_security_groups.begin_create_or_update(
            self.plan.group, self.plan.security_group, NetworkSecurityGroup(body), **options
        )

    def remove(self, **options: Any) -> Any:
        return self.session.network.network_security_groups.begin_delete(
            self.plan.group, self.plan.security_group, **options
        )

    def result_of(self, resource: Found) -> SecurityResult:
        return SecurityResult(id=resource.id)

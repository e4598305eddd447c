"""The virtual network and its one subnet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.azure.bodies import network_body
from app.azure.session import Session
from app.azure.steps.base import Found, Json, Model, ResourceStep
from app.azure.steps.group import GroupStep
from app.engine.step import Step, StepRun
from app.plan import Plan
from app.text import Text, text


@dataclass(frozen=True)
class NetworkResult:
    id: str
    subnet_id: str


class NetworkStep(ResourceStep[NetworkResult]):
    id = "network"
    weight_seconds = 5.0

    def __init__(
        self, session: Session, plan: Plan, group: GroupStep, *, removed_with_group: bool = True
    ) -> None:
        super().__init__(session, plan, removed_with_group=removed_with_group)
        self._group = group

    @property
    def name(self) -> Text:
        return text("Network")

    @property
    def status(self) -> Text:
        return text("Creating the network {network}…", network=self.plan.network)

    @property
    def description(self) -> Text:
        return text(
            "Make the network {network} ({prefix}) with one subnet.",
            network=self.plan.network,
            prefix=self.plan.network_prefix,
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._group,)

    def body(self, _run: StepRun) -> Json:
        return network_body(self.plan)

    def get(self, run: StepRun) -> Model | None:
        networks = self.session.network.virtual_networks
        return self.session.find(
            lambda: networks.get(self.plan.group, self.plan.network, cancel=run.cancel),
            run.cancel,
        )

    def put(self, body: Json, **options: Any) -> Any:
        from azure.mgmt.network.models import VirtualNetwork

        return self.session.network.virtual_networks.begin_create_or_update(
            self.plan.group, self.plan.network, VirtualNetwork(body), **options
        )

    def remove(self, **options: Any) -> Any:
        return self.session.network.virtual_networks.begin_delete(
            self.plan.group, self.plan.network, **options
        )

    def result_of(self, resource: Found) -> NetworkResult:
        wanted = self.plan.subnet.lower()
        subnets = resource.json["properties"]["subnets"]
        subnet = next(s for s in subnets if str(s["name"]).lower() == wanted)
        return NetworkResult(id=resource.id, subnet_id=str(subnet["id"]))

"""The network interface: joins subnet, firewall rules and public address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.azure.bodies import interface_body, resource_id
from app.azure.session import Session
from app.azure.steps.address import AddressStep
from app.azure.steps.base import Found, Json, Model, ResourceStep
from app.azure.steps.network import NetworkStep
from app.azure.steps.security import SecurityStep
from app.engine.step import Step, StepRun
from app.plan import Plan
from app.text import Text, text


@dataclass(frozen=True)
class InterfaceResult:
    id: str


class InterfaceStep(ResourceStep[InterfaceResult]):
    id = "interface"
    weight_seconds = 3.0

    def __init__(
        self,
        session: Session,
        plan: Plan,
        *,
        network: NetworkStep,
        security: SecurityStep,
        address: AddressStep,
        removed_with_group: bool = True,
    ) -> None:
        super().__init__(session, plan, removed_with_group=removed_with_group)
        self._network = network
        self._security = security
        self._address = address

    @property
    def name(self) -> Text:
        return text("Network interface")

    @property
    def status(self) -> Text:
        return text("Joining network, firewall rules and address…")

    @property
    def description(self) -> Text:
        return text("Join network, firewall rules and address in a network interface.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._network, self._security, self._address)

    def body(self, run: StepRun) -> Json:
        return interface_body(
            self.plan,
            subnet_id=run.result(self._network).subnet_id,
            security_id=run.result(self._security).id,
            address_id=resource_id(
                self.session.subscription_id,
                self.plan.group,
                "Microsoft.Network/publicIPAddresses",
                self.plan.address,
            ),
        )

    def get(self, run: StepRun) -> Model | None:
        interfaces = self.session.network.network_interfaces
        return self.session.find(
            lambda: interfaces.get(self.plan.group, self.plan.interface, cancel=run.cancel),
            run.cancel,
        )

    def put(self, body: Json, **options: Any) -> Any:
        from azure.mgmt.network.models import NetworkInterface

        return self.session.network.network_interfaces.begin_create_or_update(
            self.plan.group, self.plan.interface, NetworkInterface(body), **options
        )

    def remove(self, **options: Any) -> Any:
        return self.session.network.network_interfaces.begin_delete(
            self.plan.group, self.plan.interface, **options
        )

    def result_of(self, resource: Found) -> InterfaceResult:
        return InterfaceResult(id=resource.id)

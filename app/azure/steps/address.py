"""The public address: static, with a name that the cloud itself reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.azure.bodies import address_body
from app.azure.labels import require_free_label
from app.azure.session import Session
from app.azure.steps.base import Found, Json, Model, ResourceStep
from app.azure.steps.group import GroupStep
from app.engine.step import Step, StepRun
from app.plan import Plan
from app.server import PublicAddress
from app.text import Text, text


class AddressStep(ResourceStep[PublicAddress]):
    id = "address"
    weight_seconds = 4.0

    def __init__(
        self, session: Session, plan: Plan, group: GroupStep, *, removed_with_group: bool = True
    ) -> None:
        super().__init__(session, plan, removed_with_group=removed_with_group)
        self._group = group

    @property
    def name(self) -> Text:
        return text("Public address")

    @property
    def status(self) -> Text:
        return text("Reserving a public address…")

    @property
    def description(self) -> Text:
        return text(
            "Reserve a static public address with the name {label}, which stays the same when "
            "the server is stopped.",
            label=self.plan.dns_label,
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._group,)

    def body(self, _run: StepRun) -> Json:
        return address_body(self.plan)

    def before_put(self, run: StepRun, existing: Found | None) -> None:
        if existing is None:
            require_free_label(self.session, self.plan.region, self.plan.dns_label, run.cancel)

    def get(self, run: StepRun) -> Model | None:
        addresses = self.session.network.public_ip_addresses
        return self.session.find(
            lambda: addresses.get(self.plan.group, self.plan.address, cancel=run.cancel),
            run.cancel,
        )

    def put(self, body: Json, **options: Any) -> Any:
        from azure.mgmt.network.models import PublicIPAddress

        return self.session.network.public_ip_addresses.begin_create_or_update(
            self.plan.group, self.plan.address, PublicIPAddress(body), **options
        )

    def remove(self, **options: Any) -> Any:
        return self.session.network.public_ip_addresses.begin_delete(
            self.plan.group, self.plan.address, **options
        )

    def result_of(self, resource: Found) -> PublicAddress:
        properties = resource.json["properties"]
        return PublicAddress(
            ip=str(properties["ipAddress"]), fqdn=str(properties["dnsSettings"]["fqdn"])
        )

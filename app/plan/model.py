"""What a plan is made of. Frozen data: a plan that was shown cannot change any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.catalogue import Image, Prices, Size
from app.text import Text
from app.wizard.answers import Answers

ANYONE: Final = "Internet"
"""The service tag for every address outside virtual networks and Azure's load balancers."""

MANAGEMENT_PRIORITY: Final = 100
ENDPOINT_PRIORITY: Final = 200
"""Of 100 to 4096, the lower first; the default rules that shut everything come after."""


@dataclass(frozen=True)
class InboundRule:
    """TCP to `port` is let in from `sources`: networks in CIDR form, or `ANYONE` alone."""

    name: str
    priority: int
    port: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class PlannedSchedule:
    """The daily stop. `time` is "HHMM" of `time_zone_id`, the Windows name that Azure takes."""

    name: str
    time: str
    time_zone_id: str
    time_zone: str


@dataclass(frozen=True)
class PlannedResource:
    """One thing that will be made, in words. `type` is Azure's ("Microsoft.Network/…")."""

    type: str
    name: str
    noun: Text
    sentence: Text


@dataclass(frozen=True)
class Plan:
    """What will be made from `answers`. Names are final, but for what the cloud reports."""

    answers: Answers
    group: str
    region: str
    region_name: str
    """As the cloud calls it to people, e.g. "Japan East"."""
    machine: str
    size: Size
    image: Image
    dns_label: str
    network: str
    network_prefix: str
    subnet: str
    subnet_prefix: str
    security_group: str
    rules: tuple[InboundRule, ...]
    address: str
    interface: str
    disk: str
    disk_type: str
    disk_gib: int
    tags: Mapping[str, str]
    schedule: PlannedSchedule | None
    prices: Prices | None
    """None where the price list does not know this size."""
    resources: tuple[PlannedResource, ...] = ()
    """Everything that will be made in the cloud, in the order in which it is best read."""
    setup: tuple[Text, ...] = ()
    """What will be done in the machine, sentence by sentence."""

    @property
    def endpoint_rule(self) -> InboundRule | None:
        """The rule for the notebook; None where it is reached through SSH only."""
        return next((r for r in self.rules if r.priority == ENDPOINT_PRIORITY), None)

    def to_json(self) -> dict[str, Any]:
        """Plain data for events and files; sentences in the language of now."""
        return {
            "name": self.answers.name,
            "group": self.group,
            "region": self.region,
            "machine": self.machine,
            "system": self.answers.system.kind.value,
            "size": {
                "name": self.size.name,
                "cores": self.size.cores,
                "memory_gib": self.size.memory_gib,
            },
            "image": self.image.urn,
            "dns_label": self.dns_label,
            "network": {"name": self.network, "prefix": self.network_prefix},
            "subnet": {"name": self.subnet, "prefix": self.subnet_prefix},
            "security_group": self.security_group,
            "rules": [{**asdict(rule), "sources": list(rule.sources)} for rule in self.rules],
            "address": self.address,
            "interface": self.interface,
            "disk": {"name": self.disk, "type": self.disk_type, "gib": self.disk_gib},
            "ports": {
                "public": self.answers.endpoint.public_port,
                "private": self.answers.endpoint.private_port,
            },
            "tags": dict(self.tags),
            "schedule": asdict(self.schedule) if self.schedule else None,
            "prices": self._prices_json(),
            "resources": [
                {
                    "type": resource.type,
                    "name": resource.name,
                    "noun": str(resource.noun),
                    "sentence": str(resource.sentence),
                }
                for resource in self.resources
            ],
            "setup": [str(sentence) for sentence in self.setup],
        }

    def _prices_json(self) -> dict[str, Any] | None:
        prices = self.prices
        if prices is None:
            return None
        return {
            **asdict(prices),
            "running_hour": prices.running(),
            "stopped_hour": prices.stopped(),
        }

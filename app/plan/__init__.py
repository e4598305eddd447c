"""Answers -> plan: everything that will be created, with names, ports, image, size and price."""

from app.plan.making import GROUP_PREFIX, plan
from app.plan.model import (
    ANYONE,
    ENDPOINT_PRIORITY,
    MANAGEMENT_PRIORITY,
    InboundRule,
    Plan,
    PlannedResource,
    PlannedSchedule,
)

__all__ = [
    "ANYONE",
    "ENDPOINT_PRIORITY",
    "GROUP_PREFIX",
    "MANAGEMENT_PRIORITY",
    "InboundRule",
    "Plan",
    "PlannedResource",
    "PlannedSchedule",
    "plan",
]

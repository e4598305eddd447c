"""Resource Graph: one query over all resources. The practice cloud does not speak Kusto."""

from __future__ import annotations

from app.practice.arm.calls import Call, Reply, Route
from app.practice.cloud import Cloud
from app.practice.errors import not_implemented


class Graph:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        return [Route("POST", "/providers/Microsoft.ResourceGraph/resources", self.query)]

    def query(self, _call: Call) -> Reply:
        raise not_implemented("Resource Graph queries; list resources by type instead")

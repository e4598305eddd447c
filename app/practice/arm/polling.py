"""Where clients ask how an operation goes."""

from __future__ import annotations

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.resources import operation_url
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import FAILED, IN_PROGRESS, Operation

_RUN_COMMAND = "machine.run_command"
_ASK_AGAIN = 4
"""Service seconds; the shortest that the service was seen to ask for."""


class Polling:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        place = SUBSCRIPTION + "/providers/{provider}/locations/{location}"
        return [
            Route("GET", place + "/operations/{operation}", self.status),
            Route("GET", place + "/operationResults/{operation}", self.result),
            Route("GET", SUBSCRIPTION + "/operationresults/{operation}", self.result),
        ]

    def status(self, call: Call) -> Reply:
        """What Azure-AsyncOperation leads to; with `monitor` what Location leads to."""
        if call.query.get("monitor", "").lower() == "true":
            return self.result(call)
        operation = self._find(call)
        if operation.provider == "Microsoft.Network":
            return self._network_status(operation)
        body: JsonObject = {"startTime": operation.started}
        if operation.ended:
            body["endTime"] = operation.ended
        body["status"] = operation.status
        if operation.error is not None:
            body["error"] = operation.error
        if operation.outcome is not None and operation.kind == _RUN_COMMAND:
            body["properties"] = {"output": operation.outcome}
        body["name"] = operation.id
        return Reply(200, body, self._hurry(operation))

    def result(self, call: Call) -> Reply:
        operation = self._find(call)
        if operation.status == IN_PROGRESS:
            headers = {"Location": operation_url(self._cloud, call, operation, result=True)}
            if operation.retry_after is not None:
                headers |= self._cloud.clock.retry_after(operation.retry_after)
            return Reply(202, None, headers)
        if operation.status == FAILED and operation.error is not None:
            return Reply(409, {"error": operation.error})
        return Reply(operation.final_status, operation.outcome)

    def _hurry(self, operation: Operation) -> dict[str, str]:
        """When to ask again, on a clock that runs faster than the service's.

        The service often leaves that open, and clients ask every 30 seconds then: on a fast
        clock they would wait far longer than the operation takes.
        """
        if operation.status != IN_PROGRESS or self._cloud.clock.speed <= 1:
            return {}
        return self._cloud.clock.retry_after(_ASK_AGAIN)

    def _network_status(self, operation: Operation) -> Reply:
        body: JsonObject = {"status": operation.status}
        if operation.error is not None:
            body["error"] = operation.error
        headers: dict[str, str] = {}
        if operation.status == IN_PROGRESS and operation.retry_after is not None:
            headers |= self._cloud.clock.retry_after(operation.retry_after)
        return Reply(200, body, headers)

    def _find(self, call: Call) -> Operation:
        operation = self._cloud.operations.get(call.params["operation"].lower())
        if operation is None:
            raise ArmError(
                404, "NotFound", f"The entity was not found: {call.params['operation']}."
            )
        return operation

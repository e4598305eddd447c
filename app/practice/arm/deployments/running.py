"""Makes the resources of a deployment in their order, through the same calls as any client."""

from __future__ import annotations

import asyncio
import http
import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from app.practice.arm.calls import Caller, Reply
from app.practice.arm.deployments.expressions import evaluate, invalid_template
from app.practice.arm.deployments.parameters import is_secure
from app.practice.arm.deployments.scope import TemplateScope
from app.practice.arm.deployments.template import DEPLOYMENT, Planned
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import timestamp

_logger = logging.getLogger(__name__)

Dispatch = Callable[[str, str, Mapping[str, str], Any, str, Caller], Reply]
"""Serves a call: method, path, query, body, base URL, caller."""

_PATIENCE = 300.0
"""Service seconds for which the Resource Manager tries again what a provider puts off."""
_AGAIN = 5.0
_PUT_OFF = ("RetryableError", "AnotherOperationInProgress", "SubscriptionRequestsThrottled")
_UNREGISTERED = "MissingSubscriptionRegistration"


@dataclass(frozen=True)
class Order:
    """A deployment to be run. It may hold secrets: it is kept in memory alone."""

    id: str
    template: JsonObject = field(repr=False)
    scope: TemplateScope = field(repr=False)
    planned: list[Planned]
    base_url: str
    caller: Caller


class Runner:
    def __init__(self, cloud: Cloud, dispatch: Dispatch) -> None:
        self._cloud = cloud
        self._dispatch = dispatch

    async def run(self, order: Order) -> JsonObject:
        """Make everything; gives the outputs. Raises `ArmError` if something failed.

        What does not depend on what failed is made all the same.
        """
        waiting = {planned.id.lower(): planned for planned in order.planned}
        running: dict[asyncio.Task[None], str] = {}
        made: set[str] = set()
        failures: list[JsonObject] = []
        try:
            while waiting or running:
                for name in [n for n, planned in waiting.items() if planned.after <= made]:
                    running[asyncio.create_task(self._make(order, waiting.pop(name)))] = name
                if not running:
                    break  # the rest waits for what failed
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    name = running.pop(task)
                    try:
                        task.result()
                        made.add(name)
                    except _ResourceFailedError as failed:
                        failures.append(failed.detail)
        finally:
            for task in running:
                task.cancel()
        if failures:
            raise _deployment_failed(failures)
        if waiting:
            raise invalid_template("Circular dependency detected on resource")
        return self._outputs(order)

    async def _make(self, order: Order, planned: Planned) -> None:
        note = self._noted(order, planned)
        try:
            reply = await self._accepted(order, planned)
            await self._wait_for_end(planned, reply)
        except _ResourceFailedError as failed:
            self._note(order, note, "Failed", failed.status, failed.said)
            raise
        self._note(order, note, "Succeeded", "Created" if reply.status == 201 else "OK", None)

    async def _accepted(self, order: Order, planned: Planned) -> Reply:
        """The answer to the PUT of a resource, tried again while it is put off."""
        scope = planned.scope.knowing(partial(self._referred, order))
        try:
            body = _body(planned, scope)
        except ArmError as error:
            raise _refused(Reply(error.status, error.body())) from error
        query = {"api-version": planned.api_version}
        ends = self._cloud.clock.now() + _PATIENCE
        while True:
            reply = self._call("PUT", planned.id, query, body, order)
            if reply.status < 400:
                return reply
            code = reply.body["error"]["code"]
            if code == _UNREGISTERED:
                self._register(order, planned)
            elif code not in _PUT_OFF:
                raise _refused(reply)
            if self._cloud.clock.now() > ends:
                raise _refused(reply)
            await asyncio.sleep(_AGAIN / self._cloud.clock.speed)

    async def _wait_for_end(self, planned: Planned, reply: Reply) -> None:
        address = reply.headers.get("Azure-AsyncOperation") or reply.headers.get("Location")
        if address is None:
            return
        operation = await self._cloud.operations.ended(urlsplit(address).path.rsplit("/", 1)[1])
        if operation is not None and operation.error is not None:
            raise _ended_badly(planned, operation.error)

    def _register(self, order: Order, planned: Planned) -> None:
        """Deployments register what their resources need, where the caller may."""
        namespace = planned.type.split("/")[0]
        path = f"{order.scope.place.subscription['id']}/providers/{namespace}/register"
        self._call("POST", path, {"api-version": "2021-04-01"}, None, order)

    def _call(
        self, method: str, path: str, query: Mapping[str, str], body: Any, order: Order
    ) -> Reply:
        return self._dispatch(method, path, query, body, order.base_url, order.caller)

    def _referred(self, order: Order, target: str, version: str, whole: bool) -> Any:
        """What `reference` gives: the resource as it is now."""
        names = {planned.name.lower(): planned for planned in order.planned}
        names |= {planned.id.lower(): planned for planned in order.planned}
        known = names.get(target.lower())
        if known is None and not target.startswith("/"):
            raise invalid_template(
                f"The resource '{target}' is not defined in the template. Please see "
                "https://aka.ms/arm-syntax for usage details."
            )
        version = version or (known.api_version if known else "")
        path = known.id if known else target
        reply = self._call("GET", path, {"api-version": version}, None, order)
        if reply.status != 200:
            error = reply.body["error"]
            raise ArmError(reply.status, error["code"], error["message"])
        return reply.body if whole else reply.body.get("properties") or {}

    def _outputs(self, order: Order) -> JsonObject:
        scope = order.scope.knowing(partial(self._referred, order))
        outputs: JsonObject = {}
        for name, declared in (order.template.get("outputs") or {}).items():
            if not evaluate(declared.get("condition", True), scope):
                continue
            outputs[name] = {"type": str(declared.get("type", "")).title()}
            if not is_secure(declared):
                outputs[name]["value"] = evaluate(declared.get("value"), scope)
        return outputs

    # the deployment's operations, as kept

    def _noted(self, order: Order, planned: Planned) -> JsonObject:
        number = uuid.uuid4().hex[:16].upper()
        note: JsonObject = {
            "id": f"{order.id}/operations/{number}",
            "operationId": number,
            "properties": {
                "provisioningOperation": "Create",
                "provisioningState": "Running",
                "timestamp": timestamp(),
                "duration": duration(0),
                "trackingId": str(uuid.uuid4()),
                "targetResource": {
                    "id": planned.id,
                    "resourceType": planned.type,
                    "resourceName": planned.name,
                },
            },
        }
        self._keep(order, note)
        return {"note": note, "began": self._cloud.clock.now()}

    def _note(
        self, order: Order, kept: JsonObject, state: str, status: str, said: JsonObject | None
    ) -> None:
        note = kept["note"]
        note["properties"] |= {
            "provisioningState": state,
            "timestamp": timestamp(),
            "duration": duration(self._cloud.clock.now() - kept["began"]),
            "statusCode": status,
        }
        if said is not None:
            note["properties"]["statusMessage"] = said
        self._keep(order, note)

    def _keep(self, order: Order, note: JsonObject) -> None:
        deployment = self._cloud.state.get(order.id)
        if deployment is None:
            return  # its group is gone
        notes: dict[str, JsonObject] = deployment.inner.setdefault("operations", {})
        notes[note["operationId"]] = note
        with self._cloud.state.change():
            self._cloud.state.put(deployment)


class _ResourceFailedError(Exception):
    """A resource was not made.

    `detail` stands in the deployment's error, `said` in the list of its operations.
    """

    def __init__(self, status: str, detail: JsonObject, said: JsonObject) -> None:
        super().__init__(detail["message"])
        self.status = status
        self.detail = detail
        self.said = said


def duration(seconds: float) -> str:
    """As the service writes it: PT37.5S, PT1M2S."""
    minutes, rest = divmod(max(0.0, seconds), 60)
    shown = f"{rest:.7f}".rstrip("0").rstrip(".")
    return f"PT{int(minutes)}M{shown}S" if minutes else f"PT{shown}S"


def _body(planned: Planned, scope: TemplateScope) -> JsonObject:
    properties = planned.sent.get("properties") or {}
    inner = properties.get("expressionEvaluationOptions") or {}
    if planned.type.lower() != DEPLOYMENT.lower() or inner.get("scope", "").lower() != "inner":
        return dict(evaluate(planned.sent, scope))
    # The template inside is its own: only what is handed to it is evaluated out here.
    own = {name: value for name, value in properties.items() if name != "template"}
    rest = {name: value for name, value in planned.sent.items() if name != "properties"}
    template = {"template": properties.get("template")}
    return {**evaluate(rest, scope), "properties": {**evaluate(own, scope), **template}}


def _refused(reply: Reply) -> _ResourceFailedError:
    """A call that was refused at once: its whole body is the message, as recorded."""
    status = "".join(http.HTTPStatus(reply.status).phrase.split())
    message = json.dumps(reply.body, indent=2).replace("\n", "\r\n")
    return _ResourceFailedError(status, {"code": status, "message": message}, reply.body)


def _ended_badly(planned: Planned, error: JsonObject) -> _ResourceFailedError:
    detail = {
        "code": "ResourceDeploymentFailure",
        "target": planned.id,
        "message": "The resource write operation failed to complete successfully, because it "
        "reached terminal provisioning state 'Failed'.",
        "details": [error],
    }
    return _ResourceFailedError("Conflict", detail, {"status": "Failed", "error": detail})


def _deployment_failed(details: list[JsonObject]) -> ArmError:
    return ArmError(
        409,
        "DeploymentFailed",
        "At least one resource deployment operation failed. Please list deployment operations for "
        "details. Please see https://aka.ms/DeployOperations for usage details.",
        details=details,
    )

"""The calls on template deployments of a resource group."""

from __future__ import annotations

import re
from functools import partial

from app.practice import durations
from app.practice.arm.calls import GROUP, Call, Reply, Route, provider_path
from app.practice.arm.deployments.description import description_of
from app.practice.arm.deployments.expressions import invalid_template
from app.practice.arm.deployments.parameters import scope_with
from app.practice.arm.deployments.preflight import Preflight
from app.practice.arm.deployments.running import Dispatch, Order, Runner, duration
from app.practice.arm.deployments.scope import NotKnownYet, Place
from app.practice.arm.deployments.template import DEPLOYMENT, planned_resources
from app.practice.arm.resources import operation_url, page, require_group, resource_id, shown
from app.practice.arm.subscriptions import shown_subscription
from app.practice.arm.usage import Usages
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, not_implemented
from app.practice.operations import FAILED, IN_PROGRESS, Handling, Operation, Work, timestamp
from app.practice.state import Resource

_RUN, _DELETE = "deployment.run", "deployment.delete"
_NAME = r"[-\w.()]{1,64}"
_RETRY_AFTER = 5
_NOT_OFFERED = ("templateLink", "parametersLink", "onErrorDeployment")


class Deployments:
    def __init__(self, cloud: Cloud, usages: Usages, dispatch: Dispatch) -> None:
        self._cloud = cloud
        self._preflight = Preflight(cloud, usages)
        self._runner = Runner(cloud, dispatch)
        cloud.operations.register(_RUN, Handling(self._ended, self._recover))
        cloud.operations.register(_DELETE, Handling(self._deleted))

    def routes(self) -> list[Route]:
        all_ = provider_path(DEPLOYMENT)
        one = all_ + "/{name}"
        older = GROUP + "/deployments/{name}/operations"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("HEAD", one, self.head),
            Route("DELETE", one, self.delete),
            Route("GET", all_, self.index),
            Route("POST", one + "/validate", self.validate),
            Route("POST", one + "/cancel", self.cancel),
            Route("GET", one + "/operations", self.list_operations),
            Route("GET", one + "/operations/{operation}", self.get_operation),
            Route("GET", older, self.list_operations),
            Route("GET", older + "/{operation}", self.get_operation),
            Route("GET", one + "/operationStatuses/{operation}", self.status),
        ]

    def put(self, call: Call) -> Reply:
        kept = self._find(call)
        if kept is not None and self._cloud.operations.running(kept.id) is not None:
            raise ArmError(
                409,
                "DeploymentActive",
                f"Unable to edit or replace deployment '{kept.name}': previous deployment is still "
                "active. Please see https://aka.ms/arm-deploy for usage details.",
            )
        order = self._order(call)
        deployment = Resource(
            id=order.id,
            type=DEPLOYMENT,
            group=order.scope.place.group["name"],
            name=call.params["name"],
            body={"properties": {**description_of(order), "provisioningState": "Accepted"}},
        )
        deployment.inner = {"began": self._cloud.clock.now(), "operations": {}}
        self._cloud.state.put(deployment)
        operation = self._cloud.operations.new(
            "Microsoft.Resources", "", _RUN, deployment.id, durations.DEPLOYMENT
        )
        self._cloud.operations.begin(operation, partial(self._run, order))
        address = (
            f"{call.base_url}{deployment.id.replace('/resourceGroups/', '/resourcegroups/')}"
            f"/operationStatuses/{operation.id}?api-version={call.api_version}"
        )
        headers = {"Azure-AsyncOperation": address, **self._wait()}
        return Reply(201 if kept is None else 200, shown(deployment), headers)

    def validate(self, call: Call) -> Reply:
        order = self._order(call)
        properties = description_of(order)
        properties["validatedResources"] = [{"id": one.id} for one in order.planned]
        properties["provisioningState"] = "Succeeded"
        name = call.params["name"]
        body = {"id": order.id, "name": name, "type": DEPLOYMENT, "properties": properties}
        return Reply(200, body)

    def get(self, call: Call) -> Reply:
        return Reply(200, shown(self._require(call)))

    def head(self, call: Call) -> Reply:
        return Reply(404 if self._find(call) is None else 204)

    def index(self, call: Call) -> Reply:
        group = require_group(self._cloud, call.group)
        found = self._cloud.state.of_type(DEPLOYMENT, group.name)
        return page(shown(deployment) for deployment in found)

    def delete(self, call: Call) -> Reply:
        deployment = self._find(call)
        if deployment is None:
            return Reply(204)
        if self._cloud.operations.running(deployment.id) is not None:
            raise ArmError(
                409,
                "DeploymentBeingDeleted",
                f"The deployment '{deployment.name}' is still running and cannot be deleted.",
            )
        operation = self._cloud.operations.new("Microsoft.Resources", "", _DELETE, deployment.id, 1)
        operation.final_status = 204
        self._cloud.operations.begin(operation)
        location = operation_url(self._cloud, call, operation, result=True)
        return Reply(202, None, {"Location": location, **self._wait()})

    def cancel(self, call: Call) -> Reply:
        """What is under way with a resource goes on to its end; nothing new begins."""
        deployment = self._require(call)
        running = self._cloud.operations.running(deployment.id)
        if running is None:
            raise ArmError(
                409,
                "DeploymentCannotBeCancelled",
                f"The deployment '{deployment.name}' cannot be cancelled: it is not running.",
            )
        error = ArmError(409, "DeploymentCanceled", "The deployment was canceled by the user.")
        self._cloud.operations.cancel(running, error)
        self._finish(deployment, "Canceled", error.error())
        return Reply(204)

    def list_operations(self, call: Call) -> Reply:
        return page(self._require(call).inner["operations"].values())

    def get_operation(self, call: Call) -> Reply:
        notes = self._require(call).inner["operations"]
        note = notes.get(call.params["operation"].upper())
        if note is None:
            raise _no_deployment(call.params["operation"])
        return Reply(200, note)

    def status(self, call: Call) -> Reply:
        """What Azure-AsyncOperation leads to; Microsoft.Resources has words of its own for it."""
        operation = self._cloud.operations.get(call.params["operation"].lower())
        if operation is None:
            raise _no_deployment(call.params["name"])
        if operation.status == IN_PROGRESS:
            return Reply(200, {"status": "Running"}, self._wait())
        body: JsonObject = {"status": operation.status}
        if operation.status == FAILED:
            body["error"] = operation.error
        return Reply(200, body)

    # parts

    def _order(self, call: Call) -> Order:
        """What is to be done. Raises all refusals there are before it begins."""
        group = require_group(self._cloud, call.group, writing=True)
        name = call.params["name"]
        if not re.fullmatch(_NAME, name):
            raise ArmError(
                400,
                "InvalidDeploymentName",
                f"The deployment name '{name}' is not valid: it may have 64 letters, digits, '-', "
                "'_', '.', '(' and ')'.",
            )
        sent = call.object_body().get("properties")
        if not isinstance(sent, dict):
            raise _bad_content("properties")
        _refuse_what_is_not_offered(sent)
        template = sent.get("template")
        if not isinstance(template, dict):
            raise _bad_content("properties.template")
        subscription = shown_subscription(self._cloud)
        place = Place(subscription, shown(group), name)
        try:
            scope = scope_with(place, template, sent.get("parameters") or {})
            planned = planned_resources(template, scope)
        except NotKnownYet as error:
            raise invalid_template(
                "The template function 'reference' is not expected at this location"
            ) from error
        self._preflight.check(name, planned)
        own_id = resource_id(self._cloud, group.name, DEPLOYMENT, name)
        return Order(own_id, template, scope, planned, call.base_url, call.caller)

    async def _run(self, order: Order) -> JsonObject:
        deployment = self._cloud.state.get(order.id)
        if deployment is not None:
            deployment.properties["provisioningState"] = "Running"
            with self._cloud.state.change():
                self._cloud.state.put(deployment)
        return await self._runner.run(order)

    def _recover(self, _operation: Operation) -> Work | None:
        """The template may have held secrets, so it died with the process."""
        return self._given_up

    async def _given_up(self) -> JsonObject:
        raise ArmError(
            500, "InternalServerError", "The practice cloud was restarted during the deployment."
        )

    def _ended(self, operation: Operation) -> None:
        deployment = self._cloud.state.get(operation.target)
        if deployment is None:
            return
        if operation.error is None:
            deployment.properties["outputs"] = operation.outcome or {}
            made = [
                note["properties"]["targetResource"]["id"]
                for note in deployment.inner["operations"].values()
            ]
            deployment.properties["outputResources"] = [{"id": made_id} for made_id in made]
        self._finish(deployment, "Failed" if operation.error else "Succeeded", operation.error)

    def _finish(self, deployment: Resource, state: str, error: JsonObject | None) -> None:
        took = self._cloud.clock.now() - float(deployment.inner["began"])
        deployment.properties["provisioningState"] = state
        deployment.properties["timestamp"] = timestamp()
        deployment.properties["duration"] = duration(took)
        if error is not None:
            deployment.properties["error"] = error
        self._cloud.state.put(deployment)

    def _deleted(self, operation: Operation) -> None:
        self._cloud.state.delete(operation.target)

    def _wait(self) -> dict[str, str]:
        return self._cloud.clock.retry_after(_RETRY_AFTER)

    def _find(self, call: Call) -> Resource | None:
        group = require_group(self._cloud, call.group)
        return self._cloud.state.get(
            resource_id(self._cloud, group.name, DEPLOYMENT, call.params["name"])
        )

    def _require(self, call: Call) -> Resource:
        deployment = self._find(call)
        if deployment is None:
            raise _no_deployment(call.params["name"])
        return deployment


def _no_deployment(name: str) -> ArmError:
    return ArmError(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.")


def _bad_content(what: str) -> ArmError:
    return ArmError(
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{what} is expected'.",
    )


def _refuse_what_is_not_offered(properties: JsonObject) -> None:
    for name in _NOT_OFFERED:
        if properties.get(name):
            raise not_implemented(f"{name} of a deployment")
    if str(properties.get("mode", "Incremental")).lower() != "incremental":
        raise not_implemented("deployments that remove what their template does not name")

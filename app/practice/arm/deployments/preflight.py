"""What the Resource Manager asks the providers before a deployment begins."""

from __future__ import annotations

import uuid

from app.practice.arm.deployments.expressions import evaluate
from app.practice.arm.deployments.scope import NotKnownYet
from app.practice.arm.deployments.template import Planned
from app.practice.arm.machine_checks import size_not_available
from app.practice.arm.machine_spelling import as_read
from app.practice.arm.new_machine import checked_request, refuse_missing_system
from app.practice.arm.references import MACHINE
from app.practice.arm.resources import normal_location
from app.practice.arm.usage import Usages
from app.practice.cloud import Cloud
from app.practice.errors import ArmError

_QUOTA = "OperationNotAllowed"


class Preflight:
    def __init__(self, cloud: Cloud, usages: Usages) -> None:
        self._cloud = cloud
        self._usages = usages

    def check(self, deployment: str, planned: list[Planned]) -> None:
        """Raises `InvalidTemplateDeployment` with all that the providers object to."""
        details: list[dict[str, str]] = []
        cores: dict[str, int] = {}
        for one in planned:
            if one.type.lower() != MACHINE.lower() or self._cloud.state.get(one.id) is not None:
                continue
            try:
                self._check_machine(one, cores)
            except NotKnownYet:
                continue
            except ArmError as error:
                if error.status == 501:
                    raise  # what practice lacks is no refusal of the service's
                # The very same refusal has another code here than in a machine's own PUT.
                code = "QuotaExceeded" if error.code == _QUOTA else error.code
                detail = {"code": code, "message": error.message}
                details.append(detail | ({"target": error.target} if error.target else {}))
        if details:
            raise ArmError(
                400,
                "InvalidTemplateDeployment",
                f"The template deployment '{deployment}' is not valid according to the validation "
                f"procedure. The tracking id is '{uuid.uuid4()}'. See inner errors for details.",
                details=details,
            )

    def _check_machine(self, machine: Planned, cores: dict[str, int]) -> None:
        sent = as_read(evaluate(machine.sent.get("properties"), machine.scope))
        region = normal_location(str(evaluate(machine.sent.get("location"), machine.scope)))
        asked = checked_request(sent, machine.name, region)
        refuse_missing_system(self._cloud, asked.image)
        size = asked.size
        if self._cloud.faults.take("sku"):
            raise size_not_available(size.name, region)
        self._usages.require_cores(size, region, besides=cores.get(region, 0))
        cores[region] = cores.get(region, 0) + size.vcpus

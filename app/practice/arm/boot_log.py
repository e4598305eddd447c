"""Boot diagnostics: the guest's own console, behind an address that is signed and expires."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote, urlencode

from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.machine_operations import guest_of
from app.practice.arm.references import MACHINE
from app.practice.arm.resources import require
from app.practice.cloud import Cloud
from app.practice.errors import ArmError

BLOBS = "/practice/boot-diagnostics"
_MINUTES = 120
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class BlobRefused(Exception):
    """The storage service's refusal: `status` and a code such as "BlobNotFound"."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class BootLog:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        one = provider_path(MACHINE) + "/{name}"
        return [Route("POST", one + "/retrieveBootDiagnosticsData", self.retrieve)]

    def retrieve(self, call: Call) -> Reply:
        machine = require(self._cloud, call, MACHINE)
        diagnostics = machine.properties.get("diagnosticsProfile") or {}
        if not (diagnostics.get("bootDiagnostics") or {}).get("enabled"):
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Boot diagnostics is not enabled on VM '{machine.name}'.",
            )
        minutes = call.query.get("sasuriexpirationtimeinminutes", "")
        ends = datetime.now(UTC) + timedelta(
            minutes=int(minutes) if minutes.isdecimal() and minutes != "0" else _MINUTES
        )
        name = f"{machine.name}.{machine.properties['vmId']}"
        base = f"{call.base_url}{BLOBS}/{guest_of(machine)}"
        return Reply(
            200,
            {
                "consoleScreenshotBlobUri": self._signed(base, f"{name}.screenshot.bmp", ends),
                "serialConsoleLogBlobUri": self._signed(base, f"{name}.serialconsole.log", ends),
            },
        )

    async def read(self, guest: str, blob: str, query: Mapping[str, str]) -> str:
        """What the address leads to. Raises `BlobRefused`."""
        signature = self._signature(guest, blob, query.get("se", ""))
        if not hmac.compare_digest(signature, query.get("sig", "")):
            raise BlobRefused(403, "AuthenticationFailed")
        ends = datetime.strptime(query["se"], _TIME).replace(tzinfo=UTC)
        if ends < datetime.now(UTC):
            raise BlobRefused(403, "AuthenticationFailed")
        machines = self._cloud.state.of_type(MACHINE)
        if not blob.endswith(".serialconsole.log") or guest not in map(guest_of, machines):
            # No guest draws on a screen: there is no picture of one, and none is made up.
            raise BlobRefused(404, "BlobNotFound")
        guests = self._cloud.guests
        return await guests.look(partial(guests.host.console, guest))

    def _signed(self, base: str, blob: str, ends: datetime) -> str:
        until = ends.strftime(_TIME)
        guest = base.rsplit("/", 1)[1]
        query = {
            "sv": "2018-03-28",
            "sr": "b",
            "sig": self._signature(guest, blob, until),
            "se": until,
            "sp": "r",
        }
        return f"{base}/{quote(blob)}?{urlencode(query)}"

    def _signature(self, guest: str, blob: str, until: str) -> str:
        message = f"{guest}/{blob}/{until}".encode()
        return hmac.new(self._cloud.signing_key, message, hashlib.sha256).hexdigest()

"""The token endpoint: one function for each way to ask for a token.

Browser, device code and refresh token are those of people (`person_grants`); they are
entries of `TokenEndpoint.grants` like that of service principals here.
"""

from __future__ import annotations

import hmac
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from app.practice.arm.calls import Reply
from app.practice.authority.people import ANY_TENANTS, Directory
from app.practice.authority.tokens import LIFETIME, Tokens
from app.practice.cloud import Identity
from app.practice.errors import JsonObject
from app.secret import Secret

Form = Mapping[str, str]
Grant = Callable[[str, Form], JsonObject]
"""Gets the organisation in the address and the form; raises `TokenRefused`."""


class TokenRefused(Exception):
    """An error of the authority, in the form of OAuth with an AADSTS number."""

    def __init__(
        self, status: int, error: str, number: int, description: str, suberror: str = ""
    ) -> None:
        super().__init__(description)
        self.suberror = suberror
        self.status = status
        self.error = error
        self.number = number
        self.description = description

    def reply(self) -> Reply:
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        body: JsonObject = {
            "error": self.error,
            "error_description": f"AADSTS{self.number}: {self.description} Trace ID: {trace} "
            f"Correlation ID: {correlation} Timestamp: {moment}",
            "error_codes": [self.number],
            "timestamp": moment,
            "trace_id": trace,
            "correlation_id": correlation,
        }
        if self.suberror:
            body["suberror"] = self.suberror
        return Reply(self.status, body)


class TokenEndpoint:
    def __init__(
        self,
        identity: Identity,
        secret: Secret,
        tokens: Tokens,
        directory: Directory,
        audiences: frozenset[str],
    ) -> None:
        self._identity = identity
        self._secret = secret
        self._tokens = tokens
        self._directory = directory
        self._audiences = audiences
        self.grants: dict[str, Grant] = {"client_credentials": self._client_credentials}

    def answer(self, tenant: str, form: Form) -> Reply:
        try:
            self.check_tenant(tenant)
            grant = self.grants.get(form.get("grant_type", ""))
            if grant is None:
                raise TokenRefused(
                    400,
                    "unsupported_grant_type",
                    70003,
                    f"The app requested an unsupported grant type '{form.get('grant_type', '')}'.",
                )
            return Reply(
                200, grant(tenant, form), {"Cache-Control": "no-store", "Pragma": "no-cache"}
            )
        except TokenRefused as refused:
            return refused.reply()

    def check_tenant(self, tenant: str) -> None:
        """Raises `TokenRefused` for an organisation that the authority does not have."""
        if tenant.lower() not in ANY_TENANTS and self._directory.tenant(tenant) is None:
            raise TokenRefused(
                400,
                "invalid_request",
                90002,
                f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID "
                "and are signing into the correct cloud.",
            )

    def _client_credentials(self, tenant: str, form: Form) -> JsonObject:
        client = form.get("client_id", "")
        known = self._directory.tenant(tenant) == self._directory.owner
        if not known or client.lower() != self._identity.client.lower():
            raise TokenRefused(
                400,
                "unauthorized_client",
                700016,
                f"Application with identifier '{client}' was not found in the directory "
                "'Practice'.",
            )
        given = form.get("client_secret", "").encode()
        if not hmac.compare_digest(given, self._secret.reveal().encode()):
            raise TokenRefused(
                401,
                "invalid_client",
                7000215,
                "Invalid client secret provided. Ensure the secret being sent in the request is "
                f"the client secret value for app '{client}'.",
            )
        token = self._tokens.access_token(
            self.audience(form), self._identity.principal, client, LIFETIME
        )
        answer: JsonObject = {
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "ext_expires_in": LIFETIME,
            "access_token": token,
        }
        if "resource" in form:  # the older endpoint also says when the token ends
            answer |= {"expires_on": str(int(time.time()) + LIFETIME), "resource": form["resource"]}
        return answer

    def audience(self, form: Form) -> str:
        """The resource whose token is asked for: `scope` "X/.default" or the older `resource`."""
        scopes = form.get("scope", "").split()
        asked = form.get("resource") or next((s for s in scopes if "/.default" in s), "")
        wanted = asked.removesuffix("/.default").rstrip("/")
        for audience in self._audiences:
            if audience.rstrip("/") == wanted:
                return audience
        raise TokenRefused(
            400,
            "invalid_resource",
            500011,
            f"The resource principal named {wanted} was not found in the tenant named Practice.",
        )

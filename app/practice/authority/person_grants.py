"""Tokens of people: for a code from the browser, for one that was typed, and renewed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import uuid
from typing import Final

from app.practice.arm.calls import Reply
from app.practice.authority.grants import Form, TokenEndpoint, TokenRefused
from app.practice.authority.kept import DeviceRequest, Granted, SignIns
from app.practice.authority.people import ANY_TENANTS, Directory, Person, Tenant
from app.practice.authority.tokens import Tokens, client_info
from app.practice.errors import JsonObject
from app.practice.faults import Faults

CLIENTS: Final = frozenset({"04b07795-8ddb-461a-bbee-02f9e1bf7b46"})
"""The apps that people may sign in to: the one that azure-identity is when it is told none."""

DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_POLL_SECONDS: Final = 1
_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""Of codes to type: nothing that looks like something else, and no vowels, so no words."""
_CODE_LENGTH: Final = 9


class PersonGrants:
    def __init__(
        self,
        url: str,
        endpoint: TokenEndpoint,
        tokens: Tokens,
        directory: Directory,
        sign_ins: SignIns,
        faults: Faults,
    ) -> None:
        self._url = url
        self._endpoint = endpoint
        self._tokens = tokens
        self._directory = directory
        self._sign_ins = sign_ins
        self._faults = faults
        endpoint.grants["authorization_code"] = self._authorization_code
        endpoint.grants["refresh_token"] = self._refresh_token
        endpoint.grants[DEVICE_GRANT] = self._device_code
        endpoint.grants["device_code"] = self._device_code

    def start_device(self, tenant: str, form: Form) -> Reply:
        """The device endpoint: a code to type, and a longer one to ask for the token with."""
        try:
            self._endpoint.check_tenant(tenant)
            self._endpoint.audience(form)
            request = DeviceRequest(
                tenant,
                known_client(form.get("client_id", "")),
                "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)),
                form.get("scope", ""),
                wants_second_proof(form),
            )
        except TokenRefused as refused:
            return refused.reply()
        devices = self._sign_ins.devices
        page = f"{self._url}/practice/device"
        return Reply(
            200,
            {
                "user_code": request.user_code,
                "device_code": devices.keep(request),
                "verification_uri": page,
                "expires_in": int(devices.lifetime),
                "interval": _POLL_SECONDS,
                "message": f"To sign in, use a web browser to open the page {page} and enter the "
                f"code {request.user_code} to authenticate.",
            },
        )

    def _authorization_code(self, _tenant: str, form: Form) -> JsonObject:
        code = self._sign_ins.codes.take(form.get("code", ""))
        if code is None:
            raise TokenRefused(
                400,
                "invalid_grant",
                70008,
                "The provided authorization code or refresh token has expired due to inactivity. "
                "Send a new interactive authorization request for this user and resource.",
            )
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not hmac.compare_digest(proof, code.asked.challenge):
            raise TokenRefused(
                400,
                "invalid_grant",
                501481,
                "The Code_Verifier does not match the code_challenge supplied in the "
                "authorization request.",
            )
        same = (form.get("redirect_uri"), form.get("client_id"))
        if same != (code.asked.redirect_uri, code.asked.client):
            raise TokenRefused(
                400,
                "invalid_grant",
                500112,
                "The reply address or the client does not match that of the authorization request.",
            )
        return self._answer(code.granted, form)

    def _device_code(self, _tenant: str, form: Form) -> JsonObject:
        name = form.get("device_code", "") or form.get("code", "")
        request = self._sign_ins.devices.get(name)
        if request is None:
            raise TokenRefused(
                400, "expired_token", 70020, "The provided value for the device code has expired."
            )
        if request.declined:
            raise TokenRefused(
                400,
                "authorization_declined",
                65004,
                "User declined to consent to access the app.",
            )
        if request.granted is None:
            raise TokenRefused(
                400,
                "authorization_pending",
                70016,
                "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
            )
        if wants_second_proof(form) and not request.granted.second_proof:
            raise second_proof_needed()
        self._sign_ins.devices.take(name)
        # clients need not say again what they asked for when they got the code
        return self._answer(request.granted, {"scope": request.scope, **form})

    def _refresh_token(self, tenant: str, form: Form) -> JsonObject:
        granted = self._sign_ins.refresh.get(form.get("refresh_token", ""))
        if granted is None or self._faults.take("sign-in-again"):
            raise TokenRefused(
                400,
                "invalid_grant",
                700082,
                "The refresh token has expired due to inactivity. The token was issued to a "
                "practice person and was inactive for too long.",
            )
        known_client(form.get("client_id", ""))
        where = tenant_for(self._directory, tenant, granted.person)
        more = granted.person.wants_second_proof(where) or wants_second_proof(form)
        if more and not granted.second_proof:
            raise second_proof_needed()
        renewed = Granted(granted.person, where, granted.client, granted.second_proof)
        return self._answer(renewed, form)

    def _answer(self, granted: Granted, form: Form) -> JsonObject:
        person, tenant = granted.person, granted.tenant
        lifetime = self._sign_ins.token_lifetime
        common = {
            "oid": person.id,
            "sub": person.id,
            "name": person.name,
            "uti": uuid.uuid4().hex,
        }
        amr = ["pwd", "mfa"] if granted.second_proof else ["pwd"]
        access: JsonObject = {
            **common,
            "aud": self._endpoint.audience(form),
            "appid": granted.client,
            "idtyp": "user",
            "upn": person.user_name,
            "amr": amr,
            "ver": "1.0",
        }
        identity: JsonObject = {
            **common,
            "aud": granted.client,
            "preferred_username": person.user_name,
            "ver": "2.0",
        }
        if granted.nonce:
            identity["nonce"] = granted.nonce
        return {
            "token_type": "Bearer",
            "scope": form.get("scope", ""),
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "access_token": self._tokens.signed(
                access, tenant.id, lifetime - self._sign_ins.early_end
            ),
            "refresh_token": self._sign_ins.refresh.keep(granted),
            "id_token": self._tokens.signed(identity, tenant.id, lifetime),
            "client_info": client_info(person.id, person.home.id),
        }


def known_client(client: str) -> str:
    """`client` itself. Raises `TokenRefused` where no such app is registered."""
    if client.lower() not in CLIENTS:
        raise TokenRefused(
            400,
            "unauthorized_client",
            700016,
            f"Application with identifier '{client}' was not found in the directory 'Practice'.",
        )
    return client


def second_proof_needed() -> TokenRefused:
    return TokenRefused(
        400,
        "invalid_grant",
        50076,
        "Due to a configuration change made by your administrator, or because you moved to a new "
        "location, you must use multi-factor authentication to access the resource.",
        "basic_action",
    )


def wants_second_proof(form: Form) -> bool:
    """Whether the client passes on a claims challenge."""
    return "acrs" in form.get("claims", "")


def tenant_for(directory: Directory, asked: str, person: Person) -> Tenant:
    """Where `person` signs in when `asked` stands in the address. Raises `TokenRefused`."""
    if asked.lower() in ANY_TENANTS:
        return person.home
    tenant = directory.tenant(asked)
    if tenant is None or tenant not in person.tenants:
        where = tenant.name if tenant else asked
        raise TokenRefused(
            400,
            "invalid_grant",
            50020,
            f"User account '{person.user_name}' from identity provider '{person.home.domain}' "
            f"does not exist in tenant '{where}' and cannot access the application. The account "
            "needs to be added as an external user in the tenant first.",
        )
    return tenant

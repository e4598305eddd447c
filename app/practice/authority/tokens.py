"""Access tokens: short-lived, signed with a key that lives in memory only."""

from __future__ import annotations

import base64
import hashlib
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.practice.arm.calls import Caller
from app.practice.errors import ArmError, JsonObject

LIFETIME = 3600
"""Real seconds: clients compare them with their own clocks."""
_ALGORITHM = "RS256"


class Tokens:
    """Signs tokens and checks those that come back."""

    def __init__(self, url: str, tenants: Sequence[str], audiences: frozenset[str]) -> None:
        """`url` is the authority's; the first of `tenants` owns the cloud."""
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._url = url
        self._tenant = tenants[0]
        self._issuers = [self.issuer_of(tenant) for tenant in tenants]
        self._issuer = self._issuers[0]
        self._audiences = audiences
        public = self._key.public_key().public_numbers()
        self._key_id = hashlib.sha256(str(public.n).encode()).hexdigest()[:32]

    def issuer_of(self, tenant: str) -> str:
        return f"{self._url}/{tenant}/v2.0"

    def access_token(self, audience: str, subject: str, client: str, lifetime: int) -> str:
        """A service principal's token."""
        claims = {
            "aud": audience,
            "appid": client,
            "idtyp": "app",
            "oid": subject,
            "sub": subject,
            "uti": uuid.uuid4().hex,
            "ver": "1.0",
        }
        return self.signed(claims, self._tenant, lifetime)

    def signed(self, claims: JsonObject, tenant: str, lifetime: int) -> str:
        """A token with `claims`, issued by `tenant` now for `lifetime` seconds."""
        now = int(time.time())
        always = {"iss": self.issuer_of(tenant), "tid": tenant, "iat": now, "nbf": now}
        headers = {"kid": self._key_id}
        return jwt.encode(
            {**always, "exp": now + lifetime, **claims}, self._key, _ALGORITHM, headers=headers
        )

    def check(self, authorization: str | None) -> Caller:
        """Who calls. Raises the Resource Manager's refusal unless the token is a good one."""
        if not authorization:
            raise _refused(
                "AuthenticationFailed",
                "Authentication failed. The 'Authorization' header is missing.",
                self._issuer,
                "The authentication failed because of missing 'Authorization' header.",
            )
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused(
                "AuthenticationFailed",
                "Authentication failed. The 'Authorization' header is provided in an invalid "
                "format.",
                self._issuer,
                "The authentication scheme is not supported.",
            )
        try:
            claims = jwt.decode(
                token,
                self._key.public_key(),
                [_ALGORITHM],
                audience=list(self._audiences),
                issuer=self._issuers,
                options={"require": ["exp", "aud", "iss"]},
            )
        except jwt.ExpiredSignatureError as error:
            claims = jwt.decode(token, options={"verify_signature": False})
            raise expired(self._issuer, float(claims["exp"])) from error
        except jwt.InvalidTokenError as error:
            raise _refused(
                "InvalidAuthenticationToken",
                "The access token is invalid.",
                self._issuer,
                "The access token is invalid.",
            ) from error
        return Caller(
            subject=str(claims.get("oid", "")),
            tenant=str(claims.get("tid", "")),
            client=str(claims.get("appid", "")),
            second_proof="mfa" in claims.get("amr", ()),
            person=claims.get("idtyp") == "user",
        )

    def keys(self) -> JsonObject:
        """The public key as a JSON Web Key Set."""
        key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        own = {"use": "sig", "kid": self._key_id, "alg": _ALGORITHM, "issuer": self._issuer}
        return {"keys": [{**key, **own}]}


def expired(issuer: str, ended: float) -> ArmError:
    """The refusal of a token that ended at `ended` (seconds since 1970)."""
    until = _american(datetime.fromtimestamp(ended, UTC))
    now = _american(datetime.now(UTC))
    return _refused(
        "ExpiredAuthenticationToken",
        f"The access token expiry UTC time '{until}' is earlier than current UTC time '{now}'.",
        issuer,
        "The access token has expired.",
    )


def more_proof_needed(issuer: str) -> ArmError:
    """The refusal of a token whose owner has not proved enough (a claims challenge)."""
    wanted = b'{"access_token":{"acrs":{"essential":true,"value":"p1"}}}'
    refusal = _refused(
        "AuthenticationFailed",
        "Authentication failed. Multi-factor authentication is required for this operation.",
        issuer,
        "User is required to complete a multi-factor authentication challenge.",
    )
    challenge = (
        f'Bearer realm="", authorization_uri="{issuer}", error="insufficient_claims", '
        f'claims="{base64.b64encode(wanted).decode()}"'
    )
    return ArmError(401, refusal.code, refusal.message, headers={"WWW-Authenticate": challenge})


def client_info(subject: str, tenant: str) -> str:
    """Who signed in, in the form in which the authority adds it to a token answer."""
    text = f'{{"uid":"{subject}","utid":"{tenant}"}}'
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _american(moment: datetime) -> str:
    """As in "10/16/2018 6:09:32 PM"."""
    hour = moment.hour % 12 or 12
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment.month}/{moment.day}/{moment.year} {hour}:{moment:%M:%S} {half}"


def _refused(code: str, message: str, issuer: str, description: str) -> ArmError:
    challenge = (
        f'Bearer authorization_uri="{issuer}", error="invalid_token", '
        f'error_description="{description}"'
    )
    return ArmError(401, code, message, headers={"WWW-Authenticate": challenge})

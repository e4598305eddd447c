"""Access tokens: short-lived, signed with a key that lives in memory only."""

from __future__ import annotations

import base64
import hashlib
import time
import uuid
from datetime import UTC, datetime

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from app.practice.errors import ArmError, JsonObject

LIFETIME = 3600
"""Real seconds: clients compare them with their own clocks."""
_ALGORITHM = "RS256"


class Tokens:
    """Signs tokens and checks those that come back."""

    def __init__(self, issuer: str, tenant: str, audiences: frozenset[str]) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._issuer = issuer
        self._tenant = tenant
        self._audiences = audiences
        public = self._key.public_key().public_numbers()
        self._key_id = hashlib.sha256(str(public.n).encode()).hexdigest()[:32]

    def access_token(self, audience: str, subject: str, client: str, lifetime: int) -> str:
        now = int(time.time())
        claims = {
            "aud": audience,
            "iss": self._issuer,
            "iat": now,
            "nbf": now,
            "exp": now + lifetime,
            "appid": client,
            "oid": subject,
            "sub": subject,
            "tid": self._tenant,
            "uti": uuid.uuid4().hex,
            "ver": "1.0",
        }
        return jwt.encode(claims, self._key, _ALGORITHM, headers={"kid": self._key_id})

    def check(self, authorization: str | None) -> None:
        """Raises the Resource Manager's refusal unless `authorization` holds a good token."""
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
            jwt.decode(
                token,
                self._key.public_key(),
                [_ALGORITHM],
                audience=list(self._audiences),
                issuer=self._issuer,
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

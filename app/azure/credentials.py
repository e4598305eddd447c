"""Service principals: practice mode's, or one of the environment. Their tokens live in memory.

One of the environment (`AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and a secret or certificate, the
SDK's own names) wins over a person (`person`).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast

from app.azure.endpoints import Endpoints
from app.secret import Secret

if TYPE_CHECKING:
    from azure.core.credentials import (
        AccessToken,
        AccessTokenInfo,
        TokenCredential,
        TokenRequestOptions,
    )


class OneAtATime:
    """Lets one thread at a time ask for a token, so that the others find it in the cache.

    Without it requests made side by side would each sign in.
    """

    def __init__(self, credential: Any) -> None:
        from app.azure.renewal import Renewal

        self._credential = credential
        self._lock = threading.Lock()
        self._renewal = Renewal()

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        from azure.core.credentials import AccessToken

        known = {name: options[name] for name in ("claims", "tenant_id") if options.get(name)}
        token = self.get_token_info(*scopes, options=cast("TokenRequestOptions", known))
        return AccessToken(token.token, token.expires_on)

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        with self._lock:
            asked = self._renewal.options(options or {})
            token: AccessTokenInfo = self._credential.get_token_info(*scopes, options=asked)
            self._renewal.done(asked)
            return token

    def renew(self) -> None:
        """The service takes the tokens for expired, whatever this computer's clock says."""
        self._renewal.ask()

    def close(self) -> None:
        self._credential.close()


_RETRIES: Final = 1
"""Of a broken connection to the authority: nobody can cancel these, so the caller does more."""
_PRINCIPAL: Final = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID")
_PROOFS: Final = ("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH")


def client_secret(
    endpoints: Endpoints, *, tenant: str, client_id: str, secret: Secret
) -> Callable[[Any], TokenCredential]:
    """Makes the credential of a service principal once the session's transport is there."""

    def make(transport: Any) -> TokenCredential:
        from azure.identity import ClientSecretCredential

        return OneAtATime(
            ClientSecretCredential(
                tenant,
                client_id,
                secret.reveal(),
                authority=endpoints.authority,
                # a private authority is unknown to the public directory of authorities
                disable_instance_discovery=not endpoints.is_azure,
                transport=transport,
                retry_total=_RETRIES,
            )
        )

    return make


def environment_names_a_principal() -> bool:
    """Whether the environment holds a whole service principal."""
    return all(os.environ.get(name) for name in _PRINCIPAL) and any(
        os.environ.get(name) for name in _PROOFS
    )


def environment_principal(endpoints: Endpoints) -> Callable[[Any], TokenCredential]:
    def make(transport: Any) -> TokenCredential:
        from azure.identity import EnvironmentCredential

        return OneAtATime(
            EnvironmentCredential(
                authority=endpoints.authority,
                disable_instance_discovery=not endpoints.is_azure,
                transport=transport,
                retry_total=_RETRIES,
            )
        )

    return make

"""As which app a person signs in, and where: what all credentials of one person share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from azure.identity import AuthenticationRecord, DeviceCodeCredential

from app.azure.account import Account
from app.azure.endpoints import Endpoints
from app.azure.sign_in_attempt import PersonsCredential
from app.azure.token_store import TokenStore

_RETRIES: Final = 1


@dataclass(frozen=True)
class PersonsApp:
    """Empty texts: the SDK's own app, the home organisation of whoever signs in."""

    endpoints: Endpoints
    store: TokenStore
    client_id: str = ""
    tenant: str = ""

    def asking(self) -> dict[str, Any]:
        """Options of a credential for a new sign-in."""
        return {**self._who(), **self._common()}

    def silent(self, account: Account | None, transport: Any) -> PersonsCredential:
        """A credential that finds the tokens of `account` and never asks: its kind is all one."""
        who: dict[str, Any] = self._who()
        if account:
            who = {"authentication_record": AuthenticationRecord.deserialize(account.record)}
        return DeviceCodeCredential(
            **who,
            **self._common(),
            transport=transport,
            disable_automatic_authentication=True,
        )

    def fitting(self, account: Account | None) -> Account | None:
        """`account` if it is one of the cloud and the app that the settings name now."""
        if account is None:
            return None
        try:
            record = AuthenticationRecord.deserialize(account.record)
        except (ValueError, KeyError, TypeError):
            return None
        same_cloud = record.authority == urlsplit(self.endpoints.authority).netloc
        same_app = self.client_id in ("", record.client_id)
        return account if same_cloud and same_app else None

    def _who(self) -> dict[str, Any]:
        app = {"client_id": self.client_id} if self.client_id else {}
        tenant = {"tenant_id": self.tenant} if self.tenant else {}
        return {"authority": self.endpoints.authority, **app, **tenant}

    def _common(self) -> dict[str, Any]:
        return {
            # a private authority is unknown to the public directory of authorities
            "disable_instance_discovery": not self.endpoints.is_azure,
            "additionally_allowed_tenants": ["*"],
            "retry_total": _RETRIES,
            **self.store.credential_options(),
        }

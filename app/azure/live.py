"""Sessions with Azure itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.azure.account import AccountFile
from app.azure.credentials import environment_names_a_principal, environment_principal
from app.azure.endpoints import AZURE_CLOUDS, Endpoints
from app.azure.guide import Guide
from app.azure.session import Session
from app.dialing import DirectDialer
from app.settings import Settings

if TYPE_CHECKING:
    from app.azure.person import PersonCredential


def live_endpoints(settings: Settings) -> Endpoints:
    """The addresses of the cloud that the settings name."""
    endpoints = AZURE_CLOUDS[settings.azure.cloud]
    service = settings.azure.public_address_service
    return endpoints.with_public_address(service) if service else endpoints


def live_session(
    settings: Settings, *, subscription_id: str, file: AccountFile, guide: Guide
) -> Session:
    """A session with the cloud of the settings; nothing is sent before the first request.

    `subscription_id` may be empty to ask for the subscriptions first, and then only. `file`
    remembers the person, whom `guide` asks to sign in when a request needs it.
    """
    endpoints = live_endpoints(settings)

    def person(transport: Any) -> PersonCredential:
        from app.azure.person import PersonCredential
        from app.azure.persons_app import PersonsApp

        chosen = settings.azure
        app = PersonsApp(endpoints, file.open_tokens(), chosen.client_id, chosen.tenant)
        return PersonCredential(app, file, guide, transport)

    principal = environment_names_a_principal()
    return Session(
        cloud="azure",
        endpoints=endpoints,
        subscription_id=subscription_id,
        dialer=DirectDialer(),
        make_credential=environment_principal(endpoints) if principal else person,
    )

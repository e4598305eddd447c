"""Sessions with Azure itself."""

from __future__ import annotations

from app.azure.credentials import (
    DeviceCodePrompt,
    device_code,
    environment_names_a_principal,
    environment_principal,
)
from app.azure.endpoints import AZURE_CLOUDS
from app.azure.session import Session
from app.dialing import DirectDialer
from app.settings import Settings


def live_session(settings: Settings, *, subscription_id: str, prompt: DeviceCodePrompt) -> Session:
    """A session with the cloud of the settings; nothing is sent before the first request.

    `subscription_id` may be empty to ask for the subscriptions first, and then only.
    `prompt` is called when a code must be typed into a browser, from the thread that made
    the request.
    """
    chosen = settings.azure
    endpoints = AZURE_CLOUDS[chosen.cloud]
    if chosen.public_address_service:
        endpoints = endpoints.with_public_address(chosen.public_address_service)
    if environment_names_a_principal():
        make_credential = environment_principal(endpoints)
    else:
        make_credential = device_code(
            endpoints, tenant=chosen.tenant, client_id=chosen.client_id, prompt=prompt
        )
    return Session(
        cloud="azure",
        endpoints=endpoints,
        subscription_id=subscription_id,
        dialer=DirectDialer(),
        make_credential=make_credential,
    )

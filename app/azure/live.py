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


def live_session(
    *,
    subscription_id: str,
    prompt: DeviceCodePrompt,
    cloud: str = "public",
    tenant: str = "",
    client_id: str = "",
    proxy: str = "",
    public_address_service: str = "",
) -> Session:
    """A session with one of `AZURE_CLOUDS`; nothing is sent before the first request.

    `prompt` is called when a code must be typed into a browser, from the thread that made
    the request. Raises `KeyError` for an unknown `cloud`.
    """
    endpoints = AZURE_CLOUDS[cloud]
    if public_address_service:
        endpoints = endpoints.with_public_address(public_address_service)
    if environment_names_a_principal():
        make_credential = environment_principal(endpoints)
    else:
        make_credential = device_code(endpoints, tenant=tenant, client_id=client_id, prompt=prompt)
    return Session(
        cloud="azure",
        endpoints=endpoints,
        subscription_id=subscription_id,
        dialer=DirectDialer(),
        make_credential=make_credential,
        proxy=proxy,
    )

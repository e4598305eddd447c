"""The practice authority and real azure-identity: codes, tokens, renewals, refusals."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
from typing import Any

import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AuthenticationRequiredError,
    DeviceCodeCredential,
    InteractiveBrowserCredential,
)

from app.practice.authority.peers import is_own
from app.practice.authority.person_grants import CLIENTS
from tests.practice.sign_in.conftest import Place, Visit
from tests.practice.sign_in.visitor import AIKO, BEN, CHIKA, DAICHI, LIMIT, Visitor


def options(place: Place, **more: Any) -> dict[str, Any]:
    return {
        "authority": place.connection.authority,
        "disable_instance_discovery": True,
        "connection_verify": str(place.connection.ca_file),
        "additionally_allowed_tenants": ["*"],
        "timeout": LIMIT,
        **more,
    }


def subscriptions(place: Place, token: str) -> requests.Response:
    return requests.get(
        f"{place.connection.url}/subscriptions?api-version=2022-12-01",
        headers={"Authorization": f"Bearer {token}"},
        verify=str(place.connection.ca_file),
        timeout=LIMIT,
    )


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def test_a_person_signs_in_through_the_browser(place: Place, visitor: Visit) -> None:
    visitor(AIKO)
    with InteractiveBrowserCredential(**options(place)) as credential:
        record = credential.authenticate(scopes=[place.scope])
        token = credential.get_token(place.scope).token
    assert record.username == "aiko@practice.localhost"
    assert record.tenant_id == place.connection.tenant
    found = subscriptions(place, token).json()["value"]
    assert [s["subscriptionId"] for s in found] == [place.connection.subscription]


def test_a_person_signs_in_with_a_code(place: Place) -> None:
    person = Visitor(place.connection.ca_file, AIKO)
    credential = DeviceCodeCredential(
        **options(place, prompt_callback=lambda page, code, _: person.type_code(page, code))
    )
    with credential:
        assert credential.authenticate(scopes=[place.scope]).username.startswith("aiko@")
    person.close()


def test_a_code_that_nobody_types_expires(place: Place) -> None:
    place.tell("sign-ins", devices_lifetime=1)
    credential = DeviceCodeCredential(**options(place, prompt_callback=lambda *_: None))
    with credential, pytest.raises(ClientAuthenticationError):
        credential.authenticate(scopes=[place.scope])


def test_another_organisation_asks_for_a_second_proof(place: Place, visitor: Visit) -> None:
    ben = visitor(BEN)
    credential = InteractiveBrowserCredential(
        **options(place, disable_automatic_authentication=True)
    )
    with credential:
        home = credential.authenticate(scopes=[place.scope])
        assert home.tenant_id != place.connection.tenant
        token = credential.get_token(place.scope).token
        assert subscriptions(place, token).json()["value"] == []
        with pytest.raises(AuthenticationRequiredError) as wanted:
            credential.get_token(place.scope, tenant_id=place.connection.tenant)
        assert wanted.value.response is not None
        assert "AADSTS50076" in wanted.value.response.text()
        ben.pages.clear()
        credential.authenticate(scopes=[place.scope], tenant_id=place.connection.tenant)
        assert "Prove who you are" in ben.pages
        token = credential.get_token(place.scope, tenant_id=place.connection.tenant).token
        assert claims_of(token)["tid"] == place.connection.tenant
        assert len(subscriptions(place, token).json()["value"]) == 1


@pytest.mark.parametrize(("person", "code"), [(DAICHI, "AADSTS90094"), (BEN, "AADSTS65004")])
def test_a_sign_in_that_is_not_granted(
    place: Place, visitor: Visit, person: str, code: str
) -> None:
    visitor(person, proves=False)
    tenant = place.connection.tenant
    with (
        InteractiveBrowserCredential(**options(place, tenant_id=tenant)) as credential,
        pytest.raises(ClientAuthenticationError, match=code),
    ):
        credential.authenticate(scopes=[place.scope])


def test_somebody_without_subscription_may_not_use_that_of_others(
    place: Place, visitor: Visit
) -> None:
    visitor(CHIKA)
    with InteractiveBrowserCredential(**options(place)) as credential:
        token = credential.get_token(place.scope).token
    assert subscriptions(place, token).json()["value"] == []
    answer = requests.get(
        f"{place.connection.url}/subscriptions/{place.connection.subscription}/resourcegroups"
        "?api-version=2025-04-01",
        headers={"Authorization": f"Bearer {token}"},
        verify=str(place.connection.ca_file),
        timeout=LIMIT,
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "AuthorizationFailed")


def test_tokens_are_renewed_silently_until_that_ends_too(place: Place, visitor: Visit) -> None:
    visitor(AIKO)
    place.tell("sign-ins", token_lifetime=1)  # so near its end it is renewed at each call
    credential = InteractiveBrowserCredential(
        **options(place, disable_automatic_authentication=True)
    )
    with credential:
        credential.authenticate(scopes=[place.scope])
        first, second = (credential.get_token(place.scope).token for _ in range(2))
        assert first != second
        place.tell("fault", fault="sign-in-again=*")
        with pytest.raises(AuthenticationRequiredError):
            credential.get_token(place.scope)


def test_a_code_is_good_for_its_verifier_and_once(place: Place) -> None:
    http = requests.Session()
    http.verify = str(place.connection.ca_file)
    http.trust_env = False
    base = f"{place.connection.url}/organizations/oauth2/v2.0"
    (client,) = CLIENTS
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "client_id": client,
        "response_type": "code",
        "response_mode": "form_post",
        "redirect_uri": "http://localhost:8400",
        "scope": f"{place.scope} openid",
        "state": "<s>",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }

    def code() -> str:
        page = http.get(f"{base}/authorize", params=asked, timeout=LIMIT).text
        fields = {
            "request": page.partition('name="request" value="')[2].partition('"')[0],
            "person": page.partition('name="person" value="')[2].partition('"')[0],
        }
        signed_in = http.post(
            f"{place.connection.url}/practice/sign-in", data=fields, timeout=LIMIT
        ).text
        assert "&lt;s&gt;" in signed_in
        return signed_in.partition('name="code" value="')[2].partition('"')[0]

    def redeem(code: str, verifier: str) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "client_id": client,
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": asked["redirect_uri"],
            "scope": asked["scope"],
        }
        return http.post(f"{base}/token", data=form, timeout=LIMIT)

    assert redeem(code(), "w" * 43).json()["error_codes"] == [501481]
    good = code()
    assert redeem(good, verifier).status_code == 200
    assert redeem(good, verifier).json()["error_codes"] == [70008]
    for wrong in (
        {"redirect_uri": "http://example.org/"},
        {"code_challenge_method": "plain"},
        {"client_id": "11111111-1111-1111-1111-111111111111"},
    ):
        refused = http.get(f"{base}/authorize", params=asked | wrong, timeout=LIMIT)
        assert refused.status_code == 400
        assert "AADSTS" in refused.text
    http.close()


def test_only_connections_of_this_user_count() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert is_own(*client.getsockname())
        assert not is_own("127.0.0.2", client.getsockname()[1])


@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only the superuser can be somebody else"
)
def test_another_user_of_this_computer_may_not_sign_in(place: Place) -> None:
    """Straight to the socket: somebody else's Python may not read the environment of this one."""
    host, port = place.connection.url.removeprefix("https://").split(":")
    script = (
        "import ssl,socket;c=ssl._create_unverified_context();"
        f"s=c.wrap_socket(socket.create_connection(('{host}',{port})));"
        f"s.sendall(b'GET /practice/device HTTP/1.0\\r\\nHost: {host}\\r\\n\\r\\n');"
        "print(s.recv(100).split()[1].decode())"
    )
    python = shutil.which("python3", path="/usr/bin:/bin")
    if python is None:
        pytest.skip("there is no Python that other users may run")
    said = {
        user: subprocess.run(
            [python, "-I", "-c", script],
            user=user,
            cwd="/",
            env={},
            capture_output=True,
            text=True,
            check=True,
            timeout=LIMIT,
        ).stdout.strip()
        for user in (0, 65534)
    }
    assert said == {0: "200", 65534: "403"}

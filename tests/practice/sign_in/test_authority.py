"""The practice authority and real azure-identity: codes, tokens, renewals, refusals."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import socket
import ssl
import subprocess
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AuthenticationRequiredError,
    DeviceCodeCredential,
    InteractiveBrowserCredential,
)

from app.practice.authority.peers import is_own
from app.practice.authority.person_grants import CLIENTS, DEVICE_GRANT
from tests.practice.arm.clients import wait_for
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


def test_anybody_can_verify_the_tokens(place: Place, visitor: Visit) -> None:
    """With the published keys, as other clients and libraries do."""
    person = visitor(BEN)
    form = {"client_id": next(iter(CLIENTS)), "scope": f"{place.scope} openid profile"}
    base = f"{place.connection.url}/organizations/oauth2/v2.0"

    def post(what: str, form: dict[str, str]) -> dict[str, Any]:
        answer = requests.post(
            f"{base}/{what}", data=form, verify=str(place.connection.ca_file), timeout=LIMIT
        )
        return dict(answer.json())

    flow = post("devicecode", form)
    person.type_code(flow["verification_uri"], flow["user_code"])
    asked = {**form, "grant_type": DEVICE_GRANT, "device_code": flow["device_code"]}
    found = wait_for(lambda: (answer := post("token", asked)).get("access_token") and answer)
    info = json.loads(base64.urlsafe_b64decode(found["client_info"] + "=="))
    published = requests.get(
        f"{place.connection.url}/{info['utid']}/v2.0/.well-known/openid-configuration",
        verify=str(place.connection.ca_file),
        timeout=LIMIT,
    ).json()
    trust = ssl.create_default_context(cafile=str(place.connection.ca_file))
    keys = jwt.PyJWKClient(published["jwks_uri"], ssl_context=trust)
    for token, audience in (
        (found["id_token"], form["client_id"]),
        (found["access_token"], place.connection.url),
    ):
        key = keys.get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key, ["RS256"], audience=audience, issuer=published["issuer"])
        assert (claims["tid"], claims["oid"]) == (info["utid"], info["uid"])
    assert jwt.decode(found["id_token"], options={"verify_signature": False})[
        "preferred_username"
    ].startswith("ben@")


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

    def code(mode: str = "form_post") -> str:
        wanted = {**asked, "response_mode": mode}
        page = http.get(f"{base}/authorize", params=wanted, timeout=LIMIT).text
        fields = {
            "request": page.partition('name="request" value="')[2].partition('"')[0],
            "person": page.partition('name="person" value="')[2].partition('"')[0],
        }
        answer = http.post(
            f"{place.connection.url}/practice/sign-in",
            data=fields,
            timeout=LIMIT,
            allow_redirects=False,
        )
        if mode == "query":
            back = urlsplit(answer.headers["Location"])
            assert back.netloc == "localhost:8400"
            said = dict(parse_qsl(back.query))
            assert said["state"] == "<s>"
            return said["code"]
        signed_in = answer.text
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
    assert redeem(code("query"), verifier).status_code == 200
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
        near, far = client.getsockname(), client.getpeername()
        assert is_own(near, far)
        assert not is_own(("127.0.0.2", near[1]), far)
        assert not is_own(near, ("127.0.0.1", far[1] + 1)), "another connection's near end"
        client.shutdown(socket.SHUT_RDWR)
        assert not is_own(near, far), "the kernel gives it to nobody any more"


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

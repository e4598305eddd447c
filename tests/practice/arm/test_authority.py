"""Signing in: real azure-identity against the authority, and what a token must be."""

from __future__ import annotations

import jwt
import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential

from tests.practice.arm.clients import Cloud
from tests.practice.arm.making import error_code


def test_azure_identity_gets_a_token_that_works(cloud: Cloud) -> None:
    credential = cloud.credential()
    for scope in (cloud.connection.url + "/.default", "https://management.azure.com/.default"):
        token = credential.get_token(scope).token
        answer = cloud.http.get(
            cloud.connection.url + "/subscriptions?api-version=2022-12-01",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        assert answer.status_code == 200


def test_azure_identity_reports_a_wrong_secret(cloud: Cloud) -> None:
    connection = cloud.connection
    credential = ClientSecretCredential(
        connection.tenant,
        connection.client_id,
        "wrong",
        authority=connection.authority,
        disable_instance_discovery=True,
        connection_verify=str(connection.ca_file),
    )
    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        credential.get_token(connection.url + "/.default")


@pytest.mark.parametrize(
    ("form", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": "somebody"}, 400, "unauthorized_client", 700016),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_resource", 500011),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"tenant": "11111111-1111-1111-1111-111111111111"}, 400, "invalid_request", 90002),
    ],
)
def test_refused_tokens(
    cloud: Cloud, form: dict[str, str], status: int, error: str, number: int
) -> None:
    answer = cloud.ask_for_token(**form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_codes"] == [number]
    assert answer.json()["error_description"].startswith(f"AADSTS{number}: ")


def test_tokens_are_signed_with_the_published_key(cloud: Cloud) -> None:
    connection = cloud.connection
    base = f"{connection.url}/{connection.tenant}"
    document = cloud.http.get(f"{base}/v2.0/.well-known/openid-configuration", timeout=30).json()
    assert document["token_endpoint"] == f"{base}/oauth2/v2.0/token"
    key = cloud.http.get(document["jwks_uri"], timeout=30).json()["keys"][0]
    claims = jwt.decode(
        cloud.token(),
        jwt.PyJWK(key).key,
        ["RS256"],
        audience=connection.url,
        issuer=document["issuer"],
    )
    assert claims["tid"] == connection.tenant
    assert claims["exp"] - claims["iat"] == 3600


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "AuthenticationFailed"),
        ("Basic abc", "AuthenticationFailed"),
        ("Bearer nonsense", "InvalidAuthenticationToken"),
        ("Bearer " + jwt.encode({"aud": "x"}, "k" * 32, "HS256"), "InvalidAuthenticationToken"),
    ],
)
def test_without_a_good_token_there_is_no_answer(
    cloud: Cloud, header: str | None, code: str
) -> None:
    answer = cloud.http.get(
        cloud.connection.url + "/subscriptions?api-version=2022-12-01",
        headers={"Authorization": header} if header else {},
        timeout=30,
    )
    assert (answer.status_code, error_code(answer)) == (401, code)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer authorization_uri=")


def test_other_clients_find_the_cloud(cloud: Cloud) -> None:
    url = cloud.connection.url
    newest = cloud.http.get(url + "/metadata/endpoints?api-version=2022-09-01", timeout=30).json()
    assert newest["resourceManager"] == url
    clouds = cloud.http.get(url + "/metadata/endpoints?api-version=2019-05-01", timeout=30).json()
    assert clouds[0]["resourceManager"] == url
    assert clouds[0]["authentication"]["loginEndpoint"] == url
    older = cloud.http.get(url + "/metadata/endpoints?api-version=2015-01-01", timeout=30).json()
    assert older["authentication"]["audiences"][0] == url
    found = cloud.http.get(url + "/common/discovery/instance?api-version=1.1", timeout=30).json()
    assert found["tenant_discovery_endpoint"].endswith("openid-configuration")
    old = cloud.http.post(
        f"{url}/{cloud.connection.tenant}/oauth2/token",
        data={
            "grant_type": "client_credentials",
            "client_id": cloud.connection.client_id,
            "client_secret": cloud.connection.client_secret.reveal(),
            "resource": "https://management.core.windows.net/",
        },
        timeout=30,
    )
    assert old.json()["resource"] == "https://management.core.windows.net/"


def test_plain_http_is_not_served(cloud: Cloud) -> None:

    with pytest.raises(requests.exceptions.RequestException):
        cloud.http.get(cloud.connection.url.replace("https", "http"), timeout=5)

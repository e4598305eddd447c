"""The authority's documents: where its endpoints are, and how clients find the cloud."""

from __future__ import annotations

from typing import Any

from app.practice.arm.image_aliases import IMAGE_ALIASES
from app.practice.errors import JsonObject


def openid_configuration(url: str, tenant: str, issuer: str) -> JsonObject:
    base = f"{url}/{tenant}"
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "offline_access"],
        "tenant_region_scope": "AS",
        "cloud_instance_name": host_of(url),
    }


def instance_discovery(url: str, tenant: str) -> JsonObject:
    host = host_of(url)
    return {
        "tenant_discovery_endpoint": f"{url}/{tenant}/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
    }


def cloud_metadata(url: str, tenant: str, api_version: str) -> Any:
    """What other clients ask to learn the addresses of a cloud.

    One object in versions before 2019 and since 2022, a list of clouds between.
    """
    sign_in = {
        "loginEndpoint": url,
        "audiences": [url, "https://management.azure.com/"],
        "tenant": tenant,
        "identityProvider": "AAD",
    }
    if api_version < "2019":
        return {
            "galleryEndpoint": url,
            "graphEndpoint": url,
            "portalEndpoint": url,
            "authentication": sign_in,
        }
    cloud = {
        "name": "KumonotePractice",
        "portal": url,
        "authentication": sign_in,
        "media": url,
        "graphAudience": url,
        "graph": url,
        "activeDirectoryDataLake": url,
        "batch": url,
        "resourceManager": url,
        "sqlManagement": url,
        "gallery": url,
        "microsoftGraphResourceId": url,
        "vmImageAliasDoc": url + IMAGE_ALIASES,
        "suffixes": {"storage": "practice.localhost", "keyVaultDns": "practice.localhost"},
    }
    return cloud if api_version >= "2022" else [cloud]


def host_of(url: str) -> str:
    return url.partition("://")[2]

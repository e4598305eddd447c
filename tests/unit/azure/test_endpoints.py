"""The addresses of Azure's clouds are those that its own libraries know."""

from __future__ import annotations

import pytest
from azure.core import AzureClouds
from azure.identity import AzureAuthorityHosts
from azure.mgmt.core.tools import get_arm_endpoints

from app.azure.endpoints import AZURE_CLOUDS

SDK = {
    "public": (AzureClouds.AZURE_PUBLIC_CLOUD, AzureAuthorityHosts.AZURE_PUBLIC_CLOUD),
    "china": (AzureClouds.AZURE_CHINA_CLOUD, AzureAuthorityHosts.AZURE_CHINA),
    "us-government": (AzureClouds.AZURE_US_GOVERNMENT, AzureAuthorityHosts.AZURE_GOVERNMENT),
}


@pytest.mark.parametrize("name", AZURE_CLOUDS)
def test_sign_in_and_resource_manager(name: str) -> None:
    cloud, authority = SDK[name]
    endpoints = AZURE_CLOUDS[name]
    known = get_arm_endpoints(cloud)
    assert endpoints.authority == f"https://{authority}"
    assert f"{endpoints.resource_manager}/" == known["resource_manager"]
    assert [endpoints.scope] == known["credential_scopes"]
    assert endpoints.is_azure


def test_each_cloud_has_its_own_portal_and_not_each_has_prices() -> None:
    portals = {endpoints.quota_page for endpoints in AZURE_CLOUDS.values()}
    assert len(portals) == len(AZURE_CLOUDS)
    assert not AZURE_CLOUDS["china"].prices

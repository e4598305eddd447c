"""The addresses of a cloud: Azure's three public ones, or the practice cloud's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

CloudName = Literal["azure", "practice"]
"""Which world a session is in. Sovereign clouds are "azure" too, with other endpoints."""


@dataclass(frozen=True)
class Endpoints:
    """Where to sign in and whom to ask. Addresses without a trailing slash.

    `prices` is empty where there is no price list, `portal` where there is no Azure portal.
    `ca_file` is the only trust anchor (practice mode); None means the system's trust store.
    `public_address` answers a GET with this computer's public IPv4 address as plain text.
    `hosts` is the domain below which "<label>.<region>" gets its name: to show beforehand how
    a server will be called; the name it has is always read from its address.
    """

    authority: str
    resource_manager: str
    scope: str
    prices: str
    public_address: str
    ca_file: Path | None = None
    hosts: str = ""
    portal: str = ""

    @property
    def is_azure(self) -> bool:
        """Whether the authority is one of Azure's own, which its directory of them knows."""
        return any(self.authority == cloud.authority for cloud in AZURE_CLOUDS.values())

    @property
    def quota_page(self) -> str:
        """Where more quota is asked for; empty without a portal.

        Source: learn.microsoft.com, "Quickstart: Request a quota increase".
        """
        quotas = "#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas"
        return f"{self.portal}/{quotas}" if self.portal else ""

    def with_public_address(self, service: str) -> Endpoints:
        """The same cloud with another look-up service."""
        return replace(self, public_address=service)


# Addresses: learn.microsoft.com, "National clouds" and "Azure Retail Prices REST API"; the SDK
# (azure.mgmt.core.tools.get_arm_endpoints) has those of Resource Manager too. The price list has
# the regions of Azure Government, not those of China, which 21Vianet sells.
_PRICES: Final = "https://prices.azure.com/api/retail/prices"
_LOOK_UP: Final = "https://api.ipify.org"

PUBLIC: Final = Endpoints(
    authority="https://login.microsoftonline.com",
    resource_manager="https://management.azure.com",
    scope="https://management.azure.com/.default",
    prices=_PRICES,
    public_address=_LOOK_UP,
    hosts="cloudapp.azure.com",
    portal="https://portal.azure.com",
)
CHINA: Final = Endpoints(
    authority="https://login.chinacloudapi.cn",
    resource_manager="https://management.chinacloudapi.cn",
    scope="https://management.chinacloudapi.cn/.default",
    prices="",
    public_address=_LOOK_UP,
    hosts="cloudapp.chinacloudapi.cn",
    portal="https://portal.azure.cn",
)
US_GOVERNMENT: Final = Endpoints(
    authority="https://login.microsoftonline.us",
    resource_manager="https://management.usgovcloudapi.net",
    scope="https://management.core.usgovcloudapi.net/.default",
    prices=_PRICES,
    public_address=_LOOK_UP,
    hosts="cloudapp.usgovcloudapi.net",
    portal="https://portal.azure.us",
)

AZURE_CLOUDS: Final = {"public": PUBLIC, "china": CHINA, "us-government": US_GOVERNMENT}
"""By the word that stands in the settings."""

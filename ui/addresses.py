"""Pages of others that buttons open."""

from __future__ import annotations

from typing import Final

QUOTA_PAGE: Final = (
    "https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas"
)
"""Quotas of the subscription: learn.microsoft.com, "Quickstart: Request a quota increase"."""

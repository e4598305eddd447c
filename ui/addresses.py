"""Pages of others that buttons open."""

from __future__ import annotations

from app.azure.endpoints import AZURE_CLOUDS
from app.paths import Paths


def quota_page(paths: Paths) -> str:
    """Quotas of the subscription, in the portal of the cloud that the settings name.

    Raises `SettingsError`.
    """
    from app.settings import load  # what checks settings takes its time to import

    return AZURE_CLOUDS[load(paths.settings).azure.cloud].quota_page

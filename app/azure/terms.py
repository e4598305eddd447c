"""The terms of an image that its publisher wants accepted once for each subscription.

Source: learn.microsoft.com, "Marketplace Agreements - Get" and "- Create".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.azure.arm_calls import arm_json
from app.azure.session import Session
from app.catalogue import Purchase
from app.engine.cancel import CancelToken

_API_VERSION: Final = "2021-01-01"


@dataclass(frozen=True)
class Terms:
    """Addresses of the texts to read; empty where there is none."""

    accepted: bool
    licence: str
    privacy: str
    marketplace: str


def terms_of(session: Session, purchase: Purchase, cancel: CancelToken) -> Terms:
    """The terms, and whether this subscription has accepted them. Raises `ProblemError`."""
    properties = _agreement(session, purchase, cancel).get("properties") or {}
    return Terms(
        accepted=bool(properties.get("accepted")),
        licence=str(properties.get("licenseTextLink") or ""),
        privacy=str(properties.get("privacyPolicyLink") or ""),
        marketplace=str(properties.get("marketplaceTermsLink") or ""),
    )


def accept_terms(session: Session, purchase: Purchase, cancel: CancelToken) -> None:
    """Accept them in the name of whoever is signed in. Raises `ProblemError`."""
    # the agreement goes back as it came: its signature says which version was read
    agreement = _agreement(session, purchase, cancel)
    properties = {**(agreement.get("properties") or {}), "accepted": True}
    arm_json(
        session,
        "PUT",
        _path(session, purchase),
        cancel,
        api_version=_API_VERSION,
        body={"properties": properties},
    )


def _agreement(session: Session, purchase: Purchase, cancel: CancelToken) -> dict[str, Any]:
    return arm_json(session, "GET", _path(session, purchase), cancel, api_version=_API_VERSION)


def _path(session: Session, purchase: Purchase) -> str:
    return (
        f"/subscriptions/{session.subscription_id}/providers/Microsoft.MarketplaceOrdering"
        f"/offerTypes/virtualmachine/publishers/{purchase.publisher}/offers/{purchase.product}"
        f"/plans/{purchase.name}/agreements/current"
    )

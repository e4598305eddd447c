"""Whether the system's image is there, and whether its terms were accepted."""

from __future__ import annotations

from typing import Final

from app.azure.arm_calls import arm_json
from app.azure.preflight.question import Problems, Question
from app.problems import Action, Problem
from app.text import text

_TERMS_VERSION: Final = "2021-01-01"


def image(question: Question) -> Problems:
    """A finding where the plan's image is not offered in the region any more."""
    session, plan, cancel = question.session, question.plan, question.cancel
    wanted = plan.image
    if any(offered.urn == wanted.urn for offered in question.offers.images.values()):
        return ()  # asked for a moment ago
    images = session.compute.virtual_machine_images
    offered = session.find(
        lambda: images.get(
            plan.region, wanted.publisher, wanted.offer, wanted.sku, wanted.version, cancel=cancel
        ),
        cancel,
    )
    if offered is not None:
        return ()
    return (
        Problem(
            "image-not-offered",
            text(
                "The image {image} is not offered in {region}.",
                image=wanted.urn,
                region=plan.region_name,
            ),
            text("Choose another system or another region."),
            action=Action.CHOOSE_SYSTEM,
        ),
    )


def terms(question: Question) -> Problems:
    """A finding where the image's publisher wants terms accepted that are not.

    Source: learn.microsoft.com, "Marketplace Agreements - Get".
    """
    purchase = question.plan.image.purchase
    if purchase is None:
        return ()
    agreement = arm_json(
        question.session,
        "GET",
        f"{question.scope}/providers/Microsoft.MarketplaceOrdering/offerTypes/virtualmachine"
        f"/publishers/{purchase.publisher}/offers/{purchase.product}/plans/{purchase.name}"
        "/agreements/current",
        question.cancel,
        api_version=_TERMS_VERSION,
    )
    properties = agreement.get("properties") or {}
    if properties.get("accepted"):
        return ()
    return (
        Problem(
            "terms-not-accepted",
            text(
                "The publisher of {image} asks you to accept its terms first.",
                image=question.plan.image.title,
            ),
            text("Read and accept the terms once for your subscription, then go on."),
            action=Action.ACCEPT_TERMS,
            details=str(properties.get("licenseTextLink") or ""),
        ),
    )

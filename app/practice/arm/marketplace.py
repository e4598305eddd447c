"""Terms of images with a purchase plan: read, accepted, taken back."""

from __future__ import annotations

from collections.abc import Mapping

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.images import images
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import timestamp

_KEPT = "agreements"


def _key(publisher: str, product: str, plan: str) -> str:
    return f"{publisher}/{product}/{plan}".lower()


def terms_accepted(cloud: Cloud, plan: Mapping[str, str]) -> bool:
    kept = cloud.state.meta(_KEPT) or {}
    return bool(kept.get(_key(plan["publisher"], plan["product"], plan["name"])))


class Marketplace:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        base = SUBSCRIPTION + "/providers/Microsoft.MarketplaceOrdering"
        one = (
            base + "/offerTypes/{kind}/publishers/{publisher}/offers/{offer}/plans/{plan}"
            "/agreements/current"
        )
        agreement = base + "/agreements/{publisher}/offers/{offer}/plans/{plan}"
        return [
            Route("GET", one, self.get),
            Route("PUT", one, self.put),
            Route("GET", agreement, self.get),
            Route("POST", agreement + "/sign", self.sign),
            Route("POST", agreement + "/cancel", self.cancel),
        ]

    def get(self, call: Call) -> Reply:
        return Reply(200, self._terms(call))

    def put(self, call: Call) -> Reply:
        properties = call.object_body().get("properties")
        accepted = isinstance(properties, dict) and properties.get("accepted") is True
        return self._decide(call, accepted=accepted)

    def sign(self, call: Call) -> Reply:
        return self._decide(call, accepted=True)

    def cancel(self, call: Call) -> Reply:
        return self._decide(call, accepted=False)

    def _decide(self, call: Call, *, accepted: bool) -> Reply:
        self._terms(call)
        kept = self._cloud.state.meta(_KEPT) or {}
        place = call.params
        kept[_key(place["publisher"], place["offer"], place["plan"])] = accepted
        self._cloud.state.set_meta(_KEPT, kept)
        return Reply(200, self._terms(call))

    def _terms(self, call: Call) -> JsonObject:
        wanted = _key(call.params["publisher"], call.params["offer"], call.params["plan"])
        for image in images():
            plan = image.plan
            if plan and _key(plan["publisher"], plan["product"], plan["name"]) == wanted:
                break
        else:
            raise ArmError(
                400,
                "BadRequest",
                f"Offer with PublisherId: {call.params['publisher']}, OfferId: "
                f"{call.params['offer']} not found.",
            )
        signer = {
            "createdBy": self._cloud.identity.principal,
            "createdByType": "Application",
            "createdAt": timestamp(),
            "lastModifiedBy": self._cloud.identity.principal,
            "lastModifiedByType": "Application",
            "lastModifiedAt": timestamp(),
        }
        # The doubled part of the id is the service's own.
        place = (
            f"/subscriptions/{self._cloud.identity.subscription}/providers/"
            "Microsoft.MarketplaceOrdering/offerTypes/Microsoft.MarketplaceOrdering/offertypes/"
            f"publishers/{plan['publisher']}/offers/{plan['product']}/plans/{plan['name']}"
            "/agreements/current"
        )
        texts = "https://practice.localhost/terms/" + wanted
        return {
            "id": place,
            "name": plan["name"],
            "type": "Microsoft.MarketplaceOrdering/offertypes",
            "properties": {
                "publisher": plan["publisher"],
                "product": plan["product"],
                "plan": plan["name"],
                "licenseTextLink": texts + "/license.txt",
                "privacyPolicyLink": texts + "/privacy.txt",
                "marketplaceTermsLink": texts + "/marketplace.txt",
                "retrieveDatetime": timestamp(),
                "signature": wanted.replace("/", "-").upper(),
                "accepted": terms_accepted(self._cloud, plan),
            },
            "systemData": signer,
        }

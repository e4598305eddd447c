"""Who and where: the subscription, its tenant, its regions."""

from __future__ import annotations

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.authority.people import Directory
from app.practice.cloud import Cloud
from app.practice.data import load
from app.practice.errors import JsonObject

DISPLAY_NAME = "Practice subscription"


class Subscriptions:
    def __init__(self, cloud: Cloud, directory: Directory) -> None:
        self._cloud = cloud
        self._directory = directory

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/subscriptions", self.index),
            Route("GET", SUBSCRIPTION, self.get),
            Route("GET", SUBSCRIPTION + "/locations", self.locations),
            Route("GET", "/tenants", self.tenants),
        ]

    def index(self, call: Call) -> Reply:
        """What the caller sees with a token of this organisation."""
        caller = call.caller
        seen = self._directory.sees_subscription(caller.subject, caller.tenant)
        found = [shown_subscription(self._cloud)] if seen else []
        return Reply(200, {"value": found, "count": {"type": "Total", "value": len(found)}})

    def get(self, _call: Call) -> Reply:
        return Reply(200, shown_subscription(self._cloud))

    def tenants(self, call: Call) -> Reply:
        found = self._directory.tenants_of(call.caller.subject)
        return Reply(
            200,
            {
                "value": [
                    {
                        "id": f"/tenants/{tenant.id}",
                        "tenantId": tenant.id,
                        "countryCode": "JP",
                        "displayName": tenant.name,
                        "domains": [tenant.domain],
                        "defaultDomain": tenant.domain,
                        "tenantType": "AAD",
                        "tenantCategory": "Home",
                    }
                    for tenant in found
                ]
            },
        )

    def locations(self, _call: Call) -> Reply:
        base = f"/subscriptions/{self._cloud.identity.subscription}/locations/"
        values = []
        for region in load("regions"):
            name, pair = region["name"], region["pair"]
            metadata = {
                "regionType": "Physical",
                "regionCategory": "Recommended",
                "geography": region["geography"],
                "geographyGroup": region["geographyGroup"],
                "longitude": region["longitude"],
                "latitude": region["latitude"],
                "physicalLocation": region["physicalLocation"],
                "pairedRegion": [{"name": pair, "id": base + pair}],
            }
            values.append(
                {
                    "id": base + name,
                    "name": name,
                    "type": "Region",
                    "displayName": region["displayName"],
                    "regionalDisplayName": region["regionalDisplayName"],
                    "metadata": metadata,
                    "availabilityZoneMappings": [
                        {"logicalZone": zone, "physicalZone": f"{name}-az{zone}"}
                        for zone in ("1", "2", "3")
                    ],
                }
            )
        return Reply(200, {"value": values})


def shown_subscription(cloud: Cloud) -> JsonObject:
    """The subscription as the service shows it."""
    identity = cloud.identity
    return {
        "id": f"/subscriptions/{identity.subscription}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": identity.subscription,
        "tenantId": identity.tenant,
        "displayName": DISPLAY_NAME,
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }

"""Who and where: the subscription, its tenant, its regions."""

from __future__ import annotations

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.cloud import Cloud
from app.practice.data import load
from app.practice.errors import JsonObject

DISPLAY_NAME = "Practice subscription"


class Subscriptions:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/subscriptions", self.index),
            Route("GET", SUBSCRIPTION, self.get),
            Route("GET", SUBSCRIPTION + "/locations", self.locations),
            Route("GET", "/tenants", self.tenants),
        ]

    def index(self, _call: Call) -> Reply:
        count = {"type": "Total", "value": 1}
        return Reply(200, {"value": [self._subscription()], "count": count})

    def get(self, _call: Call) -> Reply:
        return Reply(200, self._subscription())

    def tenants(self, _call: Call) -> Reply:
        tenant = self._cloud.identity.tenant
        return Reply(
            200,
            {
                "value": [
                    {
                        "id": f"/tenants/{tenant}",
                        "tenantId": tenant,
                        "countryCode": "JP",
                        "displayName": "Practice",
                        "domains": ["practice.localhost"],
                        "defaultDomain": "practice.localhost",
                        "tenantType": "AAD",
                        "tenantCategory": "Home",
                    }
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

    def _subscription(self) -> JsonObject:
        identity = self._cloud.identity
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

"""Marketplace images: publishers, offers, SKUs and versions, and which one "latest" is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.resources import normal_location, region_names
from app.practice.cloud import Cloud
from app.practice.data import load
from app.practice.errors import ArmError, JsonObject, invalid_parameter


@dataclass(frozen=True)
class Image:
    """A row of `data/images.json`; `plan` is None or name, product and publisher."""

    publisher: str
    offer: str
    sku: str
    versions: list[str]
    generation: str
    os: str
    trusted_launch: bool
    plan: dict[str, str] | None
    architecture: str
    disk_gb: int

    @property
    def latest(self) -> str:
        return max(self.versions, key=_parts)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def images() -> tuple[Image, ...]:
    return tuple(Image(**row) for row in load("images"))


def image_named(reference: JsonObject) -> tuple[Image, str]:
    """The image and the exact version of an imageReference. Raises the service's refusal."""
    found = list(images())
    for name in ("publisher", "offer", "sku"):
        wanted = str(reference.get(name, "")).lower()
        found = [i for i in found if str(getattr(i, name)).lower() == wanted]
        if not found:
            raise invalid_parameter(f"imageReference.{name}")
    version = str(reference.get("version") or "latest")
    if version.lower() == "latest":
        return found[0], found[0].latest
    if version not in found[0].versions:
        raise invalid_parameter("imageReference.version")
    return found[0], version


class Images:
    """All answers are bare arrays, unlike every other list of the service."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        publishers = SUBSCRIPTION + "/providers/Microsoft.Compute/locations/{location}/publishers"
        offers = publishers + "/{publisher}/artifacttypes/vmimage/offers"
        skus = offers + "/{offer}/skus"
        versions = skus + "/{sku}/versions"
        return [
            Route("GET", publishers, self.publishers),
            Route("GET", offers, self.offers),
            Route("GET", skus, self.skus),
            Route("GET", versions, self.versions),
            Route("GET", versions + "/{version}", self.version),
        ]

    def publishers(self, call: Call) -> Reply:
        names = sorted({image.publisher for image in images()})
        return Reply(200, [self._item(call, name, name) for name in names])

    def offers(self, call: Call) -> Reply:
        found = self._matching(call, "publisher")
        names = sorted({image.offer for image in found})
        return Reply(200, [self._item(call, name, found[0].publisher, name) for name in names])

    def skus(self, call: Call) -> Reply:
        items = []
        for image in self._matching(call, "publisher", "offer"):
            item = self._item(call, image.sku, image.publisher, image.offer, image.sku)
            upgrade = {"automaticOSUpgradeSupported": False}
            items.append({**item, "properties": {"automaticOSUpgradeProperties": upgrade}})
        return Reply(200, items)

    def versions(self, call: Call) -> Reply:
        image = self._matching(call, "publisher", "offer", "sku")[0]
        order = call.query.get("$orderby", "")
        names = sorted(image.versions, key=_parts, reverse=order.lower().endswith("desc"))
        top = call.query.get("$top", "")
        if top:
            if not top.isdecimal():
                raise invalid_parameter("$top")
            names = names[: int(top)]
        parts = (image.publisher, image.offer, image.sku)
        items = [self._item(call, name, *parts, name) for name in names]
        if call.query.get("$expand", "").lower().startswith("properties"):
            items = [{**item, "properties": _version_properties(image)} for item in items]
        return Reply(200, items)

    def version(self, call: Call) -> Reply:
        image = self._matching(call, "publisher", "offer", "sku")[0]
        version = call.params["version"]
        if version not in image.versions:
            raise _not_found("Version", version)
        parts = (image.publisher, image.offer, image.sku)
        item = self._item(call, version, *parts, version)
        return Reply(200, {**item, "properties": _version_properties(image)})

    def _matching(self, call: Call, *names: str) -> list[Image]:
        found = list(images())
        for name in names:
            wanted = call.params[name].lower()
            found = [i for i in found if str(getattr(i, name)).lower() == wanted]
            if not found:
                raise _not_found(name.capitalize(), call.params[name])
        return found

    def _item(self, call: Call, name: str, *parts: str) -> JsonObject:
        location = normal_location(call.params["location"])
        if location not in region_names():
            raise ArmError(
                400,
                "NoRegisteredProviderFound",
                f"No registered resource provider found for location '{location}' and API version "
                f"'{call.api_version}' for type 'locations/publishers'.",
            )
        # The letter case of these ids is the service's own.
        kinds = ("Publishers", "ArtifactTypes/VMImage/Offers", "Skus", "Versions")
        path = "".join(f"/{kind}/{part}" for kind, part in zip(kinds, parts, strict=False))
        subscription = self._cloud.identity.subscription
        place = f"/Subscriptions/{subscription}/Providers/Microsoft.Compute/Locations/{location}"
        return {"location": location, "name": name, "id": re.sub("//+", "/", place + path)}


def _version_properties(image: Image) -> JsonObject:
    security = "TrustedLaunchSupported" if image.trusted_launch else "None"
    properties: JsonObject = {
        "osDiskImage": {"operatingSystem": image.os},
        "dataDiskImages": [],
        "automaticOSUpgradeProperties": {"automaticOSUpgradeSupported": False},
        "hyperVGeneration": image.generation,
        "architecture": image.architecture,
        "features": [{"name": "SecurityType", "value": security}],
        "imageDeprecationStatus": {"imageState": "Active"},
    }
    if image.plan is not None:
        properties["plan"] = dict(image.plan)
    return properties


def _not_found(what: str, name: str) -> ArmError:
    return ArmError(404, "NotFound", f"Artifact: VMImage was not found. {what}: {name}.")

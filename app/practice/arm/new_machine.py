"""Decides whether a machine can be made, and what belongs to it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from app.practice.arm.images import Image, image_named
from app.practice.arm.machine_checks import (
    check_fit,
    checked_profile,
    checked_size,
    custom_data,
    refuse_what_guests_lack,
    size_not_available,
)
from app.practice.arm.machine_operations import Confided
from app.practice.arm.machine_properties import completed, identity_of
from app.practice.arm.machine_spelling import as_read
from app.practice.arm.marketplace import terms_accepted
from app.practice.arm.references import ADDRESS, DISK, INTERFACE, References, id_in
from app.practice.arm.resources import normal_location
from app.practice.arm.sizes import Size
from app.practice.arm.usage import Usages
from app.practice.cloud import Cloud
from app.practice.errors import (
    ArmError,
    JsonObject,
    invalid_parameter,
    not_implemented,
    reference_not_found,
    reference_not_provisioned,
)
from app.practice.filtering import groups_before, named_ports
from app.practice.guest_ports import free_ports
from app.practice.machines import System
from app.practice.operations import timestamp
from app.practice.state import Resource
from app.secret import Secret


@dataclass(frozen=True)
class CheckedRequest:
    """What a request for a machine means, once it is known that it makes sense."""

    image: Image
    version: str
    size: Size
    profile: JsonObject = field(repr=False)


def system_of(image: Image) -> System:
    return "Windows" if image.os == "Windows" else "Linux"


def refuse_missing_system(cloud: Cloud, image: Image) -> None:
    """Refuses images whose machines this computer cannot run."""
    missing = cloud.guests.host.missing_for(system_of(image))
    if missing:
        raise not_implemented(f"{image.os} machines: {missing}")


def checked_request(sent: JsonObject, name: str, region: str) -> CheckedRequest:
    """Checks the properties `sent` (as read) by themselves, without what they refer to."""
    refuse_what_guests_lack(sent)
    storage = sent.get("storageProfile")
    if not isinstance(storage, dict) or not isinstance(storage.get("imageReference"), dict):
        raise invalid_parameter(
            "imageReference", "Required parameter 'imageReference' is missing (null)."
        )
    image, version = image_named(storage["imageReference"])
    size = checked_size((sent.get("hardwareProfile") or {}).get("vmSize"), region)
    check_fit(size, image, sent.get("securityProfile") or {})
    profile = checked_profile(sent.get("osProfile"), name, system_of(image))
    return CheckedRequest(image, version, size, profile)


class MachineMaker:
    def __init__(self, cloud: Cloud, usages: Usages) -> None:
        self._cloud = cloud
        self._usages = usages

    def make(self, machine: Resource, body: JsonObject) -> Confided:
        """Fill `machine` from the body of its PUT; returns what is not kept of it.

        Raises the refusals in the order in which the service finds them: the request
        itself, what it refers to, the purchase, the capacity, the quota.
        """
        sent = as_read(body.get("properties"))
        asked = checked_request(sent, machine.name, machine.location)
        image, size, profile = asked.image, asked.size, asked.profile
        refuse_missing_system(self._cloud, image)
        interfaces = self._interfaces(machine, sent.get("networkProfile"))
        self._check_purchase(image, body.get("plan"))
        if self._cloud.faults.take("sku"):
            raise size_not_available(size.name, machine.location)
        self._usages.require_cores(size, machine.location)
        machine.body["properties"] = completed(machine, sent, profile, image, asked.version)
        for name in ("plan", "zones", "extendedLocation"):
            if body.get(name):
                machine.body[name] = copy.deepcopy(body[name])
        identity = identity_of(self._cloud, body.get("identity"))
        if identity:
            machine.body["identity"] = identity
        self._set_inner(machine, image, interfaces)
        return Confided(custom_data(profile), Secret(str(profile.get("adminPassword") or "")))

    def join(self, machine: Resource) -> None:
        """Make the disk and open the public addresses of a machine that is stored already."""
        self._make_disk(machine)
        references = References(self._cloud.state)
        for address in self._cloud.state.of_type(ADDRESS):
            user = references.user_of_address.get(address.id.lower())
            owner = references.machine_of_interface.get(user[0].id.lower()) if user else None
            if owner is not None and owner.id == machine.id:
                self._cloud.edge.open(address)
                self._cloud.state.put(address)

    # parts

    def _set_inner(self, machine: Resource, image: Image, interfaces: list[Resource]) -> None:
        references = References(self._cloud.state)
        ports: set[int] = set()
        for interface in interfaces:
            for configuration in interface.properties["ipConfigurations"]:
                groups = groups_before(self._cloud.state, references, interface, configuration)
                ports |= set(named_ports(groups))
        guest = "m" + machine.properties["vmId"].replace("-", "")[:12]
        machine.inner = {
            "guest": guest,
            "power": "starting",
            "generation": image.generation,
            "system": system_of(image),
            "ports": free_ports(self._cloud.state, sorted(ports)),
        }

    def _interfaces(self, machine: Resource, profile: Any) -> list[Resource]:
        attached = profile.get("networkInterfaces") if isinstance(profile, dict) else None
        if not attached:
            if isinstance(profile, dict) and profile.get("networkInterfaceConfigurations"):
                raise not_implemented("network interfaces made together with the machine")
            raise invalid_parameter(
                "networkProfile", "Required parameter 'networkProfile' is missing (null)."
            )
        references = References(self._cloud.state)
        found = []
        for item in attached:
            interface_id = id_in(item)
            interface = self._cloud.state.get(interface_id)
            if interface is None or interface.type != INTERFACE:
                raise reference_not_found(str(item.get("id")), machine.id)
            if interface.location != normal_location(machine.location):
                raise reference_not_found(str(item.get("id")), machine.id)
            user = references.machine_of_interface.get(interface_id)
            if user is not None:
                raise ArmError(
                    400,
                    "NicInUse",
                    f"Network Interface {interface.id} is used by existing resource {user.id}. In "
                    "order to use the network interface, it must be dissociated from the "
                    "resource.",
                    details=[],
                )
            if interface.provisioning_state not in ("Succeeded", "Failed"):
                raise reference_not_provisioned(
                    interface.id,
                    machine.id,
                    interface.provisioning_state,
                    "PutNetworkInterfaceOperation",
                )
            found.append(interface)
        return found

    def _check_purchase(self, image: Image, plan: Any) -> None:
        subscription = self._cloud.identity.subscription
        if image.plan is not None and not plan:
            raise ArmError(
                400,
                "VMMarketplaceInvalidInput",
                "Creating a virtual machine from Marketplace image or a custom image sourced from "
                "a Marketplace image requires Plan information in the request.",
            )
        if plan and image.plan is None:
            raise _no_such_offer(plan)
        accepted = image.plan is None or terms_accepted(self._cloud, image.plan)
        if not accepted or self._cloud.faults.take("terms"):
            raise ArmError(
                400,
                "ResourcePurchaseValidationFailed",
                "User failed validation to purchase resources. Error message: 'You have not "
                f"accepted the legal terms on this subscription: '{subscription}' for this plan. "
                "Before the subscription can be used, you need to accept the legal terms of the "
                "image. To read and accept legal terms, use the Azure CLI commands described at "
                "https://go.microsoft.com/fwlink/?linkid=2110637 or the PowerShell commands "
                "available at https://go.microsoft.com/fwlink/?linkid=862451. Alternatively, "
                "deploying via the Azure portal provides a UI experience for reading and accepting "
                f"the legal terms. Offer details: publisher='{image.publisher}' offer = "
                f"'{image.offer}', sku = '{image.sku}', Correlation Id: '{subscription}'.'",
            )

    def _make_disk(self, machine: Resource) -> None:
        disk = machine.properties["storageProfile"]["osDisk"]
        if "managedDisk" not in disk:
            return
        image = machine.properties["storageProfile"]["imageReference"]
        image_id = (
            f"/Subscriptions/{self._cloud.identity.subscription}/Providers/Microsoft.Compute/"
            f"Locations/{machine.location}/Publishers/{image['publisher']}/ArtifactTypes/VMImage/"
            f"Offers/{image['offer']}/Skus/{image['sku']}/Versions/{image['exactVersion']}"
        )
        kept = Resource(
            id=disk["managedDisk"]["id"],
            type=DISK,
            group=machine.group,
            name=disk["name"],
            body={
                "location": machine.location,
                "tags": dict(machine.body.get("tags") or {}),
                "sku": {"name": disk["managedDisk"]["storageAccountType"], "tier": "Premium"},
                "managedBy": machine.id,
                "properties": {
                    "osType": disk["osType"],
                    "hyperVGeneration": machine.inner["generation"],
                    "creationData": {
                        "createOption": "FromImage",
                        "imageReference": {"id": image_id},
                    },
                    "diskSizeGB": disk["diskSizeGB"],
                    "diskSizeBytes": disk["diskSizeGB"] * 1024**3,
                    "timeCreated": timestamp(),
                    "provisioningState": "Succeeded",
                    "diskState": "Attached",
                    "uniqueId": machine.properties["vmId"],
                    "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
                    "networkAccessPolicy": "AllowAll",
                    "publicNetworkAccess": "Enabled",
                },
            },
        )
        if not str(kept.body["sku"]["name"]).startswith("Premium"):
            kept.body["sku"]["tier"] = "Standard"
        self._cloud.state.put(kept)


def _no_such_offer(plan: Any) -> ArmError:
    named = plan if isinstance(plan, dict) else {}
    return ArmError(
        400,
        "ResourcePurchaseValidationFailed",
        "User failed validation to purchase resources. Error message: 'Offer with PublisherId: "
        f"{named.get('publisher')} and OfferId: {named.get('product')} not found. If this offer "
        "has been created recently, please allow upto 30 minutes for this offer to be available "
        "for Purchase. If error persists, contact support.'",
    )

"""What the service refuses in a new machine: sizes, images, names, keys and passwords."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from app.practice.arm.images import Image
from app.practice.arm.sizes import Size, size_named, sizes
from app.practice.errors import ArmError, JsonObject, invalid_parameter, not_implemented
from app.practice.machines import System

_MOST_CUSTOM_DATA = 65535
_RESERVED_USERS = frozenset(
    [
        *("administrator", "admin", "user", "user1", "test", "user2", "test1", "user3", "admin1"),
        *("1", "123", "a", "actuser", "adm", "admin2", "aspnet", "backup", "console", "david"),
        *("guest", "john", "owner", "root", "server", "sql", "support", "support_388945a0", "sys"),
        *("test2", "test3", "user4", "user5"),
    ]
)
_NOT_OFFERED = (
    *("availabilitySet", "virtualMachineScaleSet", "proximityPlacementGroup", "host", "hostGroup"),
    *("capacityReservation", "applicationProfile"),
)
_LONGEST_WINDOWS_USER = 20
_KEY_KINDS = ("ssh-rsa", "ssh-ed25519")


def refuse_what_guests_lack(properties: JsonObject) -> None:
    """Better no machine than one that lacks what was asked for."""
    if (properties.get("storageProfile") or {}).get("dataDisks"):
        raise not_implemented("data disks")
    for name in _NOT_OFFERED:
        if properties.get(name):
            raise not_implemented(f"machines with {name}")


def checked_size(name: Any, region: str) -> Size:
    size = size_named(name)
    if size is None:
        valid = ", ".join(s.name for s in sizes())
        raise invalid_parameter(
            "vmSize",
            f"The value {name} provided for the VM size is not valid. The valid sizes in the "
            f"current region are: {valid}. Find out more on the valid VM sizes in each region at "
            "https://aka.ms/azure-regions.",
        )
    if region in size.restricted_in:
        raise size_not_available(size.name, region)
    return size


def size_not_available(name: str, region: str) -> ArmError:
    return ArmError(
        409,
        "SkuNotAvailable",
        "The requested VM size for resource 'Following SKUs have failed for Capacity "
        f"Restrictions: {name}' is currently not available in location '{region}'. Please try "
        "another size or deploy to a different location or different zone. See "
        "https://aka.ms/azureskunotavailable for details.",
    )


def check_fit(size: Size, image: Image, security: JsonObject) -> None:
    """Image, size and security type must go together."""
    if image.generation not in size.generations.split(","):
        raise ArmError(
            400,
            "BadRequest",
            f"The selected VM size '{size.name}' cannot boot Hypervisor Generation "
            f"'{image.generation[1:]}'. If this was a Create operation please check that the "
            f"Hypervisor Generation of the Image matches the Hypervisor Generation of the selected "
            "VM Size.",
        )
    if image.architecture != size.architecture:
        raise ArmError(
            400,
            "BadRequest",
            "Cannot create a VM of size "
            f"'{size.name}' because this VM size only supports a CPU Architecture of "
            f"'{size.architecture}', but an image or disk with CPU Architecture "
            f"'{image.architecture}' was given. Please check that the CPU Architecture of the "
            "image or disk and VM size match.",
        )
    if security.get("securityType") != "TrustedLaunch":
        return
    if not size.trusted_launch:
        raise ArmError(
            400,
            "BadRequest",
            f"The VM size '{size.name}' is not supported for creation of VMs and Virtual Machine "
            "Scale Set with 'TrustedLaunch' security type.",
        )
    if not image.trusted_launch:
        raise ArmError(
            400,
            "BadRequest",
            "The provided image is not supported for creation of VMs and Virtual Machine Scale "
            "Set with 'TrustedLaunch' security type. Please use a different image.",
        )


def checked_profile(profile: Any, machine: str, system: System) -> JsonObject:
    """The osProfile as sent, if the service would take it for a machine of `system`."""
    if not isinstance(profile, dict):
        raise invalid_parameter("osProfile", "Required parameter 'osProfile' is missing (null).")
    name = profile.get("computerName") or machine
    _check_computer_name(name, system)
    user = profile.get("adminUsername")
    if not user:
        raise invalid_parameter(
            "adminUsername", "Required parameter 'adminUsername' is missing (null)."
        )
    if str(user).lower() in _RESERVED_USERS or str(user).endswith("."):
        raise invalid_parameter(
            "adminUsername",
            "The Admin Username specified is not allowed. For more information about disallowed "
            "usernames, see https://aka.ms/vmosprofile",
        )
    custom_data(profile)
    if system == "Windows":
        _check_windows_log_in(profile, str(user))
        return {**profile, "computerName": name}
    _check_log_in(profile, str(user))
    if not authorized_keys(profile, str(user)):
        raise not_implemented("log-in with a password alone; hand over an SSH key")
    return {**profile, "computerName": name}


def _check_computer_name(name: Any, system: System) -> None:
    if system == "Windows":
        form = r"(?![0-9]+$)[A-Za-z0-9][A-Za-z0-9-]{0,14}"
        words = (
            "Windows computer name cannot be more than 15 characters long, be entirely numeric, "
            "or contain the following characters: ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : . "
            "' \" , < > / ?."
        )
    else:
        form = r"[A-Za-z0-9]([A-Za-z0-9-]{0,62})"
        words = (
            "Linux host name cannot exceed 63 characters in length or contain the following "
            "characters: ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : ' \" , < > / ?."
        )
    if not isinstance(name, str) or not re.fullmatch(form, name):
        raise invalid_parameter("computerName", words)


def _check_windows_log_in(profile: JsonObject, user: str) -> None:
    if profile.get("linuxConfiguration"):
        raise invalid_parameter("linuxConfiguration")
    if len(user) > _LONGEST_WINDOWS_USER:
        raise invalid_parameter("adminUsername")
    _check_password(profile.get("adminPassword"), 8, 123)


def _check_log_in(profile: JsonObject, user: str) -> None:
    linux = profile.get("linuxConfiguration") or {}
    if linux.get("disablePasswordAuthentication"):
        if not authorized_keys(profile, user):
            raise invalid_parameter(
                "linuxConfiguration.ssh.publicKeys",
                "Authentication using either SSH or by user name and password must be enabled in "
                "Linux profile.",
            )
        return
    password = profile.get("adminPassword")
    if password is None and authorized_keys(profile, user):
        return
    _check_password(password, 6, 72)


def _check_password(password: Any, shortest: int, longest: int) -> None:
    classes = (r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]")
    strong = (
        isinstance(password, str)
        and shortest <= len(password) <= longest
        and sum(bool(re.search(kind, password)) for kind in classes) >= 3
    )
    if not strong:
        raise invalid_parameter(
            "adminPassword",
            f"The supplied password must be between {shortest}-{longest} characters long and must "
            "satisfy at least 3 of password complexity requirements from the following:\r\n1) "
            "Contains an uppercase character\r\n2) Contains a lowercase character\r\n3) Contains "
            "a numeric digit\r\n4) Contains a special character\r\n5) Control "
            "characters are not allowed",
        )


def authorized_keys(profile: JsonObject, user: str) -> tuple[str, ...]:
    """The public keys of the profile, checked."""
    linux = profile.get("linuxConfiguration") or {}
    keys = (linux.get("ssh") or {}).get("publicKeys") or []
    for key in keys:
        data = str(key.get("keyData") or "")
        parts = data.split()
        if len(parts) < 2 or parts[0] not in _KEY_KINDS or not _is_base64(parts[1]):
            raise invalid_parameter("linuxConfiguration.ssh.publicKeys.keyData")
        home = f"/home/{user}/.ssh/authorized_keys"
        if key.get("path", home) != home:
            raise invalid_parameter(
                "linuxConfiguration.ssh.publicKeys.path",
                "Destination path for SSH public keys is currently limited to its default value "
                f"{home}  due to a known issue in Linux provisioning agent.",
            )
    return tuple(str(key["keyData"]).strip() for key in keys)


def _is_base64(value: str) -> bool:
    try:
        return bool(base64.b64decode(value, validate=True))
    except binascii.Error:
        return False


def custom_data(profile: JsonObject) -> bytes:
    """The decoded customData; empty where there is none."""
    sent = profile.get("customData")
    if not sent:
        return b""
    try:
        data = base64.b64decode(str(sent), validate=True)
    except binascii.Error:
        data = b"\0" * (_MOST_CUSTOM_DATA + 1)
    if len(data) > _MOST_CUSTOM_DATA:
        raise invalid_parameter(
            "customData",
            "Custom data in OSProfile must be in Base64 encoding and with a maximum length of "
            "87380 characters.",
        )
    return data

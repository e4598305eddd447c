"""What a guest's base image is made of: read from this computer, never from the network.

The image is to the guest what the distribution's cloud image is in Azure. Where this
computer stands behind a campus proxy, with its own trust anchors or package mirrors, an
image of that campus would carry the same: so they are taken along.
"""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.practice.guests import programs
from app.practice.guests.apt_sources import archives, distribution

# As in the cloud image; python3-venv is left out there too.
PACKAGES: Final = (
    "systemd-sysv",
    "dbus",
    "libpam-systemd",
    "openssh-server",
    "sudo",
    "cloud-init",
    "python3",
    "nftables",
    "iproute2",
    "iputils-ping",
    "ca-certificates",
    "netbase",
    "procps",
    "less",
    "curl",
)

_LAYOUT = 1  # raise when the way an image is made changes
_NAME_SERVER = "10.0.2.3"  # slirp4netns answers there
_CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_CLOUD_CONFIG = """\
# The network is there before boot, the disk is a folder: nothing to set up or to grow.
datasource_list: [NoCloud, None]
network: {config: disabled}
growpart: {mode: "off"}
resize_rootfs: false
locale: C.UTF-8
manage_etc_hosts: true
apt: {preserve_sources_list: true}
"""


@dataclass(frozen=True)
class Recipe:
    """All that decides what is in an image; equal recipes make equal images.

    `files` are put into the image (absolute path -> content), `apt_options` hold while it
    is made and afterwards.
    """

    distribution: str
    codename: str
    architecture: str
    sources: str
    apt_options: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    packages: tuple[str, ...] = PACKAGES
    layout: int = _LAYOUT

    @property
    def key(self) -> str:
        """A short name for exactly this recipe, safe as a folder name."""
        plain = json.dumps(asdict(self), sort_keys=True).encode()
        return f"{self.codename}-{hashlib.sha256(plain).hexdigest()[:16]}"


def of_this_computer(root: Path = Path("/")) -> Recipe | None:
    """The recipe this computer's files give; None where it is neither Debian nor Ubuntu."""
    own = distribution(root)
    if own is None:
        return None
    found = archives(own, root)
    if not found:
        return None
    architecture = programs.check([programs.need("dpkg"), "--print-architecture"]).stdout
    return Recipe(
        distribution=own.id,
        codename=own.codename,
        architecture=architecture.decode().strip(),
        sources="".join(f"{archive.line()}\n" for archive in found),
        apt_options=_apt_options(),
        files=tuple(sorted(_files(root).items())),
    )


def _files(root: Path) -> dict[str, str]:
    files = {
        "/etc/cloud/cloud.cfg.d/90-practice.cfg": _CLOUD_CONFIG,
        "/etc/fstab": "",
        "/etc/hostname": "guest\n",
        "/etc/machine-id": "",
        "/etc/resolv.conf": f"nameserver {_NAME_SERVER}\n",
    }
    for anchor in sorted((root / "usr/local/share/ca-certificates").glob("**/*.crt")):
        name = re.sub(r"[^A-Za-z0-9._-]", "-", anchor.name)
        files[f"/usr/local/share/ca-certificates/{name}"] = anchor.read_text()
    pip = _pip_settings(root)
    if pip:
        files["/etc/pip.conf"] = pip
    proxies = _proxy_environment()
    if proxies:
        files["/etc/environment"] = f'PATH="{_PATH}"\n{proxies}'
    return files


def _apt_options() -> tuple[str, ...]:
    """Proxies and the leniency towards old mirrors that apt is told of on this computer."""
    wanted = re.compile(
        r'Acquire::(?:https?::Proxy(?:::[^ ]*)?|Check-Valid-Until|Check-Date) "([^"]*)";'
    )
    apt_config = programs.find("apt-config")
    dump = programs.check([apt_config, "dump"]).stdout.decode() if apt_config else ""
    options = {
        line: None
        for line in dump.splitlines()
        if (match := wanted.fullmatch(line)) and _reachable_from_guest(match[1])
    }
    return ('APT::Install-Recommends "false";', *options)


def _pip_settings(root: Path) -> str:
    """Where this computer's pip gets packages from, without anything that signs in there."""
    read = configparser.ConfigParser(interpolation=None, strict=False)
    home = Path.home()
    read.read([root / "etc/pip.conf", home / ".pip/pip.conf", home / ".config/pip/pip.conf"])
    kept = configparser.ConfigParser(interpolation=None)
    kept.add_section("global")
    for name in ("index-url", "extra-index-url", "proxy", "timeout"):
        value = read.get("global", name, fallback="").strip()
        if value and all(_reachable_from_guest(word) for word in value.split()):
            kept.set("global", name, value)
    if read.has_option("global", "cert"):
        kept.set("global", "cert", _CA_BUNDLE)
    if not kept.options("global"):
        return ""
    lines = [f"{name} = {value}\n" for name, value in kept.items("global")]
    return "".join(["[global]\n", *lines])


def _proxy_environment() -> str:
    lines = []
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        value = os.environ.get(name) or os.environ.get(name.upper()) or ""
        if value and _reachable_from_guest(value):
            lines += [f"{name}={value}\n", f"{name.upper()}={value}\n"]
    return "".join(lines)


def _reachable_from_guest(value: str) -> bool:
    """False for an address on this computer itself, or one that carries a password."""
    if "://" not in value:
        return True
    address = urlsplit(value)
    if address.scheme == "file":
        return False
    loopback = address.hostname in ("localhost", "::1") or (address.hostname or "").startswith(
        "127."
    )
    return not loopback and address.password is None

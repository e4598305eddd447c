"""A notebook server as the user sees it, whichever cloud it is in and whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ADMIN_USER: Final = "azureuser"
"""The administrator of every machine, as in the tutorial that Kumonote replaces."""


class ServerState(StrEnum):
    """What the cloud says of the machine.

    `STOPPED` is deallocated: only disk and address are billed. `STOPPED_BILLED` is shut
    down from inside: the machine is still billed in full.
    """

    CREATING = "creating"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    STOPPED_BILLED = "stopped-billed"
    DELETING = "deleting"
    INCOMPLETE = "incomplete"
    FAILED = "failed"


@dataclass(frozen=True)
class PublicAddress:
    """A static address: `ip` in dotted form, `fqdn` as the cloud itself reports it."""

    ip: str
    fqdn: str


@dataclass(frozen=True)
class Server:
    """One server. Empty texts mean that the cloud does not say."""

    name: str
    state: ServerState
    group: str
    region: str
    size: str = ""
    system: str = ""
    address: PublicAddress | None = None
    url: str = ""
    certificate_sha256: str = ""
    host_keys: tuple[str, ...] = ()
    """What its machine may be known by: public SSH host keys, "ssh-ed25519 AAAA…", two while
    one replaces the other; of Windows a certificate, "x509-sha256 …"."""
    private_port: int = 9999
    public_port: int = 443
    """0 for a notebook that is reached through SSH only."""
    ready: bool = False
    """It once was ready: it is never removed without asking."""

    @property
    def is_windows(self) -> bool:
        """Whether its machine is entered over WinRM, not SSH."""
        return self.system == "windows"

    @property
    def is_public(self) -> bool:
        """Whether the notebook has a port of its own on the internet."""
        return self.public_port != 0

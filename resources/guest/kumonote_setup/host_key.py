"""The host key: renewed in two steps, so that the app can pin the new one in between.

`prepare` makes a new key beside the old one and tells its public half. `activate` puts it
in place, has sshd use it, and wipes the old one with all its copies: it travelled in the
machine's customData, so it was known outside.
"""

import re
import time
from pathlib import Path

from .failures import SetupError
from .processes import Processes
from .system import System, remove, write_file
from .wiping import wipe

KEY = "/etc/ssh/ssh_host_ed25519_key"
NEXT = "/etc/kumonote/next_host_key"

_PUBLIC = re.compile(r"ssh-ed25519 [A-Za-z0-9+/]{68}")
_BOOT_LIMIT_SECONDS = 120.0
_TICK_SECONDS = 0.2


class HostKey:
    def __init__(self, system: "System", processes: "Processes") -> None:
        self._system = system
        self._processes = processes
        self._key = system.path(KEY)
        self._next = system.path(NEXT)

    def public(self) -> "str":
        """The public half of the key in place; empty where there is none."""
        return _public_half(self._key)

    def prepare(self) -> "str":
        """Make the next key unless it is there; its public half."""
        if not _public_half(self._next):
            remove(self._next)
            self._next.parent.mkdir(parents=True, exist_ok=True)
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]
            self._must([*command, str(self._next)])
        return _public_half(self._next)

    def activate(self, expected: "str") -> "list[str]":
        """Change over to the key whose public half is `expected`; files that were wiped."""
        if self.public() != expected:
            if _public_half(self._next) != expected:
                raise _failed("another key was prepared")
            self._wait_for_boot()
            old = self._key.read_bytes() if self._key.exists() else b""
            # kept until all copies are wiped: a run that is cut short can go on
            previous = self._system.path("/etc/kumonote/previous_host_key")
            if old and not previous.exists():
                write_file(previous, old, 0o600)
            write_file(self._key, self._next.read_bytes(), 0o600)
            write_file(_pub(self._key), (expected + "\n").encode(), 0o644)
        self._reload()
        wiped = self._wipe_previous()
        for file in (self._next, _pub(self._next)):
            remove(file)
        return wiped

    def _wipe_previous(self) -> "list[str]":
        previous = self._system.path("/etc/kumonote/previous_host_key")
        if not previous.exists():
            return []
        wiped = wipe(self._system, previous.read_bytes())
        previous.write_bytes(b"\0" * previous.stat().st_size)
        remove(previous)
        return wiped

    def _wait_for_boot(self) -> None:
        """While cloud-init is at work it still writes the first key and copies of it."""
        deadline = time.time() + _BOOT_LIMIT_SECONDS
        while not boot_is_finished(self._system) and time.time() < deadline:
            time.sleep(_TICK_SECONDS)

    def _reload(self) -> None:
        """Connections that are open stay open."""
        if self._system.is_reduced:
            self._must(["kumonote-service", "restart", "ssh"])
            return
        self._must([self._processes.find("sshd") or "/usr/sbin/sshd", "-t"])
        for unit in ("ssh.service", "sshd.service"):
            if self._processes.check(["systemctl", "--quiet", "is-active", unit]):
                self._must(["systemctl", "reload", unit])
                return
        # started by its socket for each connection: the next one reads the key

    def _must(self, command: "list[str]") -> None:
        ended = self._processes.run(command)
        if ended.code != 0:
            raise _failed(" ".join(command) + "\n" + ended.output)


def boot_is_finished(system: "System") -> "bool":
    """Whether cloud-init has done everything, or is not there at all."""
    if not system.path("/var/lib/cloud").is_dir():
        return True
    return system.path("/var/lib/cloud/instance/boot-finished").exists()


def _pub(key: "Path") -> "Path":
    return key.with_name(key.name + ".pub")


def _public_half(key: "Path") -> "str":
    try:
        content = _pub(key).read_text(errors="replace") if key.exists() else ""
    except OSError:
        return ""
    match = _PUBLIC.match(content)
    return match.group(0) if match else ""


def _failed(details: "str") -> "SetupError":
    return SetupError(
        "guest-host-key",
        "The machine could not change its host key.",
        "The old one still holds. Resume.",
        details=details,
    )

"""Fetching and installing Python packages: uv by pip, everything else by uv."""

import re
import time
from pathlib import Path

from .failures import SetupError, disk_full
from .lock_file import INSTALLER, Lock, short_hash
from .network import Network
from .part import Part
from .processes import Ended, Processes
from .pythons import Pythons
from .report import Reporter
from .system import System, make_folder, remove, write_file

_LIMIT_SECONDS = 20 * 60.0
_RETRY_WAITS = (2.0, 8.0, 20.0)

_HASH = re.compile(
    r"hash mismatch|HASHES? (DO NOT|FROM)|do not match the hash|Expected sha256", re.I
)
_UNTRUSTED = re.compile(r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer", re.I)
_MISSING = re.compile(
    r"No matching distribution|no version of|not found in the package registry|"
    r"was not found|no wheels? with a matching",
    re.I,
)
_NETWORK = re.compile(
    r"Failed to (fetch|download|resolve)|timed? ?out|Connection|resolve host|dns error|"
    r"Temporary failure|NewConnectionError|error sending request|Network is unreachable|"
    r"50[0234] |ReadTimeout",
    re.I,
)
_FULL = re.compile(r"No space left on device", re.I)


class Installer(Part):
    """uv, of the locked version, in a folder of its own."""

    code = "installer"
    text = "Fetching the installer for Python packages"
    weight = 2.0

    def __init__(
        self,
        system: "System",
        processes: "Processes",
        network: "Network",
        lock: "Lock",
        pythons: "Pythons",
    ) -> None:
        self._processes = processes
        self._pythons = pythons
        self._network = network
        self._lock = lock
        self._all = system.path("/opt/kumonote/installer")

    @property
    def _folder(self) -> "Path":
        return self._all / short_hash(self._lock.names(INSTALLER))

    @property
    def uv(self) -> "Path":
        return self._folder / "bin" / "uv"

    def is_done(self) -> "bool":
        return self.uv.is_file()

    def do(self, reporter: "Reporter") -> None:
        pip = self._pythons.pip()
        if pip is None:
            raise SetupError("setup-failed", "There is no pip.", "Resume.")
        make_folder(self._folder.parent)
        draft = self._folder.with_name(self._folder.name + ".new")
        requirements = self._lock.requirements(INSTALLER)
        wanted = write_file(self._folder.with_name("installer.txt"), requirements.encode())
        command = [*pip, "install", "--quiet", "--require-hashes", "--no-deps", "--no-compile"]
        command += ["--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
        command += ["--target", str(draft), "--requirement", str(wanted)]

        def install() -> "Ended":
            remove(draft)
            return self._processes.run(
                command, _LIMIT_SECONDS, environment=self._network.environment()
            )

        patiently(install, reporter)
        remove(self._folder)
        draft.rename(self._folder)


def patiently(install: "object", reporter: "Reporter") -> None:
    """Call `install` again after network trouble; raise `SetupError` when it stays."""
    if not callable(install):
        raise TypeError("install")
    waits = list(_RETRY_WAITS)
    while True:
        ended = install()
        if ended.code == 0:
            return
        failure = explained(ended.output)
        if not failure.retryable or not waits:
            raise failure
        reporter.log("network-again", "The network failed; trying again", "warning")
        time.sleep(waits.pop(0))


def explained(output: "str") -> "SetupError":
    """The failure behind the last words of pip or uv."""
    if _FULL.search(output):
        return disk_full(output)
    if _HASH.search(output):
        return SetupError(
            "guest-index-hash",
            "A Python package is not the one that was checked, so it was not installed.",
            "The package index may be out of order.",
            details=output,
        )
    if _UNTRUSTED.search(output):
        return SetupError(
            "guest-index-certificate",
            "The machine does not trust the certificate of the package index or proxy.",
            "Give your network's own authority to the machine, or use another index.",
            details=output,
        )
    if _NETWORK.search(output):
        return SetupError(
            "guest-index-network",
            "The machine could not fetch Python packages.",
            "Check its network, and index and proxy in the settings; then resume.",
            retryable=True,
            details=output,
        )
    if _MISSING.search(output):
        return SetupError(
            "guest-index-missing",
            "The package index lacks a package in the version that was checked.",
            "Use the public index, or have yours mirror it wholly.",
            details=output,
        )
    return SetupError(
        "setup-failed", "Installing Python packages failed.", "Resume.", details=output
    )

"""The notebook server's configuration: one file, with nothing left to Jupyter's defaults
that decides who gets in."""

import ipaddress
import sys
from pathlib import Path

from .certificate import FILE as CERTIFICATE
from .certificate import FOLDER
from .lock_file import data
from .part import Part
from .report import Reporter
from .samples import FOLDER as NOTEBOOKS
from .settings import Settings
from .system import System, holds, make_closed_folder, write_file

FILE = FOLDER + "/jupyter_server_config.py"
LOOPBACK = "127.0.0.1"
EVERY_ADDRESS = str(ipaddress.IPv4Address(0))
_HASH_LINE = "c.PasswordIdentityProvider.hashed_password = "


class Configuration(Part):
    code = "configuration"
    text = "Writing the notebook's configuration"
    weight = 0.1

    def __init__(self, system: "System", settings: "Settings") -> None:
        self._system = system
        self._settings = settings

    @property
    def file(self) -> "Path":
        return self._system.path(FILE)

    def is_done(self) -> "bool":
        return holds(self.file, self.content(), 0o640)

    def do(self, reporter: "Reporter") -> None:
        make_closed_folder(self.file.parent)
        self._system.share_with_user(self.file.parent)
        self._system.share_with_user(write_file(self.file, self.content(), 0o640))
        words = "The notebook's configuration is in " + str(self.file)
        reporter.log("configuration-written", words, file=str(self.file))

    def content(self) -> "bytes":
        return configuration(
            address=self._address(),
            port=listening_port(self._system, self._settings),
            folder=str(self._system.home / NOTEBOOKS),
            certificate=str(self._system.path(CERTIFICATE)),
            password_hash=self._settings.password_hash,
            login=data("limited_login.py").decode("utf-8"),
            # a practice cloud that runs as root has no other user for it
            allow_root=self._system.is_reduced,
        )

    def _address(self) -> "str":
        """Windows hands connections on to loopback; what redirects in Linux leads elsewhere."""
        if self._system.is_reduced or sys.platform == "win32":
            return LOOPBACK
        return EVERY_ADDRESS


class NewPassword(Part):
    """Another password in the configuration that is there; the rest of it stays."""

    code = "password"
    text = "Setting the password"
    weight = 0.1

    def __init__(self, system: "System", settings: "Settings") -> None:
        self._system = system
        self._hash = settings.password_hash
        self._file = system.path(FILE)

    def is_done(self) -> "bool":
        return password_hash_in(self._file.read_text("utf-8")) == self._hash

    def do(self, reporter: "Reporter") -> None:
        lines = self._file.read_text("utf-8").splitlines()
        new = _HASH_LINE + repr(self._hash)
        lines = [new if line.startswith(_HASH_LINE) else line for line in lines]
        content = ("\n".join(lines) + "\n").encode("utf-8")
        self._system.share_with_user(write_file(self._file, content, 0o640))
        reporter.log("password-set", "The notebook has another password")


def listening_port(system: "System", settings: "Settings") -> "int":
    """Where there is no redirect, the notebook listens on what stands for the public port."""
    if system.is_reduced:
        return system.loopback_port(settings.public_port)
    return settings.private_port


def configuration(
    address: "str",
    port: "int",
    folder: "str",
    certificate: "str",
    password_hash: "str",
    login: "str",
    allow_root: "bool" = False,
) -> "bytes":
    """The file's bytes. Values are written as Python literals.

    `address` is every one of the machine's: a redirect leads to the address that the packet
    came to, not to loopback. `login` is the source of the class that lets people in.
    """
    values = (
        ("c.ServerApp.ip", address),
        ("c.ServerApp.port", port),
        ("c.ServerApp.port_retries", 0),
        ("c.ServerApp.open_browser", False),
        ("c.ServerApp.allow_remote_access", True),
        ("c.ServerApp.allow_root", allow_root),
        ("c.ServerApp.quit_button", False),
        ("c.ServerApp.root_dir", folder),
        ("c.ServerApp.certfile", certificate),
        ("c.ServerApp.allow_unauthenticated_access", False),
        ("c.IdentityProvider.token", ""),
        ("c.PasswordIdentityProvider.hashed_password", password_hash),
        ("c.PasswordIdentityProvider.password_required", True),
        ("c.PasswordIdentityProvider.allow_password_change", False),
        ("c.LabApp.check_for_updates_class", "jupyterlab.NeverCheckForUpdate"),
    )
    lines = ["# Written by Kumonote, and again whenever it changes something: do not edit."]
    lines += [login, "c = get_config()"]
    lines += [name + " = " + repr(value) for name, value in values]
    lines += ["c.ServerApp.identity_provider_class = LimitedLogin"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def password_hash_in(content: "str") -> "str":
    """The hash that a configuration sets; empty where there is none."""
    for line in content.splitlines():
        if line.startswith(_HASH_LINE):
            return line[len(_HASH_LINE) :].strip("'\"")
    return ""

"""Where things are in a Windows machine, and the environment its programs run in."""

from __future__ import annotations

import json
import os
from pathlib import Path, PureWindowsPath
from typing import Final

from app.practice.guests.folder import GuestFolder
from app.practice.guests.windows.wine import Wine
from app.practice.machines import MachineSpec

WINRM_PORT: Final = 5986
PREFIX_VARIABLE: Final = "WINEPREFIX"
SERVICES: Final = r"C:\Kumonote\configuration\services"
LOGS: Final = r"C:\Kumonote\log"
PYTHON: Final = r"C:\Kumonote\python\python.exe"
WORK: Final = r"C:\Kumonote\work"
SHIM: Final = r"C:\windows\kumonote_shim.py"
SERVICE_PROGRAM: Final = r"C:\windows\kumonote-service.cmd"

# How the user's programs reach the network must hold in the machine: it has no other network.
_NETWORK = ("http_proxy", "https_proxy", "no_proxy", "pip_index_url", "pip_proxy")
_FILES = ("ssl_cert_file", "pip_cert")


def drive(folder: GuestFolder) -> Path:
    """The folder that is `C:` in the machine."""
    return folder.disk / "drive_c"


def on_this_computer(root: Path, path: str) -> Path:
    """The file that `path` (on `C:`) is on this computer, never outside the drive `root`.

    Raises `ValueError` for paths of other drives.
    """
    parts = PureWindowsPath(path)
    if parts.drive.upper() not in ("", "C:") or ".." in parts.parts:
        raise ValueError(f"{path} is not on the machine's drive")
    return root.joinpath(*(part for part in parts.parts if part not in (parts.anchor, "\\")))


def as_windows_sees(path: str) -> str:
    """The name by which programs in the machine reach a file of this computer."""
    return "Z:" + path.replace("/", "\\")


def users_file(folder: GuestFolder) -> Path:
    """Who may sign in by WinRM, as hashes of passwords."""
    return folder.path / "users"


def listener_file(folder: GuestFolder) -> Path:
    """Certificate and key of the machine's WinRM; there once it was set up."""
    return folder.path / "listener.pem"


def environment(folder: GuestFolder, spec: MachineSpec, wine: Wine) -> dict[str, str]:
    """What every program of the machine gets."""
    home = folder.path / "home"
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name.lower() in _NETWORK}
    files = {
        name: as_windows_sees(value)
        for name, value in os.environ.items()
        if name.lower() in _FILES and value.startswith("/")
    }
    if "SSL_CERT_FILE" in files:
        files.setdefault("PIP_CERT", files["SSL_CERT_FILE"])
    return (
        wine.environment(folder.disk, home)
        | kept
        | files
        | {
            "KUMONOTE_GUEST_KIND": "reduced",
            "KUMONOTE_GUEST_ROOT": "C:\\",
            "KUMONOTE_PORTS": json.dumps({str(port): on for port, on in spec.ports.items()}),
        }
    )

"""Where things are in a reduced guest, and the environment its programs run in."""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import sys
from pathlib import Path

from app.practice.guests import programs
from app.practice.guests.folder import GuestFolder
from app.practice.machines import MachineSpec

ROOT_VARIABLE = "KUMONOTE_GUEST_ROOT"

_FOLDERS = ("etc/kumonote/services", "etc/ssh", "tmp", "root", "run", "usr/bin", "usr/local")
_MORE_FOLDERS = ("opt", "srv", "var/lib", "var/log")
# How the user's programs reach the network must hold in the guest: it has no other network.
_NETWORK = ("http_proxy", "https_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "pip_cert")
_INDEX = ("pip_index_url", "pip_extra_index_url", "uv_index_url", "uv_default_index", "pip_proxy")


def make_root(folder: GuestFolder, spec: MachineSpec) -> None:
    """The usual folders of a system, empty."""
    for name in (*_FOLDERS, *_MORE_FOLDERS, f"home/{spec.admin_user}"):
        (folder.disk / name).mkdir(parents=True, exist_ok=True)


def empty_run(folder: GuestFolder) -> Path:
    """`/run` as it is at boot: empty."""
    run = folder.disk / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir(parents=True)
    return run


def below_root(root: Path, path: str) -> Path:
    """The file that `path`, absolute in the guest, is on this computer; never outside `root`."""
    return root / posixpath.normpath(f"/{path}").lstrip("/")


def home(folder: GuestFolder, spec: MachineSpec) -> Path:
    return folder.disk / "home" / spec.admin_user


def environment(folder: GuestFolder, spec: MachineSpec) -> dict[str, str]:
    """What every program of the guest gets."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.lower() in (*_NETWORK, *_INDEX, "lang", "lc_all", "lc_ctype")
    }
    path = os.pathsep.join((str(folder.disk / "usr/bin"), os.environ.get("PATH", os.defpath)))
    guest = {
        "HOME": str(home(folder, spec)),
        "USER": spec.admin_user,
        "LOGNAME": spec.admin_user,
        "PATH": path,
        "TMPDIR": str(folder.disk / "tmp"),
        "KUMONOTE_GUEST_KIND": "reduced",
        ROOT_VARIABLE: str(folder.disk),
        "KUMONOTE_PORTS": json.dumps({str(guest): port for guest, port in spec.ports.items()}),
    }
    if sys.platform == "win32":
        guest["USERPROFILE"] = guest["HOME"]
    return programs.minimal_environment() | kept | guest

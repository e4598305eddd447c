"""What Azure hands to a machine at first boot, as a NoCloud seed on the guest's disk.

Azure passes the client's custom data on untouched and adds what the machine's `osProfile`
says: the host name and the administrator with the public keys. cloud-init's Azure source
turns the latter into the default user and its keys; the same is done here, in the
configuration of the image and in the metadata, so that the custom data stays what it was.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from app.practice.machines import MachineSpec

_SEED = "var/lib/cloud/seed/nocloud"
USER_DATA = f"{_SEED}/user-data"
_AZURE = "etc/cloud/cloud.cfg.d/91-azure.cfg"


def write_seed(disk: Path, spec: MachineSpec) -> None:
    """Write the seed of `spec` below `disk`, the folder that the guest sees as its root."""
    seed = disk / _SEED
    _folder(disk, _SEED)
    metadata = {
        "instance-id": spec.id,
        "local-hostname": spec.hostname,
        "public-keys": list(spec.authorized_keys),
    }
    _write(seed / "meta-data", json.dumps(metadata).encode())
    _write(disk / USER_DATA, spec.custom_data)
    configuration = {
        "system_info": {"default_user": {"name": spec.admin_user, "gecos": spec.admin_user}},
        "ssh_pwauth": False,
    }
    _folder(disk, str(Path(_AZURE).parent))
    _write(disk / _AZURE, json.dumps(configuration).encode())  # JSON is YAML


def _folder(disk: Path, below: str) -> None:
    """Make each folder on the way as a system has it: readable by all."""
    folder = disk
    for part in Path(below).parts:
        folder /= part
        if not folder.is_dir():
            folder.mkdir()
            folder.chmod(0o755)


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)

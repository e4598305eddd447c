"""What a machine is told at its first boot: the one-time host key, and to install at once.

All that needs no secret starts from here, while the cloud still reports "creating". The one
secret in it is the private half of a host key that is used for the first connection only:
over that the machine makes a key of its own, and the copies of this one are wiped.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import Final

import yaml

from app.guest.keys import KeyPair
from app.guest.program import INSTALLED, boot_program
from app.guest.software import Software

LARGEST: Final = 65_535
"""Bytes of customData that Azure takes, before base64."""

SETTINGS: Final = "/var/lib/kumonote/first-boot.json"


def custom_data(software: Software, host_key: KeyPair) -> bytes:
    """A cloud-config for `software`, in ASCII, with `host_key` as the machine's only one.

    Left uncompressed as a whole, so that the setup program finds the private key wherever
    cloud-init keeps copies. Raises `ValueError` if it is too long for Azure (certificates of
    a network's own may be).
    """
    settings = json.dumps(software.to_json(), sort_keys=True)
    config = {
        "ssh_deletekeys": True,
        "ssh_genkeytypes": ["ed25519"],
        "ssh_keys": {
            "ed25519_private": host_key.private.reveal(),
            "ed25519_public": host_key.public,
        },
        "ssh_pwauth": False,
        "package_update": False,
        "package_upgrade": False,
        "write_files": [
            {
                "path": INSTALLED,
                "permissions": "0644",
                "encoding": "gz+b64",
                "content": _packed(boot_program()),
            },
            {
                "path": SETTINGS,
                "permissions": "0600",
                "encoding": "gz+b64",
                "content": _packed(settings.encode()),
            },
        ],
        "runcmd": [
            ["python3", INSTALLED, "first-boot", "--at-boot", f"--settings={SETTINGS}"],
        ],
    }
    data = b"#cloud-config\n" + yaml.safe_dump(config, width=100, sort_keys=False).encode("ascii")
    if len(data) > LARGEST:
        raise ValueError(f"{len(data)} bytes of customData; Azure takes {LARGEST}")
    return data


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()

"""Wiping a private key out of every file where cloud-init and Azure's agent keep customData.

The files stay, with filler in place of the key: cloud-init reads some of them at each boot.
"""

import base64
from pathlib import Path

from .system import System

_FOLDERS = ("/var/lib/cloud", "/run/cloud-init", "/var/lib/waagent", "/var/log")
_LARGEST = 32 * 1024 * 1024
_FRAGMENT = 24


def wipe(system: "System", private_pem: "bytes") -> "list[str]":
    """Overwrite the key in all files below the known folders; the files that had it."""
    needles = _needles(private_pem)
    return [
        str(file)
        for name in _FOLDERS
        for file in sorted(system.path(name).glob("**/*"))
        if file.is_file() and not file.is_symlink() and _wipe_file(file, needles)
    ]


def _needles(pem: "bytes") -> "list[tuple[bytes, bytes]]":
    """What to look for, each with its filler of the same length.

    Pieces, because YAML and MIME break long lines wherever they like; as they are, and in
    base64 at each of its three alignments, where "V" stands for "U" at all of them.
    """
    body = b"".join(line for line in pem.splitlines() if not line.startswith(b"-----"))
    pieces = [body[i : i + _FRAGMENT] for i in range(0, len(body), _FRAGMENT)]
    found = []
    for piece in pieces:
        if len(piece) < _FRAGMENT // 2:
            continue
        found.append((piece, b"U" * len(piece)))
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + piece)
            inner = encoded[4 if shift else 0 : len(encoded) // 4 * 4 - 4]
            found.append((inner, b"V" * len(inner)))
    return found


def _wipe_file(file: "Path", needles: "list[tuple[bytes, bytes]]") -> "bool":
    if file.stat().st_size > _LARGEST:
        return False
    content = file.read_bytes()
    clean = content
    for needle, filler in needles:
        clean = clean.replace(needle, filler)
    if clean == content:
        return False
    with file.open("r+b") as stream:  # in place: no copy is left elsewhere on the disk
        stream.write(clean)
    return True

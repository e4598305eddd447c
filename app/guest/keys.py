"""Ed25519 keys for SSH: the one that logs in, and the one by which a machine is known.

Both are made on this computer. Private halves are `Secret`s in OpenSSH's own format, public
halves lines as in `authorized_keys`: "ssh-ed25519 AAAA…", without a comment.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from app.secret import Secret

KEY_TYPE: Final = "ssh-ed25519"


@dataclass(frozen=True)
class KeyPair:
    private: Secret
    public: str


def new_key_pair() -> KeyPair:
    """A fresh pair from the system's random numbers."""
    return _pair(Ed25519PrivateKey.generate())


def key_pair(private: Secret) -> KeyPair:
    """The pair whose private half is `private`. Raises `ValueError` for anything else."""
    key = load_ssh_private_key(private.reveal().encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 key")
    return _pair(key)


def public_line(line: str) -> str:
    """`line` without its comment. Raises `ValueError` unless it is an Ed25519 public key."""
    kind, _, rest = line.strip().partition(" ")
    encoded = rest.split(" ")[0]
    try:
        blob = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("not a public key") from error
    # RFC 8709, section 4: the name and the 32 bytes of the key, each with its length
    if kind != KEY_TYPE or len(blob) != 51 or blob[4:15] != KEY_TYPE.encode():
        raise ValueError("not an Ed25519 public key")
    return f"{kind} {encoded}"


def fingerprint(public: str) -> str:
    """As OpenSSH shows it: "SHA256:…" of the key, base64 without padding."""
    digest = hashlib.sha256(base64.b64decode(public.split(" ")[1])).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _pair(key: Ed25519PrivateKey) -> KeyPair:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return KeyPair(Secret(private.decode()), public.decode())

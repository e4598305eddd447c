"""Keys in OpenSSH's formats."""

from __future__ import annotations

import base64

import paramiko
import pytest

from app.guest.keys import fingerprint, key_pair, new_key_pair, public_line
from app.secret import Secret

# From a pair made by ssh-keygen for this test, and the fingerprint that `ssh-keygen -l` told.
_PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG0ezcGHAhwPDIaB1qZF2Uo9vuslynds+Ri04PlGEoLi"
_FINGERPRINT = "SHA256:KPo7LuaD1sGYf4QV5MP25AuQNUdvLKCAUz3amX9Je8Q"


def test_a_pair_is_read_back_from_its_private_half() -> None:
    pair = new_key_pair()
    assert key_pair(pair.private).public == pair.public
    assert new_key_pair().public != pair.public


def test_the_private_half_shows_itself_nowhere() -> None:
    pair = new_key_pair()
    assert "PRIVATE" in pair.private.reveal()
    assert "PRIVATE" not in repr(pair)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 not base64!",
        f"ssh-rsa {_PUBLIC.split()[1]}",
        f"{_PUBLIC[:-4]}",
        f"ssh-ed25519\n{_PUBLIC.split()[1]}",
    ],
)
def test_only_ed25519_lines_are_taken(bad: str) -> None:
    with pytest.raises(ValueError, match="key"):
        public_line(bad)


def test_a_comment_and_blanks_are_dropped() -> None:
    assert public_line(f" {_PUBLIC} somebody@somewhere\n") == _PUBLIC


def test_fingerprints_are_those_that_openssh_shows() -> None:
    assert fingerprint(_PUBLIC) == _FINGERPRINT
    pair = new_key_pair()
    key = paramiko.Ed25519Key(data=base64.b64decode(pair.public.split()[1]))
    assert fingerprint(pair.public) == key.fingerprint


def test_another_kind_of_private_key_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    other = ec.generate_private_key(ec.SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    with pytest.raises(ValueError, match="Ed25519"):
        key_pair(Secret(pem.decode()))

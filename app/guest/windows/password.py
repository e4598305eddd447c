"""The administrator's password of a Windows machine."""

from __future__ import annotations

import secrets
import string
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.secret import Secret

_LETTERS: Final = string.ascii_letters + string.digits + "-_"
_CLASSES: Final = "Kn7-"
"""One of each kind that Azure asks three of. No letter needs a second thought on any keyboard
that is not Latin's own, since people type it into Remote Desktop."""
_RANDOM: Final = 24
_KEY_BITS: Final = 3072
_EXPONENT: Final = 65537


def new_password() -> Secret:
    """A new one: 144 random bits.

    Source: Compute API description, `osProfile.adminPassword`: 8 to 123 characters on
    Windows, three of lower case, upper case, digits, others; Windows itself refuses the
    user's name within it.
    """
    return Secret(_CLASSES + "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM)))


class SealedPassword:
    """Opens a password that a machine has made and encrypted for this very object."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(_EXPONENT, _KEY_BITS)

    @property
    def modulus(self) -> int:
        return self._key.public_key().public_numbers().n

    def open(self, sealed: bytes) -> Secret:
        """Raises `ValueError` for what was not made for this key."""
        form = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        return Secret(self._key.decrypt(sealed, form).decode("ascii"))

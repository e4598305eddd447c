"""Who may sign in by WinRM: kept as Windows keeps it, as a hash that NTLM needs.

The format is that of Samba's smbpasswd files, which pyspnego reads.
"""

from __future__ import annotations

from pathlib import Path

from app.private_file import write_private_file
from app.secret import Secret

_NO_LM_HASH = "0" * 32


def write_users(file: Path, user: str, password: Secret) -> None:
    # pyspnego has it in no public module; elsewhere MD4 is not to be had any more
    from spnego._ntlm_raw.crypto import ntowfv1

    hashed = ntowfv1(password.reveal()).hex().upper()
    line = f"{user}:0:{_NO_LM_HASH}:{hashed}:[U]:LCT-00000000\n"
    write_private_file(file, line.encode())

"""The shell script with which the cloud itself lets a new login key into a machine.

It runs as root over Run Command and stays in the service's logs, so it holds public keys
only. What it prints is marked, since other things may be printed around it. The root folder
that practice machines without a system of their own name is empty everywhere else.
"""

from __future__ import annotations

import re
from typing import Final

from app.guest.keys import public_line

COMMENT: Final = "kumonote-login"
"""Marks Kumonote's own line among the login keys, so that a new key replaces the lost one."""

_MARK: Final = "kumonote-host-key:"
_USER: Final = re.compile(r"[a-z_][a-z0-9_-]{0,31}")

_SCRIPT: Final = """\
set -eu
user='{user}'
key='{key}'
root="${{KUMONOTE_GUEST_ROOT:-}}"
folder="$root/home/$user/.ssh"
file="$folder/authorized_keys"
mkdir -p "$folder"
touch "$file"
grep -v ' {comment}$' "$file" > "$file.kumonote" || true
echo "$key {comment}" >> "$file.kumonote"
chmod 700 "$folder"
chmod 600 "$file.kumonote"
if id "$user" > /dev/null 2>&1; then
  chown "$user:$(id -gn "$user")" "$folder" "$file.kumonote"
fi
mv "$file.kumonote" "$file"
echo "{mark} $(cut -d ' ' -f 1,2 "$root/etc/ssh/ssh_host_ed25519_key.pub")"
"""


def regain_script(login_public_key: str, user: str) -> str:
    """A script for sh that lets `login_public_key` in as `user` and prints the host key.

    Keys that others put there stay; an earlier one of Kumonote's goes. Raises `ValueError`
    for anything that is no Ed25519 public key or no name of a user.
    """
    if not _USER.fullmatch(user):
        raise ValueError("not a name of a user")
    return _SCRIPT.format(user=user, key=public_line(login_public_key), comment=COMMENT, mark=_MARK)


def host_key_in(output: str) -> str | None:
    """The public host key that the script printed; None if it did not come so far."""
    for line in output.splitlines():
        _, mark, rest = line.partition(_MARK)
        if mark:
            try:
                return public_line(rest)
            except ValueError:
                return None
    return None

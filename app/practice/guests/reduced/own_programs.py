"""The programs a reduced guest has of its own, in its `usr/bin`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

_BY_SHIM = ("cloud-init", "kumonote-service")
# They would reach for the computer itself, perhaps with success.
_REFUSED = (
    "apt",
    "apt-get",
    "dpkg",
    "zypper",
    "rpm",
    "dnf",
    "snap",
    "systemctl",
    "service",
    "reboot",
    "poweroff",
    "halt",
    "shutdown",
    "init",
    "nft",
    "iptables",
    "ufw",
    "firewall-cmd",
    "useradd",
    "usermod",
    "passwd",
    "hostnamectl",
    "mount",
    "umount",
)
_REFUSAL = """\
#!/bin/sh
echo "${0##*/}: not in a reduced practice machine" >&2
exit 127
"""
_SUDO = """\
#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    --) shift; break ;;
    -u | -g | -p | -C | -h | -U) shift 2 ;;
    -*) shift ;;
    [A-Za-z_]*=*) export "$1"; shift ;;
    *) break ;;
  esac
done
exec "$@"
"""


def write_programs(root: Path, shim: Path) -> None:
    """Put the programs of the guest into its `usr/bin` (see the package's description)."""
    folder = root / "usr/bin"
    python = getattr(sys, "_base_executable", sys.executable)  # the one a venv stands on
    if sys.platform == "win32":
        _script(folder / "python3.cmd", f'@"{python}" %*\n')
        for name in _BY_SHIM:
            _script(folder / f"{name}.cmd", f'@"{sys.executable}" -I "{shim}" {name} %*\n')
        return
    _script(folder / "python3", f'#!/bin/sh\nexec {shlex.quote(python)} "$@"\n')
    _script(folder / "sudo", _SUDO)
    for name in _BY_SHIM:
        command = shlex.join([sys.executable, "-I", str(shim), name])
        _script(folder / name, f'#!/bin/sh\nexec {command} "$@"\n')
    for name in _REFUSED:
        _script(folder / name, _REFUSAL)


def _script(file: Path, content: str) -> None:
    file.write_text(content)
    file.chmod(0o755)

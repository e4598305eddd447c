"""The programs a reduced guest has of its own, in its `usr/bin`."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from app.practice.guests import programs
from app.practice.guests.reduced import shim
from app.reentry import is_frozen, module_command

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


def python_of_guests() -> str | None:
    """The Python that guests of this computer have; None if there is none for them.

    A frozen Kumonote has no Python to lend, so they take that of the computer.
    """
    if not is_frozen():
        return str(getattr(sys, "_base_executable", sys.executable))  # the one a venv stands on
    return programs.find("python" if sys.platform == "win32" else "python3")


def write_programs(root: Path) -> None:
    """Put the programs of the guest into its `usr/bin` (see the package's description)."""
    folder = root / "usr/bin"
    python = python_of_guests()
    if sys.platform == "win32":
        if python is not None:
            _script(folder / "python3.cmd", f'@"{python}" %*\n')
        for name in _BY_SHIM:
            _script(folder / f"{name}.cmd", f"@{subprocess.list2cmdline(_by_shim(name))} %*\n")
        return
    if python is not None:
        _script(folder / "python3", f'#!/bin/sh\nexec {shlex.quote(python)} "$@"\n')
    _script(folder / "sudo", _SUDO)
    for name in _BY_SHIM:
        _script(folder / name, f'#!/bin/sh\nexec {shlex.join(_by_shim(name))} "$@"\n')
    for name in _REFUSED:
        _script(folder / name, _REFUSAL)


def _by_shim(name: str) -> list[str]:
    if is_frozen():
        return module_command(shim.__name__, name)
    return [sys.executable, "-I", shim.__file__, name]  # needs nothing of Kumonote's


def _script(file: Path, content: str) -> None:
    file.write_text(content)
    file.chmod(0o755)

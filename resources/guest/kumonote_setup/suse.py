"""What differs between the systems of SUSE.

Sources: the package lists of openSUSE Leap 15.6 and 16.0 and of SLES 16.0; SUSE's "Public
Cloud Guide" (images that are paid by the hour register themselves at their first boot).
"""

import re
from pathlib import Path


class Suse:
    """`pythons`: names of packages, the best first. `registers`: has no repository at first."""

    def __init__(self, pythons: "tuple[str, ...]", registers: "bool" = False) -> None:
        self.pythons = pythons
        self.registers = registers


# By ID and the first number of VERSION_ID in /etc/os-release. Version 15 calls Python 3.6
# "python3"; version 16 comes with 3.13, and with SELinux, which enforces.
SYSTEMS = {
    ("opensuse-leap", "15"): Suse(("python312", "python311")),
    ("opensuse-leap", "16"): Suse(("python313",)),
    ("sles", "15"): Suse(("python312", "python311"), registers=True),
    ("sles", "16"): Suse(("python313",), registers=True),
}
OTHER = Suse(("python313", "python312", "python311", "python314"))


def suse_of(os_release: "Path") -> "Suse":
    """The line of the table for the machine with this /etc/os-release."""
    words = os_release.read_text(errors="replace") if os_release.is_file() else ""
    found = dict(re.findall(r"^(\w+)=[\"']?([^\"'\n]*)", words, re.MULTILINE))
    key = (found.get("ID", ""), found.get("VERSION_ID", "").split(".")[0])
    return SYSTEMS.get(key, OTHER)

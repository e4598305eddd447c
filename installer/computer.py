"""What this computer is, and the system packages that Kumonote needs on it."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.commands import CommandFailedError, Commands, say

# Practice mode boots its machines as containers with these; without them it uses a simpler one.
BOOTED_GUEST = ("mmdebstrap", "slirp4netns", "systemd-container")
# Who is not root has them in a user namespace, with ids that this lets a user give.
ROOTLESS_GUEST = ("uidmap",)
# What Qt loads to draw, and a machine without a desktop lacks.
WINDOW = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libxkbcommon0",
)
# What it loads besides to show the window on a screen, under X11 or Wayland.
SCREEN = (
    "libwayland-cursor0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
)
# What PyInstaller takes programs and libraries apart with.
FREEZING = ("binutils",)
# The installer for Windows, and the two programs that it puts in place.
WINDOWS_INSTALLER = ("gcc-mingw-w64-x86-64-win32", "nsis")
# Practice machines with Windows. Not installed for users: it takes 700 MB, and few want one.
WINDOWS_GUEST = ("wine64",)
# A real browser, a real keyring in a session bus of its own, a second user, what checks packages.
TESTS = (
    *("chromium", "chromium-driver", "dbus", "gnome-keyring", "procps"),
    *("zypper", "rpm", "createrepo-c", "gnupg"),
    *("passwd", "uidmap"),
    "xvfb",
    *("appstream", "desktop-file-utils", "man-db", "shared-mime-info"),
    *WINDOWS_GUEST,
    *WINDOWS_INSTALLER,
    "osslsigncode",
)

_PROXIES = ("http_proxy", "https_proxy", "no_proxy")


@dataclass(frozen=True)
class Computer:
    """The facts that decide what is installed and how.

    `system` is "Linux", "Darwin" or "Windows"; `has_apt`: Debian, Ubuntu and their kin.
    """

    system: str
    name: str
    has_apt: bool
    is_root: bool
    has_sudo: bool
    has_ensurepip: bool
    has_screen: bool
    python: tuple[int, int]

    @classmethod
    def this_one(cls, commands: Commands) -> Computer:
        """Look at the computer this program runs on."""
        return cls(
            system=platform.system(),
            name=_name(Path("/etc/os-release")),
            has_apt=commands.find("apt-get") is not None
            and commands.find("dpkg-query") is not None,
            is_root=hasattr(os, "geteuid") and os.geteuid() == 0,
            has_sudo=commands.find("sudo") is not None,
            has_ensurepip=importlib.util.find_spec("ensurepip") is not None,
            has_screen=has_screen(platform.system(), commands.environment),
            python=(sys.version_info[0], sys.version_info[1]),
        )

    def packages_for_environment(self) -> tuple[str, ...]:
        """Debian splits the part of Python that fills a new environment off into a package."""
        if self.has_ensurepip:
            return ()
        return (f"python{self.python[0]}.{self.python[1]}-venv",)

    def packages_for_freezing(self) -> tuple[str, ...]:
        """Debian has the library that Python is in a package of its own; freezing takes it."""
        if sys.base_prefix != "/usr":
            return FREEZING
        return (*FREEZING, f"libpython{self.python[0]}.{self.python[1]}")

    def packages_for_window(self) -> tuple[str, ...]:
        """Libraries that the window needs of the system; elsewhere they come with Qt."""
        return (*WINDOW, *SCREEN) if self.system == "Linux" and self.has_screen else ()

    def packages_for_practice(self) -> tuple[str, ...]:
        """What machines that boot need; without it there is the simpler one."""
        if self.system != "Linux":
            return ()
        return BOOTED_GUEST if self.is_root else (*BOOTED_GUEST, *ROOTLESS_GUEST)


def has_screen(system: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be seen by whoever runs this."""
    if system == "Linux":
        return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    # Somebody who came in by SSH does not sit before the screen.
    return "SSH_CONNECTION" not in environment


def _name(os_release: Path) -> str:
    """ "Debian GNU/Linux 12 (bookworm)", or what Python knows where there is no such file."""
    if os_release.exists():
        for line in os_release.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            if key == "PRETTY_NAME":
                return value.strip().strip('"')
    return f"{platform.system()} {platform.release()}"


def missing_packages(names: Sequence[str], commands: Commands) -> tuple[str, ...]:
    """Those of `names` that dpkg does not call installed."""
    query = commands.find("dpkg-query") or "dpkg-query"
    # One by one: asked for several, dpkg-query fails as a whole for one that it never heard of.
    # A package that took another's place (libglib2.0-0t64) counts for the old name too.
    return tuple(name for name in names if not _is_installed(query, name, commands))


def _is_installed(query: str, name: str, commands: Commands) -> bool:
    for candidate in (name, f"{name}t64"):
        code, state = commands.output(
            [query, "--show", "--showformat=${db:Status-Status}", candidate]
        )
        if code == 0 and state == "installed":
            return True
    return False


def install_packages(
    computer: Computer, needed: Sequence[str], wanted: Sequence[str], commands: Commands
) -> tuple[str, ...]:
    """Install by apt what is missing of `needed` and `wanted`; return what stays missing.

    Without apt, or the right to use it, nothing is installed. Of `wanted` only what this
    distribution has is installed. Raises `CommandFailedError` if something `needed` stays missing.
    """
    if not computer.has_apt:
        return _without_apt(computer, needed, wanted)
    missing = missing_packages([*needed, *wanted], commands)
    if not missing:
        return ()
    apt = _apt(computer, commands)
    if not apt:
        _refuse(computer, [name for name in missing if name in needed])
        say(f"Not installed, for want of root or sudo: {', '.join(missing)}.")
        return missing
    say("Refreshing the list of system packages …")
    quiet = commands.with_environment(DEBIAN_FRONTEND="noninteractive")
    quiet.quietly("Refreshing the list of system packages", [*apt, "update"])
    to_be_had = tuple(n for n in missing if n in needed or _is_offered(n, commands))
    if to_be_had:
        say(f"Installing system packages: {', '.join(to_be_had)} …")
        quiet.quietly(
            "Installing system packages",
            [*apt, "install", "--yes", "--no-install-recommends", *to_be_had],
        )
    return tuple(name for name in missing if name not in to_be_had)


def _without_apt(
    computer: Computer, needed: Sequence[str], wanted: Sequence[str]
) -> tuple[str, ...]:
    _refuse(computer, needed)
    if computer.system == "Linux" and wanted:
        say(f"{computer.name} has no apt, so no system packages are installed.")
    return tuple(wanted)


def _refuse(computer: Computer, needed: Sequence[str]) -> None:
    if needed:
        raise CommandFailedError(
            f"This Python ({computer.name}) lacks a part that Kumonote needs. "
            f"Install the package {', '.join(needed)} (or ask who looks after this computer), "
            "then run this again."
        )


def _is_offered(name: str, commands: Commands) -> bool:
    apt_cache = commands.find("apt-cache") or "apt-cache"
    code, record = commands.output([apt_cache, "show", "--no-all-versions", name])
    return code == 0 and "Package:" in record


def _apt(computer: Computer, commands: Commands) -> list[str]:
    """The start of an apt-get command line with the right to install; empty without that right."""
    apt = [commands.find("apt-get") or "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    if computer.is_root:
        return apt
    sudo = commands.find("sudo")
    if not computer.has_sudo or sudo is None:
        return []
    kept = [name for name in _PROXIES if name in commands.environment]
    keep = [f"--preserve-env={','.join([*kept, 'DEBIAN_FRONTEND'])}"]
    # Without a terminal nobody can type sudo's password: find out before it waits for one.
    if not sys.stdin.isatty():
        keep.append("--non-interactive")
        if commands.output([sudo, "--non-interactive", "true"])[0] != 0:
            return []
    say("System packages are missing; sudo may ask for your password to install them.")
    return [sudo, *keep, *apt]

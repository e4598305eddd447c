"""Whether this computer can run booted guests, found out by trying what they need."""

from __future__ import annotations

import os
import sys

from app.practice.guests import programs
from app.practice.guests.cgroups import ControlGroup, hierarchies
from app.practice.guests.privileges import Privileges
from app.practice.guests.recipe import Recipe, of_this_computer
from app.text import Text, text

PROGRAMS = ("systemd-nspawn", "slirp4netns", "mmdebstrap", "unshare", "nsenter", "setpriv")
ROOTLESS_PROGRAMS = ("newuidmap", "newgidmap")


def booted_recipe() -> Recipe | Text:
    """The recipe for booted guests of this computer, or one sentence why there are none."""
    if sys.platform != "linux":
        return text("a booted practice machine needs Linux")
    privileges = privileges_here()
    needed = (*PROGRAMS, *(ROOTLESS_PROGRAMS if privileges.rootless else ()))
    missing = [name for name in needed if programs.find(name) is None]
    if missing:
        return text("these programs are missing: {names}", names=", ".join(missing))
    recipe = of_this_computer()
    if recipe is None:
        return text("a booted practice machine needs Debian or Ubuntu and its package sources")
    return _what_fails(privileges) or recipe


def privileges_here() -> Privileges:
    """Those of root where this process has them, else those of a user namespace."""
    return Privileges(rootless=os.geteuid() != 0)


def _what_fails(privileges: Privileges) -> Text | None:
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError:
        return text("network tunnels (/dev/net/tun) cannot be used here")
    group = ControlGroup(f"kumonote-probe-{os.getpid()}")
    try:
        if not hierarchies():
            if privileges.rootless:
                return text(
                    "this session has no control group of its own; “systemd-run --user --scope"
                    " -p Delegate=yes” before the command gives it one"
                )
            return text("control groups are not available here")
        programs.check(group.entering("guest", [programs.need("true")]))
    except OSError:
        return text("control groups cannot be made here")
    finally:
        group.remove()
    # Ids as a guest gives them to files of its own users, and the mounts that it needs.
    tried = "mount -t tmpfs tmpfs /run && touch /run/file && chown 999:999 /run/file"
    namespaces = ["--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--mount-proc"]
    inner = [programs.need("unshare"), *namespaces, "sh", "-c", tried]
    finished = programs.run(privileges.as_root(inner))
    if finished.exit_code != 0:
        return text("containers are not allowed here ({reason})", reason=finished.last_words(200))
    return None

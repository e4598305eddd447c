"""What can wait: compiling the environment, and removing what is not needed any more."""

import re
import sys
from pathlib import Path

from . import units
from .environment import CACHE, FOLDER, environment_in_use, python_in
from .lock_file import INSTALLER, Lock, short_hash
from .processes import Processes
from .service_managers import NAME, UNITS
from .system import System, holds, remove, write_file

_UNIT = "kumonote-tidy"
_COMPILED = ".compiled"
_INSTALLERS = "/opt/kumonote/installer"
_LIMIT_SECONDS = 60 * 60.0


def start_tidying(system: "System", processes: "Processes", program: "str") -> None:
    """Have `tidy` run when nothing else is to be done.

    As a unit of its own: it goes on after a restart, and never keeps anybody waiting.
    """
    if system.is_reduced or sys.platform == "win32":
        return
    folder = environment_in_use(system)
    unit = units.TIDY.format(
        folder=folder, cache=system.path(CACHE), python=python_in(folder), program=program
    ).encode()
    file = system.path(UNITS + _UNIT + ".service")
    changed = not holds(file, unit, 0o644)
    if changed:
        write_file(file, unit)
        processes.run(["systemctl", "daemon-reload"])
        processes.run(["systemctl", "--quiet", "enable", _UNIT])
    if changed or not (folder / _COMPILED).exists() or system.path(CACHE).exists():
        # one that still compiles the former environment would not get to this one
        verb = "restart" if changed else "start"
        processes.run(["systemctl", "--no-block", verb, _UNIT])


def compile_environment(system: "System", processes: "Processes") -> None:
    """Compile the environment in use."""
    folder = environment_in_use(system)
    # no -j: it shares an idle processor with nobody, but not two
    processes.run(
        [str(python_in(folder)), "-m", "compileall", "-q", str(folder / "lib")],
        _LIMIT_SECONDS,
        environment={"PYTHONDONTWRITEBYTECODE": ""},
    )


def tidy(system: "System") -> "dict[str, object]":
    """Remove downloads and former environments. Not while one is being installed: it needs
    the downloads, and is not in use yet."""
    folder = environment_in_use(system)
    removed = [str(former) for former in _former(system, folder)]
    for former in removed:
        remove(Path(former))
    write_file(folder / _COMPILED, b"")
    remove(system.path(CACHE))  # last: while it is there, the unit runs again after a restart
    return {"removed": removed}


def _former(system: "System", current: "Path") -> "list[Path]":
    """Environments and installers that nothing refers to."""
    unit = system.path(UNITS + NAME + ".service")
    named = unit.read_text() if unit.is_file() else ""
    kept = {current.name, *re.findall(FOLDER + r"/([0-9a-f]+)/", named)}
    kept.add(short_hash(Lock.packed().names(INSTALLER)))
    return [
        path
        for folder in (FOLDER, _INSTALLERS)
        for path in system.path(folder).glob("*")
        if path.name.split(".")[0] not in kept
    ]

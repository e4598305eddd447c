"""The environment: built apart under the name of what is in it, then switched to at once."""

import json
import re
import sys
from pathlib import Path

from .failures import SetupError
from .installing import patiently
from .lock_file import BASE, Lock, short_hash
from .package_tools import PackageTool
from .part import Part
from .processes import Ended, Processes
from .pythons import Python, Pythons
from .report import Reporter
from .room import need_room
from .system import System, make_folder, remove, write_file

LINK = "/opt/kumonote/environment"
FOLDER = "/opt/kumonote/environments"
CACHE = "/opt/kumonote/cache"

_DONE = "kumonote.json"
# What a set takes at most while it is installed, downloads included: half as much again as
# was measured, since later versions grow.
_MEGABYTES = {BASE: 600, "scientific": 700}
# uv names packages, pip files
_DOWNLOADS = re.compile(r"^\s*Download(?:ing|ed) ([A-Za-z0-9._]+(?:-[A-Za-z][A-Za-z0-9._]*)*)")
_TOLD = (
    *("jupyterlab", "notebook", "jupyter-server", "ipykernel", "numpy", "scipy"),
    *("matplotlib", "pandas", "networkx", "ipywidgets", "ipyparallel"),
)

# What the server imports at its start, and what a kernel does for its first plot.
_FIRST_NEEDED = (
    "jupyterlab.labapp, jupyter_lsp, jupyter_server_terminals, notebook.app, terminado",
    "ipykernel.kernelapp, ipykernel.ipkernel, matplotlib_inline.backend_inline, numpy.fft",
)

# Nobody who has just got a server should meet a question about news.
_LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    }
}


class Environment(Part):
    code = "environment"
    text = "Installing Python packages"
    weight = 12.0

    def __init__(
        self,
        system: "System",
        processes: "Processes",
        lock: "Lock",
        tool: "PackageTool",
        pythons: "Pythons",
        sets: "tuple[str, ...]",
        packages: "tuple[str, ...]" = (),
    ) -> None:
        self._system = system
        self._processes = processes
        self._tool = tool
        self._pythons = pythons
        self._sets = tuple(sorted({BASE} | set(sets)))
        self._packages = packages
        self._requirements = lock.requirements(*self._sets)
        self._names = lock.names(*self._sets)

    @property
    def in_use(self) -> "Path":
        return environment_in_use(self._system)

    @property
    def python(self) -> "Path":
        """The interpreter of the environment in use.

        Under the name of exactly this environment: what was started with one never gets
        modules of the next.
        """
        return python_in(self.in_use)

    def is_done(self) -> "bool":
        folder = self._folder()
        if folder is None or not (folder / _DONE).is_file() or not python_in(folder).exists():
            return False
        return self.in_use.resolve() == folder.resolve()

    def do(self, reporter: "Reporter") -> None:
        folder, python = self._folder(), self._pythons.python()
        if folder is None or python is None:
            raise SetupError("setup-failed", "There is no Python.", "Resume.")
        if not (folder / _DONE).is_file():
            self._build(folder, python, reporter)
        reporter.progress("environment-switch", 0.98, "Switching to the new environment")
        self._switch(folder)

    def facts(self) -> "dict[str, object]":
        """What is in the environment that is in use; empty before there is one."""
        try:
            facts = json.loads((self.in_use / _DONE).read_text())
        except (OSError, ValueError):
            return {}
        return facts if isinstance(facts, dict) else {}

    def _folder(self) -> "Path | None":
        """Where it is, or will be: the name says what is in it, and for which Python."""
        python = self._pythons.python()
        if python is None:
            return None
        name = short_hash(self._names, python.version, *self._packages)
        return self._system.path(FOLDER) / name

    def _build(self, folder: "Path", python: "Python", reporter: "Reporter") -> None:
        make_folder(folder.parent)
        if not folder.exists():  # else most of it is there already
            need_room(folder.parent, megabytes_of(*self._sets))
        wanted = write_file(folder.with_name(folder.name + ".txt"), self._requirements.encode())
        if not python_in(folder).exists():
            remove(folder)
            made = self._tool.make(folder, python.program)
            if made.code != 0:
                raise SetupError(
                    "setup-failed",
                    "The environment could not be made.",
                    "Resume.",
                    details=made.output,
                )
        watch = _Watch(reporter, self._requirements)

        def install() -> "Ended":
            return self._tool.sync(python_in(folder), wanted, watch.line)

        patiently(install, reporter)
        self._add_own(folder, watch, reporter)
        overrides = folder / "share/jupyter/lab/settings/overrides.json"
        write_file(overrides, json.dumps(_LAB_SETTINGS, indent=1).encode())
        facts = {
            "python": python.version,
            "sets": self._sets,
            "packages": self._packages,
            "versions": self._versions(folder),
        }
        write_file(folder / _DONE, json.dumps(facts, sort_keys=True).encode())
        self._warm_up(folder)

    def _add_own(self, folder: "Path", watch: "_Watch", reporter: "Reporter") -> None:
        """The user's own packages, in versions that leave those of the lock as they are.

        Wheels only: a source package would run its own code as root.
        """
        if not self._packages:
            return
        fixed = write_file(folder.with_name(folder.name + ".fixed"), self._names.encode())

        def install() -> "Ended":
            return self._tool.add(python_in(folder), fixed, self._packages, watch.line)

        try:
            patiently(install, reporter)
        except SetupError as error:
            if error.retryable or error.code == "guest-disk-full":
                raise
            raise SetupError(
                "guest-own-packages",
                "Your own packages could not be installed.",
                "Change or remove them; the details say which one does not fit.",
                details=error.details,
            ) from error

    def _warm_up(self, folder: "Path") -> None:
        """Have what comes next compiled, by importing it, while the rest is configured.

        Compiling all of the environment takes as long as installing it, and is done later.
        """
        for modules in _FIRST_NEEDED:
            self._processes.start(
                [str(python_in(folder)), "-c", "import " + modules],
                {"MPLCONFIGDIR": str(self._system.path(CACHE)), "PYTHONDONTWRITEBYTECODE": ""},
            )

    def _versions(self, folder: "Path") -> "dict[str, str]":
        found = self._tool.versions(python_in(folder))
        return {name: found[name] for name in _TOLD if name in found}

    def _switch(self, folder: "Path") -> None:
        """In one step: whoever starts meanwhile gets the old or the new."""
        link = self._system.path(LINK)
        if sys.platform == "win32":
            write_file(_pointer(link), folder.name.encode())
            return
        draft = link.with_name("environment.new")
        remove(draft)
        draft.symlink_to(folder.relative_to(link.parent), target_is_directory=True)
        if link.is_dir() and not link.is_symlink():
            remove(link)
        draft.replace(link)


class _Watch:
    """Turns lines into progress: uv names each larger package as it is fetched, pip all."""

    def __init__(self, reporter: "Reporter", requirements: "str") -> None:
        self._reporter = reporter
        self._fraction = 0.0
        self._step = 0.8 / requirements.count("==") if sys.platform == "win32" else 0.03

    def line(self, line: "str") -> None:
        match = _DOWNLOADS.match(line)
        if match:
            self._fraction += self._step
            fraction = min(0.8, self._fraction)
            self._reporter.progress(
                "environment-download",
                fraction,
                "Downloading " + match.group(1),
                name=match.group(1),
            )
        elif line.startswith("Installing collected packages"):
            self._reporter.progress("environment", 0.85, "Installing what was downloaded")
        elif line.startswith(("Prepared", "Installed")):
            self._fraction = 0.85 if line.startswith("Prepared") else 0.95
            self._reporter.progress("environment", self._fraction, line)


def megabytes_of(*sets: "str") -> "int":
    """Room that an installation of `sets` needs at most."""
    return sum(_MEGABYTES.get(name, 0) for name in sets)


def environment_in_use(system: "System") -> "Path":
    """The folder of the environment that is switched to; one that is not there before that.

    A link leads to it, or in Windows (where not everybody may make links) a file names it.
    """
    link = system.path(LINK)
    if sys.platform != "win32":
        return link.resolve()
    pointer = _pointer(link)
    return system.path(FOLDER) / (pointer.read_text().strip() if pointer.is_file() else "none")


def _pointer(link: "Path") -> "Path":
    return link.with_name(link.name + ".txt")


def python_in(folder: "Path") -> "Path":
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

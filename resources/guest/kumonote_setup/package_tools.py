"""What fills an environment with packages: uv, and in Windows pip.

uv is quicker. In Windows it is left out: practice machines cannot run it, and what runs in
them should be what runs in Azure.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from .network import Network
from .processes import Ended, Processes
from .pythons import Pythons

_LIMIT_SECONDS = 20 * 60.0


class PackageTool:
    """Calls one of them, always with the network's settings and a limit."""

    def __init__(self, processes: "Processes", network: "Network") -> None:
        self._processes = processes
        self._network = network

    def make(self, folder: "Path", program: "str") -> "Ended":
        """Make an empty environment for the Python `program`."""
        raise NotImplementedError

    def sync(
        self, python: "Path", requirements: "Path", on_line: "Callable[[str], None]"
    ) -> "Ended":
        """Install wheels with exactly the hashes of `requirements`."""
        raise NotImplementedError

    def add(
        self,
        python: "Path",
        fixed: "Path",
        packages: "tuple[str, ...]",
        on_line: "Callable[[str], None]",
    ) -> "Ended":
        """Install wheels of `packages` and what they need, within the versions of `fixed`."""
        raise NotImplementedError

    def versions(self, python: "Path") -> "dict[str, str]":
        """What is installed."""
        told = self._listed(python)
        listed = json.loads(told.output[told.output.index("[") :]) if "[" in told.output else []
        return {entry["name"]: entry["version"] for entry in listed}

    def _listed(self, python: "Path") -> "Ended":
        raise NotImplementedError

    def _run(
        self,
        command: "list[str]",
        more: "dict[str, str]",
        on_line: "Callable[[str], None] | None" = None,
    ) -> "Ended":
        environment = dict(self._network.environment(), NO_COLOR="1", **more)
        return self._processes.run(
            command, _LIMIT_SECONDS, environment=environment, on_line=on_line
        )


class Uv(PackageTool):
    def __init__(
        self, processes: "Processes", network: "Network", program: "Path", cache: "Path"
    ) -> None:
        PackageTool.__init__(self, processes, network)
        self._program = program
        self._environment = {
            "UV_CACHE_DIR": str(cache),
            "UV_NO_CONFIG": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_HTTP_TIMEOUT": "60",
        }

    def make(self, folder: "Path", program: "str") -> "Ended":
        return self._uv("venv", "--quiet", "--python", program, str(folder))

    def sync(
        self, python: "Path", requirements: "Path", on_line: "Callable[[str], None]"
    ) -> "Ended":
        words = ("pip", "sync", "--require-hashes", "--only-binary=:all:")
        return self._uv(*words, "--python", str(python), str(requirements), on_line=on_line)

    def add(
        self,
        python: "Path",
        fixed: "Path",
        packages: "tuple[str, ...]",
        on_line: "Callable[[str], None]",
    ) -> "Ended":
        words = ("pip", "install", "--only-binary=:all:", "--constraint", str(fixed))
        return self._uv(*words, "--python", str(python), *packages, on_line=on_line)

    def _listed(self, python: "Path") -> "Ended":
        return self._uv("pip", "list", "--format=json", "--python", str(python))

    def _uv(self, *words: "str", on_line: "Callable[[str], None] | None" = None) -> "Ended":
        return self._run([str(self._program), *words], self._environment, on_line)


class Pip(PackageTool):
    """The pip of the Python that runs this program: environments have none of their own."""

    def __init__(self, processes: "Processes", network: "Network", pythons: "Pythons") -> None:
        PackageTool.__init__(self, processes, network)
        self._pythons = pythons

    def make(self, folder: "Path", program: "str") -> "Ended":
        return self._run([program, "-I", "-m", "venv", "--without-pip", str(folder)], {})

    def sync(
        self, python: "Path", requirements: "Path", on_line: "Callable[[str], None]"
    ) -> "Ended":
        words = ("--require-hashes", "--no-deps", "--requirement", str(requirements))
        return self._install(python, words, on_line)

    def add(
        self,
        python: "Path",
        fixed: "Path",
        packages: "tuple[str, ...]",
        on_line: "Callable[[str], None]",
    ) -> "Ended":
        return self._install(python, ("--constraint", str(fixed), *packages), on_line)

    def _listed(self, python: "Path") -> "Ended":
        return self._pip(python, "list", "--format=json")

    def _install(
        self, python: "Path", words: "tuple[str, ...]", on_line: "Callable[[str], None]"
    ) -> "Ended":
        how = ("--only-binary=:all:", "--no-compile", "--no-cache-dir", "--progress-bar=off")
        return self._pip(python, "install", *how, *words, on_line=on_line)

    def _pip(
        self, python: "Path", *words: "str", on_line: "Callable[[str], None] | None" = None
    ) -> "Ended":
        pip = self._pythons.pip() or [sys.executable, "-m", "pip"]
        command = [*pip, "--python", str(python), *words]
        return self._run(command, {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}, on_line)

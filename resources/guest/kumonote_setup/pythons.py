"""The Python that the environment is made with: one that the lock knows."""

import sys

from .processes import Processes

_MINORS = (14, 13, 12, 11)  # as locked

_ASK = "import sys; print(*sys.version_info[:2])"

# pip itself where there is one, else the wheel from which the system would install it.
_FIND_PIP = """
import glob, importlib.util, os, sysconfig
if importlib.util.find_spec("pip"):
    print("pip")
else:
    own = os.path.join(sysconfig.get_path("stdlib"), "ensurepip", "_bundled")
    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR"), "/usr/share/python-wheels", own]
    found = [w for f in folders if f for w in sorted(glob.glob(os.path.join(f, "pip-*.whl")))]
    print(found[0] if found else "")
"""


class Python:
    """An interpreter: its program and its version, e.g. "3.12"."""

    def __init__(self, program: "str", version: "str") -> None:
        self.program = program
        self.version = version


class Pythons:
    """Finds the interpreter and its pip; remembers what it found, not what was missing."""

    def __init__(self, processes: "Processes") -> None:
        self._processes = processes
        self._python = None  # type: Python | None
        self._pip = None  # type: list[str] | None

    def python(self) -> "Python | None":
        """The system's own `python3` if the lock knows it, else the newest that it knows.

        In Windows the one that runs this program.
        """
        if self._python is None:
            names = ["python3"] + [f"python3.{minor}" for minor in _MINORS]
            if sys.platform == "win32":
                names = [sys.executable]  # it was put there for this
            found = (self._asked(name) for name in names)
            self._python = next((python for python in found if python), None)
        return self._python

    def pip(self) -> "list[str] | None":
        """How to start pip with that Python; None where it has none."""
        python = self.python()
        if self._pip is None and python is not None:
            told = self._processes.run([python.program, "-c", _FIND_PIP], 30.0, separate=True)
            found = told.output.strip()
            if told.code == 0 and found:
                start = ["-m", "pip"] if found == "pip" else [found + "/pip"]
                self._pip = [python.program, *start]
        return self._pip

    def _asked(self, name: "str") -> "Python | None":
        program = self._processes.find(name)
        if program is None:
            return None
        told = self._processes.run([program, "-I", "-c", _ASK], 30.0, separate=True)
        words = told.output.split()
        if told.code == 0 and len(words) == 2 and words[0] == "3" and int(words[1]) in _MINORS:
            return Python(program, ".".join(words))
        return None

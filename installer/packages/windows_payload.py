"""Kumonote for Windows as a folder, put together on Linux from packages.

    python -m installer.packages.windows_payload FOLDER

Run in the environment of the build, whose Python must have the version of the folder's: it
compiles. In FOLDER there are then `python`, a Windows CPython with its standard library, and
`lib`, with Kumonote and what the lock file of the app names for Windows, hashes checked. The
programs that start it come from `windows_launcher`.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.markers import Marker

from app.licences import Part, as_json, part_of
from app.practice.guests.windows.base import download_python, unpack_python
from installer.packages.contents import LEFT_OUT, is_of_use
from installer.packages.locked import lines_for
from installer.packages.release import ROOT

LOCK: Final = ROOT / "installer" / "locks" / "app.txt"
PYTHON_VERSION: Final = (3, 11)
_WINDOWS: Final = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "sys_platform": "win32",
}
_OWN: Final = ("app", "ui", "resources")
_OF_PYTHON: Final = ("python3.dll", "python311.dll", "vcruntime140*.dll", "LICENSE.txt")
# for programs with windows of Tk, for makers of packages, for tests
_NOT_OF_PYTHON: Final = ("test", "turtledemo", "site-packages", "__pycache__", "msilib", "venv")
_NOT_OF_ITS_LIBRARIES: Final = ("_tkinter.pyd", "_msi.pyd", "tcl*.dll", "tk*.dll", "*.ico", "*.cat")
_NOT_OF_PACKAGES: Final = ("bin", "__pycache__", "tests", "_distutils_hack", "setuptools*", "*.pth")
_NOT_OF_QT: Final = (
    *("*.exe", "*.lib", "*.pyi", "*.json", "*.h", "*.prl", "*.cmake", "qml", "include"),
    *("typesystems", "glue", "metatypes", "doc", "support", "scripts", "resources"),
    # drawn with by the plugins of Linux only
    *("QtOpenGL.pyd", "Qt6OpenGL.dll"),
)
_KEPT_OF_METADATA: Final = ("METADATA", "entry_points.txt")
_SEARCHED: Final = "Lib\nDLLs\n..\\lib\n"


def assemble(folder: Path) -> None:
    """Fill `folder`, which must not be there. Raises `OSError` and what pip's failing raises."""
    if sys.version_info[:2] != PYTHON_VERSION:
        raise OSError("What Windows' Python 3.11 is to read only Python 3.11 compiles.")
    with tempfile.TemporaryDirectory() as made:
        python = Path(made) / "python"
        unpack_python(download_python(Path(made) / "download"), python)
        packages = Path(made) / "packages"
        _install_packages(packages)
        parts = _parts(python, packages)
        _copy_python(python, folder / "python")
        _copy_packages(packages, folder / "lib")
    for name in _OWN:
        shutil.copytree(
            ROOT / name, folder / "lib" / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    listed = folder / "lib" / "resources" / "licences" / "parts.json"
    listed.write_text(as_json(parts), encoding="utf-8", newline="\n")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE.txt")
    _compile(folder)
    _write_start(folder / "python" / "start")


def _install_packages(target: Path) -> None:
    """What the lock names for Windows, as wheels of Windows. pip itself would ask this system."""
    wanted = target.with_suffix(".txt")
    version = ".".join(map(str, PYTHON_VERSION))
    there = {**_WINDOWS, "python_version": version, "python_full_version": f"{version}.9"}
    lines = lines_for(LOCK, lambda marker: Marker(marker).evaluate(there))
    wanted.write_text("".join(lines), encoding="utf-8")
    command = [sys.executable, "-I", "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--no-deps", "--require-hashes", "--no-compile"]
    command += ["--only-binary=:all:", "--platform=win_amd64", f"--python-version={version}"]
    command += ["--implementation=cp", f"--target={target}", f"--requirement={wanted}"]
    # a `user = yes` in somebody's pip configuration makes no sense with a target
    steady = {**os.environ, "PIP_USER": "0"}
    subprocess.run(command, check=True, env=steady, stdout=sys.stderr)


def _copy_python(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.is_file() and _matches(path.name, _OF_PYTHON):
            shutil.copyfile(path, target / path.name)
    left_out = [*_NOT_OF_PYTHON, *(name for name in LEFT_OUT if "." not in name)]
    shutil.copytree(source / "Lib", target / "Lib", ignore=shutil.ignore_patterns(*left_out))
    shutil.copytree(
        source / "DLLs", target / "DLLs", ignore=shutil.ignore_patterns(*_NOT_OF_ITS_LIBRARIES)
    )
    # with such a file it looks nowhere else, whatever the environment says
    (target / "python311._pth").write_text(_SEARCHED, encoding="ascii", newline="\r\n")


def _copy_packages(source: Path, target: Path) -> None:
    for path in _files(source):
        inside = path.relative_to(source)
        if any(_matches(part, _NOT_OF_PACKAGES) for part in inside.parts):
            continue
        if inside.parts[0].endswith(".dist-info") and inside.name not in _KEPT_OF_METADATA:
            continue
        if inside.parts[0] == "PySide6" and not _is_of_use_in_qt(inside):
            continue
        if is_of_use(inside.as_posix()):
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / inside)


def _is_of_use_in_qt(inside: Path) -> bool:
    if any(_matches(part, _NOT_OF_QT) for part in inside.parts):
        return False
    # a module is of use where its library is
    return inside.suffix != ".pyd" or is_of_use(f"{inside.stem.replace('Qt', 'Qt6', 1)}.dll")


def _parts(python: Path, packages: Path) -> list[Part]:
    """What `app.licences` shows of others' works, with their licences."""
    found = [part_of(package) for package in metadata.distributions(path=[str(packages)])]
    head = (python / "include" / "patchlevel.h").read_text(encoding="utf-8")
    told = re.search(r'#define PY_VERSION\s+"([^"]+)"', head)
    words = (python / "LICENSE.txt").read_text(encoding="utf-8").strip()
    return [Part("Python", told[1] if told else "3.11", "PSF-2.0", words), *found]


def _compile(folder: Path) -> None:
    """Bytecode in place of sources, but for those that are data: they go into the servers."""
    steady = {**os.environ, "PYTHONHASHSEED": "1"}
    how = ["-q", "-b", "--invalidation-mode=unchecked-hash", f"-s{folder}", "-p."]
    command = [sys.executable, "-I", "-m", "compileall", *how]
    places = [folder / "python" / "Lib", folder / "lib"]
    subprocess.run([*command, *places], check=True, env=steady, stdout=sys.stderr)
    data = folder / "lib" / "resources"
    for path in _files(folder):
        if path.suffix == (".pyc" if path.is_relative_to(data) else ".py"):
            path.unlink()


def _write_start(folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(ROOT / "installer" / "windows" / "begin.py", folder / "begin.py")
    for name in ("cli.py", "window.py"):
        shutil.copyfile(ROOT / "installer" / "frozen" / name, folder / name)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


if __name__ == "__main__":
    assemble(Path(sys.argv[1]))

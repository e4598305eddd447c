"""The lock: which packages in which versions, in named sets."""

import hashlib
import pkgutil
import sys

from .failures import SetupError, refused_settings
from .windows import wine_version

BASE = "base"
INSTALLER = "installer"


def data(name: "str") -> "bytes":
    """A file that is packed with this program."""
    content = pkgutil.get_data(__package__ or "", "data/" + name)
    if content is None:
        raise SetupError("setup-failed", "The program lacks " + name, "Update Kumonote.")
    return content


class Lock:
    def __init__(self, text: "str") -> None:
        self._sets = {}  # type: dict[str, str]
        name = ""
        for line in text.splitlines():
            if line.startswith("# set: "):
                name = line[len("# set: ") :].strip()
                self._sets[name] = ""
            elif name:
                self._sets[name] += line + "\n"

    @classmethod
    def packed(cls) -> "Lock":
        name = "environment.lock"
        if wine_version():
            name = "environment.wine.lock"
        elif sys.platform in ("win32", "darwin"):
            name = "environment.windows-macos.lock"
        return cls(data(name).decode())

    def requirements(self, *sets: "str") -> "str":
        """The part for `sets` as a requirements file. Raises `SetupError`."""
        for name in sets:
            if name not in self._sets:
                raise refused_settings("no set " + name)
        return "".join(self._sets[name].strip() + "\n" for name in sets)

    def names(self, *sets: "str") -> "str":
        """The same without hashes: equal where the same versions are meant."""
        lines = self.requirements(*sets).splitlines()
        return "\n".join(line.rstrip("\\ ") for line in lines if line[:1].isalnum())


def short_hash(*texts: "str") -> "str":
    """A name for exactly these texts."""
    return long_hash(*texts)[:16]


def long_hash(*texts: "str") -> "str":
    whole = hashlib.sha256()
    for text in texts:
        whole.update(text.encode() + b"\0")
    return whole.hexdigest()

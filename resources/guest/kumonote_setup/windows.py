"""Windows: where this program's files are there, and whether it is Windows at all."""

import sys

FOLDER = "C:\\Kumonote"

_PLACES = (
    ("/opt/kumonote", ""),
    ("/etc/kumonote", "\\configuration"),
    ("/var/lib/kumonote", "\\state"),
    ("/var/log/kumonote", "\\log"),
    ("/var/log", "\\log"),
)


def place_of(absolute: "str") -> "str":
    """The path in Windows of what is at `absolute` in Linux: always below `FOLDER`."""
    for begin, folder in _PLACES:
        if absolute == begin or absolute.startswith(begin + "/"):
            absolute = folder + absolute[len(begin) :]
            break
    return FOLDER + absolute.replace("/", "\\")


def wine_version() -> "str":
    """The version of Wine, a program that runs other Windows programs without Windows: practice
    machines have it. Empty in Windows itself, and everywhere else."""
    if sys.platform != "win32":
        return ""
    import ctypes

    tell = getattr(ctypes.windll.ntdll, "wine_get_version", None)
    if tell is None:
        return ""
    tell.restype = ctypes.c_char_p
    return str(tell().decode())

"""What goes into the frozen folder, and what stays out. Read by the spec of PyInstaller."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

LEFT_OUT: Final = [
    # parts of Qt that hooks would bring for plugins nobody loads
    *(f"PySide6.Qt{part}" for part in ("Qml", "Quick", "QuickWidgets", "OpenGL", "Test", "Sql")),
    # what libraries import on trial, and a program with a window never asks for
    *("tkinter", "IPython", "matplotlib", "numpy", "pytest", "setuptools", "pip", "curses"),
    *("lib2to3", "pydoc_data", "idlelib", "ensurepip", "hypothesis", "_pytest", "mypy", "trio"),
    *("ast_serialize", "unittest", "typing_inspection.tests", "gi"),
    # never spoken: the practice cloud serves HTTP/1.1 by h11
    *("uvloop", "httptools", "watchfiles", "wsproto"),
]
"""Modules that are never collected."""

_PLUGINS: Final = {
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "imageformats": ("qsvg", "qico"),
    "iconengines": ("qsvgicon",),
    "platforminputcontexts": ("compose", "ibus"),
    "platformthemes": ("xdgdesktopportal",),
    "styles": None,
    "tls": (),
    "xcbglintegrations": ("glx",),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": None,
    "wayland-graphics-integration-client": (),
    "networkinformation": (),
    "egldeviceintegrations": (),
    "generic": (),
    "accessiblebridge": None,
}
"""Plugins of Qt that are of use, by part of their file names; None: all of that folder."""

_QT: Final = ("Core", "Gui", "Widgets", "Svg", "SvgWidgets", "DBus", "Network", "XcbQpa")
_QT_FOR_PLUGINS: Final = ("WaylandClient", "OpenGL", "WaylandEglClientHwIntegration")

_LANGUAGES: Final = re.compile(r"(root|en|ja)(_[A-Z]\w*)?\.dat$")
_QT_LANGUAGES: Final = re.compile(r"qt(base)?_(en|ja)\.qm$")


def is_of_use(place: str) -> bool:
    """Whether the file that would lie at `place` in the folder is ever read."""
    path = PurePath(place)
    parts = path.parts
    if "plugins" in parts and "PySide6" in parts:
        return _is_plugin_of_use(parts[parts.index("plugins") + 1], path.name)
    library = re.search(r"^(?:lib)?Qt6(\w+?)(\.so.*|\.dll|\.dylib)?$", path.name)
    if library:  # also a link at the top to one that is left out
        return library[1] in (*_QT, *_QT_FOR_PLUGINS)
    if "translations" in parts and "PySide6" in parts:
        return bool(_QT_LANGUAGES.search(path.name))
    if "locale-data" in parts:
        return bool(_LANGUAGES.search(path.name))
    return not (path.name.startswith("opengl32sw") or "qml" in parts)


def _is_plugin_of_use(kind: str, name: str) -> bool:
    wanted = _PLUGINS.get(kind, ())
    return wanted is None or any(part in name for part in wanted)


_GRAPHICS: Final = re.compile(
    r"lib(X|xcb|xkb|wayland|fontconfig|freetype|dbus-1|glib|gthread|gobject|gio|gmodule|EGL|GL|GLX"
    r"|GLdispatch|drm|gbm|ICE|SM|systemd|pcre|png|brotli|expat|cap|gcrypt|gpg-error|lz4|zstd"
    r"|uuid|atspi|epoxy|bsd|md|mount|blkid|selinux|gtk|gdk|pango|cairo|atk|harfbuzz|fribidi|thai|datrie"
    r"|graphite|pixman|jpeg|tiff|stdc\+\+|gcc_s)[-\w+.]*\.so"
)


def belongs_to_the_system(place: str, source: str) -> bool:
    """Whether a library is one of the computer's own that windows are drawn with.

    Those must fit its display server, fonts and session bus, so each distribution brings its own
    (on Debian the package names them). What Python itself needs is in the folder.
    """
    if "site-packages" in PurePath(source).parts or source == "":
        return False
    return bool(_GRAPHICS.match(PurePath(place).name))

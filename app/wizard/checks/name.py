"""The server's name. It names the group, the machine and the computer too, and is the DNS label."""

from __future__ import annotations

import re
from typing import Final

from app.finding import Finding
from app.text import text
from app.wizard.answers import SystemKind
from app.wizard.context import Context

_LABEL: Final = re.compile(r"[a-z][a-z0-9-]{1,61}[a-z0-9]")
_LONGEST_WINDOWS_NAME: Final = 15

_RESERVED_NAMES: Final = frozenset(
    [
        "access",
        "azure",
        "bing",
        "bizspark",
        "biztalk",
        "cortana",
        "directx",
        "dotnet",
        "dynamics",
        "excel",
        "exchange",
        "forefront",
        "groove",
        "hololens",
        "hyperv",
        "kinect",
        "lync",
        "msdn",
        "o365",
        "office",
        "office365",
        "onedrive",
        "onenote",
        "outlook",
        "powerpoint",
        "sharepoint",
        "skype",
        "visio",
        "visualstudio",
        "xbox",
    ]
)
_RESERVED_ANYWHERE: Final = ("microsoft", "windows")
_RESERVED_AT_THE_START: Final = "login"


def check_name(name: str, kind: SystemKind, context: Context) -> tuple[Finding, ...]:
    """What is wrong with `name`; at most one finding, the most basic one.

    Sources. DNS label: the pattern that the service names when it refuses one,
    `^[a-z][a-z0-9-]{1,61}[a-z0-9]$` (it is stricter than those of a group, 1 to 90, and of a
    Linux machine, 1 to 64 characters). Reserved words: learn.microsoft.com, "Resolve errors
    for reserved resource names"; the list there is for whole names, with two words refused
    anywhere and one at the start. Windows computer names: 15 characters at most, not all
    digits (Compute API description, `osProfile.computerName`).
    """
    finding = (
        _form(name) or _reserved(name) or _windows(name, kind) or _taken(name, context.taken_names)
    )
    return (finding,) if finding else ()


def _form(name: str) -> Finding | None:
    if not name:
        return Finding(
            "name-missing",
            "name",
            text("Give the server a name, such as “aurora-lab”."),
        )
    if _LABEL.fullmatch(name):
        return None
    return Finding(
        "name-form",
        "name",
        text(
            "The name has 3 to 63 small letters (a to z), digits and hyphens. It starts with a"
            " letter and does not end with a hyphen."
        ),
    )


def _reserved(name: str) -> Finding | None:
    word = next((word for word in _RESERVED_ANYWHERE if word in name), None)
    if word is None and name in _RESERVED_NAMES:
        word = name
    if word is None and name.startswith(_RESERVED_AT_THE_START):
        word = _RESERVED_AT_THE_START
    if word is None:
        return None
    return Finding(
        "name-reserved",
        "name",
        text(
            "Azure keeps the word “{word}” for itself. Choose a name without it.",
            word=word,
        ),
    )


def _windows(name: str, kind: SystemKind) -> Finding | None:
    if kind is not SystemKind.WINDOWS or len(name) <= _LONGEST_WINDOWS_NAME:
        return None
    return Finding(
        "name-too-long-for-windows",
        "name",
        text(
            "A Windows computer's name has at most {most} characters; this one has {count}.",
            most=_LONGEST_WINDOWS_NAME,
            count=len(name),
        ),
    )


def _taken(name: str, taken: frozenset[str]) -> Finding | None:
    if name not in taken:
        return None
    return Finding(
        "name-taken",
        "name",
        text("You have a server named {name} already. Choose another name.", name=name),
    )

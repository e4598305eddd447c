"""The administrator's user name. It is fixed today; a test holds it against Azure's rules."""

from __future__ import annotations

import re
from typing import Final

from app.finding import Finding
from app.text import text
from app.wizard.answers import SystemKind

_FORM: Final = re.compile(r"[a-z_][a-z0-9_-]*")
_RESERVED: Final = frozenset(
    [
        "1",
        "123",
        "a",
        "actuser",
        "adm",
        "admin",
        "admin1",
        "admin2",
        "administrator",
        "aspnet",
        "backup",
        "console",
        "david",
        "guest",
        "john",
        "owner",
        "root",
        "server",
        "sql",
        "support",
        "support_388945a0",
        "sys",
        "test",
        "test1",
        "test2",
        "test3",
        "user",
        "user1",
        "user2",
        "user3",
        "user4",
        "user5",
    ]
)
_LONGEST: Final = {SystemKind.WINDOWS: 20}
_LONGEST_ON_LINUX: Final = 32


def check_admin_user(name: str, kind: SystemKind) -> tuple[Finding, ...]:
    """What is wrong with `name` as an administrator's.

    Sources: Compute API description, `osProfile.adminUsername`: the disallowed values, 20
    characters on Windows (64 on Linux); useradd(8): 32 characters, the form.
    """
    longest = _LONGEST.get(kind, _LONGEST_ON_LINUX)
    if not _FORM.fullmatch(name) or len(name) > longest:
        sentence = text(
            "A user name has 1 to {longest} small letters, digits, underscores and hyphens, and"
            " starts with a letter or underscore.",
            longest=longest,
        )
        return (Finding("user-name-form", "admin_user", sentence),)
    if name in _RESERVED:
        sentence = text("Azure does not take the user name “{name}”.", name=name)
        return (Finding("user-name-reserved", "admin_user", sentence),)
    return ()

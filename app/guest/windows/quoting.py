"""Values in PowerShell and on Windows command lines, so that none of them becomes code.

A script must mean the same whatever code page it is read in. Windows PowerShell takes a file
without a mark for the system's code page, where bytes of a Japanese letter may become a
typographic quote; and PowerShell takes those for quotes. So scripts are ASCII throughout.
"""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Sequence
from typing import Final

LONGEST_LINE: Final = 8191
"""Characters that a command line may have under cmd.exe, which is also WinRM's own limit."""

_UNSENDABLE: Final = re.compile(r"[\x00-\x08\x0a-\x1f\ufffe\uffff]")
"""What XML, in which WinRM sends command lines, does not have or would change."""


def quoted(value: str) -> str:
    """An ASCII expression of PowerShell whose value is exactly `value`.

    A literal in single quotes for printable ASCII; for anything else one that decodes the
    value's UTF-8. Raises `ValueError` for text that is not Unicode (lone surrogates).
    """
    if value.isascii() and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    encoded = base64.b64encode(value.encode("utf-8")).decode("ascii")
    return f"[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{encoded}'))"


def quoted_list(values: Sequence[str]) -> str:
    """An array of PowerShell, of one or no value too."""
    return "@(" + ", ".join(f"({quoted(value)})" for value in values) + ")"


def command_line(command: Sequence[str]) -> str:
    """`command` as the C library of Windows programs splits it. Not meant for cmd.exe.

    Raises `ValueError` for what a command line cannot hold.
    """
    line = subprocess.list2cmdline(command)
    if _UNSENDABLE.search(line):
        raise ValueError("a command line cannot hold control characters")
    if len(line) > LONGEST_LINE:
        raise ValueError(f"{len(line)} characters; a command line takes {LONGEST_LINE}")
    return line

"""Commands of a Windows machine: run by Wine, or refused.

Refused is what Wine lacks or only pretends to do: it would end well and have done nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Final

from app.practice.guests.windows.command_lines import split_as_windows_does
from app.practice.guests.windows.programs import Refusal, Start
from app.practice.guests.windows.wine import Wine

REFUSED: Final = frozenset(
    [
        *("powershell", "powershell_ise", "pwsh", "wmic", "cscript", "wscript", "mshta"),
        *("netsh", "icacls", "cacls", "takeown", "setx", "schtasks", "at", "secedit", "auditpol"),
        *("net", "net1", "certutil", "bcdedit", "dism", "winrm", "winrs", "wevtutil", "shutdown"),
    ]
)
_WORDS: Final = re.compile(r"[^\s\"'&|()<>^,;=@]+")


@dataclass(frozen=True)
class WineRunner:
    """A `Runner` for one machine; commands begin in `folder`."""

    wine: Wine
    environment: Mapping[str, str]
    folder: Path

    def __call__(self, program: str, arguments: str, *, in_shell: bool) -> Start | Refusal:
        line = f"{program} {arguments}".strip()
        words = _WORDS.findall(line) if in_shell else [program]
        refused = next((word for word in words if is_refused(word)), None)
        if refused is not None:
            return Refusal(
                f"'{refused}' is not in a Windows practice machine: "
                "it is Wine's, and has no PowerShell, firewall, access rights or tasks"
            )
        words = split_as_windows_does(arguments)
        argv = ("cmd.exe", "/c", line) if in_shell else (program, *words)
        return Start([self.wine.loader, *argv], self.folder, self.environment)


def is_refused(word: str) -> bool:
    name = PureWindowsPath(word.strip('"')).name.lower()
    return name.removesuffix(".exe").removesuffix(".com") in REFUSED

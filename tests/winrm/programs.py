"""What runs behind the WS-Management server of these tests: one program, all others refused.

Where Windows has its Python, this computer's own Python runs. PowerShell and the programs
that only Windows has are refused, never imitated: nothing here proves what they would do.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.guest.windows.scripts import PYTHON
from app.practice.guests.windows.command_lines import split_as_windows_does
from app.practice.guests.windows.programs import Refusal, Start


class OwnPython:
    """A `Runner` in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, program: str, arguments: str, *, in_shell: bool) -> Start | Refusal:
        if program != PYTHON or in_shell:
            return Refusal(f"'{program}' is refused: there is none on this test server")
        return Start([sys.executable, *split_as_windows_does(arguments)], self._folder)

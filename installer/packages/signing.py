"""Signing programs for Windows, by whatever the release's owner has.

That is signtool with a certificate, or a cloud's service, or osslsigncode: a command line that
signs, in place, the files whose names are put behind it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installer.commands import Commands, say

SIGN: Final = "KUMONOTE_SIGN_COMMAND"
"""Variable with a command line that signs the files whose names are put behind it."""
_LIMIT_SECONDS: Final = 600


@dataclass(frozen=True)
class Signing:
    """`line` is empty where nothing is signed."""

    commands: Commands
    line: tuple[str, ...]

    @classmethod
    def of_environment(cls, commands: Commands) -> Signing:
        # quoted as in a POSIX shell: "C:\Program Files\…" keeps its backslashes between quotes
        return cls(commands, tuple(shlex.split(commands.environment.get(SIGN, ""))))

    def sign(self, files: Sequence[Path]) -> None:
        """Sign them, or say once for all that nothing is. Raises `CommandFailedError`."""
        if not self.line:
            say(f"Not signed: {SIGN} is not set. Windows will warn whoever opens it.")
            return
        self.commands.quietly("Signing", [*self.line, *files], timeout=_LIMIT_SECONDS)

    def as_program(self, folder: Path, *, windows: bool = os.name == "nt") -> str:
        """A command for another program's shell, to which one file's name is added.

        A script in `folder` holds the command line, as each shell has quotes of its own. Empty
        where nothing is signed.
        """
        if not self.line:
            return ""
        if not windows:
            script = folder / "sign.sh"
            script.write_text(f'exec {shlex.join(self.line)} "$1"\n', encoding="utf-8")
            return f'sh "{script}"'
        script = folder / "sign.cmd"
        line = subprocess.list2cmdline(self.line).replace("%", "%%")
        script.write_text(f"@{line} %1\n", encoding="utf-8", newline="\r\n")
        # cmd.exe takes quotes away from a line that begins with one
        return f'call "{script}"'

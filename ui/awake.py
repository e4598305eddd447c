"""Keeps the computer from falling asleep while work runs; the screen may go dark.

Each platform has its own way: logind's inhibitor lock (`systemd-inhibit`), `caffeinate`,
`SetThreadExecutionState`. Where there is none, work goes on after a sleep as after any break.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

_CONTINUOUS: Final = 0x80000000
_SYSTEM_REQUIRED: Final = 0x00000001

_ENDS_WITHIN_SECONDS: Final = 2.0

_HOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    # both wait for the end of their standard input, so they end with us, however we end
    "linux": (
        "systemd-inhibit",
        "--what=sleep:idle",
        "--who=Kumonote",
        "--why=A notebook server is being worked on",
        "cat",
    ),
    "darwin": ("caffeinate", "-i", "cat"),
}


class Awake:
    """`hold` as often as you like; one lock is taken and given back. Ends with `close`."""

    def __init__(self, platform: str = sys.platform) -> None:
        self._platform = platform
        self._holder: subprocess.Popen[bytes] | None = None
        self._ending: list[subprocess.Popen[bytes]] = []
        self._held = False

    @property
    def held(self) -> bool:
        return self._held

    def hold(self, wanted: bool) -> None:
        """Keep the computer awake, or no longer."""
        if wanted == self._held:
            return
        self._held = wanted
        if self._platform == "win32":
            _tell_windows(wanted)
        elif wanted:
            self._start()
        else:
            self._stop()

    def close(self) -> None:
        """Give the lock back and wait until it is gone."""
        self.hold(False)
        for holder in self._ending:
            try:
                holder.wait(_ENDS_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                holder.kill()
                holder.wait()
        self._ending.clear()

    def _start(self) -> None:
        command = _HOLDERS.get(self._platform, ())
        program = shutil.which(command[0]) if command else None
        if program is not None:
            self._holder = subprocess.Popen(
                [program, *command[1:]],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def _stop(self) -> None:
        """Let the holder end. Nobody waits for it here: this is the window's own thread."""
        self._ending = [holder for holder in self._ending if holder.poll() is None]
        holder, self._holder = self._holder, None
        if holder is None:
            return
        if holder.stdin is not None:
            holder.stdin.close()
        self._ending.append(holder)


def _tell_windows(wanted: bool) -> None:
    import ctypes

    state = _CONTINUOUS | (_SYSTEM_REQUIRED if wanted else 0)
    library = getattr(ctypes, "windll", None)
    if library is not None:
        library.kernel32.SetThreadExecutionState(state)

"""A real Secret Service for a test: a private D-Bus session with a real gnome-keyring."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_RUN_SESSION: Final = shutil.which("dbus-run-session")
AVAILABLE: Final = bool(_RUN_SESSION and shutil.which("gnome-keyring-daemon"))
REASON: Final = "needs dbus-run-session and gnome-keyring-daemon"
_UNLOCK: Final = (
    "printf keyring-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
)
_LIMIT_SECONDS: Final = 30.0


@contextmanager
def secret_service(home: Path) -> Iterator[dict[str, str]]:
    """Runs while inside; gives the environment of a program that shall use it.

    `home` becomes `$HOME`, and holds the keyring's files: with the same one it is the same
    user, later.
    """
    runtime = home / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(runtime),
    }
    assert _RUN_SESSION is not None
    with subprocess.Popen(
        # ends with its standard input, and the session with it
        [_RUN_SESSION, "--", "sh", "-c", f'{_UNLOCK} echo "$DBUS_SESSION_BUS_ADDRESS"; cat'],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as session:
        assert session.stdin is not None
        assert session.stdout is not None
        address = session.stdout.readline().strip()
        assert address, "the session did not start"
        try:
            yield {**environment, "DBUS_SESSION_BUS_ADDRESS": address}
        finally:
            session.stdin.close()
            session.wait(_LIMIT_SECONDS)

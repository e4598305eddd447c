"""A real Secret Service for a test: a private D-Bus session with a real gnome-keyring."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any, Final

LIMIT_SECONDS: Final = 60.0
AVAILABLE: Final = bool(shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon"))

UNLOCKED: Final = (
    "printf keyring-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
)
LOCKED: Final = (
    f"{UNLOCKED} dbus-send --session --print-reply --dest=org.freedesktop.secrets"
    " /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock"
    " array:objpath:/org/freedesktop/secrets/collection/login >/dev/null;"
)


def in_session(home: Path, prepare: str, *arguments: str) -> Any:
    """What `tests.unit.vault.in_session` says of `arguments`, within a new D-Bus session.

    `home` holds the keyring's files: with the same one it is the same user, later.
    """
    return asyncio.run(_in_session(home, prepare, arguments))


async def _in_session(home: Path, prepare: str, arguments: tuple[str, ...]) -> Any:
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        *("dbus-run-session", "--", "sh", "-c", f'{prepare} exec "$@"', "sh"),
        *(sys.executable, "-m", "tests.unit.vault.in_session", str(home), *arguments),
        env={
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_RUNTIME_DIR": str(runtime),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), LIMIT_SECONDS)
    assert process.returncode == 0, err.decode()
    return json.loads(out)

"""What cloud-init does in a machine, as far as a reduced guest can: keys, files, commands."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.practice.guests.reduced.cloud_config import CloudConfig, File, parse
from app.practice.guests.reduced.commands import command_line
from app.practice.guests.reduced.layout import below_root
from app.practice.guests.reduced.shim import CLOUD_INIT
from app.practice.guests.seed import USER_DATA
from app.practice.machines import MachineSpec

HOST_KEY = "etc/ssh/ssh_host_ed25519_key"

_DONE = "var/lib/cloud/instance/boot-finished"
_OUTPUT = "var/log/cloud-init-output.log"


class FirstBoot:
    """cloud-init's work in the guest of `root`; at a later boot there is none left to do."""

    def __init__(self, root: Path, spec: MachineSpec, environment: Mapping[str, str]) -> None:
        self._root = root
        self._spec = spec
        self._environment = environment
        self._config = CloudConfig()
        self._errors: list[str] = []

    def prepare(self) -> None:
        """Before SSH answers: host key, login keys and files."""
        self._tell("running")
        if not (self._root / _DONE).exists():
            try:
                self._config = parse((self._root / USER_DATA).read_bytes())
                for file in self._config.files:
                    self._write(file)
                self._host_keys()
            except (ValueError, KeyError, OSError) as error:
                self._say(f"cloud-init: {error}")
                self._errors.append(str(error))
            self._authorize()
        if not (self._root / HOST_KEY).exists():
            self._make_host_key()

    async def run(self) -> None:
        """While SSH answers: the commands of the custom data, in their order."""
        for command in self._config.commands:
            code = await self._command(command)
            if code != 0:
                self._errors.append(f"{command} ended with {code}")
                self._say(f"cloud-init: {command} ended with {code}")
        done = self._root / _DONE
        done.parent.mkdir(parents=True, exist_ok=True)
        done.touch()
        self._tell("error" if self._errors else "done")

    async def _command(self, command: str | tuple[str, ...]) -> int:
        with (self._root / _OUTPUT).open("ab") as output:
            try:
                process = await asyncio.create_subprocess_exec(
                    *command_line(command, self._root, self._environment),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env=self._environment,
                    cwd=self._root,
                    start_new_session=True,
                )
            except OSError as error:
                self._say(f"cloud-init: {error}")
                return 127
            return await process.wait()

    def _host_keys(self) -> None:
        for name, content in self._config.host_keys.items():
            private = not name.endswith(".pub")
            self._write(File(f"/etc/ssh/{name}", content.encode(), 0o600 if private else 0o644))

    def _make_host_key(self) -> None:
        key = Ed25519PrivateKey.generate()
        content = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        self._write(File(f"/{HOST_KEY}", content, 0o600))

    def _authorize(self) -> None:
        keys = {self._spec.admin_user: list(self._spec.authorized_keys)}
        for user, lines in self._config.authorized_keys.items():
            keys.setdefault(user or self._spec.admin_user, []).extend(lines)
        for user, allowed in keys.items():
            content = "".join(f"{line.strip()}\n" for line in dict.fromkeys(allowed))
            self._write(File(f"/home/{user}/.ssh/authorized_keys", content.encode(), 0o600))

    def _write(self, file: File) -> None:
        path = below_root(self._root, file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not file.append:
            path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(path, flags, file.mode), "ab") as stream:
            stream.write(file.content)
        path.chmod(file.mode)

    def _tell(self, status: Literal["running", "done", "error"]) -> None:
        file = self._root / CLOUD_INIT
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".fresh")
        fresh.write_text(json.dumps({"status": status, "errors": self._errors, "detail": ""}))
        fresh.replace(file)

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError), (self._root / _OUTPUT).open("a") as output:
            output.write(f"{line}\n")

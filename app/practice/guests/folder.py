"""What one guest keeps on disk, and how its supervising process is found again.

The folder of a guest (mode 0700) holds its disk, its console, what it was made from, and a
note by the process that supervises it. The cloud can end at any moment and find out again
from these alone which guests run.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import psutil

from app.paths import make_private_folder
from app.practice.machines import MachineSpec

State = Literal["starting", "running", "off", "failed"]


@dataclass(frozen=True)
class Note:
    """What a supervisor says of itself: its process, how far it is, why it failed."""

    pid: int
    state: State
    reason: str = ""


@dataclass(frozen=True)
class GuestFolder:
    """The files of one guest under `path`."""

    path: Path

    @property
    def disk(self) -> Path:
        """What the guest itself has written."""
        return self.path / "disk"

    @property
    def console(self) -> Path:
        return self.path / "console.log"

    @property
    def supervisor_log(self) -> Path:
        return self.path / "supervisor.log"

    @property
    def unique_name(self) -> str:
        """A name that no other guest on this computer has, of any user or state folder."""
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:8]
        return f"kumonote-{self.path.name[:40]}-{digest}"

    def exists(self) -> bool:
        return self._spec.is_file()

    def make(self) -> None:
        make_private_folder(self.path.parent)
        make_private_folder(self.path)

    def write_spec(self, spec: MachineSpec) -> None:
        """Keep what is needed to boot again. Its presence says that the disk is laid out.

        The custom data is not part of it: it is on the disk already, and may be secret. Nor is
        the password.
        """
        plain = {
            "hostname": spec.hostname,
            "admin_user": spec.admin_user,
            "authorized_keys": list(spec.authorized_keys),
            "ports": {str(guest): port for guest, port in spec.ports.items()},
            "system": spec.system,
        }
        _write(self._spec, json.dumps(plain))

    def read_spec(self) -> MachineSpec:
        """What `write_spec` kept; secrets are empty. Raises `OSError`, `ValueError`."""
        plain = json.loads(self._spec.read_text())
        return MachineSpec(
            id=self.path.name,
            hostname=plain["hostname"],
            admin_user=plain["admin_user"],
            authorized_keys=tuple(plain["authorized_keys"]),
            custom_data=b"",
            ports={int(guest): port for guest, port in plain["ports"].items()},
            system=plain.get("system", "Linux"),
        )

    def write_ports(self, ports: Mapping[int, int]) -> None:
        """Change by which loopback ports the guest is reached from its next boot on."""
        self.write_spec(replace(self.read_spec(), ports=dict(ports)))

    def write_note(self, note: Note) -> None:
        _write(self._note, json.dumps({"pid": note.pid, "state": note.state, "why": note.reason}))

    def read_note(self) -> Note | None:
        """The last word of the supervisor; None before the first."""
        try:
            plain = json.loads(self._note.read_text())
        except FileNotFoundError:
            return None
        return Note(plain["pid"], plain["state"], plain["why"])

    def supervisor(self) -> psutil.Process | None:
        """The process that supervises this guest now, if there is one.

        A process id alone may meanwhile belong to somebody else: the command line names
        the folder.
        """
        note = self.read_note()
        if note is None:
            return None
        try:
            process = psutil.Process(note.pid)
            alive = process.status() != psutil.STATUS_ZOMBIE
            return process if alive and str(self.path) in process.cmdline() else None
        except psutil.Error:
            return None

    def forget_note(self) -> None:
        self._note.unlink(missing_ok=True)

    @property
    def _spec(self) -> Path:
        return self.path / "machine.json"

    @property
    def _note(self) -> Path:
        return self.path / "supervisor.json"


def _write(file: Path, content: str) -> None:
    """Replace `file` as a whole, readable by this user only."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(content)
    fresh.replace(file)

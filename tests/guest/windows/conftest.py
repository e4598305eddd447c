"""One Windows machine of the practice cloud for all tests of this folder.

It is Wine and a Windows CPython: what runs in it runs for real, but no Windows kernel is
there, and nothing that PowerShell does (see docs/assumptions.md).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.guest.notebook_check import NotebookTarget, check_notebook
from app.guest.program import setup_program
from app.guest.protocol import CommandResult
from app.guest.windows.scripts import PYTHON, WORK_FOLDER, bootstrap, certificate_in
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.winrm_connecting import connect
from app.password import hash_password
from app.paths import Paths
from app.practice.guest_ports import free_port
from app.practice.guests.windows.host import WindowsHost
from app.practice.guests.windows.wine import Wine, wine_here
from app.practice.machines import MachineSpec
from app.problems import ProblemError
from app.secret import Secret
from app.server import PublicAddress
from tests.guest.setup.notebook_server import LoopbackDialer

NAME = "mwindows"
USER = "azureuser"
ADMINISTRATOR = Secret("Kyoto-夏 & 42!")
NOTEBOOK = Secret("kumo takes four odd words")
ADDRESS = PublicAddress("198.18.7.7", "lab.japaneast.practice.localhost")
_TRIES = 4
PROGRAM = WORK_FOLDER + r"\kumonote-setup.pyz"


@dataclass
class WindowsMachine:
    host: WindowsHost
    ports: Mapping[int, int]
    password_hash: str
    der: bytes = b""
    administrator: Secret = field(default_factory=lambda: ADMINISTRATOR)
    said: list[str] = field(default_factory=list)

    def boot(self) -> None:
        spec = MachineSpec(
            id=NAME,
            hostname="lab",
            admin_user=USER,
            authorized_keys=(),
            custom_data=b"",
            ports=self.ports,
            system="Windows",
            admin_password=ADMINISTRATOR,
        )
        self.host.prepare()
        self.host.create(spec)

    def open_winrm(self) -> bytes:
        """The certificate that Run Command told."""
        script = bootstrap((ADDRESS.fqdn, ADDRESS.ip), "203.0.113.24")
        told = certificate_in(self.host.run_command(NAME, script, 60.0).stdout)
        assert told is not None
        self.der = told
        return told

    def connect(self, password: Secret | None = None) -> WinRmGuest:
        return connect(
            DirectDialer(),
            "127.0.0.1",
            user=USER,
            password=password or self.administrator,
            certificate_sha256=hashlib.sha256(self.der).hexdigest(),
            cancel=CancelToken(),
            port=self.ports[5986],
        )

    def run(self, *words: str, stdin: bytes = b"") -> CommandResult:
        guest = self.connect()
        try:
            return guest.run(words, stdin=stdin, timeout_seconds=600.0, cancel=CancelToken())
        finally:
            guest.close()

    def set_up(self, *phase: str, **more: object) -> Mapping[str, Any]:
        """The facts of a run of the setup program that came to a good end."""
        settings = {
            "format": 1,
            "sets": [],
            "samples": True,
            "host": ADDRESS.fqdn,
            "ip": ADDRESS.ip,
            "public_port": 443,
            "private_port": 9999,
            "password_hash": self.password_hash,
            **more,
        }
        ended = self.run(
            *(PYTHON, "-I", "-X", "utf8", PROGRAM, *phase, "--settings=-"),
            stdin=json.dumps(settings).encode(),
        )
        events = [json.loads(line) for line in ended.stdout.splitlines()]
        assert ended.exit_code == 0, (events[-1:], ended.stderr)
        assert events[-1]["event"] == "done"
        self.said = [event.get("text", "") for event in events]
        facts: Mapping[str, Any] = events[-1]["facts"]
        return facts

    def check_notebook(self, certificate_sha256: str) -> bytes:
        """The picture that a kernel drew for somebody who logged in.

        On a busy computer the first kernel in Wine may take longer than the app waits for
        one; what may be tried again is, as its user would.
        """
        target = NotebookTarget(ADDRESS.fqdn, 443, certificate_sha256)
        dialer = LoopbackDialer(dict(self.ports))
        for _ in range(_TRIES - 1):
            try:
                return check_notebook(dialer, target, NOTEBOOK, CancelToken()).picture
            except ProblemError as error:
                if not error.problem.retryable:
                    raise
        return check_notebook(dialer, target, NOTEBOOK, CancelToken()).picture


@pytest.fixture(scope="package")
def booted() -> Iterator[WindowsMachine]:
    wine = wine_here()
    if not isinstance(wine, Wine):
        if os.environ.get("CI"):
            pytest.fail(f"CI runs Windows machines: {wine}")
        pytest.skip(str(wine))
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    paths = Paths(state=folder, cache=Paths.of_this_user().cache)
    host = WindowsHost(paths, wine, print)
    ports = {443: free_port(), 5986: free_port()}
    machine = WindowsMachine(host, ports, hash_password(NOTEBOOK))
    try:
        machine.boot()
        yield machine
    finally:
        host.delete(NAME)
        host.close()
        shutil.rmtree(folder)


@pytest.fixture(scope="package")
def machine(booted: WindowsMachine) -> WindowsMachine:
    """After Run Command has opened WinRM, with the setup program in place."""
    booted.open_winrm()
    guest = booted.connect()
    guest.put(PROGRAM, setup_program(), mode=0o644, cancel=CancelToken())
    guest.close()
    return booted

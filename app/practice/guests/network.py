"""A guest's network: a namespace of its own, joined to this computer by slirp4netns.

The guest is 10.0.2.100 and reaches the outside through this computer as any program of it
would; this computer's loopback is out of its reach. Ports are forwarded one by one, from
127.0.0.1 only.

A namespace serves one boot. A guest that reboots gets a fresh one, because the rules of its
packet filter live in the namespace: in the old one they would seem to survive a reboot.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil

from app.practice.guests import programs
from app.practice.guests.cgroups import ControlGroup

GUEST_ADDRESS: Final = "10.0.2.100"

_READY_LIMIT_SECONDS = 60.0
# Relative to the guest's folder: a socket's path must be shorter than 108 bytes.
_SOCKET = "slirp.sock"


class GuestNetwork:
    """The network of one boot; a context manager. To be used with the guest's folder as the
    working directory and in a mount namespace that ends with its supervisor."""

    def __init__(
        self, folder: Path, group: ControlGroup, ports: Mapping[int, int], log: Path
    ) -> None:
        self.namespace = folder / "network"
        self._group = group
        self._ports = ports
        self._log = log
        self._slirp: psutil.Popen | None = None
        self._lifeline: int | None = None

    def __enter__(self) -> Self:
        """Make the namespace and open the ports. Raises `OSError`, e.g. for a taken port."""
        try:
            self.namespace.touch(mode=0o600)
            programs.check(
                [programs.need("unshare"), f"--net={self.namespace}", programs.need("true")]
            )
            self._start_slirp()
            for guest_port, port in self._ports.items():
                self._forward(guest_port, port)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def _start_slirp(self) -> None:
        # slirp4netns ends when the other end of this pipe does: with us, however we end.
        exit_read, self._lifeline = os.pipe()
        ready_read, ready_write = os.pipe()
        command = [
            programs.need("slirp4netns"),
            "--configure",
            "--mtu=65520",
            "--disable-host-loopback",
            f"--api-socket={_SOCKET}",
            f"--ready-fd={ready_write}",
            f"--exit-fd={exit_read}",
            "--netns-type=path",
            str(self.namespace),
            "tap0",
        ]
        Path(_SOCKET).unlink(missing_ok=True)
        try:
            with self._log.open("ab") as log:
                self._slirp = psutil.Popen(
                    self._group.entering("network", command),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=(ready_write, exit_read),
                )
        finally:
            os.close(ready_write)
            os.close(exit_read)
        try:
            if not select.select([ready_read], [], [], _READY_LIMIT_SECONDS)[0]:
                raise TimeoutError("slirp4netns does not get ready")
            if not os.read(ready_read, 1):
                raise OSError("slirp4netns ended at once")
        finally:
            os.close(ready_read)

    def _forward(self, guest_port: int, port: int) -> None:
        request = {
            "execute": "add_hostfwd",
            "arguments": {
                "proto": "tcp",
                "host_addr": "127.0.0.1",
                "host_port": port,
                "guest_addr": GUEST_ADDRESS,
                "guest_port": guest_port,
            },
        }
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_READY_LIMIT_SECONDS)
            connection.connect(_SOCKET)
            connection.sendall(json.dumps(request).encode())
            connection.shutdown(socket.SHUT_WR)
            answer = json.loads(connection.makefile("rb").read())
        if "error" in answer:
            raise OSError(f"port {port} of 127.0.0.1 cannot be used: {answer['error']}")

    def _close(self) -> None:
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        if self._slirp is not None:
            with contextlib.suppress(psutil.TimeoutExpired, subprocess.TimeoutExpired):
                self._slirp.wait(timeout=5)
            if self._slirp.poll() is None:
                self._slirp.kill()
                self._slirp.wait()
            self._slirp = None
        Path(_SOCKET).unlink(missing_ok=True)
        # Lazily: a process of the guest that is just ending must not keep us waiting.
        programs.run([programs.need("umount"), "--lazy", str(self.namespace)])
        self.namespace.unlink(missing_ok=True)

"""One machine in QEMU: every processor instruction is emulated, nothing is this computer's."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil

from app.practice.guests import programs
from tests.guest.qemu.disks import Disks
from tests.guest.qemu.image import ROOT_DEVICE, Kernel
from tests.shared.waiting import wait_until

PROGRAM: Final = "qemu-system-x86_64"
PROCESSORS: Final = 2
MEMORY_MIB: Final = 3072
_FIRST_WORD_SECONDS: Final = 120.0
_END_SECONDS: Final = 10.0


def command_line(
    kernel: Kernel, disks: Disks, ports: Mapping[int, int], console: Path
) -> list[str]:
    """QEMU's arguments. `ports` maps ports of the machine to ports of 127.0.0.1.

    /dev/kvm is left alone, even where it is there: it may be of no use. The system disk must
    come first, to be `ROOT_DEVICE`.
    """
    forwards = ",".join(
        f"hostfwd=tcp:127.0.0.1:{port}-:{guest}" for guest, port in sorted(ports.items())
    )
    return [
        *("-nodefaults", "-no-user-config", "-display", "none"),
        *("-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max"),
        *("-smp", str(PROCESSORS), "-m", str(MEMORY_MIB)),
        *("-kernel", str(kernel.image), "-initrd", str(kernel.initrd)),
        *("-append", f"root={ROOT_DEVICE} ro console=ttyS0"),
        *("-serial", f"file:{_escaped(console)}"),
        *("-drive", f"file={_escaped(disks.system)},format=raw,if=virtio"),
        *("-drive", f"file={_escaped(disks.seed)},format=raw,if=virtio,readonly=on"),
        *("-netdev", f"user,id=net,ipv6=off,{forwards}"),
        *("-device", "virtio-net-pci,netdev=net", "-device", "virtio-rng-pci"),
    ]


def _escaped(path: Path) -> str:
    """In QEMU's options a comma is doubled."""
    return str(path).replace(",", ",,")


class Emulator:
    """A context manager: the machine runs inside, and is not there afterwards.

    It is ended at the latest when the thread that started it ends, however that happens.
    """

    def __init__(
        self, folder: Path, kernel: Kernel, disks: Disks, ports: Mapping[int, int]
    ) -> None:
        self.console_file = folder / "console.log"
        self._log = folder / "qemu.log"
        self._arguments = command_line(kernel, disks, ports, self.console_file)
        self._process: psutil.Popen | None = None

    def __enter__(self) -> Self:
        """Switch it on; it has said its first word. Raises `OSError`, e.g. for a taken port."""
        with self._log.open("wb") as log:
            self._process = psutil.Popen(
                [
                    *(programs.need("setpriv"), "--pdeathsig=KILL", "--"),
                    *(programs.need(PROGRAM), *self._arguments),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=programs.minimal_environment(),
                start_new_session=True,  # Ctrl-C is for us, not for it
            )
        try:
            wait_until(
                lambda: self.is_off or bool(self.console),
                limit_seconds=_FIRST_WORD_SECONDS,
                what="the first line of the kernel",
            )
            if self.is_off:
                raise OSError(f"{PROGRAM}: {self._log.read_text(errors='replace').strip()}")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def is_off(self) -> bool:
        return self._process is None or self._process.poll() is not None

    @property
    def console(self) -> str:
        """What the machine wrote to its serial port, without colours."""
        try:
            raw = self.console_file.read_text(errors="replace")
        except FileNotFoundError:
            return ""
        return re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", raw).replace("\r", "")

    def _end(self) -> None:
        if self._process is None:
            return
        try:
            if not self.is_off:
                self._process.terminate()
            self._process.wait(_END_SECONDS)
        except psutil.NoSuchProcess:
            pass  # it has just switched itself off
        except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()

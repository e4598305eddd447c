"""One full boot, slowly: `python -m tests.guest.qemu.full_run`.

A machine with a kernel, a disk and a seed of its own, emulated by QEMU without KVM, is made a
notebook server by the app's own steps. Takes 10 to 30 minutes and 5 GB below the folder for
temporary files (`TMPDIR`); `--console FILE` keeps what the machine wrote to its serial port.
Writes docs/full-boot.md; ends with 1 where something is not as it must be.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from app.engine.cancel import Cancelled, CancelToken
from app.paths import Paths
from app.practice.guests import programs
from app.practice.guests.image import ensure_image
from app.practice.guests.probe import privileges_here
from app.practice.guests.recipe import Recipe, of_this_computer
from app.problems import ProblemError
from tests.guest.qemu.disks import DISK_BYTES, FILE_SYSTEM_BYTES, make_disks
from tests.guest.qemu.emulator import MEMORY_MIB, PROCESSORS, PROGRAM, Emulator
from tests.guest.qemu.image import bootable, kernel_of
from tests.guest.qemu.stages import Stages, run_all
from tests.guest.setup.notebook_server import NotebookServer

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs" / "full-boot.md"
NEEDED: Final = {
    PROGRAM: "qemu-system-x86",
    "mke2fs": "e2fsprogs",
    "genisoimage": "genisoimage",
    "mmdebstrap": "mmdebstrap",
    "setpriv": "util-linux",
    "unshare": "util-linux",
}
"""The Debian package of each program."""
_LAST_LINES: Final = 30

_HEAD: Final = """# One full boot without this computer's kernel

Made by `python -m tests.guest.qemu.full_run`. {qemu} emulates a machine with {processors}
processors and {memory} MiB of memory, instruction by instruction, without KVM: Debian's own kernel
boots from an ext4 disk of {disk} GiB, whose file system was made with {small} GiB. cloud-init finds
what Azure would hand to the machine on a NoCloud seed, a second disk: the very customData of a
create. From there on the app's own steps do all of it over SSH, at the host key that is known
beforehand, as they do on a machine in Azure. Everything takes several times as long as on a real
processor; where a limit of the app was too short for that, the work was resumed, as a user would
resume it, and the second table says so.

"""


def why_not() -> str:
    """One sentence: what this computer lacks; empty if nothing."""
    missing = [name for name in NEEDED if programs.find(name) is None]
    if missing:
        packages = " ".join(dict.fromkeys(NEEDED[name] for name in missing))
        return f"{', '.join(missing)}: not found. On Debian: apt-get install {packages}"
    return ""


def bootable_recipe() -> Recipe:
    """Raises `ValueError` where this computer's files give none that boots."""
    recipe = of_this_computer()
    if recipe is None:
        raise ValueError("the machine's system comes from the package sources of a Debian")
    return bootable(recipe)


def run(stages: Stages, folder: Path, cancel: CancelToken) -> None:
    """All stages, in the private `folder`. Raises as `run_all` does, and `OSError`."""
    privileges = privileges_here()
    recipe = bootable_recipe()
    with stages.stage("base image with a kernel (made once, then found)"):
        image = ensure_image(Paths.of_this_user(), recipe, stages.tell, privileges)
    server = NotebookServer(folder, cancel=cancel)
    with stages.stage("both disks"):
        disks = make_disks(image, folder, server.spec(), privileges)
    emulator = Emulator(folder, kernel_of(image), disks, server.ports)
    began = time.monotonic()
    with emulator:
        stages.add("power on, until the kernel's first line", time.monotonic() - began)
        run_all(server, emulator, stages, folder)


def document(stages: Stages, qemu: str, load: float, wrong: str) -> str:
    """The text of docs/full-boot.md."""
    head = _HEAD.format(
        qemu=qemu,
        processors=PROCESSORS,
        memory=MEMORY_MIB,
        disk=DISK_BYTES >> 30,
        small=FILE_SYSTEM_BYTES >> 30,
    )
    lines = [
        f"Measured on {os.cpu_count()} processors, with {load:.1f} busy programs at the beginning.",
        "",
        "| stage | time |",
        "| --- | --- |",
        *(f"| {what} | {seconds:.1f} s |" for what, seconds in stages.rows),
        "",
        "| what was looked at | seen |",
        "| --- | --- |",
        *(f"| {what} | {found} |" for what, found in stages.seen.items()),
        "",
        f"It ended before its end: {wrong}" if wrong else "All of it was as it must be.",
    ]
    return head + "\n".join(lines) + "\n"


@contextmanager
def signals_cancel(cancel: CancelToken) -> Iterator[None]:
    """Inside, the first Ctrl-C or request to terminate cancels; the next does what it always did.

    A wait that does not know of the token is ended by the second, and the machine with it.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        signal.signal(number, before[signal.Signals(number)])
        cancel.cancel()
        raise KeyboardInterrupt

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--console", type=Path, metavar="FILE", help="keep the console here")
    wanted = parser.parse_args()
    reason = why_not()
    if reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    began = time.monotonic()

    def tell(line: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:7.1f}  {line}\n")
        sys.stdout.flush()

    stages, load, wrong = Stages(tell), os.getloadavg()[0], ""
    cancel = CancelToken()
    with tempfile.TemporaryDirectory(prefix="kumonote-qemu-") as name, signals_cancel(cancel):
        folder = Path(name)
        console = folder / "console.log"
        try:
            run(stages, folder, cancel)
        except (Cancelled, KeyboardInterrupt):
            tell("cancelled; the machine is gone")
            return 130
        except (AssertionError, OSError, ValueError, ProblemError) as error:
            wrong = f"{type(error).__name__}: {error}"
            if isinstance(error, ProblemError):
                tell(error.problem.details)
            tell("".join(console.read_text(errors="replace").splitlines(True)[-_LAST_LINES:]))
        finally:
            if wanted.console is not None and console.exists():
                shutil.copyfile(console, wanted.console)
    version = programs.check([programs.need(PROGRAM), "--version"]).stdout.decode()
    qemu = version.partition("(")[0].replace(" emulator version", "").strip()
    DOCUMENT.write_text(document(stages, qemu, load, wrong), encoding="utf-8")
    tell(wrong or "all of it was as it must be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

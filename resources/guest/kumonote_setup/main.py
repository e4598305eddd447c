"""The command line: one phase a run."""

import argparse
import signal
import sys
import time
import traceback
from pathlib import Path

from . import certificate_maker
from .failures import SetupError
from .host_key import boot_is_finished
from .locking import SetupLock
from .phases import PROGRAM, Phases
from .report import Reporter
from .settings import Settings
from .system import System, write_file

LOG = "/var/log/kumonote/setup.jsonl"
LOCK = "/run/kumonote-setup.lock"

_BOOT_LIMIT_SECONDS = 300.0
_TICK_SECONDS = 0.2
_PHASES = (
    *("first-boot", "configure", "host-key", "set-password", "set-certificate"),
    *("status", "password-hash", "tidy"),
)
_QUESTIONS = ("certificate-make", "certificate-read")


def main() -> "int":
    """Run the phase that the arguments name; 0 if it came to a good end."""
    given = _parser().parse_args()
    if given.phase in _QUESTIONS:
        return certificate_maker.answer(given.phase)
    if given.phase == "install":
        return _install_itself()
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the one who asked may go away
    text = ""
    if given.settings:
        text = sys.stdin.read() if given.settings == "-" else Path(given.settings).read_text()
    reporter = Reporter(System("").path(LOG), given.phase)
    reporter.keep_telling()
    try:
        settings = Settings.parse(text)
        reporter.done(_run(given, Phases(settings), reporter))
    except SetupError as error:
        reporter.failed(error)
        return 1
    except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
        reporter.failed(
            SetupError(
                "setup-failed",
                f"The set-up met something it was not prepared for: {error}",
                "Resume. If it happens again, send a report.",
                details=traceback.format_exc(),
            )
        )
        return 1
    return 0


def _run(
    given: "argparse.Namespace", phases: "Phases", reporter: "Reporter"
) -> "dict[str, object]":
    looking = {
        "status": phases.status,
        "password-hash": phases.password_hash,
    }
    if given.phase in looking:
        return looking[given.phase]()
    if getattr(given, "check", False):
        return phases.software() if given.phase == "first-boot" else phases.what_is_left()
    return _run_alone(given, phases, reporter)


def _run_alone(
    given: "argparse.Namespace", phases: "Phases", reporter: "Reporter"
) -> "dict[str, object]":
    """What changes the machine, one at a time."""
    if given.phase == "tidy":
        phases.compile()  # takes long, and is in nobody's way
    lock = SetupLock(phases.system.path(LOCK))
    if given.phase == "first-boot" and not given.at_boot:
        _let_the_boot_begin(phases.system, lock, reporter)
    lock.take(reporter, given.phase)
    reporter.begin()
    if given.phase == "tidy":
        return phases.tidy()
    if given.phase == "first-boot":
        return phases.first_boot(reporter, given.at_boot)
    if given.phase == "host-key":
        return phases.host_key(given.step)
    changing = {
        "configure": phases.configure,
        "set-password": phases.set_password,
        "set-certificate": phases.set_certificate,
    }
    return changing[given.phase](reporter)


def _let_the_boot_begin(system: "System", lock: "SetupLock", reporter: "Reporter") -> None:
    """cloud-init starts the same phase by itself: two would only be in each other's way."""
    deadline = time.time() + _BOOT_LIMIT_SECONDS
    told = False
    while not boot_is_finished(system) and time.time() < deadline:
        if not lock.try_to_take():
            return
        lock.give_back()
        if not told:
            reporter.progress("waiting-for-boot", 0.0, "Waiting for the system's first boot")
            told = True
        time.sleep(_TICK_SECONDS)


def _install_itself() -> "int":
    """Put this program where the next run looks for it."""
    here = Path(sys.argv[0])
    write_file(System("").path(PROGRAM), here.read_bytes())
    here.unlink()
    return 0


def _parser() -> "argparse.ArgumentParser":
    parser = argparse.ArgumentParser(prog="kumonote-setup")
    phases = parser.add_subparsers(dest="phase")
    phases.required = True
    for name in _PHASES:
        phase = phases.add_parser(name)
        phase.add_argument("--settings", default="", help="a file, or - for standard input")
        if name in ("first-boot", "configure"):
            phase.add_argument("--check", action="store_true", help="only say what is left")
        if name == "first-boot":
            phase.add_argument("--at-boot", action="store_true")
        if name == "host-key":
            phase.add_argument("step", choices=("prepare", "activate"))
    for name in ("install", *_QUESTIONS):
        phases.add_parser(name)
    return parser

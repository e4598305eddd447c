"""From a fresh clone to a running notebook server, with nothing but Python.

    python3 installer/bootstrap.py try     a notebook server in practice mode: in the window, or
                                           without a screen made with the usual answers
    python3 installer/bootstrap.py test    run every test
    python3 installer/bootstrap.py pictures     make every screenshot again, into docs/pictures

All install what is missing into `.venv` beside this folder, from hash-checked lock files, and
say so. Standard library only. This file keeps to syntax that Python 3.6 reads, so that an older
Python ends with a sentence instead of a syntax error; the modules beside it need 3.11.
"""

import argparse
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_MINOR = 11
NEWEST_MINOR = 14  # the newest release for which the lock files were tried


def complaint(major: int, minor: int) -> str:
    """What to tell somebody whose Python is older than 3.11; empty when it is not."""
    if (major, minor) >= (3, OLDEST_MINOR):
        return ""
    sentence = f"Kumonote needs Python 3.{OLDEST_MINOR} or newer, and this is {major}.{minor}."
    for newer in range(NEWEST_MINOR, OLDEST_MINOR - 1, -1):
        name = f"python3.{newer}"
        if shutil.which(name):
            return f"{sentence} Yours has {name}: run `{name} installer/bootstrap.py` instead."
    return f"{sentence} Install a newer Python (its old one can stay), then run this again with it."


def main() -> int:
    """Read the command line and do it; return the exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Kumonote on this computer.")
    commands = parser.add_subparsers(dest="command", metavar="{try,test,pictures}")
    commands.required = True
    trial = commands.add_parser("try", help="a notebook server in practice mode: no account needed")
    trial.add_argument("--no-window", action="store_true", help="make it without asking anything")
    test = commands.add_parser("test", help="run every test (further words go to pytest)")
    test.add_argument(
        "pytest", nargs="*", metavar="WORD", help="after --: for pytest, e.g. -- -k plan"
    )
    pictures = commands.add_parser("pictures", help="make every screenshot again")
    pictures.add_argument("--all", action="store_true", help="in the dark and at 2x too")
    chosen = parser.parse_args()

    sys.path.insert(0, str(ROOT))
    from installer.commands import CommandFailedError, Commands, say

    commands_of_this_computer = Commands()
    try:
        if chosen.command == "try":
            from installer.trial import try_out

            return try_out(ROOT, commands_of_this_computer, window=not chosen.no_window)
        if chosen.command == "pictures":
            from installer.pictures import make_pictures

            return make_pictures(ROOT, commands_of_this_computer, everything=chosen.all)
        from installer.suite import run_suite

        return run_suite(ROOT, commands_of_this_computer, chosen.pytest)
    except CommandFailedError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Run the same command again to go on.")
        return 130


if __name__ == "__main__":
    sys.exit(complaint(*sys.version_info[:2]) or main())

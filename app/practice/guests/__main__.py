"""For developers: `python -m app.practice.guests boot NAME --key FILE.pub --port 22=2222`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.paths import Paths
from app.practice.guests.choose import choose_host
from app.practice.machines import MachineSpec

_ACTIONS = ("prepare", "boot", "start", "restart", "stop", "delete", "console", "run")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.practice.guests", description=__doc__)
    parser.add_argument("action", choices=_ACTIONS)
    parser.add_argument("name", nargs="?", default="", help="for all but prepare")
    parser.add_argument("script", nargs="?", default="", help="for run")
    parser.add_argument("--kind", choices=("auto", "booted", "reduced"), default="auto")
    parser.add_argument("--key", type=Path, help="the public key that may log in")
    parser.add_argument("--user", default="azureuser")
    parser.add_argument("--custom-data", type=Path, help="what cloud-init gets")
    parser.add_argument(
        "--port", action="append", default=[], metavar="GUEST=LOOPBACK", help="may be repeated"
    )
    return parser


def main() -> None:
    given = _parser().parse_args()
    host = choose_host(Paths.of_this_user(), given.kind, progress=_say)
    if not given.name and given.action != "prepare":
        sys.exit("which guest? give its name")
    match given.action:
        case "prepare":
            host.prepare()
        case "boot":
            ports = dict(entry.split("=") for entry in given.port)
            spec = MachineSpec(
                id=given.name,
                hostname=given.name,
                admin_user=given.user,
                authorized_keys=(given.key.read_text().strip(),) if given.key else (),
                custom_data=given.custom_data.read_bytes() if given.custom_data else b"",
                ports={int(guest): int(port) for guest, port in ports.items()},
            )
            host.prepare()
            host.create(spec)
        case "start":
            host.start(given.name)
        case "restart":
            host.restart(given.name)
        case "stop":
            host.stop(given.name)
        case "delete":
            host.delete(given.name)
        case "console":
            sys.stdout.write(host.console(given.name))
        case "run":
            output = host.run_command(given.name, given.script, timeout_seconds=600)
            sys.stdout.write(output.stdout)
            sys.stderr.write(output.stderr)
            sys.exit(output.exit_code)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()

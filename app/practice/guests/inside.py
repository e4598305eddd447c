"""Commands run inside a booted guest as its root, past its network and its sshd."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import Final

from app.practice.guests import programs
from app.practice.guests.cgroups import ControlGroup
from app.practice.guests.privileges import ROOT, Privileges
from app.practice.machines import CommandOutput

_ENVIRONMENT: Final = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}
# The script comes as a file, so that it may read stdin and is in no command line.
_RUN = (
    'file=$(mktemp) && cat > "$file" && chmod 700 "$file" && cd /root || exit 1; '
    'case "$(head -c 2 "$file")" in "#!") "$file" ;; *) sh "$file" ;; esac < /dev/null; '
    'code=$?; rm -f "$file"; exit $code'
)
_numbers = itertools.count(1)


def init_process(group: ControlGroup, child: str) -> int | None:
    """The process (as this computer counts) that is number 1 in the guest; None while off."""
    for pid in group.members(child):
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            numbers = next(line for line in status.splitlines() if line.startswith("NSpid:"))
            first = len(numbers.split()) > 2 and numbers.split()[-1] == "1"
            # What prepares the guest, before it becomes the guest's init, is not it yet.
            if first and Path(f"/proc/{pid}/exe").readlink().name == "systemd":
                return pid
    return None


def run_inside(
    group: ControlGroup,
    init: int,
    script: str,
    timeout_seconds: float,
    privileges: Privileges = ROOT,
) -> CommandOutput:
    """Run `script` in the namespaces of `init`, as a member of `group`.

    A first line with `#!` names the interpreter; without it, it is `sh`. Raises
    `TimeoutError` after ending what the script started.
    """
    child = f"command-{next(_numbers)}"
    command = [
        programs.need("nsenter"),
        f"--target={init}",
        *privileges.entering,
        *("--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd"),
        "/bin/sh",
        "-c",
        _RUN,
    ]
    try:
        finished = programs.run(
            group.entering(child, command),
            stdin=script.encode(),
            timeout_seconds=timeout_seconds,
            environment=_ENVIRONMENT,
        )
    except TimeoutError:
        group.kill(child)
        raise
    return CommandOutput(
        finished.exit_code,
        finished.stdout.decode(errors="replace"),
        finished.stderr.decode(errors="replace"),
    )

"""Runs a script on a server's machine as root or SYSTEM through the cloud itself.

It is slow (20 s and more), one at a time, and returns only the last 4,096 bytes of output.
The script travels through the service and stays in its logs: it must hold no secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app.azure.fleet import machine_of
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.problems import ProblemError
from app.server import Server

_LIMIT_SECONDS: Final = 900.0
_BUSY_ROUNDS: Final = 24
_BUSY_WAIT_SECONDS: Final = 5.0
_MESSAGE: Final = re.compile(
    r"(?P<head>.*?)\[stdout\]\n(?P<stdout>.*)\n\[stderr\]\n(?P<stderr>.*)", re.DOTALL
)


_SHELL: Final = "RunShellScript"
_POWER_SHELL: Final = "RunPowerShellScript"
_STREAM: Final = re.compile(r"ComponentStatus/(?P<name>StdOut|StdErr)/(?P<end>\w+)", re.IGNORECASE)

OnTick = Callable[[float], None]


def _nobody_asks(_seconds: float) -> None:
    """Nobody wants to know how long it takes."""


@dataclass(frozen=True)
class CommandOutput:
    """`succeeded` is the service's word; a script that must be sure prints its own mark."""

    stdout: str
    stderr: str
    succeeded: bool = True


def run_shell_script(
    session: Session,
    server: Server,
    script: str,
    cancel: CancelToken,
    on_tick: OnTick = _nobody_asks,
) -> CommandOutput:
    """Run `script` with sh as root and return its output. Raises `ProblemError`.

    While another command runs there, waits up to two minutes for its end.
    """
    return _run(session, server, _SHELL, script, cancel, on_tick)


def run_power_shell_script(
    session: Session,
    server: Server,
    script: str,
    cancel: CancelToken,
    on_tick: OnTick = _nobody_asks,
) -> CommandOutput:
    """The same with PowerShell as SYSTEM, in a Windows machine."""
    return _run(session, server, _POWER_SHELL, script, cancel, on_tick)


def _run(
    session: Session,
    server: Server,
    command_id: str,
    script: str,
    cancel: CancelToken,
    on_tick: OnTick,
) -> CommandOutput:
    from azure.mgmt.compute.models import RunCommandInput

    machine = str(machine_of(session, server, cancel).name)
    machines = session.compute.virtual_machines
    command = RunCommandInput(command_id=command_id, script=script.splitlines())
    for round_ in range(_BUSY_ROUNDS):
        try:
            result = session.wait_for(
                lambda polling, token: machines.begin_run_command(
                    server.group, machine, command, polling=polling, cancel=token
                ),
                cancel,
                limit_seconds=_LIMIT_SECONDS,
                on_tick=on_tick,
            )
        except ProblemError as error:
            busy = error.problem.code in ("run-command-busy", "azure-busy", "conflict")
            if not busy or round_ == _BUSY_ROUNDS - 1:
                raise
            cancel.wait(_BUSY_WAIT_SECONDS)
            continue
        return parse_statuses(
            [(str(status.code or ""), str(status.message or "")) for status in result.value or ()]
        )
    raise RuntimeError("unreachable: the last round returns or raises")


def parse_statuses(statuses: Sequence[tuple[str, str]]) -> CommandOutput:
    """The output from code and message of each status: Windows has one for each stream."""
    streams = [(match, message) for code, message in statuses if (match := _STREAM.match(code))]
    if not streams:
        return parse_output([message for _, message in statuses])
    told = {"stdout": "", "stderr": ""}
    for match, message in streams:
        told[match["name"].lower()] += message
    return CommandOutput(
        told["stdout"],
        told["stderr"],
        succeeded=all(match["end"].lower() == "succeeded" for match, _ in streams),
    )


def parse_output(messages: list[str]) -> CommandOutput:
    """The output from the status messages of the service's answer."""
    whole = "".join(messages)
    match = _MESSAGE.fullmatch(whole)
    if match is None:  # the beginning was cut off, or the agent speaks otherwise
        return CommandOutput(stdout=whole, stderr="", succeeded="failed" not in whole[:200].lower())
    return CommandOutput(
        stdout=match["stdout"],
        stderr=match["stderr"],
        succeeded="failed" not in match["head"].lower(),
    )

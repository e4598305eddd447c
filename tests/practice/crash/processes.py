"""Processes that are doomed: begun quickly, and waited for."""

from __future__ import annotations

import multiprocessing
import signal
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import psutil

from tests.practice.crash.doomed import Doom
from tests.shared.waiting import wait_until

LIMIT_SECONDS: Final = 600.0
FROZEN_SECONDS: Final = 4.0
"""More than an hour for the cloud, whose clock goes on: its tokens have expired by then."""
_SLOW_TO_IMPORT: Final = (
    "app.cli.main",
    "app.operations.create",
    "app.operations.repair",
    "app.operations.resize",
    "app.operations.resume",
    "azure.mgmt.compute",
    "azure.mgmt.devtestlabs",
    "azure.mgmt.network",
    "azure.mgmt.resource.resources",
    "azure.mgmt.resourcegraph",
    "tests.practice.crash.doomed",
    "tests.practice.crash.doomed_window",
)


def begun(doom: Doom) -> ForkServerProcess:
    """The command's process: a fork of one that has done nothing but import, which saves the
    seconds that every start takes.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_SLOW_TO_IMPORT])
    process = context.Process(target=doom.meet)
    process.start()
    return process


def ended(process: ForkServerProcess) -> int:
    process.join(LIMIT_SECONDS)
    code = process.exitcode
    assert code is not None, "the command does not end"
    process.close()
    return code


def thawed(process: ForkServerProcess) -> tuple[bool, int]:
    """Let a process that freezes itself go on after a while: whether it froze, its exit code."""
    assert process.pid is not None
    system = psutil.Process(process.pid)
    wait_until(
        lambda: not process.is_alive() or system.status() == psutil.STATUS_STOPPED,
        limit_seconds=LIMIT_SECONDS,
        what="the point or the end",
    )
    froze = process.is_alive()
    if froze:
        thaw = time.monotonic() + FROZEN_SECONDS
        wait_until(lambda: time.monotonic() > thaw, what="the end of the frost")
        system.send_signal(signal.SIGCONT)
    return froze, ended(process)


def text_of(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def explained(code: int, doom: Doom) -> str:
    return f"exit code {code}\n{text_of(doom.said)[-1000:]}{text_of(doom.complaints)[-2000:]}"

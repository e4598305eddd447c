"""What is done with the machine, one stage after the other, each with what it took."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from selenium.common.exceptions import WebDriverException

from app.engine.events import Event, Progress, StepDone
from app.guest.notebook_check import PNG, check_notebook, check_page
from app.problems import ProblemError
from app.server import ADMIN_USER
from tests.guest.qemu.disks import FILE_SYSTEM_BYTES
from tests.guest.qemu.emulator import Emulator
from tests.guest.qemu.image import ROOT_DEVICE
from tests.guest.setup.notebook_server import ADDRESS, PASSWORD, NotebookServer, Ran
from tests.practice.browser.chromium import (
    chromium,
    public_key_hash,
    served_certificate,
    why_not,
)
from tests.practice.browser.lab import Lab
from tests.shared.waiting import wait_until

Tell = Callable[[str], None]

_LIMIT_SECONDS: Final = 1800.0
"""For one thing that the machine does by itself; emulated, and on a busy computer."""
_RESUMED_AT_MOST: Final = 2
_OF_THE_CLOUD: Final = ("address", "machine")
_WAIT_FOR_COMPILATION: Final = (
    "pid=$(systemctl show --value --property=MainPID kumonote-tidy); "
    'test "$pid" = 0 || exec tail --pid="$pid" --follow /dev/null'
)
_NOTHING_TO_DO: Final = {"software", "notebook", "host-key"}


@dataclass
class Stages:
    """Notes the seconds of each stage, and what was seen of the machine."""

    tell: Tell
    rows: list[tuple[str, float]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def stage(self, what: str) -> Iterator[None]:
        """Tell how long it takes inside, if it comes to a good end."""
        self.tell(f"{what} …")
        began = time.monotonic()
        yield
        self.add(what, time.monotonic() - began)

    def add(self, what: str, seconds: float) -> None:
        self.rows.append((what, seconds))
        self.tell(f"{what}: {seconds:.1f} s")


def run_all(server: NotebookServer, emulator: Emulator, stages: Stages, folder: Path) -> None:
    """From the first boot, which has just begun, to the power-off.

    Raises `AssertionError` where something is not as it must be, `ProblemError` for what the
    app itself says, and `Cancelled`.
    """
    _first_run(server, stages)
    _machine_is_its_own(server, emulator, stages)
    _in_a_browser(server, stages, folder)
    _second_run(server, stages, "second run, which changes nothing")
    _reboot(server, emulator, stages)
    _power_off(server, emulator, stages)


def _first_run(server: NotebookServer, stages: Stages) -> None:
    began = time.monotonic()
    ran = server.set_up(on_event=_follow(stages))
    for resumed in range(1, _RESUMED_AT_MOST + 1):
        problem = ran.report.problem
        if problem is None:
            break
        # as the user would, whom the app tells to
        stages.tell(f"{problem.code}: {problem.message}; resuming")
        stages.seen[f"resumed, time {resumed}"] = f"after {problem.code}"
        ran = server.set_up(on_event=_follow(stages))
    _must_be_done(ran)
    picture = ran.report.result(ran.steps.check).picture
    assert picture.startswith(PNG)
    stages.add("first run: all of it, from power-on to the plot", time.monotonic() - began)


def _follow(stages: Stages) -> Callable[[Event], None]:
    told: set[str] = set()

    def on_event(event: Event) -> None:
        if isinstance(event, StepDone) and not event.already and event.step not in _OF_THE_CLOUD:
            stages.add(f"first run: {event.step}", event.seconds)
        if isinstance(event, Progress) and event.detail is not None:
            words = str(event.detail)
            if words not in told:
                told.add(words)
                stages.tell(f"  {event.step}: {words}")

    return on_event


def _must_be_done(ran: Ran) -> None:
    if ran.report.problem is not None:
        raise ProblemError(ran.report.problem)
    assert ran.report.outcome == "done", ran.report.outcome


def _machine_is_its_own(server: NotebookServer, emulator: Emulator, stages: Stages) -> None:
    """Kernel, disk, seed and console are the machine's, and the address leads to port 9999."""
    with stages.stage("looking at kernel, disk, seed and redirect"):
        kernel = server.run("uname", "-r").strip()
        assert kernel != platform.release(), "it runs this computer's kernel"
        device, kind, size = server.run(
            *("findmnt", "--noheadings", "--bytes", "--output=SOURCE,FSTYPE,SIZE", "/")
        ).split()
        assert (device, kind) == (ROOT_DEVICE, "ext4")
        assert int(size) > FILE_SYSTEM_BYTES, "the file system did not grow to the disk"
        booted = json.loads(server.run("cat", "/run/cloud-init/result.json"))["v1"]
        assert booted["errors"] == [], booted
        assert "DataSourceNoCloud" in booted["datasource"], booted
        assert "/dev/vdb" in booted["datasource"], "the seed came from somewhere else"
        assert "tcp dport 443 redirect to :9999" in server.run("nft", "list", "ruleset")
        console = emulator.console
        assert f"Linux version {kernel}" in console
        assert server.first_key.public.split()[1] in console, "the console tells the host key"
        notebook = server.run("systemctl", "show", "--value", "-p", "User", "kumonote-notebook")
        assert notebook.strip() == ADMIN_USER
    stages.seen |= {
        "kernel": f"{kernel}, not this computer's",
        "root file system": f"{kind} on {device}, grown to {int(size) / (1 << 30):.1f} GiB",
        "cloud-init": f"{booted['datasource']}, no errors",
    }


def _in_a_browser(server: NotebookServer, stages: Stages, folder: Path) -> None:
    reason = why_not()
    if reason:
        stages.seen["browser"] = f"not tried: {reason}"
        return
    with stages.stage("Chromium: log in, new notebook, plot"):
        try:
            picture = _plot(server, folder / "profile")
        except WebDriverException as error:
            raise AssertionError(f"the browser: {error.msg}") from error
        assert picture.startswith(PNG)
    stages.seen["browser"] = f"logged in; the plot is a PNG of {len(picture):,} bytes"


def _plot(server: NotebookServer, profile: Path) -> bytes:
    (url,) = server.dialer.browser_urls([(ADDRESS.fqdn, 443)])
    certificate = served_certificate(url)
    pinned = server.certificate_sha256.replace(":", "").lower()
    assert certificate.fingerprint(SHA256()).hex() == pinned
    with chromium(profile, public_key_hash(certificate)) as browser:
        lab = Lab(browser)
        lab.log_in(url, PASSWORD.reveal())
        lab.new_notebook()
        lab.run_cell(["import matplotlib.pyplot as plt", "plt.plot([1, 4, 9, 16])"])
        return lab.picture()


def _second_run(server: NotebookServer, stages: Stages, what: str) -> None:
    with stages.stage("waiting for the compilation at idle priority"):
        # what it changes is no work of the run; asking all the time would keep it from its work
        server.run("sh", "-c", _WAIT_FOR_COMPILATION, limit_seconds=_LIMIT_SECONDS)
        server.wait_until_compiled()
    before = server.state()
    with stages.stage(what):
        again = server.set_up()
    _must_be_done(again)
    assert again.already >= _NOTHING_TO_DO, again.already
    assert server.state() == before, "the second run changed something"


def _reboot(server: NotebookServer, emulator: Emulator, stages: Stages) -> None:
    boot_id = ("cat", "/proc/sys/kernel/random/boot_id")
    before = server.run(*boot_id)
    boots = _boots(emulator)
    with stages.stage("reboot from inside, until the login page"):
        _switch(server, "reboot")
        _wait(server, lambda: _boots(emulator) > boots, "another boot of the kernel")
        check_page(server.dialer, server.target, server.cancel, limit_seconds=_LIMIT_SECONDS)
    with stages.stage("log in and plot again"):
        check_notebook(server.dialer, server.target, PASSWORD, server.cancel)
    assert server.run(*boot_id) != before
    restarts = server.run("systemctl", "show", "--value", "-p", "NRestarts", "kumonote-notebook")
    assert restarts == "0\n", "the notebook did not start at once"


def _power_off(server: NotebookServer, emulator: Emulator, stages: Stages) -> None:
    with stages.stage("power off from inside"):
        _switch(server, "poweroff")
        _wait(server, lambda: emulator.is_off, "the power-off")


def _switch(server: NotebookServer, verb: str) -> None:
    """The answer comes before the connection goes: systemd does the rest by itself."""
    server.run("systemctl", "--no-block", verb)


def _wait(server: NotebookServer, condition: Callable[[], bool], what: str) -> None:
    def looked() -> bool:
        server.cancel.check()
        return condition()

    wait_until(looked, limit_seconds=_LIMIT_SECONDS, what=what)


def _boots(emulator: Emulator) -> int:
    return emulator.console.count("Linux version ")

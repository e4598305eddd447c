"""A first boot on which much goes wrong, and what is said of each trouble.

One machine lives through all of it, so the tests build on each other. From its first moment
another process holds the lock of its package manager, its disk is nearly full, and nothing
that runs as root gets to any server; apt fetches as a user of its own, so packages of the
system come through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from app.engine.cancel import CancelToken
from app.engine.events import Event, LogLine, Progress, StepDone, StepRetrying
from app.guest.notebook_check import PNG, check_notebook
from app.guest.software import Software
from app.guest.words import setup_problem
from app.password import hash_password
from app.problems import Action
from tests.guest.host.conftest import needs_booted_guests
from tests.guest.setup.conftest import machine_of
from tests.guest.setup.notebook_server import ADDRESS, COMMAND_LIMIT, PASSWORD, Ran
from tests.guest.setup.practice_server import PracticeServer

_PROGRAM = "/var/lib/kumonote/kumonote-setup.pyz"
_OTHER_PROGRAM = "/root/other.pyz"
_LOG = "/var/log/kumonote/setup.jsonl"
_INSTALLING = "Installing Python packages"
_IN_USE = "/opt/kumonote/environment/bin/python"

# What opens a pipe for reading waits until somebody opens it for writing.
_HOLD_LOCK = """\
mkfifo /run/let-go
systemd-run --quiet --collect --property=DefaultDependencies=no python3 -c '
import fcntl
held = open("/var/lib/dpkg/lock-frontend", "w")
fcntl.lockf(held, fcntl.LOCK_EX)
open("/run/lock-is-held", "w").close()
open("/run/let-go").read()
'
until test -e /run/lock-is-held; do sleep 0.05; done
rm /run/lock-is-held
"""
_LET_GO = "echo > /run/let-go; rm /run/let-go"
_CLOSE_INDEX = """\
nft -f - <<'END'
table inet trouble {
    chain out {
        type filter hook output priority 0; policy accept;
        meta skuid 0 ct state new tcp flags syn reject with tcp reset
    }
}
END
"""
_OPEN_INDEX = "nft delete table inet trouble"
_FILL_DISK = """\
mkdir -p /opt/kumonote
mount -t tmpfs -o size=120m,mode=755 tmpfs /opt/kumonote
"""
_MAKE_ROOM = "mount -o remount,size=3g /opt/kumonote"
_RESTART_SSHD = """\
systemctl stop ssh.service
pkill -f '^sshd: azureuser'
systemctl start ssh.service
"""


def _at_first_boot() -> bytes:
    """customData that makes the troubles before anything else runs."""
    script = f"set -e\n{_FILL_DISK}{_CLOSE_INDEX}{_HOLD_LOCK}"
    command = ["cloud-init-per", "once", "troubles", "sh", "-c", script]
    return f"bootcmd:\n- {json.dumps(command)}\n".encode()


@pytest.fixture(scope="module")
def troubled() -> Iterator[PracticeServer]:
    needs_booted_guests()
    yield from machine_of("booted", Software(), _at_first_boot())


class _Helper:
    """Ends the first two troubles as soon as the app has told of them."""

    def __init__(self, server: PracticeServer) -> None:
        self._server = server
        self.told: list[str] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress) and event.detail is not None:
            self._once(event.detail.source, "Waiting for the system's own updates", _LET_GO)
        if isinstance(event, LogLine):
            self._once(event.text.source, "The network failed; trying again", _OPEN_INDEX)

    def _once(self, heard: str, awaited: str, remedy: str) -> None:
        if heard == awaited and heard not in self.told:
            self.told.append(heard)
            self._server.act(remedy)


@pytest.fixture(scope="module")
def first_run(troubled: PracticeServer) -> tuple[Ran, list[str]]:
    helper = _Helper(troubled)
    return troubled.set_up(on_event=helper), helper.told


def test_a_held_package_lock_and_an_index_out_of_reach_are_waited_for(
    troubled: PracticeServer, first_run: tuple[Ran, list[str]]
) -> None:
    _ran, told = first_run
    assert told == ["Waiting for the system's own updates", "The network failed; trying again"]
    troubled.act("ls /usr/share/python-wheels/pip-*.whl")
    troubled.act("ls /opt/kumonote/installer/*/bin/uv")


def test_a_disk_that_is_nearly_full_is_said_before_half_an_environment_is_there(
    troubled: PracticeServer, first_run: tuple[Ran, list[str]]
) -> None:
    problem = first_run[0].report.problem
    assert problem is not None
    assert (problem.code, problem.action) == ("guest-disk-space", Action.RESUME)
    assert "needs 600 MB" in str(problem.message)
    assert troubled.act("ls /opt/kumonote/environments") == ""
    assert troubled.certificate_sha256 == ""


def test_a_restarted_sshd_costs_a_retry_and_no_work_twice(
    troubled: PracticeServer, first_run: tuple[Ran, list[str]]
) -> None:
    assert first_run[0].report.problem is not None
    troubled.act(_MAKE_ROOM)
    restarted: list[str] = []

    def restart_sshd(event: Event) -> None:
        detail = event.detail if isinstance(event, Progress) else None
        if detail is not None and detail.source == _INSTALLING and not restarted:
            restarted.append(detail.source)
            troubled.act(_RESTART_SSHD)

    ran = troubled.set_up(on_event=restart_sshd)
    assert ran.report.problem is None, ran.report.problem
    assert restarted == [_INSTALLING]
    retried = [e.problem.code for e in ran.events if isinstance(e, StepRetrying)]
    assert set(retried) == {"ssh-connection-lost"}
    assert ran.report.result(ran.steps.check).picture.startswith(PNG)
    switched = [line for line in troubled.act(f"cat {_LOG}").splitlines() if "-switch" in line]
    assert len(switched) == 1


_CHANGE = r"""
import sys, zipfile

was = zipfile.ZipFile(sys.argv[1])
with zipfile.ZipFile(sys.argv[2], "w") as changed:
    for name in was.namelist():
        content = was.read(name)
        for before, after in zip(sys.argv[3::2], sys.argv[4::2]):
            content = content.replace(before.encode(), after.encode())
        changed.writestr(name, content)
"""
_OLDER = (
    "webcolors==25.10.0",
    "webcolors==24.11.1",
    "032c727334856fc0b968f63daa252a1ac93d33db2f5267756623c210e57a4f1d",
    "515291393b4cdf0eb19c155749a096f779f7d909f7cceea072791cb9095b92e9",
)


def _run_other(server: PracticeServer, phase: str, **settings: object) -> dict[str, object]:
    """The last word of another version of the setup program."""
    guest = server.connect()
    ended = guest.run(
        ["sudo", "-n", "python3", _OTHER_PROGRAM, phase, "--settings=-"],
        stdin=json.dumps({**server.software.to_json(), **settings}).encode(),
        cancel=CancelToken(),
        timeout_seconds=COMMAND_LIMIT,
    )
    guest.close()
    last: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return last


def _versions(server: PracticeServer) -> tuple[str, str]:
    """Of one package: that of the environment in use, and that of the server that runs."""
    version = "from importlib.metadata import version; print(version('webcolors'))"
    pid = server.act("systemctl show --value -p MainPID kumonote-notebook").strip()
    python = server.act(f"tr '\\0' '\\n' < /proc/{pid}/cmdline | head -n 1").strip()
    in_use, runs = (server.act(f'{path} -c "{version}"').strip() for path in (_IN_USE, python))
    return in_use, runs


def test_the_environment_is_upgraded_under_a_running_server(troubled: PracticeServer) -> None:
    """An older program has set the server up, with an older lock; then comes today's."""
    troubled.run("python3", "-c", _CHANGE, _PROGRAM, _OTHER_PROGRAM, *_OLDER)
    older = _run_other(
        troubled,
        "configure",
        host=ADDRESS.fqdn,
        ip=ADDRESS.ip,
        public_port=443,
        private_port=9999,
        password_hash=hash_password(PASSWORD),
        certificate=None,
    )
    assert older["event"] == "done", older
    assert _versions(troubled) == ("24.11.1", "24.11.1")
    certificate = troubled.certificate_sha256

    upgraded = troubled.set_up()
    assert upgraded.report.problem is None, upgraded.report.problem
    assert "software" not in upgraded.already
    assert _versions(troubled) == ("25.10.0", "25.10.0")
    assert troubled.certificate_sha256 == certificate
    troubled.wait_until_compiled()
    assert len(troubled.act("ls -d /opt/kumonote/environments/*/").split()) == 1


def test_a_package_lock_that_is_never_let_go_is_a_problem(troubled: PracticeServer) -> None:
    """With a limit of moments in place of the program's ten minutes."""
    limits = (
        *("_BUSY_LIMIT_SECONDS = 10 * 60.0", "_BUSY_LIMIT_SECONDS = 0.1"),
        *('_LOCK_SECONDS = "60"', '_LOCK_SECONDS = "1"'),
    )
    troubled.run("python3", "-c", _CHANGE, _PROGRAM, _OTHER_PROGRAM, *limits)
    troubled.act("apt-get --quiet purge --yes python3-pip-whl")
    troubled.act(_HOLD_LOCK)
    try:
        last = _run_other(troubled, "first-boot")
    finally:
        troubled.act(_LET_GO)
    problem = setup_problem(last)
    assert (problem.code, problem.retryable) == ("guest-packages-busy", True)
    assert "is held by process" in problem.details
    back = troubled.set_up()
    assert back.report.problem is None, back.report.problem


@pytest.fixture
def another_time(troubled: PracticeServer) -> Iterator[None]:
    """All that is started with sudo, so the whole set-up, takes it for some other day.

    The kernel's clock is this computer's own, so it is what programs see of it that is set
    wrong. It does not show how the system itself takes a change of its clock.
    """
    troubled.act("apt-get --quiet install --yes --no-install-recommends libfaketime")
    library = troubled.act("ls /usr/lib/*/faketime/libfaketime.so.1").strip()
    variables = f"LD_PRELOAD={library}\nFAKETIME=-400d\nFAKETIME_DONT_FAKE_MONOTONIC=1\n"
    troubled.act(f"printf '{variables}' > /etc/other-time")
    troubled.act("echo 'Defaults env_file=/etc/other-time' > /etc/sudoers.d/other-time")
    yield
    troubled.act("rm /etc/sudoers.d/other-time /etc/other-time")


@pytest.mark.usefixtures("another_time")
def test_a_clock_that_is_wrong_is_said_before_anything_is_refused_for_it(
    troubled: PracticeServer,
) -> None:
    ran = troubled.set_up()
    problem = ran.report.problem
    assert problem is not None
    assert (problem.code, problem.action) == ("guest-clock", Action.RESUME)
    done = {e.step for e in ran.events if isinstance(e, StepDone)}
    assert done == {"address", "machine", "connect"}


def test_after_all_that_it_is_a_server_like_others(troubled: PracticeServer) -> None:
    again = troubled.set_up()
    assert again.report.problem is None, again.report.problem
    assert {"software", "notebook", "host-key"} <= again.already
    check_notebook(troubled.dialer, troubled.target, PASSWORD, CancelToken())

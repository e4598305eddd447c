"""Reduced guests: real SSH and files as the user, and the promises programs in them rely on."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import paramiko
import psutil
import pytest

from app.paths import Paths
from app.practice.guest_ports import free_port
from app.practice.guests.choose import linux_host
from app.practice.guests.folder import GuestFolder
from app.practice.guests.reduced.host import ReducedHost
from app.problems import ProblemError
from tests.guest.host.machine_tests import (
    Machine,
    SshKey,
    execute,
    greets,
    processes_of,
)
from tests.shared.waiting import wait_until

_RUNCMD = """\
runcmd:
- [sudo, -n, python3, -c, "import os; print(os.environ['KUMONOTE_GUEST_KIND'])"]
- [sh, /etc/kumonote-test/first.sh]
"""
_FIRST = "- {path: /etc/kumonote-test/first.sh, content: 'pwd > $KUMONOTE_GUEST_ROOT/etc/where'}\n"
_SERVICE = "import http.server; http.server.test(port={port}, bind='127.0.0.1')"


@pytest.fixture
def machine(reduced: ReducedHost) -> Machine:
    made = Machine("m1", extra=_FIRST + _RUNCMD)
    reduced.create(made.spec)
    return made


@pytest.fixture
def root(guests: Path) -> Path:
    """What the guest m1 sees as its /."""
    return guests / "m1/disk"


def test_first_boot_does_what_the_custom_data_says(
    reduced: ReducedHost, machine: Machine, root: Path
) -> None:
    status = json.loads(machine.run("cloud-init status --wait --format=json"))
    assert (status["status"], status["errors"]) == ("done", [])
    assert (root / "etc/kumonote-test/plain").read_text() == "plain"
    assert (root / "etc/kumonote-test/plain").stat().st_mode & 0o777 == 0o600
    assert (root / "etc/kumonote-test/packed").read_text() == "packed\n"
    assert (root / "etc/where").read_text() == f"{root}\n"
    assert "reduced\n" in reduced.console("m1")
    assert "Boot finished" in reduced.console("m1")
    assert root.parent.stat().st_mode & 0o777 == 0o700


def test_bad_custom_data_is_told_as_cloud_init_does(reduced: ReducedHost, guests: Path) -> None:
    machine = Machine("m1", extra="runcmd:\n- [sh, -c, 'exit 3']\n- {\n")
    reduced.create(machine.spec)
    anywhere = guests / "m1/disk/etc/ssh/ssh_host_ed25519_key"
    made = paramiko.Ed25519Key.from_private_key_file(str(anywhere))
    machine.host_key.public = f"ssh-ed25519 {made.get_base64()}"
    with machine.ssh() as client:
        code, stdout, _ = execute(client, "cloud-init status --wait")
    assert (code, stdout) == (1, "status: error\n")


def test_commands_run_as_the_user_below_the_root(machine: Machine, root: Path) -> None:
    assert machine.run("pwd") == f"{root}/home/azureuser\n"
    assert machine.run("sudo -n id -u") == f"{os.getuid()}\n"
    machine.run("sudo -n mkdir -p /var/lib/kumonote")
    assert (root / "var/lib/kumonote").is_dir()
    machine.run("sudo -n tee /var/lib/kumonote/file", stdin=b"content\n")
    assert machine.run("cat /var/lib/kumonote/file") == "content\n"
    assert not Path("/var/lib/kumonote/file").exists()
    assert machine.run("cd /; pwd") == "/\n"
    ports = json.loads(machine.run("echo $KUMONOTE_PORTS"))
    assert ports == {str(guest): port for guest, port in machine.ports.items()}
    assert machine.run("/usr/bin/python3 -c 'print(1 + 1)'") == "2\n"
    with machine.ssh() as client:
        assert execute(client, "echo out; echo err >&2; exit 7") == (7, "out\n", "err\n")
        assert execute(client, "no-such-program")[0] == 127
        assert execute(client, "kill -9 $$")[0] == 137
        assert execute(client, "cat", b"x" * 300_000) == (0, "x" * 300_000, "")


@pytest.mark.parametrize("program", ["reboot", "sudo -n apt-get update", "sudo systemctl poweroff"])
def test_what_would_change_this_computer_is_refused(machine: Machine, program: str) -> None:
    for command in (program, f"true && {program}"):
        with machine.ssh() as client:
            code, stdout, stderr = execute(client, command)
        assert (code, stdout) == (127, "")
        assert "not in a reduced practice machine" in stderr


def test_sftp_sees_the_folder_of_the_guest_alone(machine: Machine, root: Path) -> None:
    with machine.ssh() as client, client.open_sftp() as files:
        assert files.normalize(".") == "/home/azureuser"
        with files.open("/srv/note", "wx") as file:
            file.write("hello")
        files.chmod("/srv/note", 0o600)
        files.posix_rename("/srv/note", "/etc/note")
        assert "home" in files.listdir("/")
        for outside in ("/etc/passwd", "/../../../../../../../../etc/passwd"):
            with pytest.raises(FileNotFoundError):
                files.stat(outside)
    assert (root / "etc/note").read_text() == "hello"
    assert (root / "etc/note").stat().st_mode & 0o777 == 0o600


def test_only_the_pinned_keys_let_anybody_in(machine: Machine, root: Path) -> None:
    machine.run("true")
    with pytest.raises(paramiko.BadHostKeyException), machine.ssh(pinned=SshKey()):
        pass
    for user in ("root", "nobody", "../azureuser"):
        with pytest.raises(paramiko.AuthenticationException), machine.ssh(user=user):
            pass
    old, machine.login = machine.login, SshKey()
    with pytest.raises(paramiko.AuthenticationException), machine.ssh():
        pass
    keys = root / "home/azureuser/.ssh/authorized_keys"
    keys.write_text(f"{machine.login.public}\n")
    assert machine.run("echo in") == "in\n"
    machine.login = old
    with pytest.raises(paramiko.AuthenticationException), machine.ssh():
        pass


def test_a_host_key_can_be_renewed(machine: Machine, root: Path) -> None:
    machine.run("true")
    old, new = machine.host_key, SshKey()
    (root / "etc/ssh/ssh_host_ed25519_key").write_text(new.private)
    with machine.ssh() as client:
        assert execute(client, "kumonote-service restart ssh")[0] == 0
    with pytest.raises(paramiko.BadHostKeyException), machine.ssh(pinned=old):
        pass
    with machine.ssh(pinned=new) as client:
        assert execute(client, "true")[0] == 0


def describe_service(root: Path, port: int) -> None:
    description = {
        "argv": [sys.executable, "-c", _SERVICE.format(port=port)],
        "env": {"MARK": "service"},
        "port": port,
    }
    (root / "etc/kumonote/services/web.json").write_text(json.dumps(description))


def processes_of_service(port: int) -> list[psutil.Process]:
    wanted = _SERVICE.format(port=port)
    found = psutil.process_iter(["cmdline"])
    return [process for process in found if wanted in (process.info["cmdline"] or ())]


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def test_a_service_runs_from_boot_to_power_off(
    reduced: ReducedHost, machine: Machine, guests: Path, root: Path
) -> None:
    port = machine.ports[443]
    machine.run("cloud-init status --wait")
    describe_service(root, port)
    assert machine.run("kumonote-service start web") == "active\n"
    wait_until(lambda: answers(port), what="the service")

    reduced.stop("m1")
    assert not answers(port)
    assert processes_of(guests) == []

    reduced.start("m1")
    wait_until(lambda: answers(port), what="the service after a boot")
    assert machine.run("kumonote-service status web") == "active\n"
    (failing,) = processes_of_service(port)
    failing.kill()
    wait_until(
        lambda: processes_of_service(port) not in ([], [failing]),
        what="the service after it failed",
    )
    wait_until(lambda: answers(port), what="its answer")
    with machine.ssh() as client:
        assert execute(client, "kumonote-service stop web")[1] == "inactive\n"
        assert execute(client, "kumonote-service status web")[0] == 3
        assert execute(client, "kumonote-service start ../web")[0] == 1
    assert not answers(port)


def test_stop_ends_what_hides_in_the_background(
    reduced: ReducedHost, machine: Machine, guests: Path
) -> None:
    machine.run("(setsid sleep 600 </dev/null >/dev/null 2>&1 &)")
    assert any("sleep" in process for process in processes_of(guests))
    reduced.stop("m1")
    assert processes_of(guests) == []
    assert not reduced.is_running("m1")


def test_run_command_needs_no_ssh(reduced: ReducedHost, machine: Machine) -> None:
    output = reduced.run_command("m1", "echo $KUMONOTE_GUEST_KIND; echo no >&2; exit 3", 60)
    assert (output.stdout, output.stderr, output.exit_code) == ("reduced\n", "no\n", 3)
    with pytest.raises(TimeoutError):
        reduced.run_command("m1", "sleep 600 & sleep 600", 1)
    reduced.stop("m1")
    with pytest.raises(ProblemError):
        reduced.run_command("m1", "true", 5)
    assert machine.id == "m1"


def test_delete_leaves_nothing(reduced: ReducedHost, machine: Machine, guests: Path) -> None:
    machine.run("(setsid sleep 600 </dev/null >/dev/null 2>&1 &)")
    reduced.delete("m1")
    reduced.delete("m1")
    assert processes_of(guests) == []
    assert list(guests.iterdir()) == []
    assert not greets(machine.ports[22])


def test_a_cloud_started_anew_finds_its_guests(
    reduced: ReducedHost, paths: Paths, guests: Path
) -> None:
    kept, killed, unwanted = Machine("kept"), Machine("killed"), Machine("unwanted")
    for machine in (kept, killed, unwanted):
        reduced.create(machine.spec)
    before = GuestFolder(guests / "kept").read_note()
    killed.run("echo here > here; (setsid sleep 600 </dev/null >/dev/null 2>&1 &)")
    process = GuestFolder(guests / "killed").supervisor()
    assert process is not None
    process.kill()
    killed.ports = {22: free_port()}

    anew = linux_host(paths, "reduced")
    anew.adopt({machine.id: machine.spec for machine in (kept, killed)})

    assert GuestFolder(guests / "kept").read_note() == before
    assert killed.run("cat here") == "here\n"
    assert not any("sleep" in process for process in processes_of(guests / "killed"))
    assert not anew.is_running("unwanted")
    anew.close()
    assert processes_of(guests) == []


def test_two_guests_side_by_side_do_not_meet(reduced: ReducedHost) -> None:
    first, second = Machine("m1"), Machine("m2")
    reduced.create(first.spec)
    reduced.create(second.spec)
    first.run("sudo -n tee /etc/who", stdin=b"first\n")
    with second.ssh() as client:
        assert execute(client, "cat /etc/who")[0] != 0
    with pytest.raises(paramiko.BadHostKeyException), second.ssh(pinned=first.host_key):
        pass


def test_a_taken_port_is_a_problem_and_leaves_nothing(reduced: ReducedHost, guests: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        machine = Machine("m1", ports={22: other.getsockname()[1]})
        with pytest.raises(ProblemError) as caught:
            reduced.create(machine.spec)
    assert caught.value.problem.code == "practice-guest-not-started"
    assert "address" in caught.value.problem.details
    assert list(guests.iterdir()) == []


def test_a_computer_without_the_client_of_openssh_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProblemError) as caught:
        ReducedHost(Paths(tmp_path, tmp_path)).prepare()
    assert caught.value.problem.code == "practice-guest-no-ssh-keygen"

"""What a booted guest is to those who use it: a machine of its own, set up by cloud-init."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import paramiko
import pytest

from app.practice.guests.booted import BootedHost
from tests.guest.host.machine_tests import Machine, SshKey, execute

_RUNCMD = "runcmd:\n- [sh, -c, 'echo $(id -u) > /etc/kumonote-test/ran']\n"


@pytest.fixture
def machine(booted: BootedHost) -> Machine:
    made = Machine("m1", extra=_RUNCMD)
    booted.create(made.spec)
    return made


def test_cloud_init_acts_on_the_very_custom_data(machine: Machine) -> None:
    status = json.loads(machine.run("cloud-init status --wait --format=json"))
    assert (status["status"], status["errors"]) == ("done", [])

    assert machine.run("sudo -n cat /var/lib/cloud/instance/user-data.txt").encode() == (
        machine.custom_data
    )
    assert machine.run("sudo -n cat /etc/kumonote-test/plain") == "plain"
    assert machine.run("cat /etc/kumonote-test/packed") == "packed\n"
    assert machine.run("cat /etc/kumonote-test/ran") == "0\n"


def test_azure_itself_adds_host_name_and_administrator(machine: Machine) -> None:
    machine.run("cloud-init status --wait")
    assert machine.run("hostname") == "host-m1\n"
    assert machine.run("whoami") == "azureuser\n"
    assert machine.run("sudo -n id -u") == "0\n"
    assert machine.run("systemctl is-system-running --wait") == "running\n"


def test_only_the_pinned_keys_let_anybody_in(machine: Machine) -> None:
    machine.run("true")
    with pytest.raises(paramiko.BadHostKeyException), machine.ssh(pinned=SshKey()):
        pass
    with machine.ssh(user="root") as client:
        # cloud-init lets root's key in only to say which user to take
        assert "Please login as the user" in execute(client, "id -u")[1]
    machine.login = SshKey()
    with pytest.raises(paramiko.AuthenticationException), machine.ssh():
        pass


def test_packages_come_from_the_sources_of_this_computer(machine: Machine) -> None:
    machine.run("cloud-init status --wait")
    machine.run("sudo -n apt-get update -q")
    policy = machine.run("apt-cache policy python3-venv")
    assert "Installed: (none)" in policy
    assert "Candidate: (none)" not in policy
    assert "Candidate:" in policy


def test_the_loopback_of_this_computer_is_out_of_reach(machine: Machine) -> None:
    met = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def accept() -> None:
            try:
                server.accept()[0].close()
                met.set()
            except OSError:
                return  # closed: the test is over

        listener = threading.Thread(target=accept, name="listener")
        listener.start()
        try:
            with machine.ssh() as client:
                for address in ("10.0.2.2", "127.0.0.1", "10.0.2.3"):
                    probe = f"timeout 5 bash -c 'exec 3<>/dev/tcp/{address}/{port}'"
                    assert execute(client, probe)[0] != 0, address
            assert not met.is_set()
            # The listener is really there to be met:
            socket.create_connection(("127.0.0.1", port), 5).close()
            assert met.wait(5)
        finally:
            server.close()
            listener.join(5)


def test_run_command_is_root_and_needs_no_sshd(booted: BootedHost, machine: Machine) -> None:
    machine.run("sudo -n systemctl stop ssh.service ssh.socket 2>/dev/null; true")

    output = booted.run_command("m1", "id -u; hostname; echo problem >&2; exit 3", 60)
    assert output.stdout == "0\nhost-m1\n"
    assert (output.stderr, output.exit_code) == ("problem\n", 3)

    python = "#!/usr/bin/python3\nimport sys\nprint(len(sys.stdin.read()), 'x' * 100_000)\n"
    output = booted.run_command("m1", python, 60)
    assert output.stdout == f"0 {'x' * 100_000}\n"
    assert output.exit_code == 0


def test_run_command_ends_all_it_started_at_its_limit(booted: BootedHost, machine: Machine) -> None:
    machine.run("true")
    script = "sleep 987654 & setsid sleep 987654 & wait"
    with pytest.raises(TimeoutError):
        booted.run_command("m1", script, 2)
    left = booted.run_command("m1", "pgrep -xf 'sleep 987654'", 60)
    assert left.stdout == ""


def test_the_console_is_the_boot_log(booted: BootedHost, machine: Machine, guests: Path) -> None:
    machine.run("cloud-init status --wait")
    console = booted.console("m1")
    assert console.index("Welcome to") < console.index("cloud-init[")
    assert "\r" not in console
    assert (guests / "m1").stat().st_mode & 0o777 == 0o700

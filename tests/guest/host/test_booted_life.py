"""Booted guests through reboots, power cuts, restarts of the cloud, and their end."""

from __future__ import annotations

import socket
from pathlib import Path

import paramiko
import psutil
import pytest

from app.paths import Paths
from app.practice.guest_ports import free_port
from app.practice.guests.booted import BootedHost
from app.practice.guests.choose import linux_host
from app.practice.guests.folder import GuestFolder
from app.problems import ProblemError
from tests.guest.host.machine_tests import (
    BOOT_LIMIT,
    Machine,
    control_groups,
    execute,
    greets,
    processes_of,
    switch,
)
from tests.shared.waiting import wait_until

_BOOT_ID = "cat /proc/sys/kernel/random/boot_id"
_RULE = "sudo -n nft add table inet kumonote_test"
_RULES = "sudo -n nft list ruleset"


def boot_id(machine: Machine) -> str:
    return machine.run(_BOOT_ID)


def supervisor(guests: Path, machine: Machine) -> psutil.Process:
    found = GuestFolder(guests / machine.id).supervisor()
    assert found is not None
    return found


def test_a_reboot_from_inside_keeps_the_disk_and_nothing_else(booted: BootedHost) -> None:
    machine = Machine("m1")
    booted.create(machine.spec)
    machine.run("cloud-init status --wait")
    machine.run("echo kept > kept; sudo -n touch /run/gone")
    machine.run(_RULE)
    assert "kumonote_test" in machine.run(_RULES)
    before = boot_id(machine)

    with machine.ssh() as client:
        switch(client, "sudo -n systemctl reboot")
    wait_until(
        lambda: _boot_id_or_none(machine) not in (None, before),
        limit_seconds=BOOT_LIMIT,
        what="a new boot",
    )

    assert booted.is_running("m1")
    assert machine.run("cat kept") == "kept\n"
    assert machine.run("ls /run").count("gone") == 0
    assert machine.run(_RULES) == ""
    assert booted.console("m1").count("Welcome to") == 2


def _boot_id_or_none(machine: Machine) -> str | None:
    try:
        return boot_id(machine)
    except (OSError, EOFError, AssertionError, paramiko.SSHException):
        return None


def test_restart_reboots_the_guest_itself(booted: BootedHost) -> None:
    machine = Machine("m1")
    booted.create(machine.spec)
    before = boot_id(machine)
    booted.restart("m1")
    assert boot_id(machine) != before
    assert "Reached target" in booted.console("m1")


def test_a_guest_that_powers_off_is_noticed_and_starts_again(booted: BootedHost) -> None:
    machine = Machine("m1")
    booted.create(machine.spec)
    assert booted.is_running("m1")
    with machine.ssh() as client:
        switch(client, "sudo -n systemctl poweroff")
    wait_until(lambda: not booted.is_running("m1"), what="the end of the guest")
    with pytest.raises(ProblemError):
        booted.run_command("m1", "true", 5)

    booted.start("m1")
    booted.start("m1")
    assert machine.run("whoami") == "azureuser\n"


def test_stop_and_start_keep_disk_and_host_key(booted: BootedHost, guests: Path) -> None:
    machine = Machine("m1")
    booted.create(machine.spec)
    machine.run("cloud-init status --wait && echo kept > kept")
    booted.stop("m1")
    booted.stop("m1")
    assert not booted.is_running("m1")
    assert not greets(machine.ports[22])
    assert processes_of(guests) == []

    booted.start("m1")
    assert machine.run("cat kept") == "kept\n"
    # Left as it is: cloud-init's work is done, the guest goes on.
    before = boot_id(machine)
    booted.create(machine.spec)
    assert boot_id(machine) == before


def test_a_guest_that_will_not_shut_down_is_ended_by_force(
    booted: BootedHost, guests: Path
) -> None:
    machine = Machine("m1")
    booted.create(machine.spec)
    unit = "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=true\nExecStop=sleep 600\n"
    machine.run(
        "sudo -n tee /etc/systemd/system/stubborn.service && sudo -n systemctl start stubborn",
        stdin=f"{unit}TimeoutStopSec=infinity\n".encode(),
    )
    booted.stop("m1")
    assert not booted.is_running("m1")
    assert control_groups(guests / "m1") == []


def test_two_guests_side_by_side_do_not_meet(booted: BootedHost) -> None:
    first, second = Machine("m1"), Machine("m2")
    booted.create(first.spec)
    booted.create(second.spec)
    first.run("echo first | sudo -n tee /etc/who")
    assert (first.run("hostname"), second.run("hostname")) == ("host-m1\n", "host-m2\n")
    with second.ssh() as client:
        assert execute(client, "cat /etc/who")[0] != 0
    first.run(_RULE)
    assert second.run(_RULES) == ""
    booted.delete("m1")
    assert second.run("whoami") == "azureuser\n"


def test_delete_leaves_nothing(booted: BootedHost, guests: Path) -> None:
    notes = set(Path("/run/systemd").glob("nspawn/**/*"))
    machine = Machine("m1")
    booted.create(machine.spec)
    machine.run("sudo -n systemd-run --quiet sleep 600")
    assert control_groups(guests / "m1") != []
    assert processes_of(guests / "m1") != []

    booted.delete("m1")
    booted.delete("m1")

    assert processes_of(guests / "m1") == []
    assert str(guests) not in Path("/proc/mounts").read_text()
    assert control_groups(guests / "m1") == []
    assert set(Path("/run/systemd").glob("nspawn/**/*")) == notes
    assert list(guests.iterdir()) == []
    assert not greets(machine.ports[22])
    assert not booted.is_running("m1")


def test_a_cloud_started_anew_finds_its_guests(
    booted: BootedHost, paths: Paths, guests: Path
) -> None:
    kept, moved, unwanted = Machine("kept"), Machine("moved"), Machine("unwanted")
    for machine in (kept, moved, unwanted):
        booted.create(machine.spec)
    before = boot_id(kept)
    moved.run("echo here > here")
    missing = Machine("missing")
    old_port = moved.ports[22]
    moved.ports = {22: free_port()}

    anew = linux_host(paths, "booted")
    anew.adopt({machine.id: machine.spec for machine in (kept, moved, missing)})

    assert boot_id(kept) == before
    assert moved.run("cat here") == "here\n"
    assert not greets(old_port)
    assert missing.run("whoami") == "azureuser\n"
    assert not anew.is_running("unwanted")
    assert processes_of(guests / "unwanted") == []
    assert (guests / "unwanted").is_dir()
    anew.close()
    assert processes_of(guests) == []


@pytest.mark.parametrize("again", ["adopt", "start"])
def test_a_guest_whose_supervisor_is_killed_boots_again(
    booted: BootedHost, guests: Path, again: str
) -> None:
    machine = Machine("m1")
    booted.create(machine.spec)
    machine.run("cloud-init status --wait && echo kept > kept && sync")
    before = boot_id(machine)

    supervisor(guests, machine).kill()
    wait_until(lambda: not booted.is_running("m1"), what="the end of the supervisor")
    if again == "adopt":
        booted.adopt({"m1": machine.spec})
    else:
        booted.start("m1")

    assert boot_id(machine) != before
    assert machine.run("cat kept") == "kept\n"


def test_without_its_supervisor_a_guest_shuts_down_by_itself(
    booted: BootedHost, guests: Path
) -> None:
    machine = Machine("m1")
    booted.create(machine.spec)
    machine.run("cloud-init status --wait")
    supervisor(guests, machine).kill()
    wait_until(lambda: processes_of(guests) == [], what="the end of all its processes")
    assert "Reached target shutdown.target" in booted.console("m1")


def test_a_taken_port_is_a_problem_and_leaves_nothing(booted: BootedHost, guests: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        machine = Machine("m1", ports={22: other.getsockname()[1]})
        with pytest.raises(ProblemError) as caught:
            booted.create(machine.spec)
    assert caught.value.problem.code == "practice-guest-not-started"
    assert str(machine.ports[22]) in caught.value.problem.details
    assert list(guests.iterdir()) == []
    assert control_groups(guests / "m1") == []

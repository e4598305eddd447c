"""Booted guests of somebody who is not root: a real second user of this computer.

The user's session is made by the test (a delegated control group, as systemd gives it to
each unit with Delegate=yes); that systemd-run really makes such a one is not shown here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.practice.guests.folder import GuestFolder
from tests.guest.host.conftest import needs_booted_guests
from tests.guest.host.machine_tests import Machine, execute, greets
from tests.guest.host.ordinary_user import OrdinaryUser, ordinary_user
from tests.guest.setup.notebook_server import timed

_BOOT_ID = "cat /proc/sys/kernel/random/boot_id"
_WHO = "#!/usr/bin/python3\nimport os\nprint(os.getuid(), os.uname().nodename)\n"


@pytest.fixture(scope="module")
def user() -> Iterator[OrdinaryUser]:
    needs_booted_guests()
    if os.geteuid() != 0:
        pytest.skip("only root can make a second user")
    with ordinary_user() as made:
        yield made


def guests(user: OrdinaryUser, *words: str) -> str:
    """What the developers' command prints; the kind of guest is left to the program."""
    return user.python("-m", "app.practice.guests", *words)


def create(user: OrdinaryUser, machine: Machine) -> None:
    key, data = user.folder / "login.pub", user.folder / "custom-data"
    key.write_text(machine.login.public)
    data.write_bytes(machine.custom_data)
    ports = [f"--port={guest}={port}" for guest, port in machine.ports.items()]
    guests(user, "boot", machine.id, f"--key={key}", f"--custom-data={data}", *ports)


def test_it_boots_is_reached_comes_back_and_leaves_nothing(
    user: OrdinaryUser, record_property: Callable[[str, object], None]
) -> None:
    with timed(record_property, "without root: making the base image"):
        guests(user, "prepare")
    machine = Machine("m1")
    with timed(record_property, "without root: boot, until cloud-init is done"):
        create(user, machine)
        machine.run("cloud-init status --wait")
    assert machine.run("systemctl is-system-running --wait") == "running\n"
    assert machine.run("id -un; sudo -n id -u; cat /etc/kumonote-test/packed") == (
        "azureuser\n0\npacked\n"
    )
    machine.run("sudo -n apt-get update --quiet && sudo -n apt-get install --yes python3-pip-whl")
    assert guests(user, "run", "m1", _WHO) == "0 m1\n"

    machine.run("echo kept > kept; sudo -n touch /run/gone; sudo -n nft add table inet gone")
    before = machine.run(_BOOT_ID)
    with timed(record_property, "without root: reboot, until SSH answers"):
        guests(user, "restart", "m1")
        after = machine.run(_BOOT_ID)
    assert after != before
    assert machine.run("cat kept; ls /run | grep gone; sudo -n nft list ruleset") == "kept\n"

    guests(user, "stop", "m1")
    assert not greets(machine.ports[22])
    assert (user.processes(), user.groups()) == ([], [])
    guests(user, "start", "m1")
    assert machine.run("cat kept; rm -r .ssh/authorized_keys kept") == "kept\n"

    guests(user, "delete", "m1")
    assert (user.processes(), user.groups()) == ([], [])
    left = user.folder / ".local/share/kumonote/practice/guests"
    assert list(left.iterdir()) == []


def test_nothing_of_it_is_roots(user: OrdinaryUser) -> None:
    """Its root is the user, its other users are ids that were given to the user."""
    machine = Machine("m2")
    create(user, machine)
    try:
        machine.run("cloud-init status --wait; sudo -n touch /etc/of-root")
        with machine.ssh() as client:
            for forbidden in ("mknod /root/disk b 8 0", "date --set=@0", "modprobe loop"):
                assert execute(client, f"sudo -n {forbidden}")[0] != 0, forbidden
        folder = user.folder / ".local/share/kumonote/practice/guests/m2"
        disk = GuestFolder(folder).disk
        owners = {path.lstat().st_uid for path in (disk, *disk.rglob("*"))}
        assert 0 not in owners
        assert (disk / "etc/of-root").owner() == user.name
        assert len(owners) > 1
    finally:
        guests(user, "delete", "m2")
    assert (user.processes(), user.groups()) == ([], [])
    assert not Path(folder).exists()

"""The real zypper as the setup program drives it, against repositories on this computer.

What it does not prove: which packages the repositories of openSUSE and SUSE have today.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from resources.guest.kumonote_setup.failures import SetupError
from resources.guest.kumonote_setup.suse import OTHER, SYSTEMS, Suse, suse_of
from tests.guest.setup.forward_proxy import forward_proxy
from tests.guest.suse.conftest import Machine, Repository
from tests.shared.waiting import wait_until

NOWHERE = "http://127.0.0.1:9/repository"
SLES = SYSTEMS["sles", "16"]


def test_the_best_python_that_there_is(machine: Machine, repository: Repository) -> None:
    """Of those that the table names, 3.13 is not in this repository."""
    machine.add("main", repository.url, repository.key)
    machine.zypper().install(["python", "nftables"])
    assert machine.installed == {"python312", "python312-pip", "nftables"}


def test_each_system_asks_for_its_own(machine: Machine, repository: Repository) -> None:
    machine.add("main", repository.url, repository.key)
    machine.zypper(Suse(("python311",))).install(["pip"])
    assert machine.installed == {"python311", "python311-pip"}


def test_a_second_time_changes_nothing(machine: Machine, repository: Repository) -> None:
    machine.add("main", repository.url, repository.key)
    machine.zypper().install(["nftables"])
    file = machine.root / "usr" / "bin" / "nftables"
    before = file.stat()
    machine.zypper().install(["nftables"])
    after = file.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_repository_that_is_not_needed_may_be_gone(
    machine: Machine, repository: Repository
) -> None:
    machine.add("main", repository.url, repository.key)
    machine.add("abandoned", NOWHERE)
    machine.zypper().install(["nftables"])
    assert machine.installed == {"nftables"}


def test_lists_that_are_old_are_read_again(machine: Machine, repository: Repository) -> None:
    """`addrepo` leaves the automatic refresh off, as some images have it."""
    machine.add("main", repository.url, repository.key)
    machine.zypper().install(["nftables"])
    for package in repository.folder.rglob("nftables*.rpm"):
        package.unlink()  # what the old list names is not there any more
    machine.zypper().install(["python"])
    assert "python312" in machine.installed


def test_a_repository_that_cannot_be_reached(machine: Machine) -> None:
    machine.add("main", NOWHERE)
    with pytest.raises(SetupError) as failed:
        machine.zypper().install(["python"])
    assert failed.value.code == "guest-packages-network"
    assert failed.value.retryable
    assert machine.installed == set()


def test_nothing_comes_from_a_source_that_nobody_signed(
    machine: Machine, repository: Repository
) -> None:
    (repository.folder / "repodata" / "repomd.xml.asc").unlink()
    machine.add("main", repository.url, repository.key)
    with pytest.raises(SetupError) as failed:
        machine.zypper().install(["nftables"])
    assert failed.value.code == "guest-packages-unsigned"
    assert machine.installed == set()


def test_nothing_comes_from_a_source_signed_with_an_unknown_key(
    machine: Machine, repository: Repository
) -> None:
    machine.add("main", repository.url)
    with pytest.raises(SetupError) as failed:
        machine.zypper().install(["nftables"])
    assert failed.value.code == "guest-packages-unsigned"
    assert machine.installed == set()


def test_a_package_that_nobody_has(machine: Machine, repository: Repository) -> None:
    machine.add("main", repository.url, repository.key)
    with pytest.raises(SetupError) as failed:
        machine.zypper(Suse(("python313",))).install(["python"])
    assert failed.value.code == "guest-packages"
    assert "python313" in failed.value.details


def test_it_waits_for_whoever_has_the_lock(
    machine: Machine, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.add("main", repository.url, repository.key)
    zypper = machine.zypper()
    zypper.lock_seconds = 1
    told: list[str] = []

    def waits() -> bool:
        told.append(capsys.readouterr().out)
        return "waiting-for-packages" in "".join(told)

    work = threading.Thread(target=zypper.install, args=(["nftables"],))
    with machine.somebody_at_work():
        work.start()
        wait_until(waits)
        assert machine.installed == set()
    work.join()
    assert machine.installed == {"nftables"}


def test_everything_comes_through_the_proxy_of_the_settings(
    machine: Machine, repository: Repository
) -> None:
    machine.add("main", repository.url, repository.key)
    with forward_proxy() as proxy:
        machine.zypper(proxy=proxy.url).install(["nftables"])
        assert proxy.asked == {"127.0.0.1"}
    assert machine.installed == {"nftables"}


def test_a_system_that_registers_itself_is_waited_for(
    machine: Machine, repository: Repository
) -> None:
    """The service that registers is a script here: it brings the repository while it works."""
    zypper = f"zypper --root {machine.root}"
    machine.program(
        "systemctl",
        f"{zypper} addrepo {repository.url} main >&2 && "
        f"rpmkeys --root {machine.root} --import {repository.key} && echo activating",
    )
    machine.zypper(SLES).install(["nftables"])
    assert machine.installed == {"nftables"}


def test_a_system_without_registration_is_not_waited_for(machine: Machine) -> None:
    machine.program("systemctl", "echo inactive; exit 3")
    with pytest.raises(SetupError) as failed:
        machine.zypper(SLES).install(["nftables"])
    assert failed.value.code == "guest-packages"
    assert "repositories" in failed.value.details


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ('ID="opensuse-leap"\nVERSION_ID="15.6"\n', ("opensuse-leap", "15")),
        (
            'NAME=x\nID="opensuse-leap"\nID_LIKE="suse"\nVERSION_ID="16.0"\n',
            ("opensuse-leap", "16"),
        ),
        ("ID='sles'\nVERSION_ID='16.0'\n", ("sles", "16")),
        ('ID="sles"\nVERSION_ID="15.7"\n', ("sles", "15")),
    ],
)
def test_the_table_is_read_by_what_the_system_says_of_itself(
    tmp_path: Path, words: str, key: tuple[str, str]
) -> None:
    file = tmp_path / "os-release"
    file.write_text(words)
    assert suse_of(file) is SYSTEMS[key]


@pytest.mark.parametrize("words", ["", "ID=opensuse-tumbleweed\nVERSION_ID=20261101\n"])
def test_systems_that_are_not_in_the_table(tmp_path: Path, words: str) -> None:
    file = tmp_path / "os-release"
    assert suse_of(file) is OTHER
    file.write_text(words)
    assert suse_of(file) is OTHER

"""A connection that goes still: nobody ends it, and nothing comes any more. It is given up."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence

import pytest

from app.engine.cancel import CancelToken
from app.guest import ssh
from app.guest.connecting import connect
from app.guest.ssh import SshGuest
from app.practice.guests.reduced.host import ReducedHost
from app.problems import ProblemError
from app.secret import Secret
from tests.guest.host.machine_tests import BOOT_LIMIT, USER, Machine
from tests.practice.faults.way import DisturbedDialer

LOST = "ssh-connection-lost"


class ToTheMachine:
    """Dials the ports of a machine on this computer."""

    def __init__(self, machine: Machine) -> None:
        self._ports = machine.ports

    def connect(self, _host: str, port: int, timeout_seconds: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._ports[port]), timeout_seconds)

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        raise AssertionError(f"nobody opens {places}")


@pytest.fixture
def machine(reduced: ReducedHost) -> Machine:
    made = Machine("still")
    reduced.create(made.spec)
    return made


@pytest.fixture
def way(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[DisturbedDialer]:
    monkeypatch.setattr(ssh, "_OPEN_SECONDS", 1.0)
    dialer = DisturbedDialer(ToTheMachine(machine))
    yield dialer
    dialer.close()


@pytest.fixture
def guest(machine: Machine, way: DisturbedDialer) -> Iterator[SshGuest]:
    connected = connect(
        way,
        "machine",
        user=USER,
        login_key=Secret(machine.login.private),
        host_keys=[machine.host_key.public],
        cancel=CancelToken(),
        limit_seconds=BOOT_LIMIT,
    )
    yield connected
    connected.close()


def test_before_a_command_is_taken(guest: SshGuest, way: DisturbedDialer) -> None:
    assert guest.run(["echo", "here"], cancel=CancelToken()).stdout == "here\n"
    way.stall_all()
    with pytest.raises(ProblemError, match=LOST):
        guest.run(["echo", "here"], cancel=CancelToken())
    assert not guest.is_open


def test_before_a_file_is_asked_for(guest: SshGuest, way: DisturbedDialer) -> None:
    way.stall_all()
    with pytest.raises(ProblemError, match=LOST):
        guest.get("/etc/kumonote-test/plain", cancel=CancelToken())
    assert not guest.is_open


def test_while_a_file_is_asked_for(guest: SshGuest, way: DisturbedDialer) -> None:
    with (
        pytest.raises(ProblemError, match=LOST),
        guest.files(".", CancelToken()) as files,
    ):
        assert files.listdir(".") is not None
        way.stall_all()
        files.listdir(".")
    assert not guest.is_open

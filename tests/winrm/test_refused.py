"""Whoever is not the machine is told nothing; and each failure is one that people can act on."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.engine.cancel import Cancelled, CancelToken
from app.guest.windows.scripts import PYTHON
from app.guest.windows.winrm_transport import Limits
from app.problems import Action, Problem, ProblemError
from app.secret import Secret
from tests.shared.waiting import wait_until
from tests.winrm.conftest import PASSWORD, SHORT, Clients, new_certificate
from tests.winrm.gate import Gate
from tests.winrm.server import Interference, TroubledServer
from tests.winrm.wire import Listener

_APPLICATION_DATA = 23
_PROGRAM = [PYTHON, "-c", "input(); print('done')"]
_NEVER_ENDS = [PYTHON, "-c", "import signal; signal.pause()"]


def problem_of(call: Callable[[], object]) -> Problem:
    with pytest.raises(ProblemError) as caught:
        call()
    problem = caught.value.problem
    for language in ("en", "ja"):
        assert problem.message.in_language(language)
        assert problem.advice.in_language(language)
    assert problem.message.in_language("en") != problem.message.in_language("ja")
    assert problem.action is not None
    assert PASSWORD.reveal() not in repr(problem)
    return problem


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_another_certificate_is_told_nothing(
    tmp_path: Path, server: TroubledServer, clients: Clients, newest: ssl.TLSVersion
) -> None:
    """Same name, same form, another key: what a machine in the middle would show."""
    listener = Listener(new_certificate(tmp_path / "other.pem"), newest)
    try:
        problem = problem_of(lambda: clients.connect(port=listener.port, limit_seconds=60.0))
    finally:
        listener.stop()
    assert problem.code == "winrm-certificate"
    assert problem.action is Action.REPAIR
    assert server.fingerprint in problem.details
    assert listener.connections == 1  # nor did it try again
    assert listener.raw
    assert listener.said == b""
    if newest is ssl.TLSVersion.TLSv1_2:
        assert _APPLICATION_DATA not in listener.records


def test_the_wire_shows_what_is_said_to_the_right_one(tmp_path: Path, clients: Clients) -> None:
    """So that the test above could fail: with its own fingerprint, the listener hears much."""
    pem = new_certificate(tmp_path / "right.pem")
    der = ssl.PEM_cert_to_DER_cert(pem.read_text().partition("-----BEGIN PRIV")[0])
    fingerprint = hashlib.sha256(der).hexdigest()
    listener = Listener(pem, ssl.TLSVersion.TLSv1_2)
    try:
        problem_of(
            lambda: clients.connect(
                port=listener.port, certificate_sha256=fingerprint, limits=Limits(1, 2)
            )
        )
    finally:
        listener.stop()
    assert b"POST /wsman" in listener.said
    assert _APPLICATION_DATA in listener.records


def test_one_changed_byte_of_the_fingerprint_is_another_certificate(
    server: TroubledServer, clients: Clients
) -> None:
    right = server.fingerprint
    wrong = ("0" if right[0] != "0" else "1") + right[1:]
    assert problem_of(lambda: clients.connect(certificate_sha256=wrong)).code == "winrm-certificate"
    assert server.sealed == 0
    clients.connect(certificate_sha256=right.upper())


def test_a_wrong_password(server: TroubledServer, clients: Clients) -> None:
    problem = problem_of(lambda: clients.connect(password=Secret("wrong"), limit_seconds=60.0))
    assert problem.code == "winrm-login-refused"
    assert not problem.retryable
    assert server.refused == 1  # more attempts would lock the account
    assert server.shells.asked == []


def test_nobody_answers(clients: Clients, server: TroubledServer) -> None:
    server.socket.close()
    assert problem_of(clients.connect).code == "winrm-no-answer"


def test_it_waits_until_the_machine_answers(clients: Clients, server: TroubledServer) -> None:
    in_turn: list[Interference] = ["cut", "nonsense"]
    server.interfere = lambda _message: in_turn.pop() if in_turn else ""
    assert clients.connect(limit_seconds=120.0).is_open


@pytest.mark.parametrize(
    ("message", "how"),
    [
        *(("Command", "cut"), ("Send", "cut"), ("Receive", "cut")),
        ("Command", "nonsense"),
    ],
)
def test_a_connection_that_breaks(
    clients: Clients, server: TroubledServer, message: str, how: Interference
) -> None:
    guest = clients.connect()
    server.interfere = lambda name: how if name == message else ""
    problem = problem_of(lambda: guest.run(_PROGRAM, stdin=b"a\n", cancel=CancelToken()))
    assert problem.code == "winrm-connection-lost"
    assert problem.retryable
    assert not guest.is_open
    server.interfere = lambda _name: ""
    again = clients.connect()
    assert again.run(_PROGRAM, stdin=b"a\n", cancel=CancelToken()).stdout == "done\n"


def test_a_connection_that_was_cut_while_nobody_used_it(
    clients: Clients, server: TroubledServer
) -> None:
    """A new one would not be signed in: it is not opened behind anybody's back."""
    guest = clients.connect()
    server.cut_all()
    problem = problem_of(lambda: guest.run(_PROGRAM, stdin=b"a\n", cancel=CancelToken()))
    assert problem.code == "winrm-connection-lost"


def test_a_machine_that_says_nothing_any_more(clients: Clients, server: TroubledServer) -> None:
    guest = clients.connect(limits=SHORT)
    server.interfere = lambda name: "silence" if name == "Receive" else ""
    problem = problem_of(lambda: guest.run(_PROGRAM, stdin=b"a\n", cancel=CancelToken()))
    assert problem.code == "guest-too-slow"
    assert not guest.is_open


def test_a_program_that_says_nothing_any_more(clients: Clients, server: TroubledServer) -> None:
    """The machine answers all the time that there is nothing to tell."""
    guest = clients.connect(limits=SHORT)
    problem = problem_of(lambda: guest.run(_NEVER_ENDS, cancel=CancelToken(), timeout_seconds=1.5))
    assert problem.code == "guest-too-slow"
    assert server.shells.asked.count("Receive") >= 2
    assert guest.is_open
    assert not any(program.is_running for program in server.shells.programs)


def test_a_machine_whose_answers_are_none(clients: Clients, server: TroubledServer) -> None:
    guest = clients.connect()
    server.interfere = lambda name: "nonsense" if name == "Receive" else ""
    problem = problem_of(
        lambda: guest.run(_PROGRAM, stdin=b"a\n", cancel=CancelToken(), timeout_seconds=0.5)
    )
    assert problem.code == "guest-too-slow"


def test_slow_is_not_too_slow(clients: Clients, server: TroubledServer, gate: Gate) -> None:
    """Silence in several short waits is no failure as long as something is said in the end."""
    guest = clients.connect(limits=SHORT)
    slow = [PYTHON, "-c", f"{gate.wait}; print('done')"]

    def open_late() -> None:
        wait_until(lambda: server.shells.asked.count("Receive") >= 3)
        gate.open()

    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(open_late)
        assert guest.run(slow, cancel=CancelToken(), timeout_seconds=60.0).stdout == "done\n"
        late.result()


def test_too_many_shells(clients: Clients, server: TroubledServer) -> None:
    open_ones = [clients.connect() for _ in range(server.shells.most)]
    problem = problem_of(clients.connect)
    assert problem.code == "winrm-quota"
    assert problem.retryable
    open_ones[0].close()
    assert clients.connect().is_open


def test_a_shell_that_the_machine_has_closed(clients: Clients, server: TroubledServer) -> None:
    guest = clients.connect()
    server.shells.forget_all()
    problem = problem_of(lambda: guest.run(_PROGRAM, cancel=CancelToken()))
    assert problem.code == "winrm-connection-lost"
    assert not guest.is_open


def test_what_the_machine_refuses_leaves_the_connection_as_it_is(
    clients: Clients, server: TroubledServer
) -> None:
    guest = clients.connect()
    server.shells.refuse_commands = True
    problem = problem_of(lambda: guest.run(_PROGRAM, cancel=CancelToken()))
    assert problem.code == "winrm-refused"
    server.shells.refuse_commands = False
    assert guest.run(_PROGRAM, stdin=b"a\n", cancel=CancelToken()).stdout == "done\n"


@contextmanager
def cancelling(condition: Callable[[], bool]) -> Iterator[CancelToken]:
    """A token that somebody else cancels as soon as `condition` holds."""
    cancel = CancelToken()

    def wait_and_cancel() -> None:
        wait_until(condition)
        cancel.cancel()

    thread = threading.Thread(target=wait_and_cancel, name="impatient")
    thread.start()
    try:
        yield cancel
    finally:
        thread.join()


def test_cancelling_ends_a_wait(clients: Clients, server: TroubledServer) -> None:
    guest = clients.connect()
    with cancelling(lambda: "Receive" in server.shells.asked) as cancel, pytest.raises(Cancelled):
        guest.run(_NEVER_ENDS, cancel=cancel, timeout_seconds=600.0)
    assert not guest.is_open


def test_cancelling_while_nobody_answers(clients: Clients, server: TroubledServer) -> None:
    server.interfere = lambda _name: "silence"
    with cancelling(lambda: server.sealed > 0) as cancel, pytest.raises(Cancelled):
        clients.connect(cancel=cancel, limit_seconds=600.0)

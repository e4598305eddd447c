"""Who gets to the machine and its notebook, and what is said to those who do not."""

from __future__ import annotations

import threading
import time

import pytest

from app.engine.cancel import Cancelled, CancelToken
from app.guest.keys import new_key_pair
from app.guest.notebook_check import NotebookTarget, check_notebook, check_page
from app.guest.tunnel import TunnelDialer
from app.problems import ProblemError
from app.secret import Secret
from app.wizard.answers import Allow
from tests.guest.setup.notebook_server import ADDRESS, PASSWORD, NotebookServer
from tests.shared.waiting import wait_until


def test_another_host_key_is_refused_before_anything_is_said(server: NotebookServer) -> None:
    for keys in ((new_key_pair().public,), (server.first_key.public,), ()):
        with pytest.raises(ProblemError) as refused:
            server.connect(host_keys=keys)
        assert refused.value.problem.code == "ssh-host-key"
        assert not refused.value.problem.retryable
    authentications = server.run(
        "journalctl", "--unit=ssh", "--output=cat", "--lines=4", "--no-pager"
    )
    assert "invalid user" not in authentications


def test_another_login_key_is_refused(server: NotebookServer) -> None:
    other = new_key_pair()
    with pytest.raises(ProblemError) as refused:
        server.connect(login_key=other.private, login_limit_seconds=1.0)
    assert refused.value.problem.code == "ssh-login-refused"
    assert str(refused.value.problem.action) == "repair"


def test_a_port_where_nothing_answers(server: NotebookServer) -> None:
    silent = NotebookServer(server.folder)
    with pytest.raises(ProblemError) as refused:
        silent.connect(limit_seconds=1.0)
    assert refused.value.problem.code == "ssh-no-answer"
    assert ADDRESS.ip in str(refused.value.problem.message)


def test_cancelling_ends_a_command_at_once(server: NotebookServer) -> None:
    cancel = CancelToken()
    guest = server.connect(cancel)
    started = time.monotonic()
    with pytest.raises(Cancelled):
        guest.run(
            ["sh", "-c", "echo go; exec sleep 300"],
            cancel=cancel,
            on_line=lambda _line: cancel.cancel(),
        )
    assert time.monotonic() - started < 200, "it did not wait for the command"
    assert not guest.is_open


def test_a_command_that_says_nothing_has_a_limit(server: NotebookServer) -> None:
    guest = server.connect()
    with pytest.raises(ProblemError) as slow:
        guest.run(["sleep", "300"], cancel=CancelToken(), timeout_seconds=0.5)
    assert slow.value.problem.code == "guest-too-slow"
    guest.close()


def test_files_travel_whole_and_never_readable_by_more(server: NotebookServer) -> None:
    guest = server.connect()
    cancel = CancelToken()
    data = bytes(range(256)) * 4096
    for mode in (0o600, 0o644):
        guest.put("travelled", data, mode=mode, cancel=cancel)
        assert guest.get("travelled", cancel=cancel) == data
        told = guest.run(["stat", "-c", "%a", "travelled"], cancel=cancel)
        assert told.stdout == f"{mode:o}\n"
    assert guest.run(["sh", "-c", "ls -a | grep kumonote-"], cancel=cancel).stdout == ""
    with pytest.raises(FileNotFoundError):
        guest.get("nowhere", cancel=cancel)
    with pytest.raises(ProblemError) as refused:
        guest.put("/etc/not-mine", data, mode=0o600, cancel=cancel)
    assert refused.value.problem.code == "guest-file"
    assert guest.is_open
    guest.run(["rm", "travelled"], cancel=cancel)
    guest.close()


def test_a_connection_that_is_lost_says_so(server: NotebookServer) -> None:
    guest = server.connect()
    with pytest.raises(ProblemError) as lost:
        guest.run(["sudo", "-n", "sh", "-c", "kill $(ps -o ppid= $PPID)"], cancel=CancelToken())
    assert lost.value.problem.code == "ssh-connection-lost"
    assert lost.value.problem.retryable


@pytest.mark.parametrize("argument", ["a b", "'", '"', "$(reboot)", "a\nb", "\\", "*", "ü"])
def test_arguments_arrive_as_they_are(argument: str, server: NotebookServer) -> None:
    assert server.run("printf", "%s", argument) == argument


def test_the_password_decides(server: NotebookServer) -> None:
    with pytest.raises(ProblemError) as refused:
        check_notebook(server.dialer, server.target, Secret("a wrong password"), CancelToken())
    assert refused.value.problem.code == "notebook-login"


def test_no_password_is_sent_to_another_certificate(server: NotebookServer) -> None:
    other = NotebookTarget(ADDRESS.fqdn, 443, "ab" * 32)
    for check in (
        lambda: check_page(server.dialer, other, CancelToken()),
        lambda: check_notebook(server.dialer, other, PASSWORD, CancelToken()),
    ):
        with pytest.raises(ProblemError) as refused:
            check()
        assert refused.value.problem.code == "notebook-certificate"


def test_the_page_is_checked_without_the_password(server: NotebookServer) -> None:
    check_page(server.dialer, server.target, CancelToken())
    cancelled = CancelToken()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        check_page(server.dialer, server.target, cancelled)


def test_no_socket_is_left_open(server: NotebookServer) -> None:
    server.dialer.opened.clear()
    check_notebook(server.dialer, server.target, PASSWORD, CancelToken())
    assert server.dialer.opened
    assert all(opened.fileno() == -1 for opened in server.dialer.opened)


def test_the_notebook_is_reached_through_ssh_alone(server: NotebookServer) -> None:
    guest = server.connect()
    target = NotebookTarget(ADDRESS.fqdn, 9999, server.certificate_sha256)
    check_notebook(TunnelDialer(guest), target, PASSWORD, CancelToken())
    guest.close()
    wait_until(lambda: not any(t.name.startswith("tunnel-") for t in threading.enumerate()))


def test_the_steps_take_the_tunnel_where_the_plan_says_so(server: NotebookServer) -> None:
    server.dialer.asked.clear()
    ran = server.set_up(allow=Allow.SSH_ONLY)
    assert ran.report.problem is None
    assert server.dialer.asked == [22]

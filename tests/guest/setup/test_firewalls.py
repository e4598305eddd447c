"""A machine with a firewall of its own: the real firewalld, the real ufw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.engine.cancel import CancelToken
from app.engine.events import LogLine
from app.guest.notebook_check import check_page
from app.problems import ProblemError
from tests.guest.setup.notebook_server import Ran
from tests.guest.setup.practice_server import PracticeServer

_APT = "DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes"


@contextmanager
def installed(server: PracticeServer, package: str) -> Iterator[None]:
    """The firewall is there; afterwards no rule of it is left, and the machine is as before."""
    server.act(f"{_APT} update && {_APT} install --no-install-recommends {package}")
    try:
        yield
    finally:
        server.act(f"{_APT} purge {package} && {_APT} autoremove --purge")
        server.act("nft flush ruleset; iptables -F 2>/dev/null || true")
        ran = server.set_up()
        assert ran.report.problem is None, ran.report.problem
        assert "tcp dport 443 redirect to :9999" in server.run("nft", "list", "ruleset")


def reached(server: PracticeServer) -> bool:
    """Whether the login page comes through the public port."""
    try:
        check_page(server.dialer, server.target, CancelToken())
    except ProblemError:
        return False
    return True


def logged(ran: Ran) -> str:
    assert ran.report.problem is None, ran.report.problem
    return "\n".join(str(e.text) for e in ran.events if isinstance(e, LogLine))


@pytest.mark.timeout(600)
def test_firewalld_takes_over_the_redirect_and_keeps_it(server: PracticeServer) -> None:
    with installed(server, "firewalld"):
        server.act("systemctl enable --now firewalld && firewall-cmd --state")
        assert "firewalld" in logged(server.set_up())
        assert reached(server)
        assert "kumonote" not in server.run("nft", "list", "tables")
        server.act("systemctl restart firewalld && firewall-cmd --state")
        assert reached(server), "the permanent rules have it too"
        again = server.set_up()
        assert "notebook" in again.already


@pytest.mark.timeout(600)
def test_ufw_lets_the_redirect_in(server: PracticeServer) -> None:
    with installed(server, "ufw"):
        server.act("ufw allow 22/tcp && ufw --force enable")
        assert not reached(server), "it does not know of the redirect yet"
        assert "ufw" in logged(server.set_up())
        assert reached(server)
        again = server.set_up()
        assert "notebook" in again.already

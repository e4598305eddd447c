"""The computer is in another network: the server lets it in again when its user agrees.

That a machine does not answer is taken as given here (it is an idea only); what is looked at
and changed is real.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.azure.management_rule import managed_from
from app.engine.cancel import CancelToken
from app.guest.errors import no_answer
from app.operations.listing import show_server
from app.operations.moved import why_no_answer
from app.operations.practice_cloud import PracticeWishes
from app.operations.workspace import Workspace, open_workspace
from app.practice import process
from app.problems import Action, Problem
from tests.practice.crash.ground import NAME, Ground, ground
from tests.practice.crash.points import Point
from tests.practice.proxy.forward_proxy import forward_proxy

if sys.platform == "win32":
    pytest.skip("the commands run in forks", allow_module_level=True)

OTHER = "dog"
ELSEWHERE = "203.0.113.99"


@pytest.fixture(scope="module")
def tried() -> Iterator[Ground]:
    with ground(machines=False) as made:
        ended = made.run("create", "--name", NAME)
        assert ended.exit_code == 0, ended.explanation
        yield made


@contextmanager
def workspace_of(tried: Ground) -> Iterator[Workspace]:
    workspace = open_workspace(
        tried.paths,
        practice=True,
        wishes=PracticeWishes(),
        emit=lambda _event: None,
        cancel=CancelToken(),
    )
    try:
        yield workspace
    finally:
        workspace.session.close()


def explained(tried: Ground, proxy: str = "") -> Problem:
    """What is told when the machine does not answer; `proxy` leads out of this network."""
    with workspace_of(tried) as workspace:
        if proxy:
            workspace.session.http.proxies = {"https": proxy}
        return why_no_answer(workspace, NAME, no_answer("192.0.2.1", "timed out").problem)


def rules(tried: Ground) -> dict[str, str]:
    with workspace_of(tried) as workspace:
        server = show_server(workspace, NAME, CancelToken())
        (group,) = workspace.session.network.network_security_groups.list(server.group)
        listed = group.as_dict()["properties"]["securityRules"]
        assert managed_from(workspace.session, server, CancelToken())
        return {r["name"]: r["properties"].get("sourceAddressPrefix", "") for r in listed}


def test_behind_a_proxy_it_is_said_that_the_way_into_the_machine_is_direct(tried: Ground) -> None:
    usual = no_answer("192.0.2.1", "timed out").problem
    with forward_proxy() as proxy:
        problem = explained(tried, proxy.url())
        assert proxy.connected, "the cloud was asked through it"
    assert (problem.code, problem.action) == (usual.code, usual.action)
    assert "through a proxy" in str(problem.advice)
    assert str(explained(tried).advice) == str(usual.advice)


def test_a_new_address_is_told_and_let_in_with_consent(tried: Ground) -> None:
    assert explained(tried).code == "ssh-no-answer", "the address is still the same"
    before = rules(tried)
    process.control(tried.paths, "public-address", value=ELSEWHERE)

    problem = explained(tried)
    assert problem.code == "address-changed"
    assert problem.action is Action.ALLOW_ADDRESS
    assert ELSEWHERE in str(problem.message)
    assert before["kumonote_ssh"] in str(problem.message)

    shown = tried.run("allow-address", NAME)
    assert shown.exit_code == 0, shown.explanation
    assert shown.last["here"] == ELSEWHERE
    assert rules(tried) == before, "nobody agreed yet"

    let_in = tried.run("allow-address", NAME, "--yes")
    assert let_in.exit_code == 0, let_in.explanation
    after = rules(tried)
    assert after.keys() == before.keys()
    assert after["kumonote_ssh"] == f"{ELSEWHERE}/32"
    others = {name: source for name, source in after.items() if name != "kumonote_ssh"}
    follow = {name for name, source in before.items() if source == before["kumonote_ssh"]}
    assert all((source == f"{ELSEWHERE}/32") is (name in follow) for name, source in others.items())
    assert explained(tried).code == "ssh-no-answer"


def test_a_resume_elsewhere_changes_no_rule_unasked(tried: Ground) -> None:
    point = Point("journal", "applying", "machine", 1)
    assert tried.killed(point, "create", "--name", OTHER)
    process.control(tried.paths, "public-address", value="203.0.113.7")
    refused = tried.run("resume", OTHER)
    problem = refused.last["problem"]
    assert (refused.exit_code, problem["code"]) == (1, "address-changed")
    assert problem["choices"][0].split()[1:3] == ["allow-address", OTHER]
    assert tried.run("allow-address", OTHER, "--yes").exit_code == 0
    resumed = tried.run("resume", OTHER)
    assert resumed.exit_code == 0, resumed.explanation


def test_other_problems_are_left_alone(tried: Ground) -> None:
    problem = Problem(
        "disk-full", no_answer("x", "").problem.message, no_answer("x", "").problem.advice
    )
    with workspace_of(tried) as workspace:
        assert why_no_answer(workspace, NAME, problem) is problem

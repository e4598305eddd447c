"""The same steps on the simpler machine that every computer can run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.engine.cancel import CancelToken
from app.guest.notebook_check import PNG, check_notebook
from app.problems import Action
from tests.guest.setup.conftest import machine_of
from tests.guest.setup.notebook_server import PASSWORD
from tests.guest.setup.practice_server import PracticeServer


@pytest.fixture(scope="module")
def reduced() -> Iterator[PracticeServer]:
    yield from machine_of("reduced")


def test_it_becomes_ready_stays_so_and_comes_back(reduced: PracticeServer) -> None:
    made = reduced.set_up()
    assert made.report.problem is None, made.report.problem
    assert made.report.result(made.steps.check).picture.startswith(PNG)
    assert reduced.pinned != (reduced.first_key.public,)

    again = reduced.set_up()
    assert again.report.problem is None
    assert {"software", "notebook", "host-key"} <= again.already

    own_packages_come_on_top_or_nothing_changes(reduced)

    reduced.host.stop("lab")
    reduced.host.start("lab")
    check_notebook(reduced.dialer, reduced.target, PASSWORD, CancelToken())


def own_packages_come_on_top_or_nothing_changes(server: PracticeServer) -> None:
    """On the machine that is there already: making another one takes minutes."""
    before = server.software
    server.software = replace(before, packages=("tabulate>=0.9",))
    added = server.set_up()
    assert added.report.problem is None, added.report.problem
    assert "software" not in added.already
    server.run("/opt/kumonote/environment/bin/python", "-c", "import tabulate, scipy")
    assert "software" in server.set_up().already

    server.software = replace(before, packages=("numpy<1",))
    refused = server.set_up().report.problem
    assert refused is not None
    assert refused.code == "guest-own-packages"
    assert refused.action is Action.EDIT_ANSWERS
    server.run("/opt/kumonote/environment/bin/python", "-c", "import tabulate, scipy")
    server.software = replace(before, packages=("tabulate>=0.9",))
    assert server.set_up().report.problem is None

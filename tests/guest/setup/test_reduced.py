"""The same steps on the simpler machine that every computer can run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.engine.cancel import CancelToken
from app.guest.notebook_check import PNG, check_notebook
from tests.guest.setup.conftest import machine_of
from tests.guest.setup.notebook_server import PASSWORD, NotebookServer


@pytest.fixture(scope="module")
def reduced() -> Iterator[NotebookServer]:
    yield from machine_of("reduced")


def test_it_becomes_ready_stays_so_and_comes_back(reduced: NotebookServer) -> None:
    made = reduced.set_up()
    assert made.report.problem is None, made.report.problem
    assert made.report.result(made.steps.check).picture.startswith(PNG)
    assert reduced.pinned != (reduced.first_key.public,)

    again = reduced.set_up()
    assert again.report.problem is None
    assert {"software", "notebook", "host-key"} <= again.already

    reduced.host.stop("lab")
    reduced.host.start("lab")
    check_notebook(reduced.dialer, reduced.target, PASSWORD, CancelToken())

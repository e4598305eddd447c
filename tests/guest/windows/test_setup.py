"""The setup program in a Windows machine, up to a notebook that plots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psutil
import pytest

from app.engine.cancel import CancelToken
from app.guest.notebook_check import PNG
from app.operations.logs_inside import told_by_windows
from app.practice.guests.reduced.processes import of_guest
from app.practice.guests.windows.layout import PREFIX_VARIABLE
from tests.guest.windows.conftest import NAME, WindowsMachine


@pytest.fixture(scope="module")
def first(machine: WindowsMachine) -> Mapping[str, Any]:
    software = machine.set_up("first-boot")
    assert software["left"] == []
    assert any("This is Wine" in text for text in machine.said)
    return software


@pytest.fixture(scope="module")
def configured(machine: WindowsMachine, first: Mapping[str, Any]) -> Mapping[str, Any]:
    assert first["versions"]["numpy"].startswith("1.26")
    return machine.set_up("configure")


def test_the_notebook_answers_with_its_certificate_and_a_kernel_plots(
    machine: WindowsMachine, configured: Mapping[str, Any]
) -> None:
    made = ["certificate", "configuration", "starter", "service"]
    assert configured["changed"][:4] == made
    assert "task" not in configured  # no task scheduler is here: the practice cloud keeps it
    assert machine.check_notebook(configured["certificate_sha256"]).startswith(PNG)


def test_a_second_run_changes_nothing(
    machine: WindowsMachine, configured: Mapping[str, Any]
) -> None:
    assert machine.set_up("first-boot")["changed"] == []
    again = machine.set_up("configure")
    assert again["changed"] == []
    assert again["certificate_sha256"] == configured["certificate_sha256"]
    assert machine.set_up("configure", "--check")["left"] == []


def test_it_says_how_it_is(machine: WindowsMachine, configured: Mapping[str, Any]) -> None:
    status = machine.set_up("status")
    assert status["kind"] == "reduced"
    assert status["notebook"]["active"] is True
    assert status["notebook"]["certificate_sha256"] == configured["certificate_sha256"]
    assert machine.set_up("password-hash")["password_hash"] == machine.password_hash


def test_its_logs_tell_of_the_set_up_and_of_the_notebook(
    machine: WindowsMachine, configured: Mapping[str, Any]
) -> None:
    del configured
    guest = machine.connect()
    parts = told_by_windows(guest, CancelToken()).split("== ")
    guest.close()
    told = {part.partition("\n")[0]: part.partition("\n")[2] for part in parts if part}
    assert "configuration-written" in told[r"C:\Kumonote\log\setup.jsonl"]
    assert "Jupyter Server" in told[r"C:\Kumonote\log\kumonote-notebook.log"]
    assert told[r"C:\Kumonote\state\jupyter\log.txt"].strip() == "not there", (
        "a whole Windows has it"
    )


def test_the_notebook_is_back_after_stop_and_start(
    machine: WindowsMachine, configured: Mapping[str, Any]
) -> None:
    machine.host.stop(NAME)
    assert processes(machine) == []
    machine.host.start(NAME)
    assert machine.check_notebook(configured["certificate_sha256"]).startswith(PNG)


def processes(machine: WindowsMachine) -> list[psutil.Process]:
    return of_guest(machine.host.disk(NAME), PREFIX_VARIABLE)

"""Opening a Windows machine through the cloud: what is pinned, kept, and asked for again.

The machine is a double: it answers the two scripts as PowerShell would, with a real
certificate and real encryption. That PowerShell does so is not shown here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.azure.run_command import CommandOutput
from app.guest.identity import certificate_identity
from app.guest.windows.password import new_password
from app.guest.windows.scripts import MARK
from app.operations import listener_step
from app.operations.access_keys import ADMINISTRATOR, AdminPassword, PinnedHostKeys
from app.operations.listener_step import ListenerStep, Listening
from app.problems import ProblemError
from app.secret import Secret
from app.server import PublicAddress, Server, ServerState
from app.vault.memory import MemoryVault
from tests.shared.step_run import RecordedRun
from tests.unit.guest.windows.test_scripts import certificate

NAME = "aurora-lab"
SERVER = Server(NAME, ServerState.RUNNING, f"kumonote-{NAME}", "japaneast", system="windows")
ADDRESS = PublicAddress("192.0.2.1", "lab.example")
HERE = "203.0.113.7"


class Cloud:
    """Answers Run Commands, and remembers what was sent and which tags were set."""

    def __init__(self) -> None:
        self.der = certificate()
        self.scripts: list[str] = []
        self.kept: list[tuple[str, ...]] = []
        self.tags: dict[str, str] = {}
        self.password = ""
        self.answers = True

    @property
    def identity(self) -> str:
        return certificate_identity(hashlib.sha256(self.der).hexdigest())

    def run(self, _session: Any, _server: Server, script: str, *_more: Any) -> CommandOutput:
        self.scripts.append(script)
        if not self.answers:
            return CommandOutput("", "line 3: Access is denied")
        modulus = re.search(r"^\$modulus = '([^']+)'$", script, re.MULTILINE)
        told = self._sealed(modulus[1]) if modulus else self.der
        return CommandOutput(f"{MARK}{base64.b64encode(told).decode()}\r\n", "")

    def set_facts(self, *_given: Any, host_keys: tuple[str, ...]) -> None:
        self.kept.append(host_keys)

    def machine_of(self, *_given: Any) -> Any:
        return SimpleNamespace(tags=self.tags)

    def _sealed(self, modulus: str) -> bytes:
        self.password = new_password().reveal()
        number = int.from_bytes(base64.b64decode(modulus), "big")
        form = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        return (
            rsa.RSAPublicNumbers(65537, number).public_key().encrypt(self.password.encode(), form)
        )


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    monkeypatch.setattr(listener_step, "run_power_shell_script", made.run)
    monkeypatch.setattr(listener_step, "set_facts", made.set_facts)
    monkeypatch.setattr(listener_step, "machine_of", made.machine_of)
    return made


Made = tuple[ListenerStep, AdminPassword, PinnedHostKeys]


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def make(vault: MemoryVault) -> Callable[..., Made]:
    def step(*pinned: str, renew: bool = False, mark: str = "") -> Made:
        password = AdminPassword(vault, NAME)
        keys = PinnedHostKeys(pinned)
        listening = Listening(lambda _run: ADDRESS, lambda _cancel: HERE, renew=renew, mark=mark)
        session: Any = None  # everything that would use it is the double
        return ListenerStep(session, SERVER, password, keys, listening), password, keys

    return step


def test_a_new_machine_is_pinned_and_keeps_the_password_it_was_made_with(
    cloud: Cloud, make: Callable[..., Made], vault: MemoryVault
) -> None:
    step, password, pinned = make(mark="ab12")
    given = password.given_away()
    assert vault.get(NAME, ADMINISTRATOR) == given
    cloud.tags = {"kumonote-made": "ab12"}
    run = RecordedRun()
    assert step.probe(run) is None
    assert step.apply(run) == cloud.identity
    assert pinned() == (cloud.identity,)
    assert cloud.kept == [(cloud.identity,)]
    assert len(cloud.scripts) == 1
    assert f"@(('{HERE}'))" in cloud.scripts[0]
    assert password() == given
    assert not any(given.reveal() in script for script in cloud.scripts)


def test_what_is_pinned_and_known_is_left_alone(
    cloud: Cloud, make: Callable[..., Made], vault: MemoryVault
) -> None:
    vault.put(NAME, ADMINISTRATOR, Secret("Kn7-kept"))
    step, _, _ = make(cloud.identity)
    assert step.probe(RecordedRun()) == cloud.identity
    assert cloud.scripts == []


def test_without_a_kept_password_the_machine_makes_one_that_nobody_reads_on_the_way(
    cloud: Cloud, make: Callable[..., Made], vault: MemoryVault
) -> None:
    step, password, _ = make(cloud.identity, mark="of another run")
    assert vault.get(NAME, ADMINISTRATOR) is None, "no machine has it"
    run = RecordedRun()
    assert step.probe(run) is None
    step.apply(run)
    assert password().reveal() == cloud.password
    assert vault.get(NAME, ADMINISTRATOR) == password()
    assert not any(cloud.password in words for words in (*cloud.scripts, *run.lines))
    assert step.probe(run) == cloud.identity


def test_repair_renews_the_password_and_says_that_the_certificate_is_another_one(
    cloud: Cloud, make: Callable[..., Made], vault: MemoryVault
) -> None:
    vault.put(NAME, ADMINISTRATOR, Secret("Kn7-kept"))
    before = certificate_identity("0a" * 32)
    step, password, pinned = make(before, renew=True)
    run = RecordedRun()
    assert step.probe(run) is None
    step.apply(run)
    assert password().reveal() == cloud.password
    assert pinned() == (cloud.identity,)
    assert any("0A:0A" in line for line in run.lines)


def test_a_machine_that_does_not_answer_is_told_in_its_own_words(
    cloud: Cloud, make: Callable[..., Made]
) -> None:
    cloud.answers = False
    step, _, pinned = make()
    with pytest.raises(ProblemError) as refused:
        step.apply(RecordedRun())
    assert refused.value.problem.code == "access-not-regained"
    assert "Access is denied" in refused.value.problem.details
    assert pinned() == ()

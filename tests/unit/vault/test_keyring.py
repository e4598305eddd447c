"""The system's keyring: a real one, one that is locked, that hangs, or that is not to be used."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.core import load_keyring

from app.problems import ProblemError
from app.secret import Secret
from app.vault.kept_for import KeptFor
from app.vault.keyring_vault import KeyringVault, NoKeyring, usable_backend
from app.vault.limited import call_with_limit
from tests.unit.vault.in_session import KEPT
from tests.unit.vault.secret_service import AVAILABLE, LOCKED, UNLOCKED, in_session

real = pytest.mark.skipif(not AVAILABLE, reason="needs dbus-run-session and gnome-keyring-daemon")


@real
def test_secrets_are_kept_for_a_later_session_and_forgotten(tmp_path: Path) -> None:
    assert in_session(tmp_path, UNLOCKED, "put") == "Keys are kept in Secret Service."
    kept = [KEPT, "second", None, "of another server"]
    assert in_session(tmp_path, UNLOCKED, "get") == kept
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert not any(b"hush" in data for data in files)
    assert in_session(tmp_path, UNLOCKED, "delete") == [None, None, None, "of another server"]


@real
def test_all_secrets_are_forgotten_also_those_kept_before_they_were_noted(tmp_path: Path) -> None:
    in_session(tmp_path, UNLOCKED, "put")
    notes = tmp_path / "state" / "kept-for" / "azure"
    assert sorted(file.name for file in notes.iterdir()) == ["lab.kept", "lab2.kept"]
    (notes / "lab2.kept").unlink()
    journals = tmp_path / "state" / "journal" / "azure"
    journals.mkdir(parents=True)
    (journals / "lab2.jsonl").touch()
    vault = tmp_path / "state" / "vault-practice.json"
    vault.write_text("{}", encoding="ascii")
    assert in_session(tmp_path, UNLOCKED, "forget-all") == [3, 0]
    assert in_session(tmp_path, UNLOCKED, "get") == [None] * 4
    assert list(notes.iterdir()) == []
    assert not vault.exists()
    assert in_session(tmp_path, UNLOCKED, "forget-all") == [1, 0]  # the journal is still there


@real
def test_a_locked_keyring_that_holds_secrets_is_told(tmp_path: Path) -> None:
    in_session(tmp_path, UNLOCKED, "put")
    said = in_session(tmp_path, LOCKED, "forget-all")
    assert said == "The keyring still has the secrets of lab, lab2: its keyring is locked."
    assert in_session(tmp_path, UNLOCKED, "get")[0] == KEPT


def test_a_name_of_the_cloud_leads_nowhere_else(tmp_path: Path) -> None:
    kept = KeptFor(tmp_path / "inside" / "kept-for")
    for name in ("../../outside", "..", "lab", "夏"):
        kept.note(name)
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]
    assert kept.servers() == ("..", "../../outside", "lab", "夏")
    kept.strike_out("../../outside")
    kept.strike_out("never noted")
    assert kept.servers() == ("..", "lab", "夏")


@real
def test_doctor_learns_its_name(tmp_path: Path) -> None:
    assert in_session(tmp_path, UNLOCKED, "name") == "Secret Service"
    assert in_session(tmp_path, LOCKED, "name") is None


@real
def test_one_that_stays_locked_is_not_used(tmp_path: Path) -> None:
    said = in_session(tmp_path, LOCKED, "open")
    assert said.startswith("Keys are kept in memory only")
    assert "its keyring is locked" in said
    said = in_session(tmp_path, LOCKED, "open-with-passphrase")
    assert "encrypted by your passphrase" in said


@real
def test_one_that_does_not_answer_holds_nothing_up(tmp_path: Path) -> None:
    assert "its keyring does not answer" in in_session(tmp_path, UNLOCKED, "hang")


@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.fail.Keyring",
        "keyring.backends.null.Keyring",
        "tests.unit.vault.backends.InClear",
    ],
)
def test_a_backend_that_keeps_nothing_or_keeps_it_in_clear_is_not_used(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.get_keyring", lambda: load_keyring(name))
    with pytest.raises(NoKeyring, match="no keyring that works"):
        usable_backend("kumonote test")


def test_a_choice_of_the_user_that_does_not_exist_is_no_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails() -> KeyringBackend:
        raise ModuleNotFoundError("No module named 'keyrings'")

    monkeypatch.setattr("keyring.get_keyring", fails)
    with pytest.raises(NoKeyring, match="keyrings"):
        usable_backend("kumonote test")


def test_a_keyring_that_fails_later_is_a_problem_without_the_secret(tmp_path: Path) -> None:
    backend = load_keyring("tests.unit.vault.backends.Breaking")
    vault = KeyringVault(backend, "kumonote test", KeptFor(tmp_path / "kept-for"))
    with pytest.raises(ProblemError, match="keyring-failed: KWallet") as caught:
        vault.put("lab", "login-key", Secret("hush-hush"))
    assert "hush" not in repr(caught.value.problem)


def test_a_call_is_waited_for_no_longer_than_its_limit() -> None:
    release = threading.Event()
    with pytest.raises(TimeoutError):
        call_with_limit(release.wait, 0.01, "keyring-test")
    release.set()
    for thread in threading.enumerate():
        if thread.name == "keyring-test":
            assert thread.daemon
            thread.join(120)
    assert call_with_limit(lambda: 42, 10, "keyring-test") == 42
    with pytest.raises(ZeroDivisionError):
        call_with_limit(lambda: 1 // 0, 10, "keyring-test")
    assert not [t for t in threading.enumerate() if t.name == "keyring-test"]

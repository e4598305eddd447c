"""Vaults without a keyring: memory, the encrypted file, and which one is opened."""

from __future__ import annotations

import json
import stat
import sys
import threading
from pathlib import Path

import pytest
from keyring.core import load_keyring

from app.paths import Paths
from app.problems import ProblemError
from app.secret import Secret
from app.vault import MemoryVault, Vault, keyring_name, open_vault
from app.vault.opening import file_of
from app.vault.passphrase_file import PassphraseFileVault

CHEAP = 2**4
"""Scrypt at a cost that guards nothing: what is tested here does not depend on it."""

PASSPHRASE = Secret("correct horse")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "vault.json"


def file_vault(path: Path, passphrase: Secret = PASSPHRASE) -> PassphraseFileVault:
    return PassphraseFileVault(path, passphrase, cost=CHEAP)


def revealed(vault: Vault, server: str, name: str) -> str | None:
    secret = vault.get(server, name)
    return secret.reveal() if secret else None


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_secrets_are_kept_replaced_and_forgotten(kind: str, path: Path) -> None:
    vault: Vault = MemoryVault() if kind == "memory" else file_vault(path)
    assert vault.get("lab", "login-key") is None
    vault.delete("lab")
    vault.put("lab", "login-key", Secret("old"))
    vault.put("lab", "login-key", Secret("new 鍵\n"))
    vault.put("lab", "host-key", Secret("second"))
    vault.put("lab2", "login-key", Secret("other"))
    assert revealed(vault, "lab", "login-key") == "new 鍵\n"
    vault.delete("lab")
    assert revealed(vault, "lab", "login-key") is None
    assert revealed(vault, "lab", "host-key") is None
    assert revealed(vault, "lab2", "login-key") == "other"


def test_a_file_is_opened_again_by_its_passphrase_only(path: Path) -> None:
    file_vault(path).put("lab", "login-key", Secret("hush-hush"))
    assert revealed(file_vault(path), "lab", "login-key") == "hush-hush"
    before = path.read_bytes()
    with pytest.raises(ProblemError, match="wrong-passphrase"):
        file_vault(path, Secret("wrong"))
    assert path.read_bytes() == before
    assert b"hush" not in before
    assert b"lab" not in before
    assert b"correct" not in before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_this_users_alone_and_no_draft_is_left(path: Path) -> None:
    vault = file_vault(path)
    vault.put("lab", "login-key", Secret("x"))
    vault.put("lab", "login-key", Secret("y"))
    assert {f.name for f in path.parent.iterdir()} == {"vault.json", "vault.json.lock"}
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in path.parent.iterdir())
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_each_writing_uses_another_nonce(path: Path) -> None:
    vault = file_vault(path)
    nonces = set()
    for _ in range(5):
        vault.put("lab", "login-key", Secret("same"))
        nonces.add(json.loads(path.read_text())["nonce"])
    assert len(nonces) == 5


@pytest.mark.parametrize("part", ["salt", "nonce", "sealed", "n"])
def test_a_file_that_was_changed_does_not_open(path: Path, part: str) -> None:
    file_vault(path).put("lab", "login-key", Secret("x"))
    whole = json.loads(path.read_text())
    if part == "n":
        whole["kdf"]["n"] = 2**5
    else:
        first = whole[part][0]
        whole[part] = ("B" if first == "A" else "A") + whole[part][1:]
    path.write_text(json.dumps(whole))
    with pytest.raises(ProblemError, match="wrong-passphrase"):
        file_vault(path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"rubbish",
        b"[]",
        b"{}",
        b'{"format": 9}',
        b'{"format": 1, "kdf": {"name": "scrypt", "n": 1073741824, "r": 8, "p": 1}}',
        (
            b'{"format": 1, "kdf": {"name": "scrypt", "n": 16, "r": 8, "p": 1}, "salt": "AAAA",'
            b' "nonce": "AAAA", "sealed": "AAAA"}'
        ),
    ],
)
def test_what_is_no_vault_is_said_to_be_none(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(ProblemError, match="vault-damaged"):
        file_vault(path)
    assert path.read_bytes() == data


def test_two_programs_lose_nothing_of_each_other(path: Path) -> None:
    def keep(server: str) -> None:
        vault = file_vault(path)
        for number in range(10):
            vault.put(server, f"key-{number}", Secret(str(number)))

    threads = [threading.Thread(target=keep, args=(name,)) for name in ("lab", "lab2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    vault = file_vault(path)
    for server in ("lab", "lab2"):
        assert [revealed(vault, server, f"key-{n}") for n in range(10)] == list("0123456789")


def test_an_empty_passphrase_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="empty"):
        file_vault(path, Secret(""))


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemError, match="vault-not-usable"):
        file_vault(tmp_path / "file" / "vault.json").put("lab", "key", Secret("x"))


def test_without_a_keyring_a_passphrase_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "keyring.get_keyring", lambda: load_keyring("keyring.backends.null.Keyring")
    )
    paths = Paths(state=tmp_path / "state", cache=tmp_path / "cache")
    assert keyring_name() is None

    in_memory = open_vault(paths, "azure")
    assert "memory only" in str(in_memory.where)
    assert "no keyring that works" in str(in_memory.where)
    assert not file_of(paths, "azure").exists()

    in_file = open_vault(paths, "azure", PASSPHRASE)  # at the real cost
    assert "encrypted by your passphrase" in str(in_file.where)
    in_file.put("lab", "login-key", Secret("hush-hush"))
    assert json.loads(file_of(paths, "azure").read_text())["kdf"]["n"] == 2**17

    assert "needs its passphrase" in str(open_vault(paths, "azure").where)
    assert open_vault(paths, "practice", Secret("another one")).get("lab", "login-key") is None
    with pytest.raises(ProblemError, match="wrong-passphrase"):
        open_vault(paths, "azure", Secret("wrong"))

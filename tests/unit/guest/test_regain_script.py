"""The script that lets a new login key in: run for real by sh in a folder that stands for /."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guest.keys import new_key_pair
from app.guest.regain_script import COMMENT, host_key_in, regain_script

SH = shutil.which("sh")
USER = "nobody-of-this-name"
pytestmark = pytest.mark.skipif(SH is None, reason="this computer has no sh")


def run(root: Path, script: str) -> str:
    done = subprocess.run(
        [str(SH), "-s"],
        input=script,
        env={"KUMONOTE_GUEST_ROOT": str(root), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    host_key = new_key_pair().public
    (tmp_path / "etc" / "ssh").mkdir(parents=True)
    file = tmp_path / "etc" / "ssh" / "ssh_host_ed25519_key.pub"
    file.write_text(f"{host_key} root@lab\n", encoding="utf-8")
    return tmp_path


def keys_in(machine: Path) -> list[str]:
    file = machine / "home" / USER / ".ssh" / "authorized_keys"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    return file.read_text(encoding="utf-8").splitlines()


def test_the_key_is_let_in_and_the_host_key_is_told(machine: Path) -> None:
    key = new_key_pair().public
    output = run(machine, regain_script(key, USER))
    assert keys_in(machine) == [f"{key} {COMMENT}"]
    written = (machine / "etc" / "ssh" / "ssh_host_ed25519_key.pub").read_text(encoding="utf-8")
    assert host_key_in(f"noise before\n{output}noise after") == written.rsplit(" ", 1)[0]


def test_only_our_own_lost_key_is_replaced(machine: Path) -> None:
    lost, new, theirs = (new_key_pair().public for _ in range(3))
    run(machine, regain_script(lost, USER))
    file = machine / "home" / USER / ".ssh" / "authorized_keys"
    with file.open("a", encoding="utf-8") as stream:
        stream.write(f"{theirs} a colleague\n")
    run(machine, regain_script(new, USER))
    run(machine, regain_script(new, USER))
    assert keys_in(machine) == [f"{theirs} a colleague", f"{new} {COMMENT}"]


@given(st.text(max_size=200))
def test_nothing_but_a_key_gets_into_the_script(text: str) -> None:
    with pytest.raises(ValueError):
        regain_script(text, USER)


@given(st.text(max_size=40).filter(lambda name: not name.isidentifier()))
def test_nothing_but_a_name_gets_into_the_script(name: str) -> None:
    if name and all(c in "abcdefghijklmnopqrstuvwxyz0123456789_-" for c in name):
        return
    with pytest.raises(ValueError, match="user"):
        regain_script(new_key_pair().public, name)


def test_a_comment_does_not_get_into_the_script() -> None:
    key = new_key_pair().public
    assert regain_script(f"{key} '; reboot", USER) == regain_script(key, USER)


@pytest.mark.parametrize("output", ["", "kumonote-host-key: ", "kumonote-host-key: ssh-rsa AAAA"])
def test_without_a_host_key_there_is_none(output: str) -> None:
    assert host_key_in(output) is None

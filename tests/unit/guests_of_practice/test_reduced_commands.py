"""How a command for a guest becomes a command on this computer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.practice.guests.reduced.commands import command_line
from app.practice.guests.reduced.layout import below_root

_ENVIRONMENT = {"PATH": os.defpath}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/python3").touch(mode=0o755)
    return tmp_path


def which(name: str) -> str:
    found = shutil.which(name, path=os.defpath)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat /var/lib/file", ["cat", "{root}/var/lib/file"]),
        ("sudo -n cat /etc/x", ["cat", "{root}/etc/x"]),
        ("sudo -n -u root -- cat 'a b'", ["cat", "a b"]),
        ("sudo sudo cat x", ["cat", "x"]),
        ("/usr/bin/python3 --file=/srv/a", ["{root}/usr/bin/python3", "--file={root}/srv/a"]),
        ("cat /usr/bin/env /dev/null", ["cat", "/usr/bin/env", "/dev/null"]),
        ("cat {root}/etc/x", ["cat", "{root}/etc/x"]),
        ("cat /etc/../../../etc/x", ["cat", "{root}/etc/x"]),
        ("cat 'it'\"'\"'s' \"/etc/y\"", ["cat", "it's", "{root}/etc/y"]),
        (["cat", "/opt/a b", "$HOME"], ["cat", "{root}/opt/a b", "$HOME"]),
    ],
)
def test_plain_words(root: Path, command: str | list[str], expected: list[str]) -> None:
    if isinstance(command, str):
        command = command.format(root=root)
    words = [word.format(root=root) for word in expected]
    assert command_line(command, root, _ENVIRONMENT) == [
        words[0] if "/" in words[0] else which(words[0]),
        *words[1:],
    ]


@pytest.mark.parametrize(
    "line",
    [
        "echo a; echo b",
        "cat < /etc/x",
        'echo "$HOME"',
        "echo $HOME",
        "ls *",
        "A=1 cat",
        "cd /etc",
        "echo it\\'s | cat",
        "cat 'unclosed",
        "no-such-program-here",
    ],
)
def test_what_needs_a_shell_goes_to_one_as_it_is(root: Path, line: str) -> None:
    assert command_line(line, root, _ENVIRONMENT) == [which("sh"), "-c", line]


def test_no_command_is_a_login_shell(root: Path) -> None:
    assert command_line(None, root, _ENVIRONMENT) == [which("sh")]


@pytest.mark.parametrize("path", ["/../../etc", "../etc", "etc", "/./etc/", "//etc"])
def test_no_path_leaves_the_root(root: Path, path: str) -> None:
    assert below_root(root, path) == root / "etc"

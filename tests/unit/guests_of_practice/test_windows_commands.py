"""What a Windows practice machine refuses to run, and where its files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.practice.guests.windows.commands import WineRunner, is_refused
from app.practice.guests.windows.layout import on_this_computer
from app.practice.guests.windows.programs import Refusal, Start
from app.practice.guests.windows.wine import Wine

_PYTHON = r"C:\Kumonote\python\python.exe"


@pytest.fixture
def runner(tmp_path: Path) -> WineRunner:
    return WineRunner(Wine("/wine", "/server"), {"A": "b"}, tmp_path)


@pytest.mark.parametrize(
    "word",
    [
        *("powershell", "PowerShell.exe", r"C:\Windows\System32\netsh.exe", '"icacls"', "setx"),
        *("schtasks.EXE", "secedit", "net", "certutil.exe"),
    ],
)
def test_programs_that_would_only_pretend_are_refused(word: str) -> None:
    assert is_refused(word)


@pytest.mark.parametrize("word", [_PYTHON, "cmd.exe", "sc", "reg", "networking.exe", "ver"])
def test_others_are_not(word: str) -> None:
    assert not is_refused(word)


def test_a_program_gets_its_words_as_windows_splits_them(
    runner: WineRunner, tmp_path: Path
) -> None:
    start = runner(_PYTHON, '-c "print(\\"a b\\")" C:\\x\\', in_shell=False)
    assert start == Start(["/wine", _PYTHON, "-c", 'print("a b")', "C:\\x\\"], tmp_path, {"A": "b"})
    assert isinstance(runner(_PYTHON, "-c netsh", in_shell=False), Start)  # only a word of it


@pytest.mark.parametrize(
    "line", ["netsh show", "echo a & netsh show", "(icacls x)", "ver|powershell -c x", "@setx a b"]
)
def test_a_shell_line_is_refused_whole(runner: WineRunner, line: str) -> None:
    assert isinstance(runner(line, "", in_shell=True), Refusal)


def test_a_shell_line_goes_to_cmd(runner: WineRunner) -> None:
    start = runner("echo", "a & ver", in_shell=True)
    assert isinstance(start, Start)
    assert start.argv == ["/wine", "cmd.exe", "/c", "echo a & ver"]


def test_a_path_of_the_machine_stays_on_its_drive(tmp_path: Path) -> None:
    assert on_this_computer(tmp_path, r"C:\Kumonote\log") == tmp_path / "Kumonote/log"
    assert on_this_computer(tmp_path, "c:/a/b") == tmp_path / "a/b"
    for path in (r"Z:\etc\passwd", r"C:\..\..\x", r"\\server\share\x"):
        with pytest.raises(ValueError, match="drive"):
            on_this_computer(tmp_path, path)

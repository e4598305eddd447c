"""Programs and files over the real pywinrm, with real NTLM, sealed messages and TLS."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.engine.cancel import CancelToken
from app.guest.windows import inside
from app.guest.windows.power_shell import PROGRAM as POWER_SHELL
from app.guest.windows.scripts import PYTHON
from app.practice.guests.windows.programs import NOT_FOUND
from app.problems import ProblemError
from tests.winrm.conftest import Clients
from tests.winrm.gate import Gate
from tests.winrm.server import TroubledServer

_SAY = "import sys; print(sys.argv[1:]); print(sys.stdin.read(), end='')"


def test_arguments_and_input_arrive_as_they_are(clients: Clients) -> None:
    words = ['a "b" c', "日本", "%PATH% & $x | `y", "", "C:\\folder\\", "<&>"]
    ended = clients.connect().run(
        [PYTHON, "-X", "utf8", "-c", _SAY, *words], stdin="入力\n".encode(), cancel=CancelToken()
    )
    assert ended.exit_code == 0
    assert ended.stdout.splitlines() == [repr(words), "入力"]


def test_exit_code_errors_and_a_large_output_come_back(clients: Clients) -> None:
    program = "import sys; print('x' * 300000); print('bad', file=sys.stderr); sys.exit(7)"
    ended = clients.connect().run([PYTHON, "-c", program], cancel=CancelToken())
    assert ended.exit_code == 7
    assert ended.stdout == "x" * 300000 + "\n"
    assert ended.stderr == "bad\n"


def test_lines_are_told_while_the_program_runs(
    clients: Clients, server: TroubledServer, gate: Gate
) -> None:
    """The second line is only printed once the first was told: else this would never end."""
    program = f"print('one', flush=True)\n{gate.wait}\nprint('two')"
    told: list[str] = []

    def line(words: str) -> None:
        told.append(words)
        gate.open()

    file = server.folder / "program.py"
    file.write_text(program, encoding="utf-8")
    clients.connect().run([PYTHON, str(file)], cancel=CancelToken(), on_line=line)
    assert told == ["one", "two"]


def test_every_message_is_sealed_and_everything_is_tidied_up(
    clients: Clients, server: TroubledServer
) -> None:
    guest = clients.connect()
    guest.run([PYTHON, "-c", "pass"], cancel=CancelToken())
    assert server.shells.count == 1
    guest.close()
    guest.close()
    assert (server.sealed, server.plain) == (len(server.shells.asked), 0)
    assert server.shells.asked[-2:] == ["Signal", "Delete"]
    assert server.shells.count == 0


@pytest.mark.parametrize("program", [POWER_SHELL, "netsh.exe", "icacls.exe", "setx.exe", "cmd.exe"])
def test_what_this_computer_does_not_have_is_refused(clients: Clients, program: str) -> None:
    """The test server never lets one of Windows' own programs seem to work."""
    ended = clients.connect().run([program, "/?"], cancel=CancelToken())
    assert ended.exit_code == NOT_FOUND
    assert "refused" in ended.stderr


def test_a_script_goes_to_power_shell(clients: Clients) -> None:
    ended = clients.connect().run_script("exit 0\n", CancelToken(), 60.0)
    assert ended.exit_code == NOT_FOUND
    assert "powershell.exe" in ended.stderr


@pytest.mark.parametrize("size", [0, 1, 24 * 1024, 700_001])
def test_files_go_there_and_back(clients: Clients, tmp_path: Path, size: int) -> None:
    guest, cancel, folder = clients.connect(), CancelToken(), tmp_path / "実験 1"
    folder.mkdir()
    data, file = os.urandom(size), folder / "音.ipynb"
    guest.put(str(file), data, mode=0o644, cancel=cancel)
    assert file.read_bytes() == data
    assert guest.get(str(file), cancel=cancel) == data
    assert list(folder.iterdir()) == [file]  # no draft is left


def test_a_private_file_comes_out_of_a_folder_that_nobody_else_enters(
    clients: Clients, tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    clients.connect().put(str(folder / "key"), b"k", mode=0o600, cancel=CancelToken())
    assert [file.name for file in folder.iterdir()] == ["key"]


def test_a_file_that_is_not_there(clients: Clients, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        clients.connect().get(str(tmp_path / "none"), cancel=CancelToken())


def test_a_file_that_cannot_be_written(clients: Clients, tmp_path: Path) -> None:
    guest = clients.connect()
    with pytest.raises(ProblemError) as caught:
        guest.put(str(tmp_path / "no" / "where"), b"a", mode=0o644, cancel=CancelToken())
    assert caught.value.problem.code == "guest-file"
    assert guest.is_open


def test_a_file_that_changed_on_its_way_is_refused(
    clients: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"before")
    ready = inside.receive_file(str(file), b"after", private=False)
    broken = (ready[0], ready[1].replace(b"YWZ0ZXI=", b"YWZ0ZXM="))
    assert broken != ready
    monkeypatch.setattr(inside, "receive_file", lambda *_args, **_options: broken)
    with pytest.raises(ProblemError) as caught:
        clients.connect().put(str(file), b"after", mode=0o644, cancel=CancelToken())
    assert "checksum" in caught.value.problem.details
    assert file.read_bytes() == b"before"

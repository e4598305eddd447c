"""Folders to the machine and back, over its real sshd."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from app.engine.cancel import Cancelled, CancelToken
from app.guest.sftp_folder import SftpFolder
from app.guest.ssh import SshGuest
from app.guest.transfer import Copied, download, local_files, upload
from app.problems import ProblemError
from tests.guest.setup.notebook_server import NotebookServer

FOLDER = "notebooks/given"
CONTENT = {
    "lab/first.ipynb": b'{"cells": []}',
    "lab/data/run 1.csv": b"1,2\n" * 3000,
    "lab/data/測定.txt": "22.4 °C".encode(),
    "lab/data/empty.bin": b"",
    "lab/big.npy": os.urandom(3_000_000),
}


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A folder with something of each kind."""
    for name, data in CONTENT.items():
        file = tmp_path / "here" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        os.utime(file, (1_700_000_000, 1_700_000_000))
    checkpoints = tmp_path / "here/lab/.ipynb_checkpoints"
    checkpoints.mkdir()
    (checkpoints / "first-checkpoint.ipynb").write_bytes(b"old")
    return tmp_path / "here/lab"


@pytest.fixture
def guest(server: NotebookServer) -> SshGuest:
    server.run("rm", "-rf", f"/home/azureuser/{FOLDER}")
    return server.connect()


def put(guest: SshGuest, lab: Path, *, overwrite: bool = False) -> Copied:
    with guest.files(FOLDER, CancelToken()) as files:
        return upload(
            SftpFolder(files, FOLDER), local_files([lab]), overwrite=overwrite, on_bytes=nobody
        )


def get(guest: SshGuest, to: Path, *, overwrite: bool = False) -> Copied:
    with guest.files(FOLDER, CancelToken()) as files:
        return download(SftpFolder(files, FOLDER), to, overwrite=overwrite, on_bytes=nobody)


def nobody(_path: str, _fraction: float) -> None:
    """Nobody looks."""


def found(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(PurePosixPath(path.relative_to(folder))): path.read_bytes() for path in files}


def test_what_goes_there_comes_back(guest: SshGuest, lab: Path, tmp_path: Path) -> None:
    sent = put(guest, lab)
    assert (sent.files, sent.size) == (len(CONTENT), sum(map(len, CONTENT.values())))
    back = tmp_path / "back"
    assert get(guest, back) == sent
    assert found(back) == CONTENT
    assert {int(file.stat().st_mtime) for file in back.rglob("*") if file.is_file()} == {
        1_700_000_000
    }
    assert (put(guest, lab).files, get(guest, back).files) == (0, 0)
    assert get(guest, back).unchanged == len(CONTENT)


def test_other_files_of_the_same_names_are_spared(
    guest: SshGuest, lab: Path, tmp_path: Path
) -> None:
    put(guest, lab)
    back = tmp_path / "back"
    get(guest, back)
    (lab / "first.ipynb").write_bytes(b"changed here")
    (back / "lab/big.npy").write_bytes(b"changed there")
    copies: list[Callable[[], Copied]] = [lambda: put(guest, lab), lambda: get(guest, back)]
    for copy in copies:
        with pytest.raises(ProblemError) as refused:
            copy()
        assert refused.value.problem.code == "files-differ"
    assert (back / "lab/big.npy").read_bytes() == b"changed there"
    assert put(guest, lab, overwrite=True).files == 1
    assert get(guest, back, overwrite=True).files == 2
    assert (back / "lab/first.ipynb").read_bytes() == b"changed here"
    assert (back / "lab/big.npy").read_bytes() == CONTENT["lab/big.npy"]


def test_links_stay_where_they_are(
    guest: SshGuest, lab: Path, server: NotebookServer, tmp_path: Path
) -> None:
    (lab / "secrets").symlink_to("/etc")
    put(guest, lab)
    server.run("ln", "-s", "/etc/passwd", f"/home/azureuser/{FOLDER}/lab/users.txt")
    got = get(guest, tmp_path / "back")
    assert got.left_out == ("lab/users.txt",)
    assert found(tmp_path / "back") == CONTENT


def test_a_cancelled_copy_leaves_nothing_half(
    guest: SshGuest, lab: Path, server: NotebookServer, tmp_path: Path
) -> None:
    put(guest, lab)
    back, cancel = tmp_path / "back", CancelToken()

    def stop_in_the_middle(path: str, _fraction: float) -> None:
        if path.endswith("big.npy"):
            cancel.cancel()

    with pytest.raises(Cancelled), guest.files(FOLDER, cancel) as files:
        download(SftpFolder(files, FOLDER), back, overwrite=False, on_bytes=stop_in_the_middle)
    came = found(back)
    assert came == {name: CONTENT[name] for name in came}
    assert "lab/big.npy" not in came
    assert get(server.connect(), back).files == len(CONTENT) - len(came)
    assert found(back) == CONTENT


def test_a_place_that_takes_no_files(guest: SshGuest, lab: Path, tmp_path: Path) -> None:
    put(guest, lab)
    (tmp_path / "back").write_bytes(b"a file where a folder should be")
    with pytest.raises(ProblemError) as refused:
        get(guest, tmp_path / "back")
    assert refused.value.problem.code == "local-file"
    assert guest.is_open
    with pytest.raises(ProblemError) as missing:
        local_files([tmp_path / "nowhere"])
    assert missing.value.problem.code == "local-file"

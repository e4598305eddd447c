"""Folders to a Windows machine and back, over the real pywinrm.

The programs that read and write there are the ones that Windows gets; here they run on this
computer, so access rights and the names that Windows refuses are not shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from app.engine.cancel import Cancelled, CancelToken
from app.guest.transfer import Copied, download, local_files, upload
from app.guest.windows.folder import WindowsFolder
from app.problems import ProblemError
from tests.winrm.conftest import Clients

CONTENT = {
    "lab/first.ipynb": b'{"cells": []}',
    "lab/data/run 1.csv": b"1,2\n" * 3000,
    "lab/data/測定.txt": "22.4 °C".encode(),
    "lab/data/empty.bin": b"",
    "lab/big.npy": os.urandom(5_000_000),
}


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    for name, data in CONTENT.items():
        file = tmp_path / "here" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return tmp_path / "here/lab"


@pytest.fixture
def open_folder(clients: Clients, tmp_path: Path) -> Callable[..., WindowsFolder]:
    def opened(cancel: CancelToken | None = None) -> WindowsFolder:
        cancel = cancel or CancelToken()
        guest = clients.connect(cancel=cancel)
        return WindowsFolder(guest, "notebooks/given", cancel, top=str(tmp_path / "machine"))

    return opened


def nobody(_path: str, _fraction: float) -> None:
    """Nobody looks."""


def put(folder: WindowsFolder, lab: Path, *, overwrite: bool = False) -> Copied:
    return upload(folder, local_files([lab]), overwrite=overwrite, on_bytes=nobody)


def found(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(PurePosixPath(path.relative_to(folder))): path.read_bytes() for path in files}


def test_what_goes_there_comes_back(
    open_folder: Callable[..., WindowsFolder], lab: Path, tmp_path: Path
) -> None:
    folder = open_folder()
    assert put(folder, lab).files == len(CONTENT)
    assert found(tmp_path / "machine/notebooks/given") == CONTENT
    again = put(folder, lab)
    assert (again.files, again.unchanged) == (0, len(CONTENT))
    back = tmp_path / "back"
    assert download(folder, back, overwrite=False, on_bytes=nobody).files == len(CONTENT)
    assert found(back) == CONTENT
    assert (back / "lab/big.npy").stat().st_mtime == 1_700_000_000


def test_other_files_of_the_same_name_are_not_overwritten_unasked(
    open_folder: Callable[..., WindowsFolder], lab: Path, tmp_path: Path
) -> None:
    folder = open_folder()
    put(folder, lab)
    (lab / "first.ipynb").write_bytes(b"other")
    with pytest.raises(ProblemError) as refused:
        put(folder, lab)
    assert refused.value.problem.code == "files-differ"
    assert put(folder, lab, overwrite=True).files == 1
    there = tmp_path / "machine/notebooks/given/lab/first.ipynb"
    assert there.read_bytes() == b"other"


def test_links_and_what_programs_make_by_themselves_stay_there(
    open_folder: Callable[..., WindowsFolder], lab: Path, tmp_path: Path
) -> None:
    folder = open_folder()
    put(folder, lab)
    there = tmp_path / "machine/notebooks/given/lab"
    (there / "link").symlink_to("/etc/passwd")
    (there / "__pycache__").mkdir()
    (there / "__pycache__/x.pyc").write_bytes(b"x")
    back = tmp_path / "back"
    assert download(folder, back, overwrite=False, on_bytes=nobody).left_out == ("lab/link",)
    assert found(back) == CONTENT


def test_a_cancelled_copy_leaves_nothing_half(
    open_folder: Callable[..., WindowsFolder], lab: Path, tmp_path: Path
) -> None:
    put(open_folder(), lab)
    back, cancel = tmp_path / "back", CancelToken()

    def stop_in_the_middle(path: str, _fraction: float) -> None:
        if path.endswith("big.npy"):
            cancel.cancel()

    with pytest.raises(Cancelled):
        download(open_folder(cancel), back, overwrite=False, on_bytes=stop_in_the_middle)
    came = found(back)
    assert came == {name: CONTENT[name] for name in came}
    assert "lab/big.npy" not in came


def test_a_folder_that_is_not_there(
    open_folder: Callable[..., WindowsFolder], tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        download(open_folder(), tmp_path / "back", overwrite=False, on_bytes=nobody)


def test_names_that_windows_does_not_take_are_not_sent(
    open_folder: Callable[..., WindowsFolder], tmp_path: Path
) -> None:
    bad = tmp_path / "a:b.txt"
    bad.write_bytes(b"x")
    with pytest.raises(ProblemError) as refused:
        upload(open_folder(), local_files([bad]), overwrite=False, on_bytes=nobody)
    assert refused.value.problem.code == "guest-file"
    assert found(tmp_path / "machine") == {}

"""The frozen folder as `tar.xz`, the same bytes for the same folder."""

from __future__ import annotations

import lzma
import tarfile
from pathlib import Path


def write_tar_xz(folder: Path, file: Path, *, inside: str, moment: int, level: int = 6) -> Path:
    """Pack `folder` as `inside`/… into `file`.

    Names are sorted; all entries belong to root and are of `moment`. `level` is xz's, 0 to 9.
    """

    def steady(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = moment
        return entry

    with (
        lzma.open(file, "wb", preset=level) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        archive.add(folder, inside, recursive=False, filter=steady)
        for path in sorted(folder.rglob("*")):
            name = f"{inside}/{path.relative_to(folder).as_posix()}"
            archive.add(path, name, recursive=False, filter=steady)
    return file

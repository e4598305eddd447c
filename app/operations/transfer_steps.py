"""The steps that copy files between this computer and a machine."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.remote_folder import RemoteFolder
from app.guest.transfer import Copied, OnBytes, download, local_files, upload
from app.operations.page_step import address_of
from app.server import Server
from app.text import Text, text, verbatim


class TransferStep(Step[Copied]):
    """Copies files. Its result says how many."""

    weight_seconds = 10.0

    def __init__(
        self,
        server: Server,
        access: GuestAccess,
        folder: str,
        *,
        overwrite: bool,
        after: Sequence[Step[Any]],
    ) -> None:
        self._server = server
        self._access = access
        self._folder = folder
        self._overwrite = overwrite
        self._after = after

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> None:
        """What is there already is found out file by file."""

    def apply(self, run: StepRun) -> Copied:
        def told(path: str, fraction: float) -> None:
            run.progress(fraction, verbatim(path))

        address = address_of(self._server)
        with self._access.files(address, self._folder, run.cancel) as folder:
            copied = self._copy(folder, told)
        for path in copied.left_out:
            run.log(
                text("Left out, because it is a link or its name does not fit: {path}", path=path)
            )
        return copied

    def undo(self, run: StepRun) -> None:
        """A copy takes nothing away."""

    @abstractmethod
    def _copy(self, folder: RemoteFolder, told: OnBytes) -> Copied:
        """Copy over the open connection."""


class DownloadStep(TransferStep):
    id = "download"

    def __init__(
        self,
        server: Server,
        access: GuestAccess,
        folder: str,
        to: Path,
        *,
        overwrite: bool,
        after: Sequence[Step[Any]],
    ) -> None:
        super().__init__(server, access, folder, overwrite=overwrite, after=after)
        self._to = to

    @property
    def name(self) -> Text:
        return text("Notebooks")

    @property
    def status(self) -> Text:
        return text("Copying the notebooks of {name} to this computer…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("Copy every notebook and file to {folder}.", folder=self._to)

    def _copy(self, folder: RemoteFolder, told: OnBytes) -> Copied:
        return download(folder, self._to, overwrite=self._overwrite, on_bytes=told)


class UploadStep(TransferStep):
    id = "upload"

    def __init__(
        self,
        server: Server,
        access: GuestAccess,
        sources: Sequence[Path],
        folder: str,
        *,
        overwrite: bool,
        after: Sequence[Step[Any]],
    ) -> None:
        super().__init__(server, access, folder, overwrite=overwrite, after=after)
        self._sources = sources

    @property
    def name(self) -> Text:
        return text("Files")

    @property
    def status(self) -> Text:
        return text("Copying files to {name}…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("Copy files and folders among the notebooks.")

    def _copy(self, folder: RemoteFolder, told: OnBytes) -> Copied:
        given = local_files(self._sources)
        return upload(folder, given, overwrite=self._overwrite, on_bytes=told)

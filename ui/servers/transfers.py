"""Files between this computer and a server, chosen in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.server import Server
from app.text import Text, text
from ui.dialogs.question import offer
from ui.jobs import Job
from ui.servers.operations import Operation
from ui.servers.states import Ask

if TYPE_CHECKING:
    from app.guest.transfer import Copied
    from app.operations.workspace import Workspace

TRANSFERS: Final = frozenset(
    {Ask.SAVE_NOTEBOOKS, Ask.UPLOAD_FILES, Ask.UPLOAD_FOLDER, Ask.SAVE_AND_DELETE}
)

_Copy = Callable[[bool], Operation]
"""Makes the operation, which replaces other files of the same names or does not."""


class Transfers(QObject):
    """`chosen` carries an `Operation` that copies, what was asked, and the `Server`.

    Where other files of the same names are in the way, nothing is copied; `overwrite` then
    asks for the same once more, with leave to replace them.
    """

    chosen = Signal(object, object, object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last: dict[str, tuple[_Copy, Ask, Server]] = {}
        self._folders: dict[str, Path] = {}
        """Where the notebooks of a server are saved, by its name."""

    def ask(self, asked: Ask, server: Server) -> None:
        """Let the user choose what or where to; `asked` is one of `TRANSFERS`."""
        name = server.name
        match asked:
            case Ask.UPLOAD_FILES:
                dialog = self._dialog(text("Upload files to {name}", name=name))
                dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            case Ask.UPLOAD_FOLDER:
                dialog = self._dialog(text("Upload a folder to {name}", name=name))
                dialog.setFileMode(QFileDialog.FileMode.Directory)
            case _:
                dialog = self._dialog(text("Where to save the notebooks of {name}", name=name))
                dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda files: self._begin(files, asked, server))
        dialog.open()

    def overwrite(self, server: Server) -> None:
        """The last copy once more; now it may replace what is in its way."""
        if server.name in self._last:
            copy, asked, same = self._last[server.name]
            self.chosen.emit(copy(True), asked, same)

    def tell(self, job: Job, copied: Copied) -> None:
        """Say what `job` has copied and, where it is on this computer now, offer to show it."""
        from app.operations.transfer_words import copied_words

        folder = self._folders.pop(job.subject, None)
        title = text("Files of {name}", name=job.subject)
        words = copied_words(copied)
        if folder is None:
            offer(self._window, title, words)
            return
        url = QUrl.fromLocalFile(str(folder))
        offer(
            self._window,
            title,
            (*words, text("They are in {folder}.", folder=folder)),
            (text("Show the folder"), lambda: QDesktopServices.openUrl(url)),
        )

    def _dialog(self, title: Text) -> QFileDialog:
        places = QStandardPaths.StandardLocation.DocumentsLocation
        folder = QStandardPaths.writableLocation(places)
        dialog = QFileDialog(self._window, str(title), folder)
        dialog.setObjectName("files")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _begin(self, files: Sequence[str], asked: Ask, server: Server) -> None:
        paths = [Path(file) for file in files]
        name = server.name
        self._folders.pop(name, None)
        if asked in (Ask.UPLOAD_FILES, Ask.UPLOAD_FOLDER):
            copy = _upload(paths)
        else:
            folder = self._folders[name] = paths[0] / f"{name}-notebooks"
            copy = _save(folder, and_delete=asked is Ask.SAVE_AND_DELETE)
        self._last[name] = copy, asked, server
        self.chosen.emit(copy(False), asked, server)


def _upload(paths: Sequence[Path]) -> _Copy:
    def copy(overwrite: bool) -> Operation:
        def put(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.transfer import put_files

            return put_files(space, name, paths, emit, cancel, overwrite=overwrite)

        return put

    return copy


def _save(folder: Path, *, and_delete: bool) -> _Copy:
    def copy(overwrite: bool) -> Operation:
        def save(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.delete import delete
            from app.operations.transfer import save_notebooks

            copied = save_notebooks(space, name, folder, emit, cancel, overwrite=overwrite)
            if and_delete:
                delete(space, name, emit, cancel)
            return copied

        return save

    return copy

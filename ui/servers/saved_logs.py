"""Tells where what tells why a server failed was saved."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.text import text
from ui.dialogs.question import offer


def tell_saved_logs(window: QWidget, ended: object) -> None:
    """Say where the logs are that `ended` (a `Deleted` or an `Evidence`) tells of, if it does."""
    from app.operations.delete import Deleted
    from app.operations.evidence import Evidence

    evidence = ended.evidence if isinstance(ended, Deleted) else ended
    if not isinstance(evidence, Evidence):
        return
    folder = QUrl.fromLocalFile(str(evidence.file.parent))
    offer(
        window,
        text("The logs are saved"),
        (*evidence.missing, evidence.sentence),
        (text("Show the folder"), lambda: QDesktopServices.openUrl(folder)),
    )

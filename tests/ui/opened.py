"""What the window would have shown in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication


class Opened(QObject):
    """Takes the place of the browser and keeps what it was to open."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []
        slot: Any = "take"  # a str, whatever the type stub says
        QDesktopServices.setUrlHandler("https", self, slot)

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url.toString())

    def close(self) -> None:
        QDesktopServices.unsetUrlHandler("https")


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Opened]:
    del qapp
    browser = Opened()
    yield browser
    browser.close()

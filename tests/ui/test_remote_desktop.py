"""The dialog of Remote Desktop: the password is seen when asked for, and not before."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.guest.windows.password import new_password
from app.operations.remote_desktop import RemoteDesktop
from app.secret import Secret
from app.server import ADMIN_USER, Server, ServerState
from ui.dialogs.remote_desktop import RemoteDesktopDialog
from ui.servers.states import Ask, more_asks


def server(system: str = "windows") -> Server:
    return Server("aurora-lab", ServerState.RUNNING, "g", "japaneast", system=system)


def found(allowed: str = "", password: Secret | None = None) -> RemoteDesktop:
    return RemoteDesktop(server(), "lab.example", ADMIN_USER, allowed, password)


def button(dialog: RemoteDesktopDialog, name: str) -> QPushButton:
    named: QPushButton | None = dialog.findChild(QPushButton, name)
    assert named is not None
    return named


def test_the_password_is_dots_until_it_is_asked_for(qtbot: QtBot) -> None:
    secret = new_password()
    dialog = RemoteDesktopDialog(found(password=secret))
    qtbot.addWidget(dialog)
    fields = dialog.findChildren(QLineEdit)
    assert not any(secret.reveal() in field.text() for field in fields)
    field: QLineEdit | None = dialog.findChild(QLineEdit, "password")
    assert field is not None
    assert field.accessibleName() == "Password"
    button(dialog, "show").click()
    assert field.text() == secret.reveal()
    button(dialog, "show").click()
    assert field.text() == str(secret)
    button(dialog, "copy").click()
    assert QGuiApplication.clipboard().text() == secret.reveal()
    QGuiApplication.clipboard().clear()


def test_without_a_password_it_says_how_to_get_one(qtbot: QtBot) -> None:
    dialog = RemoteDesktopDialog(found())
    qtbot.addWidget(dialog)
    assert dialog.findChild(QLineEdit, "password") is None


@pytest.mark.parametrize(("allowed", "opens"), [("", True), ("203.0.113.24", False)])
def test_it_offers_what_is_not_so(qtbot: QtBot, allowed: str, opens: bool) -> None:
    dialog = RemoteDesktopDialog(found(allowed))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.agreed) as agreed:
        button(dialog, "answer:yes").click()
    assert agreed.args == [opens]


def test_only_windows_servers_offer_it() -> None:
    offered = {ask for group in more_asks(server()) for ask in group}
    assert Ask.REMOTE_DESKTOP in offered
    offered = {ask for group in more_asks(server("ubuntu")) for ask in group}
    assert Ask.REMOTE_DESKTOP not in offered

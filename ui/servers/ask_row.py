"""The buttons of a card: what is likely on buttons, the rest behind one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.text import text, verbatim
from ui.servers.states import ASK_WORDS, LIKELIEST, Ask
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button


class AskRow(QWidget):
    """`asked` carries the `Ask` that the user chose for the server called `name`."""

    asked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)

    def offer(self, likely: Sequence[Ask], more: Sequence[Sequence[Ask]]) -> None:
        """A button for each of `likely`, and one for the menu of the groups `more`."""
        buttons = [self._button(ask) for ask in likely]
        if any(more):
            buttons.append(self._more_button(more))
        self._put(buttons)

    def offer_cancel(self, cancel: Callable[[], object]) -> None:
        """While something goes on: a way to end it, and a way to see more of it."""
        button = Button(text("Cancel"), name=text("Cancel the work on {name}", name=self._name))
        button.setObjectName(f"cancel:{self._name}")
        button.clicked.connect(lambda: cancel())
        self._put([button, self._button(Ask.LOG)])

    def _put(self, buttons: Sequence[Button]) -> None:
        focus = self.window().focusWidget()
        focused = focus is not None and self.isAncestorOf(focus)
        while (item := self._row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for button in buttons:
            self._row.addWidget(button)
        if focused and buttons:  # the keyboard stays on the card
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, ask: Ask) -> Button:
        words = ASK_WORDS[ask]
        name = text("{action} {name}", action=words, name=self._name)
        button = Button(words, kind="primary" if ask in LIKELIEST else "plain", name=name)
        button.setObjectName(f"{ask}:{self._name}")
        button.clicked.connect(lambda: self.asked.emit(ask))
        return button

    def _more_button(self, groups: Sequence[Sequence[Ask]]) -> Button:
        name = text("More for {name}", name=self._name)
        button = Button(verbatim("⋯"), kind="icon", name=name)
        button.setObjectName(f"more:{self._name}")
        follow(button, button.setToolTip, name)
        menu = QMenu(button)
        for group in groups:
            if not menu.isEmpty():
                menu.addSeparator()
            for ask in group:
                menu.addAction(self._entry(menu, ask))

        def open_below() -> None:
            right = button.rect().bottomRight() - QPoint(menu.sizeHint().width(), 0)
            menu.popup(button.mapToGlobal(right))

        button.clicked.connect(open_below)
        return button

    def _entry(self, menu: QMenu, ask: Ask) -> QAction:
        entry = QAction(menu)
        entry.setObjectName(f"{ask}:{self._name}")
        follow(menu, entry.setText, ASK_WORDS[ask])
        entry.triggered.connect(lambda _checked: self.asked.emit(ask))
        return entry

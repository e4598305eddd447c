"""Labels, buttons and fields that hold a `Text` and show it in the language of the moment.

Qt sends `LanguageChange` to every widget when the user switches the language; these
answer by rendering their `Text` again, so nothing else in the window has to know.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from app.text import Text, verbatim


class Label(QLabel):
    """Words. `role` is "", "muted", "good" or "bad"; `heading` 0 (plain) to 2 (largest)."""

    def __init__(
        self, words: Text, *, role: str = "", heading: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if heading:
            font = self.font()
            font.setPointSizeF(font.pointSizeF() * (1.0, 1.25, 1.7)[heading])
            font.setBold(True)
            self.setFont(font)
        self._show()

    def say(self, words: Text) -> None:
        self._words = words
        self._show()

    def set_role(self, role: str) -> None:
        restyle(self, "role", role)

    def _show(self) -> None:
        self.setText(str(self._words))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)


class Value(Label):
    """Words to read, select and copy. Screen readers say what they are, then the words."""

    def __init__(self, what: Text, *, heading: int = 0, parent: QWidget | None = None) -> None:
        self._what = what
        super().__init__(verbatim(""), heading=heading, parent=parent)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _show(self) -> None:
        super()._show()
        self.setAccessibleName(f"{self._what}: {self.text()}")


class Badge(Label):
    """A short state in a coloured pill. The words carry the meaning, the colour only helps."""

    def __init__(self, words: Text, tone: str = "quiet", parent: QWidget | None = None) -> None:
        super().__init__(words, parent=parent)
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setProperty("badge", tone)

    def show_state(self, words: Text, tone: str) -> None:
        """`tone` is "good", "warning", "bad" or "quiet"."""
        self.say(words)
        restyle(self, "badge", tone)


class Button(QPushButton):
    """`kind` is "primary" (one a page), "plain" or "link".

    `name` is what a screen reader says where the words alone are not enough ("Stop
    aurora-lab" for one of many "Stop" buttons).
    """

    def __init__(
        self,
        words: Text,
        *,
        kind: str = "plain",
        name: Text | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._name = name
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._show()

    def say(self, words: Text, name: Text | None = None) -> None:
        self._words = words
        self._name = name
        self._show()

    def _show(self) -> None:
        self.setText(str(self._words))
        self.setAccessibleName(str(self._name or self._words).replace("&", ""))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)


class Check(QCheckBox):
    """A check box with words."""

    def __init__(self, words: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._show()

    def _show(self) -> None:
        self.setText(str(self._words))
        self.setAccessibleName(str(self._words).replace("&", ""))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)


def caption(words: Text, field: QWidget) -> Label:
    """The label of `field`: its buddy on screen and its name for a screen reader."""
    label = _Caption(words, field)
    label.setWordWrap(False)
    return label


class _Caption(Label):
    def __init__(self, words: Text, field: QWidget) -> None:
        self._field = field
        super().__init__(words, role="muted")
        self.setBuddy(field)

    def _show(self) -> None:
        super()._show()
        self._field.setAccessibleName(self.text().replace("&", ""))


def text_field(*, secret: bool = False) -> QLineEdit:
    """A line to type in. A secret one shows dots and keeps no undo history."""
    field = QLineEdit()
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
    return field


def put_words(field: QLineEdit, words: str) -> None:
    """Fill `field`, without moving the cursor of somebody who is typing in it."""
    if field.text() != words:
        field.setText(words)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and have it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)

"""A question whose buttons say what they do, never just "Yes"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.text import Text, text


def choose(parent: QWidget, title: Text, words: Text, answers: Sequence[tuple[str, Text]]) -> str:
    """Ask, and return the value of the chosen answer.

    The first answer is the safe one: Enter, Escape and closing the question choose it.
    """
    box = QMessageBox(parent)
    box.setObjectName("question")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Kumonote")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(str(title))
    box.setInformativeText(str(words))
    buttons = {}
    for value, label in answers:
        safe = value == answers[0][0]
        role = QMessageBox.ButtonRole.RejectRole if safe else QMessageBox.ButtonRole.AcceptRole
        button = box.addButton(str(label), role)
        button.setObjectName(f"answer:{value}")
        buttons[value] = button
        if safe:
            box.setDefaultButton(button)
            box.setEscapeButton(button)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((value for value, button in buttons.items() if button is clicked), answers[0][0])


def sure(parent: QWidget, title: Text, words: Text, do_it: Text) -> bool:
    """Whether the user wants it done; the safe answer is the default."""
    return choose(parent, title, words, (("no", text("Cancel")), ("yes", do_it))) == "yes"


def offer(
    parent: QWidget,
    title: Text,
    sentences: Sequence[Text],
    more: tuple[Text, Callable[[], object]] | None = None,
) -> None:
    """Say how something ended, perhaps with a button for `more`; nobody has to wait for it."""
    box = _told(parent, title, sentences)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if more is not None:
        words, act = more
        button = box.addButton(str(words), QMessageBox.ButtonRole.ActionRole)
        button.setObjectName("answer:more")
        button.clicked.connect(lambda: act())
    box.open()


def tell(parent: QWidget, title: Text, words: Text) -> None:
    """Say something that needs no answer; the words can be selected and copied."""
    box = _told(parent, title, (words,))
    box.exec()
    box.deleteLater()


def _told(parent: QWidget, title: Text, sentences: Sequence[Text]) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.Information, "Kumonote", str(title), parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText("\n".join(str(sentence) for sentence in sentences))
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    button = box.addButton(str(text("Close")), QMessageBox.ButtonRole.AcceptRole)
    button.setObjectName("answer:close")
    box.setEscapeButton(button)
    return box

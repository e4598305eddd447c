"""Version and licences."""

from __future__ import annotations

import platform
import re
from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app import __version__
from app.text import text
from ui.icons import icon_path
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Label, caption

_NAME = re.compile(r"^[A-Za-z0-9._-]+")


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("About Kumonote"))
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(64, 64)
        words = QVBoxLayout()
        words.addWidget(Label(text("Kumonote {version}", version=__version__), heading=2))
        words.addWidget(Label(text("Jupyter notebook servers in your own Azure account.")))
        words.addWidget(
            Label(
                text(
                    "Python {python}, Qt {qt}. Free software under the MIT licence.",
                    python=platform.python_version(),
                    qt=qVersion(),
                ),
                role="muted",
            )
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(cloud, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        listed = QPlainTextEdit("\n".join(licences()))
        listed.setReadOnly(True)
        listed.setTabChangesFocus(True)
        close = Button(text("Close"), kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(caption(text("It stands on this work of others:"), listed))
        column.addWidget(listed, 1)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.setMinimumSize(560, 460)


def licences() -> tuple[str, ...]:
    """A line for each installed package that Kumonote needs: name, version, licence."""
    found: dict[str, str] = {}
    waiting = ["kumonote"]
    while waiting:
        try:
            package = metadata.distribution(waiting.pop())
        except metadata.PackageNotFoundError:  # of another platform, or an extra
            continue
        name = package.name
        if name in found:
            continue
        found[name] = f"{name} {package.version}: {_licence(package)}"
        needed = (r for r in package.requires or () if "extra ==" not in r)
        waiting += [match.group() for r in needed if (match := _NAME.match(r))]
    found.pop("kumonote", None)
    return tuple(sorted(found.values(), key=str.lower))


def _licence(package: metadata.Distribution) -> str:
    """As the package says it: an SPDX expression, or else its classifiers, or else a line."""
    facts = package.metadata.json
    expression = facts.get("license_expression")
    if expression:
        return str(expression)
    classifiers = [str(c) for c in facts.get("classifier", ()) if str(c).startswith("License ::")]
    if classifiers:
        return ", ".join(c.rpartition(" :: ")[2] for c in classifiers)
    return str(facts.get("license") or "?").splitlines()[0]

"""The notebook's password: typed twice, its strength shown, held in memory only."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.password import Level, Strength
from app.password import generate as suggest
from app.secret import Secret
from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Check, Label, text_field
from ui.wizard.page import WizardPage

_DIFFER = text("The two passwords are not the same.")
_STEPS = {Level.WEAK: 1, Level.FAIR: 2, Level.GOOD: 3, Level.STRONG: 4}
_LEVELS = {
    Level.WEAK: text("Weak"),
    Level.FAIR: text("Fair"),
    Level.GOOD: text("Good"),
    Level.STRONG: text("Strong"),
}


class PasswordPage(WizardPage):
    """`password` is what stands in the first field; it never becomes part of the answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Password"),
            text(
                "You will log in to the notebook with it. It stays on this computer: "
                "the server gets only a hash, from which nobody can get it back."
            ),
            parent,
        )
        self._first = text_field(secret=True)
        self._first.setObjectName("password")
        self._again = text_field(secret=True)
        self._again.setObjectName("password-again")
        for field in (self._first, self._again):
            field.setMaximumWidth(420)
            field.textEdited.connect(self.changed)
        self._strength = QProgressBar()
        self._strength.setObjectName("overall")
        self._strength.setTextVisible(False)
        self._strength.setRange(0, 4)
        self._strength.setMaximumWidth(160)
        follow(self._strength, self._strength.setAccessibleName, text("Strength of the password"))
        self._verdict = Label(verbatim(""), role="muted")
        self.shown = Check(text("&Show the password"))
        self.shown.setObjectName("show-password")
        self.shown.toggled.connect(self._show)
        suggestion = Button(text("S&uggest a password"), kind="link")
        suggestion.setObjectName("suggest-password")
        suggestion.clicked.connect(self.suggest)
        self.body.addLayout(self.place("password", text("&Password"), self._first))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._strength)
        row.addWidget(self._verdict, 1)
        self.body.addLayout(row)
        self.body.addLayout(self.place("password-again", text("Password, &again"), self._again))
        below = QHBoxLayout()
        below.setSpacing(SPACE * 2)
        below.addWidget(self.shown)
        below.addWidget(suggestion)
        below.addStretch()
        self.body.addLayout(below)
        self.body.addWidget(
            Label(
                text("Kumonote does not keep it. Put it into a password manager, or note it."),
                role="muted",
            )
        )

    @property
    def password(self) -> Secret:
        return Secret(self._first.text())

    @property
    def agrees(self) -> bool:
        """Whether both fields hold the same."""
        return self._first.text() == self._again.text()

    @property
    def began_again(self) -> bool:
        """Whether the second field was begun: before that, a difference is no mistake yet."""
        return bool(self._again.text())

    @property
    def hindrance(self) -> Text | None:
        if self.agrees:
            return None
        return _DIFFER if self.began_again else text("Type the password a second time.")

    @property
    def contradicts(self) -> bool:
        """Whether the second field cannot become the first by typing on."""
        return not self._first.text().startswith(self._again.text())

    def show_strength(self, found: Strength) -> None:
        """In words, too: the bar alone says nothing."""
        self._strength.setValue(_STEPS[found.level] if self._first.text() else 0)
        words = text("{level}. {reason}", level=_LEVELS[found.level], reason=found.reason)
        self._verdict.say(words if self._first.text() else verbatim(""))

    def suggest(self) -> None:
        """Fill both fields with a password that is easy to say, and show it."""
        made = suggest().reveal()
        self._first.setText(made)
        self._again.setText(made)
        self.shown.setChecked(True)
        self.changed.emit()

    def forget(self) -> None:
        """Empty the fields: the server is made, nobody needs them any more."""
        self._first.clear()
        self._again.clear()

    def _show(self, shown: bool) -> None:
        mode = self._first.EchoMode.Normal if shown else self._first.EchoMode.Password
        self._first.setEchoMode(mode)
        self._again.setEchoMode(mode)

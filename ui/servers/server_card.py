"""One server as a card: name, state, address, price, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from app.engine.events import Event, Progress
from app.server import Server
from app.text import Text, text, verbatim
from ui.jobs import Job
from ui.servers.states import ASK_WORDS, STATE_WORDS, Ask, main_asks, more_asks, tone
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.progress_list import time_left
from ui.widgets.words import Badge, Button, Label


class ServerCard(Card):
    """`asked` carries the `Ask` that the user chose; `show_job` shows work on the server."""

    asked = Signal(object)

    def __init__(self, server: Server, price: Text | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.server = server
        self._price = price
        self._job: Job | None = None
        self._name = Label(verbatim(server.name), heading=1)
        self._name.setWordWrap(False)
        self._state = Badge(STATE_WORDS[server.state])
        self._facts = Label(_facts(server), role="muted")
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._money = Label(verbatim(""), role="muted")
        self._money.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar()
        self._bar.setObjectName("overall")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE)

        title = QHBoxLayout()
        title.addWidget(self._name)
        title.addWidget(self._state)
        title.addStretch()
        words = QVBoxLayout()
        words.addLayout(title)
        words.addWidget(self._facts)
        money = QVBoxLayout()
        money.addStretch()
        money.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignRight)
        money.addWidget(self._money)
        money.addStretch()
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addLayout(money)
        row.addSpacing(SPACE)
        row.addLayout(self._buttons)
        self.column.addLayout(row)
        self.show_server(server, price)

    def show_server(self, server: Server, price: Text | None) -> None:
        """Show what the cloud says now. Work that goes on keeps its bar."""
        self.server = server
        self._price = price
        if self._job is None:
            self._state.show_state(STATE_WORDS[server.state], tone(server.state))
            self._facts.say(_facts(server))
            self._show_rest()

    def show_job(self, job: Job) -> None:
        """Show the progress of `job` until it ends, with a button that cancels it."""
        self._job = job
        self._state.show_state(job.title, "warning")
        self._bar.setValue(0)
        self._money.say(text("Starting…"))
        self._bar.show()
        self._bar.setAccessibleName(str(text("Progress of {name}", name=self.server.name)))
        self._set_buttons((self._cancel_button(job),))
        job.told.connect(self._told)
        job.ended.connect(self._job_ended)

    def _told(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._bar.setValue(round(event.fraction * 1000))
            self._money.say(time_left(event.seconds_left))

    def _job_ended(self) -> None:
        self._job = None
        self.show_server(self.server, self._price)

    def _show_rest(self) -> None:
        self._bar.hide()
        self._money.say(self._price or verbatim(""))
        buttons: list[QWidget] = [
            self._button(ask, primary=ask is Ask.OPEN) for ask in main_asks(self.server)
        ]
        if more_asks(self.server):
            buttons.append(self._more_button())
        self._set_buttons(tuple(buttons))

    def _set_buttons(self, buttons: tuple[QWidget, ...]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for button in buttons:
            self._buttons.addWidget(button)

    def _button(self, ask: Ask, *, primary: bool) -> Button:
        words = ASK_WORDS[ask]
        name = text("{action} {name}", action=words, name=self.server.name)
        button = Button(words, kind="primary" if primary else "plain", name=name)
        button.setObjectName(f"{ask}:{self.server.name}")
        button.clicked.connect(lambda: self.asked.emit(ask))
        return button

    def _cancel_button(self, job: Job) -> Button:
        name = text("Cancel the work on {name}", name=self.server.name)
        button = Button(text("Cancel"), name=name)
        button.setObjectName(f"cancel:{self.server.name}")
        button.clicked.connect(job.cancel)
        return button

    def _more_button(self) -> Button:
        button = Button(verbatim("⋯"), name=text("More for {name}", name=self.server.name))
        button.setObjectName(f"more:{self.server.name}")
        menu = QMenu(button)
        for ask in more_asks(self.server):
            entry = QAction(str(ASK_WORDS[ask]), menu)
            entry.triggered.connect(lambda _checked, ask=ask: self.asked.emit(ask))
            menu.addAction(entry)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button


def _facts(server: Server) -> Text:
    parts = [p for p in (server.url, server.system, server.size, server.region) if p]
    return verbatim(" · ".join(parts))

"""One server as a card: name, state, address, price, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from app.engine.events import Event, Progress
from app.server import Server, ServerState
from app.text import Text, text, verbatim
from ui.jobs import Job
from ui.servers.states import ASK_WORDS, STATE_WORDS, Ask, facts, main_asks, more_asks, tone
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.language import Followed, follow
from ui.widgets.progress_list import time_left
from ui.widgets.words import Badge, Button, Label

MONEY_WIDTH = 152


class ServerCard(Card):
    """`asked` carries the `Ask` that the user chose; `show_job` shows work on the server."""

    asked = Signal(object)

    def __init__(self, server: Server, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.server = server
        self._prices: tuple[Text, Text] | None = None
        self._job: Job | None = None
        self._name = Label(verbatim(server.name), heading=1)
        self._name.setWordWrap(False)
        self._state = Badge(STATE_WORDS[server.state])
        self._facts = Label(facts(server), role="muted")
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint = Label(
            text("It was shut down from inside: press Stop, and only disk and address are billed."),
            role="bad",
        )
        self._money = Label(verbatim(""), role="muted")
        self._money.setFixedWidth(MONEY_WIDTH)
        self._money.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar()
        self._bar.setObjectName("overall")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(MONEY_WIDTH)
        self._bar_name: Followed = follow(
            self._bar, self._bar.setAccessibleName, text("Progress of {name}", name=server.name)
        )
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE)
        self._lay_out()
        self.show_server(server)

    @property
    def working(self) -> bool:
        """Whether work on the server is shown."""
        return self._job is not None

    def show_server(self, server: Server) -> None:
        """Show what the cloud says now. Work that goes on keeps its bar."""
        changed = server != self.server or not self._buttons.count()
        self.server = server
        if self._job is None and changed:
            self._show_all()

    def show_price(self, running: Text, stopped: Text) -> None:
        """What the server costs an hour while it runs, and while it is stopped."""
        self._prices = (running, stopped)
        if self._job is None:
            self._show_money()

    def show_job(self, job: Job) -> None:
        """Show the progress of `job` until it ends, with a button that cancels it."""
        if self._job is job:
            return
        self._job = job
        self._state.show_state(job.title, "warning")
        self._bar.setValue(0)
        self._money.say(text("Starting…"))
        self._hint.hide()
        self._bar.show()
        self._set_buttons((self._cancel_button(job), self._button(Ask.LOG, primary=False)))
        self._told(job.history)
        job.told.connect(self._told)
        job.ended.connect(self._job_ended)

    def _told(self, events: Sequence[Event]) -> None:
        latest = next((e for e in reversed(events) if isinstance(e, Progress)), None)
        if latest is not None:
            self._bar.setValue(round(latest.fraction * 1000))
            self._money.say(time_left(latest.seconds_left))

    def _job_ended(self) -> None:
        self._job = None
        self._show_all()

    def _show_all(self) -> None:
        server = self.server
        self._state.show_state(STATE_WORDS[server.state], tone(server.state))
        self._facts.say(facts(server))
        self._bar.hide()
        self._hint.setVisible(server.state is ServerState.STOPPED_BILLED)
        self._show_money()
        buttons: list[QWidget] = [
            self._button(ask, primary=ask is Ask.OPEN) for ask in main_asks(server)
        ]
        if more_asks(server):
            buttons.append(self._more_button())
        self._set_buttons(tuple(buttons))

    def _show_money(self) -> None:
        if self._prices is None:
            self._money.say(verbatim(""))
            return
        running, stopped = self._prices
        if self.server.state is ServerState.STOPPED:
            self._money.say(text("{price} (disk and address)", price=stopped))
        elif self.server.state is not ServerState.DELETING:
            self._money.say(running)

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE)
        title.addWidget(self._name)
        title.addWidget(self._state)
        title.addStretch()
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addLayout(title)
        words.addWidget(self._facts)
        words.addWidget(self._hint)
        money = QVBoxLayout()
        money.addStretch()
        money.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignRight)
        money.addWidget(self._money)
        money.addStretch()
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addLayout(words, 1)
        row.addLayout(money)
        row.addLayout(self._buttons)
        self.column.addLayout(row)

    def _set_buttons(self, buttons: tuple[QWidget, ...]) -> None:
        focused = self._focused()
        while (item := self._buttons.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for button in buttons:
            self._buttons.addWidget(button)
        if focused and buttons:  # the keyboard stays on the card
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused(self) -> bool:
        places = (self._buttons.itemAt(place) for place in range(self._buttons.count()))
        widgets = (place.widget() for place in places if place is not None)
        return any(widget is not None and widget.hasFocus() for widget in widgets)

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
            entry = QAction(menu)
            entry.setObjectName(f"{ask}:{self.server.name}")
            follow(menu, entry.setText, ASK_WORDS[ask])
            entry.triggered.connect(lambda _checked, ask=ask: self.asked.emit(ask))
            menu.addAction(entry)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

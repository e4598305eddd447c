"""The servers window: a head, a card for each server, an invitation when there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.server import Server
from app.text import Text, text, verbatim
from ui.icons import icon_path
from ui.jobs import Job
from ui.servers.server_card import ServerCard
from ui.theme import SPACE
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Button, Label


class ServersPane(QWidget):
    """Shows servers and passes on what the user asks; it decides nothing.

    `asked` carries an `Ask` and a `Server`; `new_asked` and `practice_asked` come from the
    buttons of the head and of the invitation.
    """

    asked = Signal(object, object)
    new_asked = Signal()
    practice_asked = Signal()
    refresh_asked = Signal()

    def __init__(self, *, practice: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("servers")
        self._cards: dict[str, ServerCard] = {}
        self.problem = ProblemPanel()
        self._account = Label(verbatim(""), role="muted")
        self._account.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._sum = Label(verbatim(""), role="muted")
        self._sum.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty = self._invitation(practice)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE)
        scrolled = QWidget()
        scrolled.setObjectName("scrolled")
        inside = QVBoxLayout(scrolled)
        inside.setContentsMargins(SPACE * 5 // 2, SPACE, SPACE * 5 // 2, SPACE)
        inside.addWidget(self.problem)
        inside.addLayout(self._column)
        inside.addWidget(self._empty)
        inside.addWidget(self._sum)
        inside.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(scrolled)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if practice:
            column.addWidget(practice_banner())
        column.addWidget(self._head())
        column.addWidget(scroll)

    def show_account(self, words: Text) -> None:
        self._account.say(words)

    def show_servers(self, servers: Sequence[Server], prices: Mapping[str, Text]) -> None:
        """Show exactly `servers`, in this order. `prices` are by server name."""
        names = [server.name for server in servers]
        for gone in [name for name in self._cards if name not in names]:
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.deleteLater()
        for place, server in enumerate(servers):
            card = self._cards.get(server.name) or self._new_card(server)
            card.show_server(server, prices.get(server.name))
            self._column.insertWidget(place, card)
        self._empty.setVisible(not servers)
        self._sum.setVisible(bool(servers))
        count = len(servers)
        self._sum.say(text("1 server") if count == 1 else text("{count} servers", count=count))

    def show_job(self, name: str, job: Job) -> None:
        """Show the work on the server `name` on its card."""
        card = self._cards.get(name)
        if card is not None:
            card.show_job(job)

    def card(self, name: str) -> ServerCard | None:
        return self._cards.get(name)

    def _new_card(self, server: Server) -> ServerCard:
        card = ServerCard(server, None)
        card.asked.connect(lambda ask: self.asked.emit(ask, card.server))
        self._cards[server.name] = card
        return card

    def _head(self) -> QWidget:
        head = QWidget()
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(34, 34)
        title = Label(text("My notebook servers"), heading=2)
        title.setWordWrap(False)
        refresh = Button(text("Refresh"), kind="plain")
        refresh.setObjectName("refresh")
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.refresh_asked.emit)
        refresh.clicked.connect(self.refresh_asked)
        new = Button(text("+ &New notebook server"), kind="primary")
        new.setObjectName("new")
        new.clicked.connect(self.new_asked)
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE * 5 // 2, SPACE * 3 // 2, SPACE * 5 // 2, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(cloud)
        row.addWidget(title)
        row.addWidget(self._account, 1)
        row.addWidget(refresh)
        row.addWidget(new)
        return head

    def _invitation(self, practice: bool) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(SPACE * 4, SPACE * 5, SPACE * 4, SPACE * 4)
        column.setSpacing(SPACE)
        centre = Qt.AlignmentFlag.AlignHCenter
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(96, 96)
        column.addWidget(cloud, alignment=centre)
        for label in (
            Label(text("No notebook server yet"), heading=2),
            Label(
                text(
                    "Kumonote makes a Jupyter notebook server in your own Azure account. "
                    "It takes nine short pages; the price is always in sight."
                ),
                role="muted",
            ),
        ):
            label.setAlignment(centre)
            column.addWidget(label)
        first = Button(text("Make the first one"), kind="primary")
        first.setObjectName("first")
        first.clicked.connect(self.new_asked)
        column.addWidget(first, alignment=centre)
        if not practice:
            practise = Button(text("Try it without an account: practice mode"), kind="link")
            practise.setObjectName("practise")
            practise.clicked.connect(self.practice_asked)
            column.addWidget(practise, alignment=centre)
        return box


def practice_banner() -> QWidget:
    """The strip that stays on top in practice mode."""
    banner = QFrame()
    banner.setProperty("kind", "practice")
    row = QHBoxLayout(banner)
    row.setContentsMargins(SPACE * 5 // 2, SPACE // 2, SPACE * 5 // 2, SPACE // 2)
    row.addWidget(
        Label(text("Practice mode: everything happens on this computer. Nothing costs money."))
    )
    return banner

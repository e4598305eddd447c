"""The servers pane: a head, a card for each server, an invitation when there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.catalogue import Prices, Size
from app.money import per_hour
from app.problems import Action, Problem
from app.server import Server
from app.text import Text, text, verbatim
from ui.icons import icon_path
from ui.jobs import Job
from ui.servers.card_list import CardList
from ui.servers.invitation import Invitation
from ui.servers.orphans import OrphansPanel
from ui.servers.server_card import ServerCard
from ui.servers.update_notice import UpdateNotice
from ui.theme import SPACE
from ui.widgets.card import Notice
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Button, Label


class ServersPane(QWidget):
    """Shows servers and passes on what the user asks; it decides nothing.

    `asked` carries an `Ask` and a `Server`, `acted` the `Action` of a problem and its `Server`;
    the others come from the buttons of the head and of the invitations.
    """

    asked = Signal(object, object)
    acted = Signal(object, object)
    new_asked = Signal()
    practice_asked = Signal()
    refresh_asked = Signal()
    sign_in_asked = Signal()

    def __init__(
        self, *, practice: bool, signed_in: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("servers")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list = CardList()
        self._list.asked.connect(self.asked)
        self._list.acted.connect(self.acted)
        self._count = 0
        self._currency = ""
        self._summing = QTimer(self, interval=0, singleShot=True)  # once for many prices
        self._summing.timeout.connect(self._sum_up)
        self.problem = ProblemPanel((Action.RETRY, Action.SIGN_IN), can_be_dismissed=True)
        self.orphans = OrphansPanel()
        self.update_notice = UpdateNotice()
        self._note = Notice()
        self._note_words = Label(verbatim(""))
        self._note_words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._note.column.addWidget(self._note_words)
        self._note.hide()
        self._sum = Label(verbatim(""), role="muted")
        self._sum.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sum.hide()
        self._empty = Invitation(
            text("No notebook server yet"),
            text("Make the first one"),
            name="first",
            practice=practice,
        )
        self._empty.accepted.connect(self.new_asked)
        self._stranger = Invitation(
            text("Sign in to see your servers"),
            text("Sign in to Azure"),
            name="sign-in",
            practice=practice,
        )
        self._stranger.accepted.connect(self.sign_in_asked)
        for invitation in (self._empty, self._stranger):
            invitation.practice_asked.connect(self.practice_asked)
            invitation.hide()
        self._stranger.setVisible(not signed_in)
        self._lay_out(practice)

    def show_note(self, words: Text | None) -> None:
        """Say what goes on, or what the user must do for it; None takes it away."""
        self._note.setVisible(words is not None)
        if words is not None:
            self._note_words.say(words)

    def show_servers(self, servers: Sequence[Server]) -> None:
        """Show exactly `servers`, in this order."""
        self._stranger.hide()
        self._count = len(servers)
        self._list.show_servers(servers)
        self._empty.setVisible(not servers)
        self._sum.setVisible(bool(servers))
        self._sum_up()

    def show_prices(self, name: str, prices: Prices) -> None:
        """What the server `name` costs."""
        self._list.show_prices(name, prices)
        self._currency = prices.currency
        self._summing.start()

    def show_details(self, name: str, region: str, size: Size | None) -> None:
        """What the region of the server `name` is called, and what its size has."""
        self._list.show_details(name, region, size)

    def show_job(self, name: str, job: Job) -> None:
        """Show the work on the server `name` on its card."""
        card = self._list.card(name)
        if card is not None:
            card.show_job(job)

    def show_problem(self, problem: Problem, server: Server) -> None:
        """Show a problem on the card of its server or, where that is gone, above all cards."""
        card = self._list.card(server.name)
        if card is not None:
            card.show_problem(problem)
        else:
            self.problem.show_problem(problem, about=text("About {name}", name=server.name))

    @property
    def shows_problem(self) -> bool:
        """Whether something went wrong, here or with a server."""
        panels = (self.problem, *(card.problem for card in self._list.cards))
        return any(panel.problem is not None for panel in panels)

    def keep(self, server: Server) -> None:
        """Leave an unfinished server as it is, and say no more about it."""
        self._list.keep(server.name)

    def card(self, name: str) -> ServerCard | None:
        return self._list.card(name)

    def _sum_up(self) -> None:
        """How many servers there are and, once all prices are known, what they cost together."""
        count = self._count
        words = text("1 server") if count == 1 else text("{count} servers", count=count)
        costs = self._list.costs
        known = [cost for cost in costs if cost is not None]
        if known and len(known) == count:
            together = per_hour(sum(known), self._currency)
            words = text("{servers} · {price} now", servers=words, price=together)
        self._sum.say(words)

    def _lay_out(self, practice: bool) -> None:
        scrolled = QWidget()
        scrolled.setObjectName("scrolled")
        inside = QVBoxLayout(scrolled)
        inside.setContentsMargins(SPACE * 5 // 2, SPACE, SPACE * 5 // 2, SPACE)
        inside.setSpacing(SPACE)
        inside.addWidget(self.problem)
        inside.addWidget(self._note)
        inside.addWidget(self.update_notice)
        inside.addWidget(self.orphans)
        inside.addWidget(self._list)
        inside.addWidget(self._empty)
        inside.addWidget(self._stranger)
        inside.addWidget(self._sum)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(scrolled)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.watch(scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if practice:
            column.addWidget(practice_banner())
        column.addWidget(self._head())
        column.addWidget(scroll)

    def _head(self) -> QWidget:
        head = QWidget()
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(34, 34)
        title = Label(text("My notebook servers"), heading=2)
        title.setWordWrap(False)
        refresh = Button(text("Refresh"), kind="plain")
        refresh.setObjectName("refresh")
        refresh.clicked.connect(self.refresh_asked)
        new = Button(text("+ &New notebook server"), kind="primary")
        new.setObjectName("new")
        new.clicked.connect(self.new_asked)
        new.setFocus(Qt.FocusReason.OtherFocusReason)
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE * 5 // 2, SPACE * 3 // 2, SPACE * 5 // 2, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(cloud)
        row.addWidget(title)
        row.addStretch()
        row.addWidget(refresh)
        row.addWidget(new)
        return head


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

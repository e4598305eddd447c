"""One server as a card: name, state, address, price, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.catalogue import Prices, Size
from app.engine.events import Event
from app.money import money_a_day
from app.problems import Action, Problem
from app.server import Server, ServerState
from app.text import verbatim
from ui.jobs import Job
from ui.servers.ask_row import AskRow
from ui.servers.facts import facts
from ui.servers.money_column import MoneyColumn, cost_now
from ui.servers.states import STATE_WORDS, UNFINISHED, Ask, hint, main_asks, more_asks, tone
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.elided import Elided
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Badge, Label

POSSIBLE = frozenset(
    {
        Action.RETRY,
        Action.RESUME,
        Action.KEEP_MACHINE,
        Action.REPAIR,
        Action.SIGN_IN,
        Action.OPEN_QUOTA_PAGE,
        Action.ACCEPT_TERMS,
        Action.OVERWRITE,
        Action.REMOVE_WITHOUT_LOGS,
        Action.ALLOW_ADDRESS,
    }
)
"""What the button of a problem can do here; the other ways on are the wizard's."""


class ServerCard(Card):
    """`asked` carries the `Ask` that the user chose, and the `Server`.

    `acted` carries the `Action` of the problem that the card shows, and the `Server`.
    """

    asked = Signal(object, object)
    acted = Signal(object, object)

    def __init__(self, server: Server, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.server = server
        self._shown: Server | None = None
        self._prices: Prices | None = None
        self._region = ""
        self._size: Size | None = None
        self._kept = False
        self._job: Job | None = None
        self._name = Elided(verbatim(server.name), heading=1)
        self._state = Badge(STATE_WORDS[server.state])
        self._address = Elided(verbatim(""), role="muted")
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = Label(verbatim(""), role="muted")
        self._hint = Label(verbatim(""), role="warning")
        self._money = MoneyColumn(server.name)
        self._asks = AskRow(server.name)
        self._asks.asked.connect(self._ask)
        self.problem = ProblemPanel(POSSIBLE, can_be_dismissed=True)
        self.problem.acted.connect(self._act)
        self.problem.dismissed.connect(self._show_all)
        self._lay_out()
        self.show_server(server)

    @property
    def working(self) -> bool:
        """Whether work on the server is shown."""
        return self._job is not None

    @property
    def cost(self) -> float | None:
        """What the server costs an hour as it is now; None if that is not known."""
        return cost_now(self._prices, self.server.state)

    def show_server(self, server: Server) -> None:
        """Show what the cloud says now. Work that goes on keeps its bar."""
        self.server = server
        if server.state not in UNFINISHED:
            self._kept = False
        if self._job is None and server != self._shown:
            self._show_all()

    def show_prices(self, prices: Prices) -> None:
        """What the server costs an hour while it runs, and while it is stopped."""
        self._prices = prices
        if self._job is None:
            self._money.show_prices(prices, self.server.state)
            self._show_hint()

    def show_details(self, region: str, size: Size | None) -> None:
        """The displayed name of its region, and what a machine of its size has."""
        self._region, self._size = region, size
        self._show_facts()

    def keep(self) -> None:
        """The user wants an unfinished server left as it is: say no more about it."""
        self._kept = True
        self._show_all()

    def show_job(self, job: Job) -> None:
        """Show the progress of `job` until it ends, with a button that cancels it."""
        if self._job is job:
            return
        self._job = job
        self.problem.clear()
        self._state.show_state(job.title, "warning")
        self._hint.hide()
        self._money.begin()
        self._asks.offer_cancel(job.cancel)
        self._told(job.history)
        job.told.connect(self._told)
        job.ended.connect(self._job_ended)

    def show_problem(self, problem: Problem) -> None:
        """Show why something that was asked of the server did not work out."""
        self._hint.hide()  # one thing to mind at a time
        self.problem.show_problem(problem)

    def _ask(self, ask: Ask) -> None:
        self.asked.emit(ask, self.server)

    def _act(self, action: Action) -> None:
        self.acted.emit(action, self.server)

    def _told(self, events: Sequence[Event]) -> None:
        self._money.hear(events)

    def _job_ended(self) -> None:
        self._job = None
        self._show_all()

    def _show_all(self) -> None:
        server = self._shown = self.server
        self._state.show_state(STATE_WORDS[server.state], tone(server.state))
        self._address.say(verbatim(server.url))
        self._address.setVisible(bool(server.url) and server.state is ServerState.RUNNING)
        self._show_facts()
        self._show_hint()
        self._money.show_prices(self._prices, server.state)
        self._asks.offer(main_asks(server, kept=self._kept), more_asks(server, kept=self._kept))

    def _show_facts(self) -> None:
        self._facts.say(facts(self.server, region=self._region, size=self._size))

    def _show_hint(self) -> None:
        cost, prices = self.cost, self._prices
        day = money_a_day(cost, prices.currency) if prices and cost is not None else None
        words = hint(self.server, kept=self._kept, day=day)
        self._hint.setVisible(words is not None and self.problem.problem is None)
        if words is not None:
            self._hint.say(words)

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE)
        title.addWidget(self._name)
        title.addWidget(self._state)
        title.addStretch()
        words = QVBoxLayout()
        words.setSpacing(SPACE // 3)
        words.addLayout(title)
        words.addWidget(self._address)
        words.addWidget(self._facts)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addLayout(words, 1)
        row.addWidget(self._money)
        row.addWidget(self._asks)
        self.column.addLayout(row)
        self.column.addWidget(self._hint)
        self.column.addWidget(self.problem)

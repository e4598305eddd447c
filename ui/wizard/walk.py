"""Feeds the wizard from the cloud, and starts the creation when the user says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.catalogue import Catalogue, Prices
from app.money import price_words
from app.plan import Plan
from app.problems import Problem
from app.server import Server
from app.text import Text
from app.wizard.answers import Answers
from ui.account.work import AccountWork
from ui.desk import Desk
from ui.lifetimes import while_there
from ui.servers.saved_logs import tell_saved_logs
from ui.wizard.choosing import Choosing
from ui.wizard.creation import Creation
from ui.wizard.leaving import Leave, ask_how_to_leave, sure_to_remove
from ui.wizard.offering import Offering
from ui.wizard.plan_check import PlanCheck
from ui.wizard.saving import save_as_plan_file
from ui.wizard.ways_on import WaysOn
from ui.wizard.window import WizardWindow

if TYPE_CHECKING:
    from app.operations.account import SignedIn
    from app.operations.given_secrets import GivenSecrets
    from app.operations.preparing import Prepared


class Walk(QObject):
    """One walk through the wizard. `changed` says that the list of servers may be another."""

    changed = Signal()
    other_cloud_asked = Signal(object)
    """The user wants a server in the other cloud; carries the `Answers` so far."""

    def __init__(self, desk: Desk, answers: Answers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._plan: Plan | None = None
        self._creation: Creation | None = None
        self._server: Server | None = None
        self._afterwards = "review"
        self._goes_on = False
        window = WizardWindow(answers, practice=desk.practice)
        self.window = window
        self._ways_on = WaysOn(desk, window, self)
        self._ways_on.again.connect(self._try_again)
        self._ways_on.continued.connect(self._go_on)
        self._ways_on.resumed.connect(self._resume)
        self._ways_on.kept_machine.connect(self._keep_machine)
        self._ways_on.removed_without_logs.connect(self._remove_without_logs)
        self._ways_on.page_asked.connect(self._change_answers)
        window.may_close = self._may_close
        window.entered.connect(self._entered)
        window.edited.connect(self._edited)
        window.endpoint_page.look_up_asked.connect(self._look_up_address)
        window.review_page.save_asked.connect(self._save_plan)
        window.review_page.acted.connect(self._ways_on.act)
        window.review_page.change_asked.connect(self._change_answers)
        window.create_page.problem.acted.connect(self._ways_on.act)
        window.create_page.go_on_asked.connect(self._go_on)
        window.create_page.remove_asked.connect(self._ask_to_remove)
        window.create_page.keep_asked.connect(window.close)
        window.open_asked.connect(self._open)
        window.other_cloud_asked.connect(self._change_cloud)
        window.stop_asked.connect(self._ask_to_remove)
        self._offering = Offering(desk, self)
        self._offering.found.connect(self._loaded)
        self._offering.failed.connect(self._not_offered)
        self._plan_check = PlanCheck(desk, self)
        self._plan_check.planned.connect(self._planned)
        self._plan_check.checked.connect(window.review_page.end_check)
        self._choosing = Choosing(desk, window, self._offering, self)
        self._choosing.repriced.connect(self._show_price)
        self._account = AccountWork(desk, window.account_page.panel, self)
        self._account.changed.connect(self._account_changed)
        self._account.busy.connect(self._account_busy)
        self._account.principal.connect(window.account_page.need_nobody)
        self._account.look()
        if desk.signs_in_by_itself:
            self._offering.ask(answers)

    @property
    def over(self) -> bool:
        """Whether a new server needs a new walk."""
        return self.window.here in ("create", "done")

    @property
    def making(self) -> str:
        """The server that is being made now; empty if none is."""
        creation = self._creation
        return creation.answers.name if creation is not None and creation.running else ""

    def leave(self) -> None:
        """Close the window without asking, and keep no secret."""
        self.window.may_close = lambda: True
        self.window.close()
        self.window.forget_secrets()

    def _change_cloud(self) -> None:
        """Go on in the other cloud's window with what was decided so far."""
        answers = replace(self.window.answers, subscription="")
        self.window.account_page.stay_here()
        self.window.close()
        self.other_cloud_asked.emit(answers)

    def _account_busy(self) -> None:
        self.window.account_page.show_working(self._account.working)

    def _account_changed(self, found: SignedIn | None) -> None:
        """Somebody else is signed in, or works elsewhere: everything on offer may be other."""
        self.window.show_account(found)
        if self._desk.signs_in_by_itself or (found is not None and found.subscription):
            self._offering.ask(self.window.answers)

    def _look_up_address(self) -> None:
        now = self.window.answers
        self.window.set_answers(replace(now, endpoint=replace(now.endpoint, my_address="")))
        self._offering.ask(self.window.answers)

    def _not_offered(self, problem: Problem) -> None:
        self.window.review_page.end_check((problem,))

    def _loaded(self, completed: Answers, catalogue: Catalogue) -> None:
        self.window.set_answers(self.window.answers.filled_in(completed))
        if catalogue.region == self.window.answers.system.region:
            self.window.show_offers(catalogue, self._offering.hosts)
        self._show_price()

    def _edited(self) -> None:
        self._offering.follow(self.window.answers)
        self._show_price()

    def _show_price(self) -> None:
        """Keep the price at the foot of the sidebar true."""
        self.window.sidebar.show_price(*price_words(self._prices(), self._offering.hours_a_day))

    def _prices(self) -> Prices | None:
        return self._offering.prices(self.window.answers)

    def _entered(self, page: str) -> None:
        if page == "review":
            self._prepare()
        elif page == "create":
            self._create()

    def _prepare(self) -> None:
        self.window.review_page.begin_check()
        self._plan_check.begin(self.window.answers, self._given())

    def _planned(self, prepared: Prepared) -> None:
        self._plan = prepared.plan
        hours = self._offering.hours_a_day
        self.window.review_page.show_plan(prepared.plan, self.window.host, hours)
        self.window.sidebar.show_price(*price_words(prepared.plan.prices, hours))

    def _create(self) -> None:
        creation = Creation(self._desk, self.window.answers, self)
        creation.begun, self._goes_on = self._goes_on, False
        self._creation = creation
        creation.follow.connect(self.window.create_page.follow)
        creation.changed.connect(self.changed)
        creation.changed.connect(
            while_there(self.window, lambda: self.window.show_working(creation.running))
        )
        creation.ready.connect(self._created)
        creation.stopped.connect(self.window.create_page.offer_rest)
        creation.removed.connect(self._removed)
        creation.logs_saved.connect(while_there(self.window, self._tell_logs))
        creation.go(self._given())

    def _go_on(self, *, keep_machine: bool = False) -> None:
        if self._creation is not None and not self._creation.running:
            self._creation.go(self._given(), keep_machine=keep_machine)

    def _given(self) -> GivenSecrets:
        from app.operations.given_secrets import GivenSecrets

        window = self.window
        return GivenSecrets(window.password_page.password, window.certificate_page.passphrase)

    def _created(self, found: tuple[Server, bytes]) -> None:
        self._server, picture = found
        self.window.forget_secrets()
        self.window.done_page.show_server(
            self._server, picture, self._prices(), self.window.answers.schedule.daily_stop
        )
        self.window.go_to("done")

    def _resume(self) -> None:
        """An earlier creation of this name was begun."""
        self._goes_on = True
        self.window.go_to("create")

    def _keep_machine(self) -> None:
        self._go_on(keep_machine=True)

    def _remove_without_logs(self) -> None:
        if self._creation is not None:
            self._creation.clean_up(without_logs=True)

    def _try_again(self) -> None:
        if self.window.here == "create":
            self._go_on()
        else:
            self._offering.ask(self.window.answers)
            self._prepare()

    def _change_answers(self, page: str) -> None:
        """What was begun with the old answers has to go before others can be given."""
        creation = self._creation
        if creation is None or not creation.begun:
            self.window.go_to(page)
        elif sure_to_remove(self.window, creation.answers.name, self._nouns()):
            self._afterwards = page
            creation.clean_up()

    def _ask_to_remove(self) -> None:
        creation = self._creation
        if creation and sure_to_remove(self.window, creation.answers.name, self._nouns()):
            creation.clean_up()

    def _removed(self) -> None:
        self._creation = None
        self.window.go_to(self._afterwards)
        self._afterwards = "review"

    def _tell_logs(self, ended: object) -> None:
        """Only if it was to be removed: who gives other answers knows what was wrong."""
        if self._afterwards == "review":
            tell_saved_logs(self.window, ended)

    def _nouns(self) -> tuple[Text, ...]:
        return tuple(resource.noun for resource in self._plan.resources) if self._plan else ()

    def _may_close(self) -> bool:
        """Whether the window may close now; asks while the server is being made."""
        creation = self._creation
        if creation is None or not creation.running:
            return True
        how = ask_how_to_leave(self.window, creation.answers.name, self._nouns())
        if how is Leave.STOP:
            creation.stop()
        elif how is Leave.CLEAN_UP:
            creation.clean_up()
        return how is Leave.GO_ON_UNSEEN

    def _open(self) -> None:
        if self._server is not None:
            QDesktopServices.openUrl(QUrl(self._server.url))

    def _save_plan(self) -> None:
        save_as_plan_file(self.window.answers, self.window)

"""Feeds the wizard from the cloud, and starts the creation when the user says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.planfile import dump
from app.problems import Action
from app.server import Server
from app.text import text, verbatim
from app.wizard.answers import Answers
from ui.desk import Desk
from ui.jobs import Job
from ui.money import price_words
from ui.wizard.window import WizardWindow

if TYPE_CHECKING:
    from app.operations.given_secrets import GivenSecrets
    from app.operations.preparing import Prepared
    from app.operations.workspace import Workspace

_WAY_OUT = {
    Action.CHOOSE_SIZE: "system",
    Action.CHOOSE_REGION: "system",
    Action.CHOOSE_NAME: "endpoint",
    Action.EDIT_ANSWERS: "endpoint",
    Action.SIGN_IN: "account",
}
"""The page on which the user can do what a problem advises."""


class Walk(QObject):
    """One walk through the wizard. `made` carries the name of a server that was begun."""

    made = Signal(str)

    def __init__(self, desk: Desk, answers: Answers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._catalogue: Catalogue | None = None
        self._job: Job | None = None
        self._server: Server | None = None
        self.window = WizardWindow(answers, practice=desk.practice)
        self.window.entered.connect(self._entered)
        self.window.edited.connect(self._edited)
        self.window.review_page.save_asked.connect(self._save_plan)
        self.window.review_page.problem.acted.connect(self._act)
        self.window.create_page.problem.acted.connect(self._act)
        self.window.done_page.open_asked.connect(self._open)
        self._load()

    def _load(self) -> None:
        """Ask once for what the answers lack and for what the cloud offers."""
        answers = self.window.answers
        self._job = self._desk.start(
            text("Asking what is on offer…"),
            lambda space, _emit, cancel: _offers(space, answers, cancel),
        )
        self._job.done.connect(self._loaded)
        self._job.failed.connect(self.window.review_page.problem.show_problem)

    def _loaded(self, found: tuple[Answers, Catalogue]) -> None:
        completed, catalogue = found
        now = self.window.answers
        self._catalogue = catalogue
        self.window.set_answers(
            replace(
                now,
                subscription=now.subscription or completed.subscription,
                endpoint=replace(
                    now.endpoint,
                    my_address=now.endpoint.my_address or completed.endpoint.my_address,
                ),
                schedule=replace(
                    now.schedule, time_zone=now.schedule.time_zone or completed.schedule.time_zone
                ),
            )
        )
        self.window.set_context(replace(self.window.context, offers=catalogue))
        self.window.system_page.show_catalogue(catalogue, self.window.answers)
        self._edited()

    def _edited(self) -> None:
        """Keep the price at the foot of the sidebar true."""
        system = self.window.answers.system
        prices = self._catalogue and self._catalogue.prices.get((system.size, system.kind))
        self.window.sidebar.show_price(*price_words(prices or None))

    def _entered(self, page: str) -> None:
        if page == "review":
            self._prepare()
        elif page == "create":
            self._create()

    def _prepare(self) -> None:
        answers, given = self.window.answers, self._given()
        self.window.review_page.problem.clear()
        job = self._desk.start(
            text("Checking the plan…"),
            lambda space, _emit, cancel: _prepared(space, answers, given, cancel),
        )
        job.done.connect(self._prepared)
        job.failed.connect(self.window.review_page.problem.show_problem)

    def _prepared(self, prepared: Prepared) -> None:
        self.window.review_page.show_plan(prepared.plan)
        self.window.sidebar.show_price(*price_words(prepared.plan.prices))
        if prepared.problems:
            self.window.review_page.problem.show_problem(prepared.problems[0])

    def _create(self) -> None:
        window = self.window
        answers, given = window.answers, self._given()
        job = self._desk.start(
            text("Creating…"),
            lambda space, emit, cancel: _created(space, answers, given, emit, cancel),
            subject=answers.name,
        )
        self._job = job
        window.create_page.follow(job, verbatim(answers.name))
        window.cancelled.connect(job.cancel)
        job.done.connect(self._created)
        job.ended.connect(lambda: self.made.emit(answers.name))

    def _given(self) -> GivenSecrets:
        from app.operations.given_secrets import GivenSecrets

        window = self.window
        return GivenSecrets(window.password_page.password, window.certificate_page.passphrase)

    def _created(self, found: tuple[Server, bytes]) -> None:
        self._server, picture = found
        self.window.password_page.forget()
        system = self.window.answers.system
        prices = self._catalogue and self._catalogue.prices.get((system.size, system.kind))
        per_hour, _ = price_words(prices or None)
        self.window.done_page.show_server(
            self._server,
            picture,
            text("It costs {price} while it runs. Stop it in the list of servers.", price=per_hour),
        )
        self.window.go_to("done")

    def _act(self, action: Action) -> None:
        """Do what the button of a problem offers."""
        page = _WAY_OUT.get(action)
        if page is not None:
            self.window.go_to(page)
        elif self.window.here == "create":
            self._create()
        else:
            self._load()
            self._prepare()

    def _open(self) -> None:
        if self._server is not None:
            QDesktopServices.openUrl(QUrl(self._server.url))

    def _save_plan(self) -> None:
        suggested = f"{self.window.answers.name}.kumonote"
        name, _ = QFileDialog.getSaveFileName(
            self.window, str(text("Save as plan file")), suggested
        )
        if name:
            self.save_plan(Path(name))

    def save_plan(self, path: Path) -> None:
        """Write the answers, which hold no secret, as a plan file."""
        path.write_text(dump(self.window.answers), encoding="utf-8")


def _offers(space: Workspace, answers: Answers, cancel: CancelToken) -> tuple[Answers, Catalogue]:
    from app.operations.offers import look_up
    from app.operations.preparing import completed

    return completed(space, answers, cancel), look_up(space, answers.system.region, cancel)


def _prepared(
    space: Workspace, answers: Answers, given: GivenSecrets, cancel: CancelToken
) -> Prepared:
    from app.operations.preparing import prepare

    return prepare(space, answers, given, cancel)


def _created(
    space: Workspace, answers: Answers, given: GivenSecrets, emit: Emit, cancel: CancelToken
) -> tuple[Server, bytes]:
    from app.operations.create import create

    server = create(space, answers, given, emit, cancel)
    picture = space.picture(server.name)
    return server, picture.read_bytes() if picture.exists() else b""

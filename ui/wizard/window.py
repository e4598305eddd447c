"""The wizard's window: sidebar, page, foot. It walks `app.wizard.pages` and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.catalogue import Catalogue
from app.finding import Finding
from app.password import strength
from app.text import Text, text, verbatim
from app.wizard.answers import Answers, CertificateKind
from app.wizard.context import Context
from app.wizard.pages import PAGES, changed, next_page, page, previous_page
from ui.icons import icon_path
from ui.servers.window import practice_banner
from ui.widgets.language import follow
from ui.wizard.foot import Foot, Ways
from ui.wizard.page import WizardPage
from ui.wizard.pages.account import AccountPage
from ui.wizard.pages.certificate import CertificatePage
from ui.wizard.pages.create import CreatePage
from ui.wizard.pages.done import DonePage
from ui.wizard.pages.endpoint import EndpointPage
from ui.wizard.pages.password import PasswordPage
from ui.wizard.pages.review import ReviewPage
from ui.wizard.pages.software import SoftwarePage
from ui.wizard.pages.system import SystemPage
from ui.wizard.sidebar import Sidebar

if TYPE_CHECKING:
    from app.certificate import OwnCertificate
    from app.operations.account import SignedIn


class WizardWindow(QWidget):
    """`entered` carries the id of a page when it is shown.

    `may_close` is asked before the window closes.
    """

    entered = Signal(str)
    closed = Signal()
    edited = Signal()
    stop_asked = Signal()
    """The user wants the creation to stop, and what it made to be removed."""
    open_asked = Signal()
    other_cloud_asked = Signal()
    """The user wants to go on with the cloud that this window is not about."""

    def __init__(self, answers: Answers, *, practice: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers = answers
        self.context = Context()
        self.may_close: Callable[[], bool] = lambda: True
        self._here = PAGES[0].id
        self._hosts = ""
        self._working = False
        self._visited: list[str] = []
        self.account_page = AccountPage(practice=practice)
        self.system_page = SystemPage()
        self.endpoint_page = EndpointPage()
        self.password_page = PasswordPage()
        self.certificate_page = CertificatePage()
        self.software_page = SoftwarePage()
        self.review_page = ReviewPage()
        self.create_page = CreatePage()
        self.done_page = DonePage()
        self._pages: dict[str, WizardPage] = {
            "account": self.account_page,
            "system": self.system_page,
            "endpoint": self.endpoint_page,
            "password": self.password_page,
            "certificate": self.certificate_page,
            "software": self.software_page,
            "review": self.review_page,
            "create": self.create_page,
            "done": self.done_page,
        }
        self.sidebar = Sidebar([(p.id, p.title) for p in PAGES])
        self.sidebar.chosen.connect(self.go_to)
        self.foot = Foot()
        self._stack = QStackedWidget()
        for shown in self._pages.values():
            self._stack.addWidget(shown)
            shown.changed.connect(self._read)
            shown.hindered.connect(self._show_place)
        self._lay_out(practice)
        follow(self, self.setWindowTitle, text("Kumonote — New notebook server"))
        self.setWindowIcon(QIcon(str(icon_path("kumonote"))))
        self.setMinimumSize(900, 620)
        self.resize(1000, 680)
        self.go_to(self._here)

    @property
    def here(self) -> str:
        return self._here

    @property
    def page_shown(self) -> WizardPage:
        return self._pages[self._here]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong on the page that is shown."""
        return page(self._here).check(self.answers, self._context())

    def go_to(self, page_id: str) -> None:
        """Show a page, filled from the answers."""
        self._here = page_id
        if page_id not in self._visited:
            self._visited.append(page_id)
        shown = self._pages[page_id]
        shown.show_answers(self.answers)
        if page_id == "certificate":
            self.certificate_page.show_own(self._own_certificate())
        shown.complain({})
        self._stack.setCurrentWidget(shown)
        self._show_place()
        fields = (w for w in shown.findChildren(QWidget) if _can_type(w))
        first = self.foot.open if page_id == "done" else next(fields, self.foot.next)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.entered.emit(page_id)

    def go_on(self) -> None:
        """Next: the nearest page that applies, if nothing is wrong here."""
        if self._complain() or self._why_not() is not None:
            return
        if self._here == "account" and self.account_page.wants_other_cloud:
            self.other_cloud_asked.emit()
            return
        following = next_page(self._here, self.answers)
        if following is not None:
            self.go_to(following.id)

    def go_back(self) -> None:
        before = previous_page(self._here, self.answers)
        if before is not None:
            self.go_to(before.id)

    def set_answers(self, answers: Answers) -> None:
        """Replace the answers, e.g. by what this computer could add to them."""
        self.answers = answers
        self._pages[self._here].show_answers(answers)
        self._show_place()

    def set_context(self, context: Context) -> None:
        """What the checks may know beside the answers."""
        self.context = context
        self._show_place()

    def show_offers(self, offers: Catalogue, hosts: str = "") -> None:
        """Let checks and pages know what the cloud offers, and the domain of its host names."""
        self._hosts = hosts
        self.set_context(replace(self.context, offers=offers))
        self.system_page.show_catalogue(offers, self.answers)
        self._show_host()

    @property
    def host(self) -> str:
        """The name that the server will have; empty until it can be told."""
        name, region = self.answers.name, self.answers.system.region
        return f"{name}.{region}.{self._hosts}" if self._hosts and name else ""

    def _show_host(self) -> None:
        self.endpoint_page.show_host(self.host)
        self.certificate_page.show_host(self.host)

    def show_account(self, found: SignedIn | None) -> None:
        """Who is signed in: their subscription is the one that pays."""
        chosen = next((one for one in found.organisations if one.chosen), None) if found else None
        usable = tuple(s.id for s in chosen.subscriptions if s.enabled) if chosen else ()
        self.answers = changed(
            self.answers, replace(self.answers, subscription=found.subscription if found else "")
        )
        self.account_page.show_found(found)
        self.set_context(replace(self.context, subscriptions=usable))

    def show_working(self, working: bool) -> None:
        """Whether something is being done with the server now."""
        self._working = working
        self._show_place()

    def forget_secrets(self) -> None:
        """Empty the fields: nobody needs them any more."""
        self.password_page.forget()
        self.certificate_page.forget()

    def _read(self) -> None:
        """Take over what the user changed, and say at once whether Next works."""
        self.answers = changed(self.answers, self._pages[self._here].edited(self.answers))
        if self._here == "password":
            self._judge_password()
        elif self._here == "certificate":
            self.certificate_page.show_own(self._own_certificate())
        self._show_host()
        self._complain(quietly=True)
        self._show_place()
        self.edited.emit()

    def _context(self) -> Context:
        return replace(
            self.context,
            host=self.host,
            password=self.password_page.password,
            certificate_passphrase=self.certificate_page.passphrase,
        )

    def _complain(self, *, quietly: bool = False) -> bool:
        """Show what is wrong beside its field. Quietly: only where something stood already."""
        sentences: dict[str, Text] = {}
        for found in self.findings:
            sentences.setdefault(found.field, found.sentence)
        page_shown = self._pages[self._here]
        if self._here == "password":
            page = self.password_page
            if page.contradicts or (not quietly and page.hindrance):
                sentences["password-again"] = page.hindrance or verbatim("")
            if quietly:  # a password that is being typed is too short for a while
                sentences.pop("password", None)
        page_shown.complain(sentences)
        return bool(sentences)

    def _own_certificate(self) -> OwnCertificate | None:
        """What the chosen file holds; None if there is none that can be used."""
        chosen = self.answers.certificate
        if chosen.kind is not CertificateKind.FILE or chosen.file is None or self.findings:
            return None
        from app.certificate import load

        return load(chosen.file, chosen.key_file, self.certificate_page.passphrase)

    def _judge_password(self) -> None:
        found = strength(self.password_page.password, name=self.answers.name)
        self.password_page.show_strength(found)

    def _show_place(self) -> None:
        walking = [p for p in self._visited if page(p).applies(self.answers)]
        over = self._here in ("create", "done")
        self.sidebar.show_place(self._here, walking, locked=over)
        self.foot.show_ways(
            Ways(
                back=previous_page(self._here, self.answers) is not None,
                creates=self._here == "review",
                why_not=self._why_not(),
                over=over,
                working=self._here == "create" and self._working,
                ready=self._here == "done",
            )
        )

    def _why_not(self) -> Text | None:
        """Why Next is off; None while it works."""
        wrong = next(iter(self.findings), None)
        return self._pages[self._here].hindrance if wrong is None else wrong.sentence

    def _lay_out(self, practice: bool) -> None:
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        self.foot.leave.connect(self.close)
        self.foot.stop.connect(self.stop_asked)
        self.foot.back.connect(self.go_back)
        self.foot.on.connect(self.go_on)
        self.foot.open_notebook.connect(self.open_asked)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        if practice:
            right.addWidget(practice_banner())
        right.addWidget(self._stack, 1)
        right.addWidget(self.foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(right, 1)
        self.setObjectName("page")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else Next, as in the platforms' wizards."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton) and focused.isEnabled():
            focused.click()
        elif self.foot.next.isVisible():
            self.go_on()  # says why not, where it cannot

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        event.accept()
        self.closed.emit()


def _can_type(widget: QWidget) -> bool:
    """Whether the cursor may start in `widget`: the first field or choice, not a label."""
    policy = widget.focusPolicy()
    tabs = bool(policy.value & Qt.FocusPolicy.TabFocus.value)
    return tabs and widget.isEnabled() and widget.isVisibleTo(widget.window())

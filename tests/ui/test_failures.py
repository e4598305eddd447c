"""Kinds of failure as their user meets them: a panel with words, and a button that works.

Everything is real but the failures, which the practice cloud rehearses. Its guests are the
reduced ones: what fails here fails before the machine's system matters.
"""

from __future__ import annotations

import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.azure.endpoints import PUBLIC
from app.azure.practice import session_over
from app.guest.ssh_access import SshAccess
from app.paths import Paths
from app.practice import process
from app.secret import Secret
from app.server import ServerState
from tests.shared.practice_home import PracticeHome
from tests.shared.servers import new_practice_home
from tests.ui.opened import Opened, opened
from tests.ui.practice_window import NAME, TYPED, filled_wizard, state
from tests.ui.windows import User, words_on
from ui.dialogs.secrets import PasswordDialog
from ui.servers.main_window import MainWindow
from ui.shell import Shell
from ui.widgets.problem_panel import ProblemPanel
from ui.wizard.window import WizardWindow

__all__ = ["opened"]

pytestmark = pytest.mark.timeout(600)

MADE = "made-before"
SPEED = 200
HOME, ELSEWHERE = "203.0.113.24", "203.0.113.99"
NOT_REPORTED = ("os-provisioning-timeout", "system-did-not-start")


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    """A practice cloud with one server that is ready."""
    with new_practice_home() as made:
        words = ("create", "--practice", "--name", MADE, f"--speed={SPEED}", "--guest=reduced")
        ended = made.run(*words, password=Secret(f"Kumo-{secrets.token_urlsafe(12)}"))
        assert ended.exit_code == 0, ended.explanation
        yield made


@pytest.fixture
def paths(home: PracticeHome, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paths]:
    monkeypatch.setenv("KUMONOTE_HOME", str(home.folder))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)  # no keyring of this user
    found = Paths.of_this_user()
    yield found
    process.control(found, "clear-faults")
    process.control(found, "public-address", value=HOME)


@contextmanager
def open_window(qapp: QApplication, paths: Paths) -> Iterator[MainWindow]:
    shell = Shell(qapp, paths)
    window = shell.open(practice=True)
    yield window
    window.close()
    shell.close()


def rehearse(paths: Paths, fault: str) -> None:
    """A fault of the cloud, or this computer is in another network."""
    if fault == ELSEWHERE:
        process.control(paths, "public-address", value=ELSEWHERE)
    else:
        process.control(paths, "fault", fault=fault)


def expect(user: User, panel: ProblemPanel, code: str) -> None:
    """Wait for the panel of a problem; whatever it is, it has words and a button."""
    user.wait(lambda: panel.problem is not None)
    problem = panel.problem
    assert problem is not None
    assert problem.code == code, problem.details
    assert panel.isVisible()
    assert str(problem.message) in words_on(panel)
    assert str(problem.advice) in words_on(panel)
    assert user.can_press(panel, "act")


@contextmanager
def failed_creation(
    user: User, qapp: QApplication, paths: Paths, fault: str, code: str
) -> Iterator[WizardWindow]:
    """A creation that has met `fault`; what it has left is removed afterwards."""
    with open_window(qapp, paths) as window:
        wizard = filled_wizard(user, window, "new")
        user.wait(lambda: user.can_press(wizard, "next"))
        rehearse(paths, fault)
        user.press(wizard, "next")
        expect(user, wizard.create_page.problem, code)
        yield wizard
        if wizard.here == "create":
            if not user.can_press(wizard, "remove"):
                user.will_answer("stop")
                wizard.close()
            user.will_answer("yes")
            user.press(wizard, "remove")
            user.wait(lambda: wizard.here == "review")
        wizard.close()


def delete_server(paths: Paths) -> None:
    """What a test has made, so that the next one finds the cloud as it was."""
    session = session_over(process.ensure_running(paths))
    session.resource.resource_groups.begin_delete(f"kumonote-{NAME}", polling_interval=1).wait()
    session.close()


def goes_on(user: User, wizard: WizardWindow) -> None:
    """The creation is under way again, and does not meet the same problem."""
    user.wait(lambda: wizard.create_page.problem.problem is None)


@pytest.mark.parametrize(
    ("fault", "code", "page"),
    [
        ("sku", "size-not-available", "system"),
        ("allocation", "no-capacity", "system"),
        ("label-taken", "label-taken", "endpoint"),
    ],
)
def test_what_has_to_be_chosen_anew_leads_to_its_page(
    qtbot: QtBot, qapp: QApplication, paths: Paths, fault: str, code: str, page: str
) -> None:
    user = User(qtbot)
    with failed_creation(user, qapp, paths, fault, code) as wizard:
        answers = wizard.answers
        user.will_answer("yes")  # what was begun is removed first, and named in the question
        user.press(wizard.create_page, "act")
        user.wait(lambda: wizard.here == page)
        assert user.questions
        assert wizard.answers == answers


def test_quota_opens_its_page_and_is_tried_again(
    qtbot: QtBot, qapp: QApplication, paths: Paths, opened: Opened
) -> None:
    user = User(qtbot)
    with failed_creation(user, qapp, paths, "quota", "quota-exceeded") as wizard:
        user.press(wizard.create_page, "act")
        assert opened.urls == [PUBLIC.quota_page]
        user.press(wizard.create_page, "other")
        goes_on(user, wizard)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("terms", "terms-not-accepted"),
        ("forbidden", "not-permitted"),
        NOT_REPORTED,
    ],
)
def test_what_is_put_right_goes_on(
    qtbot: QtBot, qapp: QApplication, paths: Paths, fault: str, code: str
) -> None:
    """Terms are accepted, a role is given, a machine is only late: the button goes on."""
    user = User(qtbot)
    with failed_creation(user, qapp, paths, fault, code) as wizard:
        user.press(wizard.create_page, "act")
        goes_on(user, wizard)


def test_a_new_address_is_allowed_and_the_creation_goes_on(
    qtbot: QtBot, qapp: QApplication, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a VPN that was switched on meanwhile: the firewall really lets nothing in."""
    kwdefaults = SshAccess.__init__.__kwdefaults__
    assert kwdefaults is not None
    monkeypatch.setitem(kwdefaults, "limit_seconds", 20.0)  # in place of some minutes
    user = User(qtbot)
    with failed_creation(user, qapp, paths, ELSEWHERE, "address-changed") as wizard:
        told = words_on(wizard.create_page)
        assert HOME in told
        assert ELSEWHERE in told
        user.press(wizard.create_page, "act")
        goes_on(user, wizard)
        log = wizard.create_page.work.log
        user.wait(lambda: "Installing JupyterLab" in log.whole_log())


def machine_id(paths: Paths) -> str:
    """Which machine it is: one that is made anew under the same name has another id."""
    session = session_over(process.ensure_running(paths))
    try:
        machine = session.compute.virtual_machines.get(f"kumonote-{NAME}", NAME)
        return str(machine.as_dict()["properties"]["vmId"])
    finally:
        session.close()


def test_a_machine_that_did_not_report_is_kept_by_its_problem(
    qtbot: QtBot, qapp: QApplication, paths: Paths
) -> None:
    user = User(qtbot)
    with failed_creation(user, qapp, paths, *NOT_REPORTED) as wizard:
        before = machine_id(paths)
        user.press(wizard.create_page, "other")
        log = wizard.create_page.work.log
        user.wait(lambda: "Waiting until the machine answers" in log.whole_log(), seconds=120)
        assert machine_id(paths) == before


def test_a_machine_that_did_not_report_is_kept_by_its_card(
    qtbot: QtBot, qapp: QApplication, paths: Paths
) -> None:
    user = User(qtbot)
    with failed_creation(user, qapp, paths, *NOT_REPORTED) as wizard:
        before = machine_id(paths)
        wizard.close()
        wizard.go_to("review")  # nothing is left to be removed by the wizard
        window = next(w for w in qapp.topLevelWidgets() if isinstance(w, MainWindow))
        user.press(window, f"keep-machine:{NAME}")
        user.wait(lambda: bool(window.findChildren(PasswordDialog)))
        dialog = window.findChildren(PasswordDialog)[-1]
        user.type_into(dialog, "password", TYPED)
        user.type_into(dialog, "password-again", TYPED)
        user.press(dialog, "go-on")
        user.wait(lambda: state(window, NAME) is ServerState.RUNNING, seconds=300)
        assert machine_id(paths) == before
    delete_server(paths)


def test_what_tells_why_is_saved_before_it_is_removed(
    qtbot: QtBot, qapp: QApplication, paths: Paths
) -> None:
    user = User(qtbot)
    with failed_creation(user, qapp, paths, *NOT_REPORTED) as wizard:
        assert "a day" in words_on(wizard.create_page), "what keeping it would cost"
        assert user.can_press(wizard, "keep")
        user.will_answer("yes", "close")
        user.press(wizard, "remove")
        user.wait(lambda: wizard.here == "review" and len(user.questions) == 2)
        told = user.questions[-1]
        (archive,) = (file for file in paths.logs.glob(f"{NAME}-*.zip") if str(file) in told)
    with zipfile.ZipFile(archive) as packed:
        inside = next(name for name in packed.namelist() if name.endswith("/machine.txt"))
        assert "== tail" in packed.read(inside).decode(), "over SSH, from the machine itself"
    archive.unlink()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("throttle=*", "azure-throttled"),
        ("unavailable=*", "azure-server-error"),
        ("reset=*", "connection-failed"),
        ("expired-token=*", "sign-in-expired"),
    ],
)
def test_servers_that_cannot_be_listed(
    qtbot: QtBot, qapp: QApplication, paths: Paths, fault: str, code: str
) -> None:
    user = User(qtbot)
    rehearse(paths, fault)
    with open_window(qapp, paths) as window:
        expect(user, window.servers.problem, code)
        process.control(paths, "clear-faults")
        user.press(window.servers.problem, "act")
        user.wait(lambda: window.servers.card(MADE) is not None)
        assert window.servers.problem.problem is None


def test_access_that_cannot_be_repaired_is_tried_again_on_its_card(
    qtbot: QtBot, qapp: QApplication, paths: Paths
) -> None:
    user = User(qtbot)
    with open_window(qapp, paths) as window:
        user.wait(lambda: state(window, MADE) is ServerState.RUNNING)
        rehearse(paths, "run-command")
        user.choose_from_menu(window, f"more:{MADE}", f"repair:{MADE}")
        expect(user, panel_of(window), "agent-silent")
        user.press(panel_of(window), "act")
        is_over(user, window)


def test_a_stopped_server_without_a_free_machine_is_started_again(
    qtbot: QtBot, qapp: QApplication, paths: Paths
) -> None:
    user = User(qtbot)
    with open_window(qapp, paths) as window:
        user.press(window, f"stop:{MADE}")
        user.wait(lambda: state(window, MADE) is ServerState.STOPPED)
        rehearse(paths, "allocation")
        user.press(window, f"start:{MADE}")
        expect(user, panel_of(window), "no-capacity")
        user.press(panel_of(window), "act")
        user.wait(lambda: state(window, MADE) is ServerState.RUNNING)


def panel_of(window: MainWindow) -> ProblemPanel:
    card = window.servers.card(MADE)
    assert card is not None
    return card.problem


def is_over(user: User, window: MainWindow) -> None:
    """The work on the server has ended well."""
    card = window.servers.card(MADE)
    assert card is not None
    user.wait(lambda: not card.working)
    assert card.problem.problem is None

"""Every page and every state of the servers window: English and Japanese, light and dark,
1x and 2x. Pictures are drawn into memory: no screen is needed.

    python -m ui.pictures [--into docs/pictures] [--all]

Without `--all` only those are made that the documentation shows.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import product
from math import cos, exp
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.money import price_words
from app.operations.daily_stop import DailyStop
from app.operations.orphan_words import leftover_line, sum_words
from app.operations.usual_price import UsualPrice
from app.paths import Paths
from app.plan import plan
from app.text import LANGUAGES, text, verbatim
from app.wizard.answers import SystemKind
from app.wizard.pages import PAGES
from ui.desk import Desk
from ui.dialogs.about import AboutDialog
from ui.dialogs.daily_stop import DailyStopDialog
from ui.dialogs.new_certificate import NewCertificateDialog
from ui.dialogs.remote_desktop import RemoteDesktopDialog
from ui.dialogs.resize import ResizeDialog
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.sizes import SizesDialog
from ui.jobs import Job
from ui.main import make_application
from ui.pictures.examples import (
    AURORA,
    CODE,
    HOSTS,
    LEFTOVERS,
    PASSWORD,
    QUOTA,
    SERVERS,
    SIZE,
    answers,
    events,
    offers,
    remote_desktop,
    resizing,
    signed_in,
)
from ui.servers.main_window import MainWindow
from ui.theme import DARK, LIGHT, Theme, style_sheet
from ui.welcome.window import WelcomeWindow
from ui.widgets.language import switch_language
from ui.wizard.window import WizardWindow

SIZE_SHOWN = QSize(1000, 680)
TURNS = 6
"""Of the event loop, until nested layouts have settled."""
LARGE = (MainWindow, WizardWindow, WelcomeWindow)
Picture = tuple[str, QWidget]


def shown_in_docs(name: str, language: str, theme: Theme, scale: int) -> bool:
    """Few and small: every picture at 1x in both languages, the servers once in the dark."""
    in_dark = language == "en" and name == "servers-running"
    return scale == 1 and name != "about" and (in_dark or not theme.dark)


def wizard_pages() -> Iterator[Picture]:
    """The window on each page, filled as a user would have filled it."""
    offered = offers()
    window = WizardWindow(answers(), practice=False)
    window.show_offers(offered, HOSTS)
    window.sidebar.show_price(*price_words(offered.prices[(SIZE, answers().system.kind)]))
    window.review_page.show_plan(plan(answers(), offered), window.host)
    window.review_page.end_check(())
    prices = offered.prices[(SIZE, answers().system.kind)]
    window.done_page.show_server(AURORA, _plot(), prices, answers().schedule.daily_stop)
    window.show_working(True)
    window.create_page.heading.say(text("Creating {name}", name=verbatim("aurora-lab")))
    window.create_page.work.hear(events())
    window.create_page.work.show_log()
    panel = window.account_page.panel
    panel.show_nobody()
    yield "1-account-nobody", window
    panel.show_waiting("device-code")
    panel.show_code(CODE)
    window.account_page.show_working(True)
    yield "1-account-code", window
    panel.show_signed_in(signed_in())
    window.account_page.show_working(False)
    window.account_page.show_found(signed_in())
    for number, page in enumerate(PAGES, start=1):
        window.go_to(page.id)
        if page.id == "password":
            for line in window.password_page.findChildren(QLineEdit):
                line.setText(PASSWORD)
                line.textEdited.emit(PASSWORD)
        yield f"{number}-{page.id}", window
    window.close()
    window.deleteLater()


def servers_windows(home: Path) -> Iterator[Picture]:
    """The servers window in each state."""
    for name in ("stranger", "empty", *SERVERS):
        desk = Desk(Paths(home, home), practice=False)
        window = MainWindow(desk)
        if name == "empty":
            window.servers.show_servers(())
        for server in SERVERS.get(name, ()):
            window.servers.show_servers(SERVERS[name])
            window.servers.show_prices(server.name, offers().prices[(SIZE, SystemKind.UBUNTU)])
            window.servers.show_details(server.name, "Japan East", offers().size(server.size))
        if name == "failed":
            window.servers.show_problem(QUOTA, SERVERS[name][-1])
        if name == "stopped":
            window.servers.orphans.show_orphans(
                sum_words(LEFTOVERS), [leftover_line(leftover) for leftover in LEFTOVERS]
            )
        if name == "creating":
            window.servers.show_job("coral-reef", _job_in_the_middle(desk))
        yield f"servers-{name}", window
        window.hide()
        window.deleteLater()
        desk.close()
        desk.deleteLater()


def welcome() -> Iterator[Picture]:
    """The first page, when somebody has asked for prices."""
    window = WelcomeWindow()
    window.costs.show_price(UsualPrice(offers().prices[SIZE, SystemKind.UBUNTU], "Japan East"))
    yield "welcome", window
    window.close()
    window.deleteLater()


def dialogs(home: Path) -> Iterator[Picture]:
    sizes = SizesDialog(offers(), SystemKind.UBUNTU, SIZE)
    shown = (
        ("settings", SettingsDialog(home / "none")),
        ("about", AboutDialog()),
        ("2-system-sizes", sizes),
        ("resize", ResizeDialog(resizing())),
        ("daily-stop", DailyStopDialog("aurora-lab", DailyStop("19:00", "Asia/Tokyo"))),
        ("remote-desktop", RemoteDesktopDialog(remote_desktop())),
        ("new-certificate", NewCertificateDialog(AURORA, None)),
    )
    for name, window in shown:
        yield name, window
        window.close()
        window.deleteLater()


def draw(window: QWidget, scale: int) -> QImage:
    """The window as it looks on a screen of that scale."""
    image = QImage(window.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.white)
    window.render(image, QPoint(0, 0))
    return image


def small(image: QImage) -> QImage:
    """Its 256 most frequent colours are enough for a window, in a fifth of the bytes."""
    colours = Counter(memoryview(image.constBits()).cast("I")).most_common(256)
    return image.convertToFormat(
        QImage.Format.Format_Indexed8,
        [colour for colour, _ in colours],
        Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither,
    )


def palette_for(theme: Theme) -> QPalette:
    """What a desktop in these colours tells its applications."""
    palette = QPalette(QColor(theme.window))
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, theme.window),
        (roles.Base, theme.card),
        (roles.Button, theme.card),
        (roles.Text, theme.text),
        (roles.WindowText, theme.text),
        (roles.ButtonText, theme.text),
        (roles.PlaceholderText, theme.muted),
        (roles.Highlight, theme.accent),
        (roles.HighlightedText, theme.on_accent),
    ):
        palette.setColor(role, QColor(colour))
    return palette


def _plot() -> bytes:
    """A damped oscillation, as the check of a notebook draws one."""
    image = QImage(480, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#444444"), 1))
    painter.drawRect(30, 15, 435, 255)
    painter.setPen(QPen(QColor("#2563eb"), 2))
    curve = [QPoint(30 + x, round(142 - 110 * exp(-x / 150) * cos(x / 18))) for x in range(435)]
    painter.drawPolyline(curve)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(held.data())


def _job_in_the_middle(desk: Desk) -> Job:
    def work(_emit: Emit, cancel: CancelToken) -> None:
        cancel.wait(3600)

    job = desk.jobs.start(text("Creating {name}", name="coral-reef"), work, subject="coral-reef")
    job.tell(events())
    return job


def groups(home: Path) -> Iterator[Picture]:
    yield from welcome()
    yield from servers_windows(home)
    yield from wizard_pages()
    yield from dialogs(home)


def make(into: Path, *, everything: bool) -> int:
    """Make the pictures; returns how many."""
    application = make_application()
    application.setFont(QFont(["Noto Sans", "Noto Sans CJK JP"], 10))
    for fixed in ("DejaVu Sans Mono", "monospace"):
        QFont.insertSubstitutions(fixed, ["Noto Sans Mono CJK JP"])
    into.mkdir(parents=True, exist_ok=True)
    made = 0
    with tempfile.TemporaryDirectory() as folder:
        for theme, language in product((LIGHT, DARK), LANGUAGES):
            application.setPalette(palette_for(theme))
            application.setStyleSheet(style_sheet(theme))
            switch_language(language)
            for name, window in groups(Path(folder)):
                window.resize(SIZE_SHOWN if isinstance(window, LARGE) else window.minimumSize())
                window.show()
                for _ in range(TURNS):
                    application.processEvents()
                for scale in (1, 2):
                    if everything or shown_in_docs(name, language, theme, scale):
                        kind = ("-dark" if theme.dark else "") + ("@2x" if scale == 2 else "")
                        file = into / f"{name}-{language}{kind}.png"
                        small(draw(window, scale)).save(str(file), quality=0)
                        made += 1
    return made


def main() -> int:
    """Read the command line and make the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.pictures", description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--all", action="store_true", help="dark and 2x too")
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make(wanted.into, everything=wanted.all)
    return 0


if __name__ == "__main__":
    sys.exit(main())

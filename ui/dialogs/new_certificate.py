"""Asks for another certificate for a server that has one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.certificate import CertificateError, load
from app.server import Server
from app.text import Text, text
from app.wizard.answers import Answers, CertificateAnswers
from ui.dialogs.form import FormDialog
from ui.wizard.pages.certificate import CertificatePage


class NewCertificateDialog(FormDialog):
    """`agreed` carries `CertificateAnswers` and the passphrase of the key, None without one."""

    agreed = Signal(object, object)

    def __init__(self, server: Server, parent: QWidget | None) -> None:
        title = text("New certificate for {name}", name=server.name)
        super().__init__(title, text("C&hange it"), parent)
        self._answers = Answers(name=server.name)
        self._host = server.address.fqdn if server.address else ""
        self.page = CertificatePage()
        self.page.lead.say(
            text(
                "Jupyter starts anew with it: running cells and every login end, the notebooks "
                "stay. Your browser may warn once more; the new fingerprint stands behind "
                "“Certificate…”."
            )
        )
        self.page.show_answers(self._answers)
        self.page.show_host(self._host)
        self.page.changed.connect(self._judge)
        self.body.addWidget(self.page)
        self.accepted.connect(self._agree)
        self.finished.connect(self.page.forget)
        self.setMinimumSize(620, 680)
        self._judge()

    @property
    def chosen(self) -> CertificateAnswers:
        return self.page.edited(self._answers).certificate

    def _agree(self) -> None:
        self.agreed.emit(self.chosen, self.page.passphrase)

    def _judge(self) -> None:
        """Say beside each field what is wrong with it; what is right can be agreed to."""
        chosen, wrong = self.chosen, dict[str, Text]()
        self.page.show_own(None)
        if chosen.file is not None:
            try:
                own = load(chosen.file, chosen.key_file, self.page.passphrase, host=self._host)
                self.page.show_own(own)
            except CertificateError as error:
                wrong = {found.field: found.sentence for found in reversed(error.findings)}
        self.page.complain(wrong)
        self.go_on.setEnabled(not wrong and (chosen.file is not None) == self.page.wants_a_file)

"""Gives a finished server's notebook another certificate."""

from __future__ import annotations

from app.certificate import CertificateError, OwnCertificate, load
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.answers_found import known_answers
from app.operations.certificate_step import CertificateStep
from app.operations.entering import access_to
from app.operations.given_secrets import GivenSecrets, Missing
from app.operations.listing import running_server, show_server
from app.operations.page_step import PageStep, address_of
from app.operations.pin_step import PinStep
from app.operations.refusal import AnswersRefused, Complaint
from app.operations.running import refuse_if_at_work, run_on_server
from app.operations.workspace import Workspace
from app.server import Server
from app.text import text
from app.wizard.answers import CertificateAnswers


def change_certificate(
    workspace: Workspace,
    name: str,
    chosen: CertificateAnswers,
    given: GivenSecrets,
    emit: Emit,
    cancel: CancelToken,
) -> Server:
    """Have the running server `name` show another certificate, pin it, and look at the page.

    Without a file in `chosen` the machine makes one that is good for 397 days. Only the
    certificate changes; Jupyter starts anew, which ends its kernels and every login. Raises
    `AnswersRefused` for a file that cannot be used, `CertificateError`
    "certificate-passphrase-needed" for a key that is locked, `ProblemError`
    "server-not-running" for a server that is stopped, or `Cancelled`.
    """
    server = running_server(workspace, name, cancel)
    refuse_if_at_work(workspace, server.name)
    own = _own(server, chosen, given)
    answers = known_answers(workspace, server, cancel)
    with access_to(workspace, server) as (access, regain):
        new = CertificateStep(server, access, answers.endpoint, own, regain)
        pin = PinStep(workspace.session, server, access, new)
        through = None if server.is_public else access
        page = PageStep(workspace.session.dialer, server, pin, pin=pin, through=through)
        steps = [*regain, new, pin, page]
        run_on_server(workspace, server.name, "set-certificate", steps, emit, cancel)
    return show_server(workspace, server.name, cancel)


def _own(server: Server, chosen: CertificateAnswers, given: GivenSecrets) -> OwnCertificate | None:
    if chosen.file is None:
        return None
    host = address_of(server).fqdn
    try:
        return load(chosen.file, chosen.key_file, given.certificate_passphrase, host=host)
    except CertificateError as error:
        if error.problem.code == Missing.CERTIFICATE_KEY:
            raise
        raise AnswersRefused(
            tuple(Complaint(found.code, found.field, found.sentence) for found in error.findings),
            text("{why} Nothing was changed.", why=error.findings[0].sentence),
        ) from error

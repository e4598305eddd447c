"""The certificate: which files go with which kind, and whether the user's own one will do."""

from __future__ import annotations

from app.finding import Finding
from app.text import text
from app.wizard.answers import Allow, Answers, CertificateKind
from app.wizard.context import Context

_LOCKED = "certificate-passphrase-needed"


def check_certificate(answers: Answers, context: Context) -> tuple[Finding, ...]:
    """What is wrong with the certificate part; the files are read for it.

    A key that is locked is no finding while no passphrase was given: whoever needs the key
    asks for it.
    """
    certificate = answers.certificate
    if certificate.kind is CertificateKind.SELF_SIGNED:
        return _without_files(answers)
    if answers.endpoint.allow is Allow.SSH_ONLY:
        return (
            Finding(
                "certificate-without-endpoint",
                "certificate.kind",
                text(
                    "Through SSH the notebook is reached under no public name, so a certificate"
                    " of your own is of no use. Choose the kind {kind}.",
                    kind=CertificateKind.SELF_SIGNED.value,
                ),
            ),
        )
    if certificate.file is None:
        return (
            Finding(
                "certificate-file-missing",
                "certificate.file",
                text("Choose the file with your certificate: PEM or PFX."),
            ),
        )
    from app.certificate import CertificateError, load  # cryptography loads slowly

    try:
        load(
            certificate.file,
            certificate.key_file,
            context.certificate_passphrase,
            host=context.host,
            now=context.now,
        )
    except CertificateError as error:
        asks_later = context.certificate_passphrase is None
        return tuple(f for f in error.findings if not (asks_later and f.code == _LOCKED))
    return ()


def _without_files(answers: Answers) -> tuple[Finding, ...]:
    certificate = answers.certificate
    given = {"certificate.file": certificate.file, "certificate.key_file": certificate.key_file}
    return tuple(
        Finding(
            "certificate-file-unused",
            field,
            text(
                "A file belongs to the kind {file} only; the kind here is {kind}.",
                file=CertificateKind.FILE.value,
                kind=certificate.kind.value,
            ),
        )
        for field, path in given.items()
        if path is not None
    )

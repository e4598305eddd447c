"""`resume`, `repair`, `set-password`, `set-certificate`, `allow-address`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.cli.asking import can_ask, confirm, read_secret_line
from app.cli.cloud import Cloud
from app.cli.ending import Done, ExitCode, Failed
from app.cli.options import (
    AsJson,
    Fault,
    GuestKind,
    Name,
    PasswordStdin,
    Practice,
    Speed,
    Yes,
)
from app.cli.output import Output, choose_output
from app.cli.performing import Work, carry_out, conclude, perform
from app.cli.secrets_loop import Attempt, carry_out_with_secrets
from app.cli.wording import how_to_log_in
from app.operations.given_secrets import GivenSecrets
from app.problems import ProblemError
from app.text import text, verbatim
from app.wizard.answers import CertificateAnswers, CertificateKind

ToFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of printing."),
]

CertificateFile = Annotated[
    Path | None,
    typer.Option(
        "--certificate",
        metavar="FILE",
        help="Your own certificate (PEM or PFX); without it the server makes one.",
    ),
]

KeyFile = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="Its key (PEM), if it is in another file."),
]

PassphraseStdin = Annotated[
    bool,
    typer.Option(
        "--passphrase-stdin",
        help="Read the passphrase of the key from the first line of the standard input.",
    ),
]

KeepMachine = Annotated[
    bool,
    typer.Option(
        "--keep-machine",
        help="Go on with a machine that Azure calls failed, instead of making it anew.",
    ),
]


def add_to(app: typer.Typer) -> None:
    app.command()(resume)
    app.command()(repair)
    app.command()(set_password)
    app.command()(set_certificate)
    app.command()(allow_address)
    app.command()(export)


def resume(
    name: Name,
    password_stdin: PasswordStdin = False,
    keep_machine: KeepMachine = False,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Go on with a server whose creation was interrupted, from where it stopped."""
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)
    output = choose_output(as_json=as_json)

    def attempt(work: Work, given: GivenSecrets) -> Done:
        from app.operations.resume import resume as resume_server

        server = resume_server(
            cloud.open(work),
            name,
            given,
            work.emit,
            work.cancel,
            keep_failed_machine=keep_machine,
        )
        return Done(server, sentences=how_to_log_in(server))

    _with_password(cloud, name, attempt, output, stdin=password_stdin)


def set_password(
    name: Name,
    password_stdin: PasswordStdin = False,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Give the notebook of a running server another password. Its kernels end, its files stay."""
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)

    def attempt(work: Work, given: GivenSecrets) -> Done:
        from app.operations.change_password import change_password

        server = change_password(cloud.open(work), name, given, work.emit, work.cancel)
        sentence = text("The notebook of {name} has its new password.", name=name)
        return Done(server, sentences=(sentence,))

    _with_password(cloud, name, attempt, choose_output(as_json=as_json), stdin=password_stdin)


def set_certificate(
    name: Name,
    certificate: CertificateFile = None,
    key: KeyFile = None,
    passphrase_stdin: PassphraseStdin = False,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Give the notebook of a running server another certificate. Its kernels end, files stay."""
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)
    output = choose_output(as_json=as_json)
    if key is not None and certificate is None:
        raise typer.BadParameter(str(text("A key alone is no certificate: give both.")))
    kind = CertificateKind.SELF_SIGNED if certificate is None else CertificateKind.FILE
    chosen = CertificateAnswers(kind, certificate, key)

    def attempt(work: Work, given: GivenSecrets) -> Done:
        from app.operations.change_certificate import change_certificate

        server = change_certificate(cloud.open(work), name, chosen, given, work.emit, work.cancel)
        sentence = text(
            "The notebook of {name} has its new certificate. Its SHA-256 fingerprint is "
            "{fingerprint}",
            name=name,
            fingerprint=server.certificate_sha256,
        )
        return Done(server, sentences=(sentence,))

    ending = carry_out_with_secrets(
        attempt, GivenSecrets(), output, stdin=passphrase_stdin, choices=cloud.choices(name)
    )
    conclude(output, cloud.with_choices_of(ending, name))


def _with_password(
    cloud: Cloud, name: str, attempt: Attempt, output: Output, *, stdin: bool
) -> NoReturn:
    """Carry `attempt` out with the notebook's password, asked for where none is given."""
    try:
        given = GivenSecrets(password=read_secret_line() if stdin else None)
    except ProblemError as error:
        conclude(output, Failed(error.problem, ExitCode.USAGE))
    ending = carry_out_with_secrets(
        attempt, given, output, stdin=stdin, choices=cloud.choices(name)
    )
    conclude(output, cloud.with_choices_of(ending, name))


def allow_address(
    name: Name,
    yes: Yes = False,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Let this computer in after its public address has changed, in place of the earlier one."""
    cloud = Cloud(practice)
    output = choose_output(as_json=as_json)
    if not yes:
        ending = carry_out(lambda work: _way(work, cloud, name), output)
        if isinstance(ending, Failed) or as_json or not can_ask():
            conclude(output, ending)
        for sentence in ending.sentences:
            typer.echo(str(sentence), err=True)
        if not confirm(str(text("Let this computer's address in, and no other?"))):
            conclude(output, Done(sentences=(text("Nothing was changed."),)))

    def operation(work: Work) -> Done:
        from app.operations.allow_address import allow_address as let_in

        way = let_in(cloud.open(work), name, work.emit, work.cancel)
        facts = {"name": name, "allowed": way.allowed, "here": way.here}
        return Done(facts=facts, sentences=(text("{here} may connect now.", here=way.here),))

    perform(operation, as_json=as_json)


def _way(work: Work, cloud: Cloud, name: str) -> Done:
    """Who may connect, and who this computer is: what there is to agree to."""
    from app.operations.allow_address import look_up_way

    way = look_up_way(cloud.open(work), name, work.cancel)
    facts = {"name": name, "allowed": way.allowed, "here": way.here}
    sentence = text(
        "{name} lets in {allowed}; this computer's public address is {here}.",
        name=name,
        allowed=", ".join(way.allowed) or "-",
        here=way.here,
    )
    command = cloud.command("allow-address", name, "--yes")
    return Done(facts=facts, sentences=(sentence, text("Let it in: {command}", command=command)))


def repair(
    name: Name,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    as_json: AsJson = False,
) -> None:
    """Regain access to a server: a new login key, and its keys and certificate pinned anew."""
    cloud = Cloud(practice, speed, tuple(fault or ()))

    def operation(work: Work) -> Done:
        from app.operations.repair import repair as repair_server

        return Done(repair_server(cloud.open(work), name, work.emit, work.cancel))

    perform(operation, as_json=as_json)


def export(
    name: Name,
    output: ToFile = None,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Print everything that makes up a server as a Bicep file. It holds no secret."""

    def operation(work: Work) -> Done:
        from app.operations.export import export as export_server

        bicep = export_server(Cloud(practice).open(work), name, work.cancel)
        if output is not None:
            output.write_text(bicep, encoding="utf-8")
            return Done(
                facts={"file": str(output)}, sentences=(text("Written to {file}.", file=output),)
            )
        work.output.fact("bicep", {"text": bicep}, (verbatim(bicep.rstrip("\n")),))
        return Done()

    perform(operation, as_json=as_json)

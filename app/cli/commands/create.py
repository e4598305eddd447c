"""`create`: from a plan file to a notebook server that has drawn a plot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.cli.asking import ask_new_password, can_ask, read_secret_line
from app.cli.cloud import Cloud
from app.cli.ending import Done, ExitCode, Failed
from app.cli.options import AsJson, Fault, GuestKind, PasswordStdin, Practice, Speed
from app.cli.output import Output, choose_output
from app.cli.performing import Work, carry_out, conclude, usage_failure
from app.cli.secrets_loop import carry_out_with_secrets
from app.cli.wording import how_to_log_in
from app.operations.given_secrets import GivenSecrets
from app.operations.plan_reading import read_plan, with_lines
from app.operations.refusal import AnswersRefused
from app.planfile import PlanFile
from app.problems import ProblemError
from app.secret import Secret
from app.text import text
from app.wizard.answers import Answers

PlanPath = Annotated[
    Path | None,
    typer.Option("--plan", metavar="FILE.toml", help="The answers, as a plan file in TOML."),
]
ServerName = Annotated[
    str | None,
    typer.Option(
        "--name", metavar="NAME", help="Instead of a plan file: the name, and defaults otherwise."
    ),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Only show what would be created, and what it would cost."),
]


def add_to(app: typer.Typer) -> None:
    app.command()(create)


def create(
    plan: PlanPath = None,
    name: ServerName = None,
    dry_run: DryRun = False,
    password_stdin: PasswordStdin = False,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Create a notebook server and check it with a real plot."""
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)
    output = choose_output(as_json=as_json)
    file = _plan_file(plan, name, output)
    answers = file.answers if file else Answers(name=name or "")
    if dry_run:
        conclude(output, carry_out(lambda work: _preview(work, cloud, answers, file), output))
    if not password_stdin:
        _refuse_before_asking(answers, file, output)
    given = GivenSecrets(password=_password(output, stdin=password_stdin, as_json=as_json))

    def attempt(work: Work, given: GivenSecrets) -> Done:
        from app.operations.create import create as create_server
        from app.operations.preparing import refuse_wrong

        with _lines_of(file):
            refuse_wrong(answers, given)  # before a cloud is started or signed in to
            workspace = cloud.open(work, answers.subscription)
            server = create_server(workspace, answers, given, work.emit, work.cancel)
            return Done(server, sentences=how_to_log_in(server))

    ending = carry_out_with_secrets(
        attempt, given, output, stdin=password_stdin, choices=cloud.choices(answers.name)
    )
    conclude(output, cloud.with_choices_of(ending, answers.name))


def _plan_file(plan: Path | None, name: str | None, output: Output) -> PlanFile | None:
    """The plan file, if one is given; leaves the command if it is a bad one."""
    if (plan is None) == (name is None):
        both = text("Give either a plan file with --plan or a name with --name.")
        conclude(
            output,
            usage_failure("plan-or-name", text("It is not clear what to create."), both),
        )
    try:
        return None if plan is None else read_plan(plan)
    except AnswersRefused as refused:
        conclude(output, Failed(refused.problem, ExitCode.USAGE, complaints=refused.complaints))


def _refuse_before_asking(answers: Answers, file: PlanFile | None, output: Output) -> None:
    """Leave the command if the answers are wrong: nobody thinks up a password for those."""
    from app.operations.preparing import refuse_wrong

    try:
        with _lines_of(file):
            refuse_wrong(answers, GivenSecrets())
    except AnswersRefused as refused:
        conclude(output, Failed(refused.problem, ExitCode.USAGE, complaints=refused.complaints))


@contextmanager
def _lines_of(file: PlanFile | None) -> Iterator[None]:
    """Add the lines of the plan file to answers that are refused inside."""
    try:
        yield
    except AnswersRefused as refused:
        raise with_lines(refused, file) from refused


def _preview(work: Work, cloud: Cloud, answers: Answers, file: PlanFile | None) -> Done:
    from app.operations.preparing import refuse_wrong
    from app.operations.preview import preview

    with _lines_of(file):
        refuse_wrong(answers, GivenSecrets())
        seen = preview(cloud.open(work, answers.subscription), answers, work.cancel)
    work.output.fact("plan", seen.facts, seen.sentences)
    server = {"name": answers.name, "state": "planned", "url": "", "certificate_sha256": ""}
    return Done(facts={"server": server, "dry_run": True})


def _password(output: Output, *, stdin: bool, as_json: bool) -> Secret:
    """The notebook's password; leaves the command where nobody can be asked."""
    try:
        if stdin:
            return read_secret_line()
        if can_ask() and not as_json:
            return ask_new_password()
    except ProblemError as error:
        failed = Failed(error.problem, ExitCode.USAGE)
    else:
        failed = usage_failure(
            "password-needed",
            text("The notebook needs a password, and nobody can be asked here."),
            text("Give it with --password-stdin, as the first line of the standard input."),
        )
    return conclude(output, failed)

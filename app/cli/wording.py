"""The sentences that a terminal and a pipe have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

from app.cli.ending import Done, Failed
from app.server import Server, ServerState
from app.text import Text, text

STATES = {
    ServerState.CREATING: text("Creating…"),
    ServerState.STARTING: text("Starting…"),
    ServerState.RUNNING: text("Running"),
    ServerState.STOPPING: text("Stopping…"),
    ServerState.STOPPED: text("Stopped"),
    ServerState.STOPPED_BILLED: text("Stopped but still billed"),
    ServerState.DELETING: text("Deleting…"),
    ServerState.INCOMPLETE: text("Not finished"),
    ServerState.FAILED: text("Failed"),
}


LABEL_WIDTH: Final = 24
COMMAND_LABEL_WIDTH: Final = 28


def padded(words: Text | str, width: int) -> str:
    """`words`, filled up to so many columns of a terminal: a kanji takes two."""
    shown = str(words)
    return shown + " " * (width - cell_len(shown))


def server_lines(server: Server) -> Iterator[tuple[Text, str]]:
    """What is known of a server, as labels and values."""
    yield text("Name"), server.name
    yield text("State"), str(STATES[server.state])
    if server.url:
        yield text("Address"), server.url
    if server.certificate_sha256:
        yield text("Certificate (SHA-256)"), server.certificate_sha256
    if server.address is not None:
        yield text("Public address"), f"{server.address.ip} ({server.address.fqdn})"
    if server.system:
        yield text("System"), server.system
    if server.size:
        yield text("Size"), server.size
    if server.region:
        yield text("Region"), server.region
    yield text("Resource group"), server.group


def done_sentences(done: Done) -> Iterator[str]:
    """The end of a command that worked."""
    if done.server is not None:
        for label, value in server_lines(done.server):
            yield f"{padded(label, LABEL_WIDTH)} {value}"
    for sentence in done.sentences:
        yield str(sentence)


def failed_sentences(failed: Failed) -> Iterator[str]:
    """What happened, what is wrong where, and what the user can do."""
    problem = failed.problem
    yield str(problem.message)
    for complaint in failed.complaints:
        where = str(text("line {line}", line=complaint.line)) if complaint.line else ""
        place = ", ".join(part for part in (where, complaint.field) if part)
        yield f"  {place}: {complaint.sentence}" if place else f"  {complaint.sentence}"
    if str(problem.advice):
        yield str(problem.advice)
    if problem.details:
        yield f"  ({problem.code}: {problem.details})"
    for label, command in failed.choices:
        yield f"  {padded(label, COMMAND_LABEL_WIDTH)} {command}"


def how_to_log_in(server: Server) -> tuple[Text, ...]:
    """What comes next for somebody whose server has just become ready."""
    ready = text("It is ready: a kernel was started in it, and a plot came back.")
    if not server.is_public:
        return (ready, text("It is reached through SSH only."))
    return (
        ready,
        text("Open {url} in a browser and log in with your password.", url=server.url),
        text(
            "If the browser warns of the certificate, compare the SHA-256 fingerprint above"
            " before you go on."
        ),
    )

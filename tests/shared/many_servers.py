"""A practice cloud that holds many servers: one real server, then copies.

The first is made by Azure's own calls, like every server, and stopped. The copies are written
into the file in which the practice cloud keeps its resources, with names, addresses and ids of
their own, while it does not run. They are stopped, so they need no guests.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.azure.catalogue import load_catalogue
from app.azure.errors import problem_from
from app.azure.fleet import set_facts, show_server
from app.azure.power import stop_server
from app.azure.practice import session_over
from app.azure.session import Session
from app.azure.steps import azure_steps, linux_first_boot
from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.journal import Journal
from app.guest.keys import new_key_pair
from app.paths import Paths
from app.plan import plan
from app.practice import process
from app.practice.state import Resource, State
from app.wizard.answers import Answers, EndpointAnswers

FIRST = "server-0000"
_SPEED = 500.0


@contextmanager
def cloud_of(count: int, paths: Paths, traffic: Path) -> Iterator[Session]:
    """A session with the practice cloud of `paths`, which holds `count` stopped servers.

    From then on it writes the calls that it serves to `traffic`.
    """
    try:
        connection = process.ensure_running(paths, speed=_SPEED, guest="reduced")
        session = session_over(connection)
        _make_first(session, paths.state / "first.jsonl")
        session.close()
        process.stop(paths)
        _copy(paths.practice / "state.sqlite3", count)
        connection = process.ensure_running(paths, speed=_SPEED, guest="reduced")
        process.control(paths, "traffic-log", file=str(traffic))
        session = session_over(connection)
        try:
            yield session
        finally:
            session.close()
    finally:
        process.stop(paths)


def _make_first(session: Session, file: Path) -> None:
    """Through the steps that make every server; it counts as ready once, and is stopped."""
    cancel = CancelToken()
    answers = Answers(name=FIRST, endpoint=EndpointAnswers(my_address="203.0.113.24"))
    planned = plan(answers, load_catalogue(session, answers.system.region, cancel))
    login, host = new_key_pair(), new_key_pair()
    steps = azure_steps(
        session,
        planned,
        first_boot=linux_first_boot(login.public, host.public, lambda _address: b"#cloud-config\n"),
    )
    with Journal.open(file) as journal:
        engine = Engine(
            steps.all(),
            journal=journal,
            emit=lambda _event: None,
            cancel=cancel,
            describe_error=problem_from,
        )
        report = engine.run()
    if report.problem is not None:
        raise RuntimeError(str(report.problem))
    server = show_server(session, FIRST, cancel)
    set_facts(session, server, cancel, ready=True, certificate_sha256="ab" * 32)
    stop_server(session, server, cancel)


def _copy(file: Path, count: int) -> None:
    """Write `count` - 1 copies of everything in the first server's group."""
    state = State(file)
    group = f"kumonote-{FIRST}"
    first = [r for r in state.all_resources() if r.group.lower() == group]
    with state.change():
        for number in range(1, count):
            name = f"server-{number:04}"
            for resource in first:
                state.put(_copied(resource, name, number))
    state.close()


def _copied(resource: Resource, name: str, number: int) -> Resource:
    """With the name in all ids and texts, and numbers that are its own."""
    kept = json.loads(json.dumps(vars(resource)).replace(FIRST, name))
    new = Resource(**copy.deepcopy(kept))
    if "ipAddress" in new.properties:
        new.properties["ipAddress"] = f"198.18.{number // 250}.{number % 250 + 1}"
    if "vmId" in new.properties:
        new.properties["vmId"] = str(uuid.uuid4())
    if "guest" in new.inner:
        new.inner["guest"] = f"copy{number:08}"
    new.inner.pop("edge", None)
    return new

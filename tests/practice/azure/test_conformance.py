"""Every call of the Azure part, and every answer to it, against the published API description.

What it does not prove: that the service would do what the practice cloud did.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.azure import fleet
from app.azure.boot_log import boot_log
from app.azure.catalogue import load_catalogue
from app.azure.power import restart_server, start_server, stop_server
from app.azure.preflight import preflight
from app.azure.removal import delete_server
from app.azure.run_command import run_shell_script
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from app.practice import process
from tests.practice.azure.conftest import REGION, CloudUnderTest, MakeServer
from tests.shared.validator import needs_description, validate


@pytest.fixture
def own_log(
    cloud: CloudUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A traffic log of this test alone."""
    log = tmp_path / "traffic.jsonl"
    monkeypatch.setenv("KUMONOTE_TRAFFIC_LOG", str(log))
    process.control(cloud.paths, "traffic-log", file=str(log))
    yield log
    process.control(cloud.paths, "traffic-log", file=str(cloud.traffic))


@needs_description
def test_all_calls_are_as_published(
    making: MakeServer, session: Session, cloud: CloudUnderTest, own_log: Path
) -> None:
    cancel = CancelToken()
    offers = load_catalogue(session, REGION, cancel)
    server = making()
    preflight(session, server.plan, offers, cancel)
    cloud.connect("os-provisioning-timeout")
    assert server.run().outcome == Outcome.FAILED
    assert server.run().outcome == Outcome.DONE
    shown = fleet.show_server(session, server.plan.answers.name, cancel)
    fleet.set_facts(session, shown, cancel, ready=False, certificate_sha256="ab" * 32)
    stop_server(session, shown, cancel)
    start_server(session, shown, cancel)
    restart_server(session, shown, cancel)
    run_shell_script(session, shown, "true", cancel)
    boot_log(session, shown, cancel)
    delete_server(session, shown, cancel)
    fits, said = validate(own_log, "--level", "WARN")
    assert fits, said[-6000:]
    calls = [json.loads(line) for line in own_log.read_text("utf-8").splitlines()]
    methods = {call["method"] for call in calls}
    assert methods >= {"PUT", "PATCH", "POST", "DELETE", "GET"}

"""The port of Remote Desktop: opened for one address, shut again."""

from __future__ import annotations

from app.azure import fleet
from app.azure.remote_desktop import allow, allowed_address, shut
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from app.server import Server
from tests.practice.azure.conftest import MakeServer


def test_it_is_shut_until_asked_for_and_shut_again(making: MakeServer) -> None:
    made = making()
    steps = (made.steps.group, made.steps.security)
    assert made.engine(steps=steps).run().outcome == Outcome.DONE
    found = fleet.find_server(made.session, made.plan.answers.name, CancelToken())
    assert found is not None
    server: Server = found

    def now() -> str:
        return allowed_address(made.session, server, CancelToken())

    assert now() == ""
    allow(made.session, server, "203.0.113.24", CancelToken())
    assert now() == "203.0.113.24"
    allow(made.session, server, "203.0.113.25", CancelToken())
    assert now() == "203.0.113.25"
    shut(made.session, server, CancelToken())
    assert now() == ""
    shut(made.session, server, CancelToken())
    # the rules of the plan stay as they are
    assert made.engine(steps=steps).run().outcome == Outcome.DONE

"""The daily stop of a server that is there."""

from __future__ import annotations

from app.azure import fleet
from app.azure.daily_stop import DailyStop, daily_stop_of, remove_daily_stop, set_daily_stop
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from tests.practice.azure.conftest import MakeServer


def test_another_time_none_and_again(making: MakeServer) -> None:
    made = making()
    assert made.run().outcome == Outcome.DONE
    server = fleet.show_server(made.session, made.plan.answers.name, CancelToken())

    def now() -> DailyStop | None:
        return daily_stop_of(made.session, server, CancelToken())

    assert now() == DailyStop("1900", "Tokyo Standard Time")
    later = DailyStop("2130", "W. Europe Standard Time")
    set_daily_stop(made.session, server, later, CancelToken())
    assert now() == later
    remove_daily_stop(made.session, server, CancelToken())
    assert now() is None
    remove_daily_stop(made.session, server, CancelToken())
    # the provider may have been unregistered meanwhile
    made.session.resource.providers.unregister("Microsoft.DevTestLab")
    set_daily_stop(made.session, server, later, CancelToken())
    assert now() == later

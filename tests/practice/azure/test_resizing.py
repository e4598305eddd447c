"""Sizes that fit a server's machine, and changing to one."""

from __future__ import annotations

import pytest

from app.azure import fleet
from app.azure.power import stop_server
from app.azure.resizing import Obstacle, load_fits, refusal, resize_machine
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from app.practice import process
from app.problems import ProblemError
from app.server import Server, ServerState
from tests.practice.azure.conftest import CloudUnderTest, MakeServer
from tests.practice.azure.making import Making


@pytest.fixture
def own(making: MakeServer) -> Making:
    server = making()
    report = server.run()
    assert report.outcome == Outcome.DONE, report.problem
    return server


def _show(server: Making) -> Server:
    return fleet.show_server(server.session, server.plan.answers.name, CancelToken())


def test_what_fits_a_running_machine_and_what_a_stopped_one(own: Making) -> None:
    running = load_fits(own.session, _show(own), CancelToken())
    assert running.now.name == "Standard_B2s_v2"
    by_name = {fit.size.name: fit for fit in running.all}
    assert by_name["Standard_B2s_v2"].obstacle is Obstacle.SAME
    assert by_name["Standard_D4s_v5"].in_place
    assert not by_name["Standard_E4s_v5"].in_place
    assert by_name["Standard_E4s_v5"].obstacle is None
    assert by_name["Standard_B2ms"].obstacle is Obstacle.TEMPORARY_DISK
    assert by_name["Standard_D2ps_v5"].obstacle is Obstacle.RESTRICTED
    assert by_name["Standard_D2_v2"].obstacle is Obstacle.SECURITY
    names = [fit.size.name for fit in running.possible]
    assert names[0] == "Standard_B2ts_v2"
    assert "Standard_B2s_v2" not in names
    with pytest.raises(ProblemError) as refused:
        resize_machine(own.session, _show(own), "Standard_E4s_v5", CancelToken())
    assert refused.value.problem.code == "size-needs-stop"
    stop_server(own.session, _show(own), CancelToken())
    stopped = load_fits(own.session, _show(own), CancelToken())
    assert all(fit.in_place for fit in stopped.possible)


def test_the_size_is_changed_and_told(own: Making) -> None:
    before = _show(own)
    ticks: list[float] = []
    resize_machine(own.session, before, "Standard_D4s_v5", CancelToken(), ticks.append)
    fleet.set_facts(own.session, before, CancelToken(), size="Standard_D4s_v5")
    after = _show(own)
    assert (after.size, after.state) == ("Standard_D4s_v5", ServerState.RUNNING)
    assert after.address == before.address
    assert ticks


def test_quota_counts_what_the_machine_gives_back(own: Making, cloud: CloudUnderTest) -> None:
    server = _show(own)
    try:
        process.control(cloud.paths, "limits", limits={"standardBsv2Family": 4})
        fits = load_fits(own.session, server, CancelToken())
        four = fits.named("standard_b4s_v2")
        assert four is not None
        # other servers of these tests count too; without them four cores are just enough
        used = next(q for q in four.size.quota if q.name == "standardBsv2Family").used
        assert (four.obstacle is None) == (used == 0)
        process.control(cloud.paths, "limits", limits={"standardBsv2Family": used + 3})
        tight = load_fits(own.session, server, CancelToken())
    finally:
        process.control(cloud.paths, "limits", limits={"standardBsv2Family": 10})
    problem = refusal(server, tight, "Standard_B4s_v2")
    assert problem is not None
    assert problem.code == "size-quota"
    assert "4 processor cores" in str(problem.message)
    assert "quota leaves 3" in str(problem.message)
    assert "Standard_D2s_v5" in str(problem.advice)


def test_refusals_name_what_fits(own: Making) -> None:
    server = _show(own)
    fits = load_fits(own.session, server, CancelToken())
    unknown = refusal(server, fits, "Standard_Z9")
    assert unknown is not None
    assert unknown.code == "size-unknown"
    disk = refusal(server, fits, "Standard_B2ms")
    assert disk is not None
    assert disk.code == "size-temporary-disk"
    assert "Standard_B4s_v2" in str(disk.advice)
    assert refusal(server, fits, "standard_b4s_v2") is None

"""What is left over of servers: found by its tag, told from what is not ours, removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.azure.disk_prices import load_part_prices
from app.azure.orphans import Orphan, PartKind, find_orphans, remove_orphan
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from app.engine.step import Step
from app.problems import ProblemError
from tests.practice.azure.conftest import REGION, MakeServer
from tests.practice.azure.making import Making

OURS = {"created-by": "kumonote"}
GROUP = "somebody-elses"


@pytest.fixture
def elsewhere(session: Session) -> Iterator[str]:
    """A group that is not ours."""
    groups: Any = session.resource.resource_groups
    groups.create_or_update(GROUP, {"location": REGION})
    yield GROUP
    groups.begin_delete(GROUP, polling_interval=1).wait()


def found(session: Session) -> dict[str, Orphan]:
    return {orphan.name: orphan for orphan in find_orphans(session, CancelToken())}


def put_disk(session: Session, name: str, tags: dict[str, str]) -> None:
    body: Any = {
        "location": REGION,
        "tags": tags,
        "sku": {"name": "StandardSSD_LRS"},
        "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": 30},
    }
    session.compute.disks.begin_create_or_update(GROUP, name, body, polling_interval=1).wait()


def put_address(session: Session, name: str, tags: dict[str, str]) -> None:
    body: Any = {
        "location": REGION,
        "tags": tags,
        "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static"},
    }
    addresses = session.network.public_ip_addresses
    addresses.begin_create_or_update(GROUP, name, body, polling_interval=1).wait()


def test_only_what_is_ours_and_unused_is_found(
    session: Session, elsewhere: str, making: MakeServer
) -> None:
    running = making()
    assert running.run().outcome == Outcome.DONE
    put_disk(session, "our-disk", OURS)
    put_disk(session, "their-disk", {"owner": "somebody"})
    put_address(session, "our-address", OURS)
    orphans = found(session)
    assert not {running.plan.disk, running.plan.address, running.plan.interface} & set(orphans)
    assert "their-disk" not in orphans
    disk = orphans["our-disk"]
    assert (disk.kind, disk.group, disk.server) == (PartKind.DISK, elsewhere, "")
    prices = load_part_prices(session, disk.region, CancelToken())
    assert prices.disk(disk.sku, disk.gib) == pytest.approx(2.4, rel=0.3)
    assert prices.address == pytest.approx(3.65, rel=0.3)
    for name in ("our-disk", "our-address"):
        assert remove_orphan(session, orphans[name], CancelToken())
        assert not remove_orphan(session, orphans[name], CancelToken())
    assert not {"our-disk", "our-address"} & set(found(session))
    assert [disk.name for disk in session.compute.disks.list_by_resource_group(elsewhere)] == [
        "their-disk"
    ]


def test_parts_of_an_unfinished_server_name_it(making: MakeServer, session: Session) -> None:
    unfinished: Making = making()
    steps = unfinished.steps
    parts: list[Step[Any]] = [
        *(steps.group, steps.network, steps.security, steps.address, steps.interface)
    ]
    assert unfinished.engine(steps=parts).run().outcome == Outcome.DONE
    orphans = found(session)
    for name, kind in (
        (unfinished.plan.interface, PartKind.INTERFACE),
        (unfinished.plan.address, PartKind.ADDRESS),
    ):
        assert orphans[name].kind is kind
        assert orphans[name].server == unfinished.plan.answers.name


def test_what_has_been_taken_into_use_meanwhile_stays(session: Session, elsewhere: str) -> None:
    put_disk(session, "retagged", OURS)
    orphan = found(session)["retagged"]
    put_disk(session, "retagged", {"owner": "somebody"})
    with pytest.raises(ProblemError, match="orphan-in-use"):
        remove_orphan(session, orphan, CancelToken())
    assert [disk.name for disk in session.compute.disks.list_by_resource_group(elsewhere)] == [
        "retagged"
    ]

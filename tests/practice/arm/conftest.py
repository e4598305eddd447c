"""One practice cloud for all tests here; those that change its nature start one of their own.

Its machines are reduced guests: real SSH servers on this computer.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.practice import process
from tests.practice.arm.clients import Cloud, practice_home
from tests.practice.arm.making import Group

_PLENTY = {"cores": 1000, "standardBsv2Family": 1000, "PublicIPAddresses": 1000}


@pytest.fixture(scope="session")
def running_cloud() -> Iterator[Cloud]:
    with practice_home() as paths:
        cloud = Cloud.start(paths)
        process.control(paths, "limits", limits=_PLENTY)
        yield cloud
        cloud.close()


@pytest.fixture
def cloud(running_cloud: Cloud) -> Iterator[Cloud]:
    """The common cloud, without faults."""
    yield running_cloud
    process.control(running_cloud.paths, "clear-faults")


@pytest.fixture
def group(cloud: Cloud) -> Iterator[Group]:
    """A group that is made already and goes away, with all in it, when the test is over."""
    made = Group(cloud)
    assert made.make().status_code == 201
    yield made
    process.control(cloud.paths, "clear-faults")
    made.remove()

"""A create as one of the people, whose tokens end again and again in the middle of it."""

from __future__ import annotations

import pytest

from tests.practice.sign_in.creating import create_as_person
from tests.shared.servers import new_practice_home


@pytest.mark.timeout(900)  # it installs a whole environment into an empty home
def test_the_create_finishes() -> None:
    """The service refuses tokens that look good, and once the person has to sign in again."""
    with new_practice_home() as home:
        created = create_as_person(home, speed=20, real_seconds=5, last_before="network")
    assert created.exit_code == 0, created.last
    assert created.last["server"]["state"] == "running"
    steps = [event for _, event in created.events]
    started = next(i for i, event in enumerate(steps) if event["event"] == "run-started")
    in_the_middle = [e for e in steps[started:] if e["event"] == "sign-in-ended"]
    assert [e["user_name"] for e in in_the_middle] == ["aiko@practice.localhost"]
    assert created.named("step-retrying") == [], "no step noticed"
    assert created.refused > 1

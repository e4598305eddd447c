"""The practice cloud as its parts see it: who it is, what it holds, what runs in it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Protocol

from app.practice.clock import ServiceClock
from app.practice.faults import Faults
from app.practice.guest_jobs import GuestJobs
from app.practice.operations import Operations
from app.practice.state import Resource, State

PUBLIC_ADDRESS = "203.0.113.24"
"""Where this computer seems to be as seen from the practice cloud (a documentation address)."""


@dataclass(frozen=True)
class Identity:
    """The ids of this practice cloud; made once, none of them is a secret."""

    tenant: str
    subscription: str
    client: str
    principal: str

    @classmethod
    def of(cls, state: State) -> Identity:
        kept = state.meta("identity")
        if kept is None:
            kept = {name: str(uuid.uuid4()) for name in cls.__dataclass_fields__}
            state.set_meta("identity", kept)
        return cls(**kept)


class AddressListeners(Protocol):
    """The cloud's edge, where public addresses are reached (`app.practice.edge`)."""

    def open(self, address: Resource) -> None:
        """Listen for `address`; its `inner["edge"]` holds the ports and may be filled."""

    def close(self, address_id: str) -> None:
        """Stop listening for it; harmless if nothing listens."""


@dataclass
class Cloud:
    state: State
    clock: ServiceClock
    operations: Operations
    faults: Faults
    guests: GuestJobs
    identity: Identity
    edge: AddressListeners
    public_address: str = PUBLIC_ADDRESS
    signing_key: bytes = field(default=b"", repr=False)
    """Signs the addresses of boot logs; made anew at each start."""

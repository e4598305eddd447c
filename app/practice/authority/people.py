"""Who can sign in to the practice cloud: four people, two organisations, one subscription.

They have no passwords: whoever may use this computer's practice cloud may be any of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from app.practice.cloud import Identity

ANY_TENANTS = ("organizations", "common")
"""Paths of the authority that leave the organisation to the person who signs in."""


@dataclass(frozen=True)
class Tenant:
    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class Person:
    """Ids are made from that of the practice cloud, so they stay while it stays.

    `guest_in` are organisations of others; those ask their guests for a second proof.
    `approved` says whether administrators let this person use the app.
    """

    id: str
    name: str
    user_name: str
    about: str
    home: Tenant
    guest_in: tuple[Tenant, ...] = ()
    has_subscription: bool = True
    approved: bool = True

    @property
    def tenants(self) -> tuple[Tenant, ...]:
        return (self.home, *self.guest_in)

    def wants_second_proof(self, tenant: Tenant) -> bool:
        return tenant in self.guest_in


class Directory:
    """The organisations, the people in them, and who sees the subscription."""

    def __init__(self, identity: Identity) -> None:
        root = uuid.UUID(identity.tenant)

        def made(what: str) -> str:
            return str(uuid.uuid5(root, what))

        self.owner = Tenant(identity.tenant, "Practice", "practice.localhost")
        university = Tenant(
            made("university"), "Practice University", "university.practice.localhost"
        )
        self.tenants = (self.owner, university)
        self.people = (
            Person(
                made("aiko"),
                "Aiko Tanaka",
                "aiko@practice.localhost",
                "works for Practice and has a subscription",
                self.owner,
            ),
            Person(
                made("ben"),
                "Ben Suzuki",
                "ben@university.practice.localhost",
                "a guest of Practice, which asks for a second proof; the subscription is there",
                university,
                guest_in=(self.owner,),
            ),
            Person(
                made("chika"),
                "Chika Sato",
                "chika@practice.localhost",
                "has no subscription",
                self.owner,
                has_subscription=False,
            ),
            Person(
                made("daichi"),
                "Daichi Mori",
                "daichi@practice.localhost",
                "needs the approval of an administrator",
                self.owner,
                approved=False,
            ),
        )

    def tenant(self, name: str) -> Tenant | None:
        """By id or domain, in any letter case."""
        wanted = name.lower()
        return next((t for t in self.tenants if wanted in (t.id.lower(), t.domain)), None)

    def person(self, person_id: str) -> Person | None:
        return next((p for p in self.people if p.id == person_id), None)

    def tenants_of(self, subject: str) -> Iterator[Tenant]:
        """Home first. A service principal has the organisation that owns the cloud."""
        person = self.person(subject)
        yield from person.tenants if person else (self.owner,)

    def sees_subscription(self, subject: str, tenant: str) -> bool:
        """Whether `subject` sees the subscription with a token of `tenant`."""
        person = self.person(subject)
        return tenant.lower() == self.owner.id.lower() and (
            person is None or person.has_subscription
        )

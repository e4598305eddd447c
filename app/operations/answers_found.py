"""The answers behind a server, read from the resources that were made from them.

For servers that another computer made, or whose journal is lost. What no resource tells
(sample notebooks, the software sets) is taken as the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.azure.description import describe
from app.azure.management_rule import sources_of
from app.engine.cancel import CancelToken
from app.engine.record import read_record
from app.operations.answers_record import from_record
from app.operations.workspace import Workspace
from app.plan import ANYONE, ENDPOINT_PRIORITY, MANAGEMENT_PRIORITY
from app.server import Server
from app.wizard.answers import (
    Allow,
    Answers,
    EndpointAnswers,
    ScheduleAnswers,
    SystemAnswers,
    SystemKind,
)

Json = Mapping[str, Any]

_SECURITY: Final = "microsoft.network/networksecuritygroups"
_SCHEDULE: Final = "microsoft.devtestlab/schedules"


def known_answers(workspace: Workspace, server: Server, cancel: CancelToken) -> Answers:
    """The answers of `server`: from this computer's journal, else from the cloud."""
    header = read_record(workspace.journal(server.name)).header
    written = from_record(header.answers) if header else None
    return written or answers_of(workspace, server, cancel)


def answers_of(workspace: Workspace, server: Server, cancel: CancelToken) -> Answers:
    """The answers that `server` was made from, as far as the cloud tells."""
    resources = describe(workspace.session, server, cancel)
    default = SystemAnswers()
    return Answers(
        name=server.name,
        system=SystemAnswers(
            kind=SystemKind(server.system) if server.system else default.kind,
            region=server.region or default.region,
            size=server.size or default.size,
        ),
        endpoint=_endpoint(server, resources),
        schedule=_schedule(resources),
    )


def _endpoint(server: Server, resources: Sequence[Json]) -> EndpointAnswers:
    if not server.is_public:
        return EndpointAnswers(private_port=server.private_port, allow=Allow.SSH_ONLY)
    endpoint = EndpointAnswers(public_port=server.public_port, private_port=server.private_port)
    group = _first(resources, _SECURITY) or {"properties": {}}
    rules = {
        rule["properties"]["priority"]: rule
        for rule in group["properties"].get("securityRules") or ()
    }
    management, public = rules.get(MANAGEMENT_PRIORITY), rules.get(ENDPOINT_PRIORITY)
    if public is None:  # it is not made yet
        return endpoint
    return replace(endpoint, name=str(public["name"]), allow=_allow(public, management))


def _allow(public: Json, management: Json | None) -> Allow | tuple[str, ...]:
    sources = sources_of(public)
    if sources == (ANYONE,):
        return Allow.EVERYONE
    if management is not None and sources == sources_of(management):
        return Allow.ME
    return sources


def _schedule(resources: Sequence[Json]) -> ScheduleAnswers:
    """The daily stop's time; the zone is this computer's where the stop is not made yet."""
    schedule = _first(resources, _SCHEDULE)
    if schedule is None:
        return ScheduleAnswers()
    time = str(schedule["properties"]["dailyRecurrence"]["time"])
    return ScheduleAnswers(daily_stop=f"{time[:2]}:{time[2:]}")


def _first(resources: Sequence[Json], kind: str) -> Json | None:
    return next((r for r in resources if str(r["type"]).lower() == kind), None)

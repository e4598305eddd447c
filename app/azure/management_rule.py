"""From where a server is managed, and its notebook reached: read, and changed to a new address.

Source: learn.microsoft.com, "Security rules - Create Or Update".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any, Final

from app.azure.remote_desktop import security_group
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.plan import ANYONE, ENDPOINT_PRIORITY, MANAGEMENT_PRIORITY
from app.server import Server

_LIMIT_SECONDS: Final = 300.0
_KEPT: Final = (
    *("protocol", "direction", "access", "priority", "sourcePortRange"),
    *("destinationAddressPrefix", "destinationPortRange"),
)


def managed_from(session: Session, server: Server, cancel: CancelToken) -> tuple[str, ...]:
    """The networks from which `server` is managed; empty where no rule is there. Raises
    `ProblemError`."""
    rule = _rules(session, server, cancel).get(MANAGEMENT_PRIORITY)
    return sources_of(rule) if rule is not None else ()


def may_connect(address: str, sources: tuple[str, ...]) -> bool:
    """Whether `address` is in one of the networks."""
    if ANYONE in sources:
        return True
    return any(ipaddress.ip_address(address) in _network(source) for source in sources)


def manage_from(session: Session, server: Server, address: str, cancel: CancelToken) -> None:
    """Let `address` manage `server`, and nobody else; a notebook that was open to the computer
    that managed it alone follows. Raises `ProblemError`.
    """
    rules = _rules(session, server, cancel)
    management, public = rules.get(MANAGEMENT_PRIORITY), rules.get(ENDPOINT_PRIORITY)
    if management is None:
        return  # it is made with the right address
    follows = public is not None and sources_of(public) == sources_of(management)
    group = security_group(session, server, cancel)
    for rule in (management, public) if public is not None and follows else (management,):
        _put(session, server, group, rule, f"{address}/32", cancel)


def _put(
    session: Session,
    server: Server,
    group: str,
    rule: Mapping[str, Any],
    source: str,
    cancel: CancelToken,
) -> None:
    from azure.mgmt.network.models import SecurityRule

    properties = {key: rule["properties"][key] for key in _KEPT if key in rule["properties"]}
    body = SecurityRule({"properties": {**properties, "sourceAddressPrefix": source}})
    rules = session.network.security_rules
    session.wait_for(
        lambda polling, token: rules.begin_create_or_update(
            server.group, group, str(rule["name"]), body, polling=polling, cancel=token
        ),
        cancel,
        limit_seconds=_LIMIT_SECONDS,
    )


def _rules(session: Session, server: Server, cancel: CancelToken) -> dict[int, Mapping[str, Any]]:
    """By their priority."""
    group = security_group(session, server, cancel)
    rules = session.network.security_rules
    listed = session.call(lambda: list(rules.list(server.group, group, cancel=cancel)), cancel)
    each = (rule.as_dict() for rule in listed)
    return {int(rule["properties"]["priority"]): rule for rule in each}


def sources_of(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """From where a rule, as the service writes it, lets in: one place or several."""
    properties = rule["properties"]
    several = properties.get("sourceAddressPrefixes")
    return tuple(several) if several else (str(properties.get("sourceAddressPrefix")),)


def _network(source: str) -> ipaddress.IPv4Network:
    try:
        return ipaddress.IPv4Network(source)
    except ValueError:  # a word of the service
        return ipaddress.IPv4Network("255.255.255.255/32")

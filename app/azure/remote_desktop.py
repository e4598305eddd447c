"""The port of Remote Desktop: shut, unless one address may connect.

Source: learn.microsoft.com, "Security rules - Create Or Update".
"""

from __future__ import annotations

from typing import Final

from app.azure.session import Session
from app.azure.tags import is_ours
from app.engine.cancel import CancelToken
from app.problems import Action, Problem, ProblemError
from app.server import Server
from app.text import text
from app.wizard.checks.endpoint import REMOTE_DESKTOP_RULE_NAME

PORT: Final = 3389
_RULE: Final = REMOTE_DESKTOP_RULE_NAME
_PRIORITY: Final = 110
"""Between management and endpoint."""
_LIMIT_SECONDS: Final = 300.0


def allowed_address(session: Session, server: Server, cancel: CancelToken) -> str:
    """The address that may connect now; empty for none. Raises `ProblemError`."""
    group = security_group(session, server, cancel)
    rules = session.network.security_rules
    found = session.find(lambda: rules.get(server.group, group, _RULE, cancel=cancel), cancel)
    if found is None:
        return ""
    properties = found.as_dict().get("properties") or {}
    return str(properties.get("sourceAddressPrefix") or "").removesuffix("/32")


def allow(session: Session, server: Server, address: str, cancel: CancelToken) -> None:
    """Let `address`, an IPv4 address, connect and nobody else. Raises `ProblemError`."""
    from azure.mgmt.network.models import SecurityRule

    group = security_group(session, server, cancel)
    rule = SecurityRule(
        {
            "properties": {
                "protocol": "Tcp",
                "direction": "Inbound",
                "access": "Allow",
                "priority": _PRIORITY,
                "sourcePortRange": "*",
                "sourceAddressPrefix": f"{address}/32",
                "destinationAddressPrefix": "*",
                "destinationPortRange": str(PORT),
            }
        }
    )
    rules = session.network.security_rules
    session.wait_for(
        lambda polling, token: rules.begin_create_or_update(
            server.group, group, _RULE, rule, polling=polling, cancel=token
        ),
        cancel,
        limit_seconds=_LIMIT_SECONDS,
    )


def shut(session: Session, server: Server, cancel: CancelToken) -> None:
    """Let nobody connect; harmless if nobody may. Raises `ProblemError`."""
    group = security_group(session, server, cancel)
    rules = session.network.security_rules
    session.wait_for(
        lambda polling, token: rules.begin_delete(
            server.group, group, _RULE, polling=polling, cancel=token
        ),
        cancel,
        limit_seconds=_LIMIT_SECONDS,
    )


def security_group(session: Session, server: Server, cancel: CancelToken) -> str:
    """The name of the server's own group of rules. Raises `ProblemError` "no-security-group"."""
    groups = session.network.network_security_groups
    listed = session.find(lambda: list(groups.list(server.group, cancel=cancel)), cancel)
    for group in listed or ():
        if is_ours(group.tags):
            return str(group.name)
    raise ProblemError(
        Problem(
            "no-security-group",
            text("The rules of {name} about who may connect are not there.", name=server.name),
            text("Resume its creation, or repair it: they are then made again."),
            action=Action.REPAIR,
        )
    )

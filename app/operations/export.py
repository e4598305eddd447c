"""Writes down a server as a Bicep file, from what the cloud itself says of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.azure.description import describe
from app.engine.cancel import CancelToken
from app.operations.bicep import BicepFile, Expression, Parameter, file_text
from app.operations.bicep_resources import (
    ADMIN_PASSWORD,
    CUSTOM_DATA,
    LOCATION,
    LOGIN_KEY,
    declarations,
)
from app.operations.listing import show_server
from app.operations.workspace import Workspace
from app.server import Server

Json = dict[str, Any]


def export(workspace: Workspace, name: str, cancel: CancelToken) -> str:
    """The server `name` as Bicep: complete, and without a secret.

    The login key and the data for the first boot (which brings the host key), or a Windows
    machine's password, are parameters.
    Raises `ProblemError` "server-not-found".
    """
    server = show_server(workspace, name, cancel)
    resources = describe(workspace.session, server, cancel)
    written = declarations(resources)
    has_address = any(d.symbol == "address" for d in written)
    return file_text(
        BicepFile(
            comments=_comments(server),
            parameters=_parameters(server, resources),
            resources=written,
            outputs={"fqdn": Expression("address.properties.dnsSettings.fqdn")}
            if has_address
            else {},
        )
    )


def _comments(server: Server) -> tuple[str, ...]:
    tags = "created-by=kumonote"
    given = (
        (
            f"  --parameters {ADMIN_PASSWORD.code}=…",
            "",
            "The parameter holds what no file should: the administrator's password. What is set up",
            "in the machine afterwards, and notebooks on its disk, are not part of this file.",
        )
        if server.is_windows
        else (
            f"  --parameters {LOGIN_KEY.code}=@id_ed25519.pub {CUSTOM_DATA.code}=@cloud-init.yaml",
            "",
            "The two parameters hold what no file should: your own public key, and what the",
            "machine does at its first boot. Notebooks on the disk are not part of this file.",
        )
    )
    return (
        f"The notebook server {server.name} as it stands in the cloud.",
        "",
        f"az group create --name {server.group} --location {server.region} --tags {tags}",
        f"az deployment group create --resource-group {server.group} --template-file FILE \\",
        *given,
    )


def _parameters(server: Server, resources: Iterable[Json]) -> tuple[Parameter, ...]:
    location = Parameter(
        LOCATION.code, "The region of everything in this file.", default=server.region
    )
    if not any("virtualmachines" in str(r["type"]).lower() for r in resources):
        return (location,)
    if server.is_windows:
        words = "The administrator's password: 12 to 123 characters of three kinds."
        return (location, Parameter(ADMIN_PASSWORD.code, words, secure=True))
    return (
        location,
        Parameter(LOGIN_KEY.code, "The public SSH key that may log in, as one OpenSSH line."),
        Parameter(
            CUSTOM_DATA.code,
            "What the machine gets at its first boot, in base64.",
            secure=True,
        ),
    )

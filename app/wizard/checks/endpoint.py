"""The endpoint: its name (a security rule's), the port browsers use, the port of the notebook."""

from __future__ import annotations

import re
from typing import Final

from app.finding import Finding
from app.text import text
from app.wizard.answers import EndpointAnswers

SSH_RULE_NAME: Final = "kumonote_ssh"
WINRM_RULE_NAME: Final = "kumonote_winrm"
REMOTE_DESKTOP_RULE_NAME: Final = "kumonote_remote_desktop"

_RULE_NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?")

MANAGEMENT_PORTS: Final = {22: "SSH", 3389: "Remote Desktop", 5985: "WinRM", 5986: "WinRM"}

BLOCKED_BY_BROWSERS: Final = frozenset(
    (
        *(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
        *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161),
        *(179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563),
        *(587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060),
        *(5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    )
)

USED_IN_GUESTS: Final = frozenset((3389, 5355, 5357, 5985, 5986, 47001))
"""Remote Desktop, LLMNR, WSD and WinRM: from 1024 on, what the images themselves listen on."""

LOWEST_PRIVATE_PORT: Final = 1024
HIGHEST_PORT: Final = 65535


def check_endpoint(endpoint: EndpointAnswers) -> tuple[Finding, ...]:
    """What is wrong with name and ports."""
    return (
        *check_endpoint_name(endpoint.name),
        *check_public_port(endpoint.public_port, endpoint.private_port),
        *check_private_port(endpoint.private_port),
    )


def check_endpoint_name(name: str) -> tuple[Finding, ...]:
    """It becomes the name of a security rule, beside those for SSH and WinRM.

    Source: learn.microsoft.com, "Naming rules and restrictions", networkSecurityGroups /
    securityRules: 1 to 80 characters, letters, digits, underscores, periods and hyphens;
    starts with a letter or digit, ends with one or an underscore. Names ignore case.
    """
    if not _RULE_NAME.fullmatch(name):
        sentence = text(
            "The endpoint's name has 1 to 80 letters (a to z), digits, underscores, periods and"
            " hyphens. It starts with a letter or digit and ends with one or an underscore."
        )
        return (Finding("endpoint-name-form", "endpoint.name", sentence),)
    if name.lower() in (SSH_RULE_NAME, WINRM_RULE_NAME, REMOTE_DESKTOP_RULE_NAME):
        sentence = text("Kumonote uses the name {name} itself. Choose another one.", name=name)
        return (Finding("endpoint-name-reserved", "endpoint.name", sentence),)
    return ()


def check_public_port(port: int, private_port: int) -> tuple[Finding, ...]:
    """The port of the https address.

    Sources: TCP ports are 1 to 65535 (RFC 9293). Browsers refuse the "bad ports" of the Fetch
    standard (fetch.spec.whatwg.org, "Port blocking"). The ports of SSH, Remote Desktop and
    WinRM answer in the guest itself. The private port stays closed outside, so that nothing
    reaches the notebook around the rule for the endpoint.
    """
    if not 1 <= port <= HIGHEST_PORT:
        sentence = text(
            "The public port is a number from 1 to {highest}; 443 is the usual one.",
            highest=HIGHEST_PORT,
        )
        return (Finding("public-port-range", "endpoint.public_port", sentence),)
    if port in MANAGEMENT_PORTS:
        sentence = text(
            "Port {port} is needed for {use}. Choose another public port; 443 is the usual one.",
            port=port,
            use=MANAGEMENT_PORTS[port],
        )
        return (Finding("public-port-reserved", "endpoint.public_port", sentence),)
    if port in BLOCKED_BY_BROWSERS:
        sentence = text(
            "Browsers refuse to open port {port}. Choose another public port; 443 is the usual"
            " one.",
            port=port,
        )
        return (Finding("public-port-blocked", "endpoint.public_port", sentence),)
    if port == private_port:
        sentence = text(
            "The public and the private port are both {port}. Choose two different ones; the"
            " private port is never opened to the outside.",
            port=port,
        )
        return (Finding("public-port-is-private", "endpoint.public_port", sentence),)
    return ()


def check_private_port(port: int) -> tuple[Finding, ...]:
    """The port on which the notebook listens in the machine, without being root.

    Source: ports below 1024 need a privilege on Linux (ip(7), `ip_unprivileged_port_start`).
    """
    if not LOWEST_PRIVATE_PORT <= port <= HIGHEST_PORT:
        sentence = text(
            "The private port is a number from {lowest} to {highest}; 9999 is the usual one.",
            lowest=LOWEST_PRIVATE_PORT,
            highest=HIGHEST_PORT,
        )
        return (Finding("private-port-range", "endpoint.private_port", sentence),)
    if port in USED_IN_GUESTS:
        sentence = text(
            "The machine uses port {port} itself. Choose another private port; 9999 is the"
            " usual one.",
            port=port,
        )
        return (Finding("private-port-used", "endpoint.private_port", sentence),)
    return ()

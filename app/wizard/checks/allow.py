"""Who may connect: a word, or networks in CIDR form; and this computer's own public address."""

from __future__ import annotations

import ipaddress
from typing import Final

from app.finding import Finding
from app.text import Text, text
from app.wizard.answers import Allow, EndpointAnswers, SystemKind

MOST_NETWORKS: Final = 3_999
WIDEST_PREFIX: Final = 8

_NOT_ON_THE_INTERNET: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4"),
    )
)


def check_allow(
    endpoint: EndpointAnswers, kind: SystemKind = SystemKind.UBUNTU
) -> tuple[Finding, ...]:
    """What is wrong with `allow`: one finding a network.

    Sources: security rules take IPv4 networks in CIDR form; 4,000 addresses and networks in
    all rules of a group together (learn.microsoft.com, "Azure subscription limits", network
    security groups), of which SSH takes one. The groups see public source addresses only, so
    networks of IANA's special-purpose registry (RFC 6890) that are never public let nobody in.
    """
    allow = endpoint.allow
    if allow is Allow.SSH_ONLY and kind is SystemKind.WINDOWS:
        sentence = text(
            "A Windows machine is not reached through SSH. Take “{me}”, or a list of networks.",
            me=Allow.ME.value,
        )
        return (Finding("allow-without-ssh", "endpoint.allow", sentence),)
    if isinstance(allow, Allow):
        return ()
    if not allow:
        sentence = text(
            "The list is empty, so nobody could connect. Give networks such as"
            " “198.51.100.0/24”, or one of the words {words}.",
            words=", ".join(word.value for word in Allow),
        )
        return (Finding("allow-empty", "endpoint.allow", sentence),)
    if len(allow) > MOST_NETWORKS:
        sentence = text(
            "There are {count} networks; Azure takes at most {most}.",
            count=len(allow),
            most=MOST_NETWORKS,
        )
        return (Finding("allow-too-many", "endpoint.allow", sentence),)
    return tuple(finding for network in allow if (finding := _check_network(network)) is not None)


def check_my_address(address: str) -> tuple[Finding, ...]:
    """Empty (not yet looked up) or one public IPv4 address."""
    if not address:
        return ()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        code, sentence = (
            "my-address-form",
            text("This is no IP address. One looks like 203.0.113.24: four numbers to 255."),
        )
    else:
        if isinstance(parsed, ipaddress.IPv6Address):
            code, sentence = (
                "my-address-ipv6",
                text("The server has an IPv4 address only. Give your public IPv4 address."),
            )
        elif any(parsed in network for network in _NOT_ON_THE_INTERNET):
            code, sentence = (
                "my-address-private",
                text(
                    "{address} is an address inside your own network. Give the public one, which"
                    " servers on the internet see.",
                    address=address,
                ),
            )
        else:
            return ()
    return (Finding(code, "endpoint.my_address", sentence),)


def _check_network(network: str) -> Finding | None:
    try:
        parsed = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return _finding(
            "network-form",
            text(
                "“{network}” is no network. One looks like 198.51.100.0/24, a single address"
                " like 198.51.100.7.",
                network=_short(network),
            ),
        )
    if isinstance(parsed, ipaddress.IPv6Network):
        return _finding(
            "network-ipv6",
            text(
                "{network} is an IPv6 network, and the server has an IPv4 address only.",
                network=network,
            ),
        )
    if parsed.prefixlen < WIDEST_PREFIX:
        return _finding(
            "network-too-wide",
            text(
                "{network} is next to the whole internet. Give networks of /{widest} or smaller,"
                " or the word {everyone}.",
                network=network,
                widest=WIDEST_PREFIX,
                everyone=Allow.EVERYONE.value,
            ),
        )
    if any(parsed.overlaps(private) for private in _NOT_ON_THE_INTERNET):
        return _finding(
            "network-private",
            text(
                "{network} is not on the internet, so nobody would come from there. Give public"
                " networks, e.g. that of your institute.",
                network=network,
            ),
        )
    return _host_bits(network, parsed)


def _host_bits(network: str, parsed: ipaddress.IPv4Network) -> Finding | None:
    if network.partition("/")[0] == str(parsed.network_address):
        return None
    return _finding(
        "network-host-bits",
        text(
            "{network} is an address within a network. Did you mean {meant}?",
            network=network,
            meant=str(parsed),
        ),
    )


def _finding(code: str, sentence: Text) -> Finding:
    return Finding(code, "endpoint.allow", sentence)


def _short(words: str, most: int = 60) -> str:
    return words if len(words) <= most else words[:most] + "…"

"""The way from outside to a guest: dialling, and rules that are really enforced."""

from __future__ import annotations

import socket

from app.practice import process
from app.practice.cloud import PUBLIC_ADDRESS
from tests.practice.arm.clients import REGION, Cloud, wait_for
from tests.practice.arm.making import Group, rule

BANNER = b"SSH-"


def dial(cloud: Cloud, host: str, port: int) -> int | None:
    answer = cloud.http.get(
        cloud.connection.url + "/practice/dial",
        params={"host": host, "port": str(port)},
        timeout=30,
    )
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, answer.text
    return int(answer.json()["port"])


def first_bytes(port: int) -> bytes:
    """What the other end says first; empty if it closes without a word."""
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            line.settimeout(10)
            return line.recv(4)
    except ConnectionError:
        return b""


def set_rules(cloud: Cloud, group: Group, *rules: object) -> None:
    answer = group.put_security_group("nsg", *rules)
    assert answer.status_code == 200, answer.text
    cloud.finish(answer)


def test_name_and_number_lead_to_the_guest(cloud: Cloud, group: Group) -> None:
    group.ready_machine(group.name)
    address = cloud.call("GET", group.at("Microsoft.Network/publicIPAddresses", "ip")).json()
    name = f"{group.name}.{REGION}.practice.localhost"
    port = dial(cloud, name, 22)
    assert port is not None
    assert dial(cloud, address["properties"]["ipAddress"], 22) == port
    assert dial(cloud, name.upper(), 22) == port
    assert first_bytes(port) == BANNER
    assert dial(cloud, name, 9999) is None
    assert dial(cloud, "elsewhere.japaneast.practice.localhost", 22) is None
    cloud.finish(group.act("deallocate"))
    assert first_bytes(port) == b""
    cloud.finish(group.act("start"))
    assert dial(cloud, name, 22) == port
    wait_for(lambda: first_bytes(port) == BANNER)
    cloud.finish(cloud.call("DELETE", group.machine()))
    assert dial(cloud, name, 22) is None
    assert first_bytes(port) == b""


def test_rules_decide_at_each_connection(cloud: Cloud, group: Group) -> None:
    group.ready_machine(group.name)
    port = dial(cloud, f"{group.name}.{REGION}.practice.localhost", 22)
    assert port is not None
    assert first_bytes(port) == BANNER
    set_rules(cloud, group, rule("ssh", "22", 1000, "203.0.113.99/32"))
    assert first_bytes(port) == b""
    set_rules(cloud, group, rule("web", "443", 1000, "*"))
    assert first_bytes(port) == b""
    set_rules(cloud, group, rule("all", "20-30", 1000, "Internet"))
    assert first_bytes(port) == BANNER
    deny = rule("no", "*", 900, PUBLIC_ADDRESS)
    deny["properties"]["access"] = "Deny"
    set_rules(cloud, group, rule("all", "20-30", 1000, "Internet"), deny)
    assert first_bytes(port) == b""
    process.control(cloud.paths, "public-address", value="203.0.113.7")
    try:
        assert first_bytes(port) == BANNER
        seen = cloud.http.get(cloud.connection.url + "/practice/public-address", timeout=30)
        assert seen.text == "203.0.113.7"
    finally:
        process.control(cloud.paths, "public-address", value=PUBLIC_ADDRESS)


def test_a_rule_for_another_port_gives_it_a_way_in(cloud: Cloud, group: Group) -> None:
    group.ready_machine(group.name, rule("ssh", "22", 1000), rule("ipython_nb", "8443", 300, "*"))
    name = f"{group.name}.{REGION}.practice.localhost"
    assert dial(cloud, name, 8443) is not None


def test_an_address_can_come_later(cloud: Cloud, group: Group) -> None:
    for answer in (group.put_network(), group.put_security_group()):
        cloud.finish(answer)
    assert group.put_interface(address="").status_code == 201
    cloud.finish(group.put_machine())
    cloud.finish(group.put_address("ip", group.name))
    name = f"{group.name}.{REGION}.practice.localhost"
    assert dial(cloud, name, 22) is None
    assert group.put_interface().status_code == 200
    port = dial(cloud, name, 22)
    assert port is not None
    assert first_bytes(port) == BANNER


def test_without_a_security_group_nothing_comes_in(cloud: Cloud, group: Group) -> None:
    for answer in (group.put_network(), group.put_address("ip", group.name)):
        cloud.finish(answer)
    assert group.put_interface(group="").status_code == 201
    cloud.finish(group.put_machine())
    port = dial(cloud, f"{group.name}.{REGION}.practice.localhost", 22)
    assert port is not None
    assert first_bytes(port) == b""

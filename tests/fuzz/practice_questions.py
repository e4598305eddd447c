"""What clients ask the practice cloud: small languages of Azure's, each with its own parser."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.practice.arm.deployments import expressions
from app.practice.arm.graph_evaluation import columns_of, evaluate
from app.practice.arm.graph_parser import parse
from app.practice.arm.graph_query import QueryError
from app.practice.arm.graph_tables import COLUMNS
from app.practice.errors import ArmError
from app.practice.guests.reduced import cloud_config
from app.practice.price_filter import FilterError, parse_filter
from tests.fuzz.target import Target

_ROW: Final[Mapping[str, Any]] = {
    **dict.fromkeys(COLUMNS),
    "id": "/subscriptions/s/resourceGroups/lab",
    "name": "lab",
    "type": "microsoft.compute/virtualmachines",
    "location": "japaneast",
    "tags": {"created-by": "kumonote"},
    "properties": {"size": 4, "of": {"state": "running"}},
}
_TABLES: Final = {"resources": [_ROW, {**_ROW, "tags": None}], "resourcecontainers": [_ROW]}


def parse_graph(data: bytes) -> None:
    try:
        query = parse(data.decode("utf-8", "replace"))
        evaluate(query, _TABLES.__getitem__, COLUMNS)
        columns_of(query, COLUMNS)
    except QueryError as error:
        assert error.line >= 0
        str(error).encode()


def graphs() -> Sequence[bytes]:
    return [
        (
            b"resources | where type =~ 'microsoft.compute/virtualmachines' and "
            b"tags['created-by'] == 'kumonote' | extend size = properties.size | order by name asc "
            b"| project id, name, size | limit 10"
        ),
        (
            b"resourcecontainers | where isnotempty(name) | summarize n = count() by location "
            b"| top 2 by n desc"
        ),
        b"resources | join kind=leftouter (resources | project id, name) on id | count",
        b'resources | project a = strcat(name, "-", tostring(tags)), b = location in~ ("x", "y")',
    ]


def parse_price_filter(data: bytes) -> None:
    row = {"serviceName": "Storage", "type": "Consumption", "isPrimaryMeterRegion": True}
    try:
        parse_filter(data.decode("utf-8", "replace"))(row)
    except FilterError as error:
        str(error).encode()


def price_filters() -> Sequence[bytes]:
    return [
        b"serviceName eq 'Storage' and (priceType eq 'Consumption' or priceType ne 'x''y')",
        b"contains(serviceName, 'Sto') and isPrimaryMeterRegion eq true",
    ]


class _Nothing:
    """A scope in which every function gives its first argument, or nothing."""

    def call(self, function: str, arguments: Sequence[expressions.Argument]) -> Any:
        del function
        return arguments[0]() if arguments else {"name": ["lab"]}


def parse_template(data: bytes) -> None:
    source = data.decode("utf-8", "replace")
    try:
        expressions.evaluate(source, _Nothing())
        list(expressions.calls_in(source))
    except ArmError as error:
        str(error).encode()


def templates() -> Sequence[bytes]:
    return [
        b"[concat(parameters('name'), '-nic')]",
        b"[variables('list').name[0]]",
        b"[if(equals(1, -1), 'it''s', reference('x').properties)]",
    ]


def parse_cloud_config(data: bytes) -> None:
    try:
        cloud_config.parse(data)
    except ValueError:
        return


def cloud_configs() -> Sequence[bytes]:
    return [
        (
            b"#cloud-config\nusers:\n- name: ann\n  ssh_authorized_keys: [ssh-ed25519 AAAA]\n"
            b"write_files:\n- path: /etc/x\n  encoding: b64\n  content: eA==\n"
            b"  permissions: '0600'\n"
            b"runcmd:\n- [touch, /x]\n- touch /y\n"
        ),
        b"#!/bin/sh\ntrue\n",
    ]


def _aliases() -> bytes:
    """Some hundred bytes that are a list of 10^9 words when they are written out."""
    lists = "".join(f"- &l{n + 1} [{', '.join([f'*l{n}'] * 10)}]\n" for n in range(9))
    return f"#cloud-config\nruncmd:\n- &l0 [x]\n{lists}".encode()


TARGETS: Final = (
    Target(
        *("resource-graph", "queries of Resource Graph", parse_graph, graphs),
        found=(
            b"resources | limit " + b"9" * 5000,
            b"resources | where name < " + b"9" * 400,
            b"resources | extend kind = 'aaaaaaaa'"
            b" | extend kind = strcat("
            + b",".join([b"kind"] * 60)
            + b")"
            + (b" | extend kind = strcat(" + b",".join([b"kind"] * 60) + b")") * 6,
        ),
    ),
    Target(
        *("price-filter", "filters of the price list", parse_price_filter, price_filters),
        found=(b"(" * 3000,),
    ),
    Target(
        *("template", "expressions of templates", parse_template, templates),
        found=(b"[" + b"a(" * 3000 + b"]", b"[a(" + b"9" * 5000 + b")]"),
    ),
    Target(
        *("cloud-config", "customData of machines", parse_cloud_config, cloud_configs),
        found=(
            b"#cloud-config\nruncmd: " + b"[" * 3000,
            b"#cloud-config\nusers: 1\n",
            b"#cloud-config\nwrite_files: [1]\n",
            b"#cloud-config\nwrite_files: [{encoding: gz, content: x}]\n",
            b"#cloud-config\nssh_keys: {rsa_public: 1}\n",
            b"\x1f\x8b",
            _aliases(),
            gzip.compress(bytes(1 << 26)),
        ),
    ),
)

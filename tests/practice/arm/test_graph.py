"""Resource Graph of the practice cloud, asked by bare requests and by the SDK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.resourcegraph.models import QueryRequest

from app.practice import process
from tests.practice.arm.clients import Cloud
from tests.practice.arm.making import Group

PATH = "/providers/Microsoft.ResourceGraph/resources"


def ask(cloud: Cloud, query: Any, subscriptions: Any = None, **options: Any) -> requests.Response:
    body = {
        "query": query,
        "subscriptions": subscriptions or [cloud.connection.subscription],
        "options": {f"${name}": value for name, value in options.items()},
    }
    return cloud.send("POST", PATH, body, version="2021-03-01")


@pytest.fixture
def disks(cloud: Cloud, group: Group) -> Iterator[str]:
    """The condition that names five disks of a group."""
    for number in range(5):
        made = group.put(
            "Microsoft.Compute/disks",
            f"disk-{number}",
            {"creationData": {"createOption": "Empty"}, "diskSizeGB": 10 + number},
        )
        cloud.finish(made)
    yield f"type =~ 'Microsoft.Compute/disks' and resourceGroup =~ '{group.name}'"


def test_rows_are_as_the_service_writes_them(cloud: Cloud, group: Group, disks: str) -> None:
    answer = ask(cloud, f"Resources | where {disks} | order by name asc | limit 1").json()
    assert (answer["count"], answer["totalRecords"], answer["resultTruncated"]) == (1, 1, "false")
    assert answer["facets"] == []
    (row,) = answer["data"]
    assert row["type"] == "microsoft.compute/disks"
    assert row["resourceGroup"] == group.name.lower()
    assert row["properties"]["diskSizeGB"] == 10
    assert row["sku"]["name"] == "Standard_LRS"
    assert row["managedBy"] == ""
    assert row["subscriptionId"] == cloud.connection.subscription


def test_pages_follow_each_other_to_the_end(cloud: Cloud, disks: str) -> None:
    query = f"resources | where {disks} | project id, gib = properties.diskSizeGB | order by gib"
    found, token, pages = [], None, 0
    while True:
        options = {"top": 2} | ({"skipToken": token} if token else {})
        page = ask(cloud, query, **options).json()
        assert page["totalRecords"] == 5
        found += [row["gib"] for row in page["data"]]
        token, pages = page.get("$skipToken"), pages + 1
        if token is None:
            break
    assert (found, pages) == ([14, 13, 12, 11, 10], 3)
    other = ask(
        cloud, f"{query} | limit 1", skipToken=ask(cloud, query, top=2).json()["$skipToken"]
    )
    assert other.status_code == 400


def test_without_ids_there_is_no_next_page(cloud: Cloud, disks: str) -> None:
    page = ask(cloud, f"resources | where {disks} | project name", top=2).json()
    assert page["count"] == 2
    assert page["resultTruncated"] == "true"
    assert "$skipToken" not in page


def test_the_sdk_reads_an_answer(cloud: Cloud, group: Group) -> None:
    client: Any = ResourceGraphClient(
        cloud.credential(),
        base_url=cloud.connection.url,
        credential_scopes=[cloud.connection.url + "/.default"],
        connection_verify=str(cloud.connection.ca_file),
    )
    query = f"resourcecontainers | where name == '{group.name}' | project id, location"
    subscription = cloud.connection.subscription
    answer = client.resources(QueryRequest(subscriptions=[subscription], query=query))
    client.close()
    row = {"id": f"/subscriptions/{subscription}{group.path}", "location": group.region}
    assert answer.data == [row]
    assert (answer.total_records, answer.skip_token) == (1, None)


def test_a_table_has_columns_and_rows(cloud: Cloud, disks: str) -> None:
    query = f"resources | where {disks} | summarize n = count() by location"
    body = {"query": query, "options": {"resultFormat": "table"}}
    answer = cloud.send("POST", PATH, body, version="2021-03-01").json()
    assert answer["data"] == {
        "columns": [{"name": "location", "type": "string"}, {"name": "n", "type": "integer"}],
        "rows": [["japaneast", 5]],
    }


@pytest.mark.parametrize(
    ("query", "options", "code"),
    [
        ("resources | mv-expand tags", {}, "InvalidQuery"),
        ("securityresources | limit 1", {}, "InvalidQuery"),
        ("resources | project colour", {}, "InvalidQuery"),
        ("", {}, "InvalidQuery"),
        (7, {}, "InvalidQuery"),
        ("resources", {"top": 1001}, "InvalidTopParameter"),
        ("resources", {"skip": -1}, "InvalidSkipParameter"),
        ("resources", {"skipToken": "bm8="}, "InvalidSkipToken"),
    ],
)
def test_what_is_wrong_is_refused_as_the_service_does(
    cloud: Cloud, query: Any, options: dict[str, Any], code: str
) -> None:
    answer = ask(cloud, query, **options)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "BadRequest"
    assert error["message"].startswith("Please provide below info")
    assert error["details"][0]["code"] == code


def test_the_place_of_a_mistake_is_told(cloud: Cloud) -> None:
    details = ask(cloud, "resources\n| bag").json()["error"]["details"]
    place = {"line": 2, "characterPositionInLine": 3, "token": "bag"}
    assert {"code": "ParserFailure", **place}.items() <= details[1].items()


def test_other_peoples_subscriptions_are_not_searched(cloud: Cloud) -> None:
    answer = ask(cloud, "resources", ["00000000-0000-0000-0000-000000000000"])
    assert answer.status_code == 400
    code = answer.json()["error"]["details"][0]["code"]
    assert code == "NoValidSubscriptionsInQueryRequest"


def test_faults_of_its_own_and_none_of_the_writers(cloud: Cloud, group: Group) -> None:
    containers = f"resourcecontainers | where resourceGroup =~ '{group.name}' | project tags"
    before = ask(cloud, containers).json()["data"]
    process.control(cloud.paths, "fault", fault="graph-lag")
    cloud.call("PATCH", group.path, {"tags": {"colour": "blue"}})
    assert ask(cloud, containers).json()["data"] == before
    assert ask(cloud, containers).json()["data"] == [{"tags": {"colour": "blue"}}]
    process.control(cloud.paths, "fault", fault="graph-forbidden")
    assert ask(cloud, "resources").status_code == 403
    process.control(cloud.paths, "fault", fault="forbidden")
    assert ask(cloud, "resources | limit 1").status_code == 200
    assert cloud.call("PATCH", group.path, {"tags": {}}).status_code == 403

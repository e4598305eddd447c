"""Networks, security groups, addresses and interfaces: references, refusals, read-only parts."""

from __future__ import annotations

import ipaddress

import pytest

from tests.practice.arm.clients import Cloud, wait_for
from tests.practice.arm.making import Group, error_code, rule

NET = "Microsoft.Network/virtualNetworks"
NSG = "Microsoft.Network/networkSecurityGroups"
IP = "Microsoft.Network/publicIPAddresses"
NIC = "Microsoft.Network/networkInterfaces"


def test_ids_ignore_case_and_keep_that_of_the_first_put(cloud: Cloud, group: Group) -> None:
    cloud.finish(group.put_network("MyNet"))
    found = cloud.call(
        "GET", group.at(NET.upper(), "mynet").replace("resourceGroups", "RESOURCEGROUPS")
    )
    assert found.status_code == 200
    assert found.json()["id"] == group.id_of(NET, "MyNet")
    assert group.put_network("MYNET").status_code == 200


def test_default_rules_are_there_and_come_last(cloud: Cloud, group: Group) -> None:
    body = group.put_security_group("nsg", rule("ipython_nb", "443", 300)).json()
    defaults = body["properties"]["defaultSecurityRules"]
    assert [(r["name"], r["properties"]["priority"]) for r in defaults] == [
        ("AllowVnetInBound", 65000),
        ("AllowAzureLoadBalancerInBound", 65001),
        ("DenyAllInBound", 65500),
        ("AllowVnetOutBound", 65000),
        ("AllowInternetOutBound", 65001),
        ("DenyAllOutBound", 65500),
    ]
    own = body["properties"]["securityRules"][0]
    assert own["id"].endswith("/securityRules/ipython_nb")
    assert own["etag"] == body["etag"]
    cloud.finish(cloud.call("GET", group.at(NSG, "nsg")))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"priority": 99}, "SecurityRuleInvalidPriority"),
        ({"destinationPortRange": "70000"}, "SecurityRuleInvalidPortRange"),
        ({"destinationPortRange": "90-80"}, "SecurityRuleInvalidPortRange"),
        ({"sourceAddressPrefix": "10.0.0.300"}, "SecurityRuleInvalidAddressPrefix"),
        ({"direction": None}, "SecurityRuleParameterNotSpecified"),
        ({"sourceAddressPrefix": None}, "SecurityRuleParameterNotSpecified"),
    ],
)
def test_bad_rules_are_refused(group: Group, change: dict[str, object], code: str) -> None:
    bad = rule("bad", "443", 300)
    bad["properties"] |= change
    answer = group.put_security_group("nsg", bad)
    assert (answer.status_code, error_code(answer)) == (400, code)


def test_two_rules_with_one_priority_conflict(group: Group) -> None:
    answer = group.put_security_group("nsg", rule("a", "22", 300), rule("b", "443", 300))
    assert (answer.status_code, error_code(answer)) == (400, "SecurityRuleConflict")


def test_a_rule_is_added_and_removed_alone(cloud: Cloud, group: Group) -> None:
    cloud.finish(group.put_security_group())
    path = group.at(NSG, "nsg") + "/securityRules/web"
    added = cloud.call("PUT", path, {"properties": rule("web", "443", 310)["properties"]})
    assert added.status_code == 201
    cloud.finish(added)
    assert cloud.call("GET", path).json()["properties"]["destinationPortRange"] == "443"
    cloud.finish(cloud.call("DELETE", path))
    assert cloud.call("GET", path).status_code == 404
    rules = cloud.call("GET", group.at(NSG, "nsg")).json()["properties"]["securityRules"]
    assert [r["name"] for r in rules] == ["ssh"]


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("10.0.4.0/24--no-wait", "InvalidAddressPrefixFormat"),
        ("192.168.0.0/24", "NetcfgSubnetRangeOutsideVnet"),
        ("10.0.0.128/25", "NetcfgSubnetRangesOverlap"),
    ],
)
def test_bad_subnets_are_refused(cloud: Cloud, group: Group, prefix: str, code: str) -> None:
    cloud.finish(group.put_network())
    path = group.at(NET, "net") + "/subnets/second"
    answer = cloud.call("PUT", path, {"properties": {"addressPrefix": prefix}})
    assert (answer.status_code, error_code(answer)) == (400, code)


def test_a_subnet_needs_its_network(cloud: Cloud, group: Group) -> None:
    path = group.at(NET, "none") + "/subnets/x"
    answer = cloud.call("PUT", path, {"properties": {"addressPrefix": "10.0.1.0/24"}})
    assert (answer.status_code, error_code(answer)) == (404, "ParentResourceNotFound")


def test_another_change_at_the_same_time_is_refused(cloud: Cloud, group: Group) -> None:
    with cloud.at_speed(1):
        group.put_network()
        answer = group.put_network()
    assert (answer.status_code, error_code(answer)) == (409, "AnotherOperationInProgress")
    assert "/operations/" in answer.json()["error"]["message"]


def test_labels_are_unique_in_a_region(cloud: Cloud, group: Group) -> None:
    label = group.name
    check = "/providers/Microsoft.Network/locations/japaneast/CheckDnsNameAvailability"
    assert cloud.call("GET", check, domainNameLabel=label).json() == {"available": True}
    first = group.put_address("one", label)
    assert first.json()["properties"]["dnsSettings"]["fqdn"] == (
        f"{label}.japaneast.practice.localhost"
    )
    assert cloud.call("GET", check, domainNameLabel=label).json() == {"available": False}
    second = group.put_address("two", label)
    assert (second.status_code, error_code(second)) == (400, "DnsRecordInUse")
    elsewhere = Group(cloud, group.name, region="eastus").put_address("three", label)
    assert elsewhere.status_code == 201
    bad = cloud.call("GET", check, domainNameLabel="Not_A_Label")
    assert (bad.status_code, error_code(bad)) == (400, "InvalidDomainNameLabel")


def test_a_standard_address_has_its_number_from_the_start(cloud: Cloud, group: Group) -> None:
    body = group.put_address().json()
    number = ipaddress.ip_address(body["properties"]["ipAddress"])
    assert number in ipaddress.ip_network("198.18.0.0/15")
    again = wait_for(lambda: (answer := group.put_address()).status_code == 200 and answer.json())
    assert again["properties"]["ipAddress"] == str(number)
    path = group.at(IP, "basic")
    basic = cloud.call("PUT", path, {"location": "japaneast", "sku": {"name": "Basic"}})
    assert error_code(basic) == "IPv4BasicSkuPublicIpCountLimitReached"


def test_an_interface_waits_for_what_it_refers_to(cloud: Cloud, group: Group) -> None:
    missing = group.put_interface(address="", group="")
    assert (missing.status_code, error_code(missing)) == (400, "InvalidResourceReference")
    with cloud.at_speed(1):
        group.put_network()
        early = group.put_interface(address="", group="")
    assert (early.status_code, error_code(early)) == (429, "RetryableError")
    detail = early.json()["error"]["details"][0]
    assert detail["code"] == "ReferencedResourceNotProvisioned"
    assert "PutSubnetOperation" in detail["message"]


def test_references_must_be_in_the_same_region(cloud: Cloud, group: Group) -> None:
    cloud.finish(group.put_network())
    cloud.finish(Group(cloud, group.name, region="eastus").put_address("far"))
    answer = group.put_interface(address="far", group="")
    assert (answer.status_code, error_code(answer)) == (400, "InvalidResourceReference")
    assert "same region" in answer.json()["error"]["message"]


def test_private_addresses_are_unique_and_stay(cloud: Cloud, group: Group) -> None:
    cloud.finish(group.put_network())

    def private(name: str) -> str:
        answer = group.put_interface(name, address="", group="").json()
        properties = answer["properties"]["ipConfigurations"][0]["properties"]
        return str(properties["privateIPAddress"])

    assert [private(name) for name in ("a", "b", "a", "c")] == [
        "10.0.0.4",
        "10.0.0.5",
        "10.0.0.4",
        "10.0.0.6",
    ]


def test_what_is_in_use_is_not_deleted(cloud: Cloud, group: Group) -> None:
    for answer in (group.put_network(), group.put_security_group(), group.put_address()):
        cloud.finish(answer)
    assert group.put_interface().status_code == 201
    for kind, name, code in (
        (NET, "net", "InUseSubnetCannotBeDeleted"),
        (NSG, "nsg", "InUseNetworkSecurityGroupCannotBeDeleted"),
        (IP, "ip", "PublicIPAddressCannotBeDeleted"),
    ):
        answer = cloud.call("DELETE", group.at(kind, name))
        assert (answer.status_code, error_code(answer)) == (400, code)
        assert group.id_of(NIC, "nic") in answer.json()["error"]["message"]
    second = group.put_interface("other")
    assert (second.status_code, error_code(second)) == (400, "PublicIPAddressInUse")
    cloud.finish(cloud.call("DELETE", group.at(NIC, "nic")))
    assert cloud.call("DELETE", group.at(IP, "ip")).status_code == 202


def test_back_references_are_shown(cloud: Cloud, group: Group) -> None:
    for answer in (group.put_network(), group.put_security_group(), group.put_address()):
        cloud.finish(answer)
    group.put_interface()
    configuration = group.id_of(NIC, "nic") + "/ipConfigurations/main"
    address = cloud.call("GET", group.at(IP, "ip")).json()
    assert address["properties"]["ipConfiguration"] == {"id": configuration}
    network = cloud.call("GET", group.at(NET, "net")).json()
    subnet = network["properties"]["subnets"][0]
    assert subnet["properties"]["ipConfigurations"] == [{"id": configuration}]
    guard = cloud.call("GET", group.at(NSG, "nsg")).json()
    assert guard["properties"]["networkInterfaces"] == [{"id": group.id_of(NIC, "nic")}]


def test_read_only_properties_are_ignored(cloud: Cloud, group: Group) -> None:
    answer = group.put_network(provisioningState="Failed", resourceGuid="mine")
    properties = answer.json()["properties"]
    assert properties["provisioningState"] == "Updating"
    assert properties["resourceGuid"] != "mine"
    etag = answer.json()["etag"]
    cloud.finish(answer)
    assert cloud.call("GET", group.at(NET, "net")).json()["etag"] != etag


def test_tags_are_changed_at_once(cloud: Cloud, group: Group) -> None:
    cloud.finish(group.put_address())
    answer = cloud.call("PATCH", group.at(IP, "ip"), {"tags": {"a": "1"}})
    assert (answer.status_code, answer.json()["tags"]) == (200, {"a": "1"})

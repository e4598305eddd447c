"""The language of templates: what is parsed, what it gives, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.practice.arm.deployments.expressions import evaluate
from app.practice.arm.deployments.parameters import scope_with, shown
from app.practice.arm.deployments.scope import NotKnownYet, Place, TemplateScope
from app.practice.arm.deployments.template import planned_resources
from app.practice.errors import ArmError

SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111"
PLACE = Place(
    {"id": SUBSCRIPTION, "subscriptionId": SUBSCRIPTION[15:], "tenantId": "t"},
    {"id": f"{SUBSCRIPTION}/resourceGroups/g", "name": "g", "location": "japaneast"},
    "deployment",
)
OTHER_SUBNET = (
    f"{SUBSCRIPTION}/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/net/subnets/s"
)
NIC = "Microsoft.Network/networkInterfaces"


def scope(**template: Any) -> TemplateScope:
    given = {name: {"value": value} for name, value in template.pop("given", {}).items()}
    return scope_with(PLACE, template, given)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("plain [text]", "plain [text]"),
        ("[[literal]", "[literal]"),
        ("[concat('it''s', ' ', string(3))]", "it's 3"),
        ("[parameters('size')]", "big"),
        ("[toUpper(parameters('SIZE'))]", "BIG"),
        ("[variables('nic')]", "vm-nic"),
        ("[variables('list')[1].name]", "second"),
        ("[resourceGroup().location]", "japaneast"),
        (f"[resourceId('{NIC}', 'n')]", f"{SUBSCRIPTION}/resourceGroups/g/providers/{NIC}/n"),
        (
            "[resourceId('other', 'Microsoft.Network/virtualNetworks/subnets', 'net', 's')]",
            OTHER_SUBNET,
        ),
        ("[if(equals(1, 1), 'yes', reference('not-made'))]", "yes"),
        ("[length(createArray(1, 2, 3))]", 3),
        ("[format('{0}-{1}', 'a', 1)]", "a-1"),
        ("[and(true(), not(false()))]", True),
        ("[coalesce(null(), 'x')]", "x"),
        ("[split('a,b', ',')[1]]", "b"),
        ("[concat(createArray(1), createArray(2))]", [1, 2]),
        ("[length(uniqueString(resourceGroup().id))]", 13),
        ({"a": ["[add(1, 2)]"]}, {"a": [3]}),
    ],
)
def test_an_expression_gives_its_value(expression: Any, value: Any) -> None:
    variables = {
        "nic": "[concat('vm', '-nic')]",
        "list": [{"name": "first"}, {"name": "second"}],
    }
    here = scope(
        parameters={"size": {"type": "string"}}, variables=variables, given={"size": "big"}
    )
    assert evaluate(expression, here) == value


@pytest.mark.parametrize(
    ("expression", "status"),
    [
        ("[concat('a']", 400),
        ("[concat('a' 'b')]", 400),
        ("[a b()]", 400),
        ("[1 +]", 400),
        ("[parameters('none')]", 400),
        ("[resourceGroup().nothing]", 400),
        ("[substring(1, 2)]", 400),
        ("[listKeys('x', '2020-01-01')]", 501),
    ],
)
def test_what_is_wrong_or_not_offered_is_refused(expression: str, status: int) -> None:
    with pytest.raises(ArmError) as refused:
        evaluate(expression, scope())
    assert refused.value.status == status


def test_reference_is_not_known_before_anything_is_made() -> None:
    with pytest.raises(NotKnownYet):
        evaluate("[reference('x').properties]", scope())


@pytest.mark.parametrize(
    ("declared", "given", "word"),
    [
        ({"a": {"type": "string"}}, {}, "not provided"),
        ({}, {"a": 1}, "not present in the original template"),
        ({"a": {"type": "int"}}, {"a": "1"}, "Expected 'int'"),
        ({"a": {"type": "int"}}, {"a": True}, "Expected 'int'"),
        ({"a": {"type": "string", "allowedValues": ["x"]}}, {"a": "y"}, "allowed value"),
    ],
)
def test_parameters_are_checked(declared: dict[str, Any], given: dict[str, Any], word: str) -> None:
    with pytest.raises(ArmError, match=word) as refused:
        scope(parameters=declared, given=given)
    assert refused.value.code == "InvalidTemplate"


def test_secure_parameters_are_shown_without_their_value() -> None:
    template = {
        "parameters": {
            "open": {"type": "string", "defaultValue": "[resourceGroup().location]"},
            "closed": {"type": "secureString"},
        }
    }
    given = {"closed": {"value": "not-to-be-seen"}}
    here = scope_with(PLACE, template, given)
    assert shown(template, here) == {
        "open": {"type": "string", "value": "japaneast"},
        "closed": {"type": "secureString"},
    }
    assert "not-to-be-seen" not in repr(here)


def resource(name: str, kind: str = NIC, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "apiVersion": "2022-01-01", "properties": {}, **more}


def waits(*resources: dict[str, Any]) -> dict[str, set[str]]:
    """Names of the planned resources, with the names of those that each waits for."""
    planned = planned_resources({"resources": list(resources)}, scope())
    names = {one.id.lower(): one.name for one in planned}
    return {one.name: {names[entry] for entry in one.after} for one in planned}


def test_the_order_is_that_of_the_dependencies() -> None:
    assert waits(
        resource("net", "Microsoft.Network/virtualNetworks"),
        resource(
            "nic",
            dependsOn=[
                "Microsoft.Network/VirtualNetworks/net",
                f"[resourceId('{NIC}', 'elsewhere')]",
            ],
        ),
        resource("by-name", dependsOn=["nic"]),
        resource("implied", properties={"a": "[reference('nic').macAddress]"}),
    ) == {"net": set(), "nic": {"net"}, "by-name": {"nic"}, "implied": {"nic"}}


def test_copies_conditions_and_inner_resources() -> None:
    loop = {"name": "loop", "count": 2}
    child = {"type": "subnets", "name": "s", "apiVersion": "2022-01-01"}
    assert waits(
        resource("[concat('nic', copyIndex())]", copy=loop),
        resource("left-out", condition="[equals(1, 2)]"),
        resource("net", "Microsoft.Network/virtualNetworks", resources=[child]),
        resource("last", dependsOn=["loop"]),
    ) == {"nic0": set(), "nic1": set(), "net": set(), "net/s": set(), "last": {"nic0", "nic1"}}


def test_a_resource_stands_once_in_a_template() -> None:
    with pytest.raises(ArmError, match="multiple times"):
        waits(resource("nic"), resource("NIC"))

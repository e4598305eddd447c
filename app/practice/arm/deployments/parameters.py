"""The parameters of a template: declared there, given beside it, defaults for the rest."""

from __future__ import annotations

from typing import Any

from app.practice.arm.deployments.expressions import evaluate, invalid_template
from app.practice.arm.deployments.scope import Place, TemplateScope
from app.practice.errors import JsonObject, not_implemented

_SECURE = ("securestring", "secureobject")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "securestring": str,
    "int": int,
    "bool": bool,
    "object": dict,
    "secureobject": dict,
    "array": list,
}


def scope_with(place: Place, template: JsonObject, given: JsonObject) -> TemplateScope:
    """The scope of `template` with the values `given` (`{"name": {"value": …}}`).

    Raises the refusals of missing, unknown and wrong values.
    """
    variables = template.get("variables") or {}
    if "copy" in variables:
        raise not_implemented("copies in the variables of a template")
    declared = template.get("parameters") or {}
    names = {name.lower() for name in declared}
    unknown = [name for name in given if name.lower() not in names]
    if unknown:
        raise invalid_template(
            f"The template parameters '{', '.join(unknown)}' in the parameters file are not valid; "
            "they are not present in the original template and can therefore not be provided at "
            "deployment time"
        )
    values: dict[str, Any] = {}
    for name, declaration in declared.items():
        scope = TemplateScope(place, parameters=dict(values), variables=variables)
        values[name] = _checked(name, declaration, _value(name, declaration, given, scope))
    return TemplateScope(place, parameters=values, variables=variables)


def shown(template: JsonObject, scope: TemplateScope) -> JsonObject:
    """The parameters as a deployment shows them: those that are secret without their value."""
    result: JsonObject = {}
    for name, declaration in (template.get("parameters") or {}).items():
        kind = _type_of(declaration)
        result[name] = {"type": str(declaration.get("type", ""))}
        if kind not in _SECURE:
            result[name]["value"] = scope.parameters[name]
    return result


def is_secure(declaration: JsonObject) -> bool:
    return _type_of(declaration) in _SECURE


def _type_of(declaration: JsonObject) -> str:
    return str(declaration.get("type", "")).lower()


def _value(name: str, declaration: JsonObject, given: JsonObject, scope: TemplateScope) -> Any:
    for sent, item in given.items():
        if sent.lower() != name.lower():
            continue
        if isinstance(item, dict) and "reference" in item:
            raise not_implemented("template parameters that are kept in a key vault")
        if isinstance(item, dict) and "value" in item:
            return item["value"]
    if "defaultValue" in declaration:
        return evaluate(declaration["defaultValue"], scope)
    raise invalid_template(
        f"The value for the template parameter '{name}' at line '1' and column '1' is not "
        "provided. Please see https://aka.ms/arm-create-parameter-file for usage details"
    )


def _checked(name: str, declaration: JsonObject, value: Any) -> Any:
    expected = _TYPES.get(_type_of(declaration))
    if expected is None:
        raise invalid_template(f"The type of the template parameter '{name}' is not known")
    number_from_bool = expected is int and isinstance(value, bool)
    if value is not None and (not isinstance(value, expected) or number_from_bool):
        raise invalid_template(
            f"Template parameter JToken type is not valid. Expected '{declaration['type']}' for "
            f"the parameter '{name}'"
        )
    allowed = declaration.get("allowedValues")
    if allowed is not None and value not in allowed:
        raise invalid_template(
            f"The provided value for the template parameter '{name}' is not valid. The value is "
            "not part of the allowed value(s)"
        )
    return value

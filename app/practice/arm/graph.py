"""Resource Graph: one query over all resources, answered in pages.

Facts kept: a page has at most 1,000 rows; there is a next page only where the answer has the
column `id`; types and groups are in small letters.
Source: learn.microsoft.com, "Working with large Azure resource data sets".
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.foreign_json import decoded
from app.practice.arm.calls import Call, Reply, Route
from app.practice.arm.graph_evaluation import columns_of, evaluate
from app.practice.arm.graph_expressions import Row
from app.practice.arm.graph_parser import parse
from app.practice.arm.graph_query import TABLES, QueryError
from app.practice.arm.graph_tables import COLUMNS, tables_of
from app.practice.authority.people import Directory
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import timestamp

GRAPH: Final = "Microsoft.ResourceGraph"
PAGE: Final = 1000
_TABULAR: Final = "table"
_QUOTA: Final = {"x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05"}


class Graph:
    def __init__(self, cloud: Cloud, directory: Directory) -> None:
        self._cloud = cloud
        self._directory = directory
        self._known: Mapping[str, Sequence[Row]] = dict.fromkeys(TABLES, ())

    def routes(self) -> list[Route]:
        return [Route("POST", f"/providers/{GRAPH}/resources", self.query)]

    def query(self, call: Call) -> Reply:
        body = call.object_body()
        source = body.get("query")
        if not isinstance(source, str) or not source.strip():
            raise _invalid("InvalidQuery", "The query is missing.")
        self._check_scope(call, body.get("subscriptions"))
        options = body.get("options") or {}
        if not isinstance(options, dict):
            raise _invalid("InvalidOptions", "The options must be an object.")
        try:
            query = parse(source)
            rows = evaluate(query, self._tables().__getitem__, COLUMNS)
            columns = columns_of(query, COLUMNS)
        except QueryError as error:
            raise _not_understood(error) from error
        start, most = _place(options, source), _size(options)
        shown = rows[start : start + most]
        answer: JsonObject = {
            "totalRecords": len(rows),
            "count": len(shown),
            "data": _table(columns, shown) if _is_table(options) else list(shown),
            "facets": [],
            "resultTruncated": "false",
        }
        if start + len(shown) < len(rows) and "id" in columns:
            answer["$skipToken"] = _token(source, start + len(shown))
        elif start + len(shown) < len(rows):
            answer["resultTruncated"] = "true"
        return Reply(200, answer, dict(_QUOTA))

    def _tables(self) -> Mapping[str, Sequence[Row]]:
        """What is known of the resources: with the fault "graph-lag" only what was before."""
        if not self._cloud.faults.take("graph-lag"):
            self._known = tables_of(self._cloud)
        return self._known

    def _check_scope(self, call: Call, subscriptions: Any) -> None:
        caller, ours = call.caller, self._cloud.identity.subscription.lower()
        if self._cloud.faults.take("graph-forbidden"):
            raise ArmError(
                403,
                "AuthorizationFailed",
                f"The client '{caller.client}' with object id '{caller.subject}' does not have "
                f"authorization to perform action '{GRAPH}/resources/read' over scope '/' or the "
                "scope is invalid. If access was recently granted, please refresh your "
                "credentials.",
            )
        given = subscriptions if isinstance(subscriptions, list) else [ours]
        if ours not in (str(one).lower() for one in given) or not (
            self._directory.sees_subscription(caller.subject, caller.tenant)
        ):
            raise _invalid(
                "NoValidSubscriptionsInQueryRequest",
                "There must be at least one subscription that is eligible to contain resources. "
                f"Given: '{','.join(map(str, given))}'.",
            )


def _is_table(options: JsonObject) -> bool:
    return str(options.get("resultFormat", "")).lower() == _TABULAR


def _table(columns: Sequence[str], rows: Sequence[Row]) -> JsonObject:
    """The older form: names and types of the columns, then the rows as lists."""
    return {
        "columns": [{"name": name, "type": _type(name, rows)} for name in columns],
        "rows": [[row[name] for name in columns] for row in rows],
    }


def _type(column: str, rows: Sequence[Row]) -> str:
    value = next((row[column] for row in rows if row[column] is not None), "")
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return kinds.get(type(value), "object")


def _size(options: JsonObject) -> int:
    most = options.get("$top", PAGE)
    if not isinstance(most, int) or not 1 <= most <= PAGE:
        raise _invalid("InvalidTopParameter", f"$top must be a number from 1 to {PAGE}.")
    return most


def _place(options: JsonObject, source: str) -> int:
    """Where the page begins."""
    token = options.get("$skipToken")
    if not token:
        skip = options.get("$skip", 0)
        if not isinstance(skip, int) or skip < 0:
            raise _invalid("InvalidSkipParameter", "$skip must be a number, 0 or more.")
        return skip
    try:
        kept = decoded(base64.urlsafe_b64decode(str(token)))
        mark, place = kept["query"], int(kept["from"])
    except (ValueError, KeyError, TypeError):
        mark, place = "", 0
    if mark != _mark(source):
        raise _invalid("InvalidSkipToken", "The $skipToken does not belong to this query.")
    return place


def _token(source: str, start: int) -> str:
    return base64.urlsafe_b64encode(
        json.dumps({"query": _mark(source), "from": start}).encode()
    ).decode()


def _mark(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _not_understood(error: QueryError) -> ArmError:
    return _invalid(
        "InvalidQuery",
        "Query is invalid. Please refer to the documentation for the Azure Resource Graph "
        "service and fix the error before retrying.",
        {
            "code": "ParserFailure",
            "message": f"ParserFailure: {error}",
            "line": error.line,
            "characterPositionInLine": error.column,
            "token": error.token,
        },
    )


def _invalid(code: str, message: str, *more: JsonObject) -> ArmError:
    """As the service refuses: what is wrong stands in the details."""
    return ArmError(
        400,
        "BadRequest",
        f"Please provide below info when asking for support: timestamp = {timestamp()}, "
        f"correlationId = {uuid.uuid4()}.",
        details=[{"code": code, "message": message}, *more],
    )

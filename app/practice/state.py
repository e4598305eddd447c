"""The practice cloud's memory on disk: resources, operations and a few settings in SQLite.

Every change is committed before the answer leaves, so that a killed process finds all that
its clients were told. No secret is stored: callers strip them before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.practice.errors import JsonObject

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS resources (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, resource_group TEXT NOT NULL, document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS resources_by_type ON resources (type, resource_group);
CREATE TABLE IF NOT EXISTS operations (
    id TEXT PRIMARY KEY, status TEXT NOT NULL, document TEXT NOT NULL);
"""


@dataclass
class Resource:
    """One resource as kept.

    `id`, `type`, `group` and `name` have the letter case of the first PUT; all look-ups
    ignore case. `body` holds what the service shows besides them (location, tags, sku,
    properties, …), `inner` what only the practice cloud needs (ports, power state, …).
    """

    id: str
    type: str
    group: str
    name: str
    body: JsonObject
    inner: JsonObject = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    """`createdTime` and `changedTime`, set when it is stored."""

    @property
    def location(self) -> str:
        return str(self.body.get("location", ""))

    @property
    def properties(self) -> JsonObject:
        properties: JsonObject = self.body.setdefault("properties", {})
        return properties

    @property
    def provisioning_state(self) -> str:
        return str(self.properties.get("provisioningState", ""))


class State:
    """Opens (and makes) the file. Used from one thread, that of the event loop."""

    def __init__(self, file: Path) -> None:
        file.touch(mode=0o600)  # SQLite gives the files beside it the same mode
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        # A kill -9 loses nothing even so; only a power cut might lose the last moments.
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        self._depth = 0

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All changes inside happen, or, when an exception leaves it, none."""
        if self._depth == 0:
            self._db.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("ROLLBACK")
            raise
        self._depth -= 1
        if self._depth == 0:
            self._db.execute("COMMIT")

    # settings

    def meta(self, key: str) -> Any:
        """The JSON value kept under `key`, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def set_meta(self, key: str, value: Any) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))

    # resources

    def get(self, resource_id: str) -> Resource | None:
        row = self._db.execute(
            "SELECT document FROM resources WHERE id = ?", (resource_id.lower(),)
        ).fetchone()
        return None if row is None else Resource(**json.loads(row[0]))

    def put(self, resource: Resource) -> None:
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        resource.times = {"createdTime": now, **resource.times, "changedTime": now}
        document = json.dumps(vars(resource))
        self._db.execute(
            "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?)",
            (resource.id.lower(), resource.type.lower(), resource.group.lower(), document),
        )

    def delete(self, resource_id: str) -> None:
        self._db.execute("DELETE FROM resources WHERE id = ?", (resource_id.lower(),))

    def of_type(self, resource_type: str, group: str = "") -> list[Resource]:
        """All of `resource_type`, of one `group` if given, in the order of their ids."""
        sql = "SELECT document FROM resources WHERE type = ?"
        values = [resource_type.lower()]
        if group:
            sql += " AND resource_group = ?"
            values.append(group.lower())
        rows = self._db.execute(sql + " ORDER BY id", values).fetchall()
        return [Resource(**json.loads(row[0])) for row in rows]

    def all_resources(self) -> list[Resource]:
        """Every resource and every group, in the order of their ids, without deployments."""
        rows = self._db.execute(
            "SELECT document FROM resources WHERE type NOT LIKE ? OR type = ? ORDER BY id",
            (_RECORDS, GROUP_TYPE.lower()),
        ).fetchall()
        return [Resource(**json.loads(row[0])) for row in rows]

    def in_group(self, group: str) -> list[Resource]:
        """Every resource in `group`, without the group itself and the records of deployments."""
        rows = self._db.execute(
            "SELECT document FROM resources WHERE resource_group = ? AND type NOT LIKE ? "
            "ORDER BY id",
            (group.lower(), _RECORDS),
        ).fetchall()
        return [Resource(**json.loads(row[0])) for row in rows]

    def delete_group(self, group: str) -> None:
        """The group and everything in it."""
        self._db.execute("DELETE FROM resources WHERE resource_group = ?", (group.lower(),))

    # operations

    def put_operation(self, operation_id: str, status: str, document: JsonObject) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO operations VALUES (?, ?, ?)",
            (operation_id, status, json.dumps(document)),
        )

    def operation(self, operation_id: str) -> JsonObject | None:
        row = self._db.execute(
            "SELECT document FROM operations WHERE id = ?", (operation_id,)
        ).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def operations(self, status: str) -> list[JsonObject]:
        rows = self._db.execute(
            "SELECT document FROM operations WHERE status = ?", (status,)
        ).fetchall()
        return [dict(json.loads(row[0])) for row in rows]


_RECORDS = "microsoft.resources/%"
"""The Resource Manager's own: groups and deployments."""
GROUP_TYPE = "Microsoft.Resources/resourceGroups"

"""What tests of several folders share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.shared.servers import created_server, practice_home

__all__ = ["created_server", "practice_home"]

# Windows are drawn into memory: tests need no screen, and do not steal anybody's.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No test asserts a speed: on a busy computer any example may take its time.
settings.register_profile("kumonote", deadline=None)
settings.load_profile("kumonote")

_LONGEST = ("test_killed.py", "test_whole_life.py", "test_clean_machine.py", "test_base_image.py")
_LAST = Path(__file__).with_name("conformance")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests stay together when several processes share the work, and in what order.

    A file stays together, and so does everything that looks at the one server they share.
    The longest files begin, so that no process is left with one at the end. Conformance
    looks at what all others did to that server, and ends its life.
    """
    for item in items:
        shares = "created_server" in getattr(item, "fixturenames", ())
        group = "the shared server" if shares else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    if _LAST in item.path.parents:
        return 2
    return 0 if item.path.name in _LONGEST else 1


_TABLE = "table: "


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables whose rows tests gave with `record_property("table: TITLE", row)`."""
    rows: dict[str, list[str]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in getattr(report, "user_properties", ()):
                if name.startswith(_TABLE):
                    rows.setdefault(name.removeprefix(_TABLE), []).append(str(value))
    for title, lines in sorted(rows.items()):
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)

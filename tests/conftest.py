"""What tests of several folders share."""

import os
from pathlib import Path

import pytest

from tests.shared.servers import created_server, practice_home

__all__ = ["created_server", "practice_home"]

# Windows are drawn into memory: tests need no screen, and do not steal anybody's.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_LAST = Path(__file__).with_name("conformance")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Conformance looks at what all others did, and ends the life of the server they share."""
    items.sort(key=lambda item: _LAST in item.path.parents)

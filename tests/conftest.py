"""What tests of several folders share."""

import os

from tests.shared.servers import created_server, practice_home

__all__ = ["created_server", "practice_home"]

# Windows are drawn into memory: tests need no screen, and do not steal anybody's.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

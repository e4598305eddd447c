"""What tests of several folders share."""

from tests.shared.servers import created_server, practice_home

__all__ = ["created_server", "practice_home"]

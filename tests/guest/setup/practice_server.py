"""A machine of the practice cloud that the app's own steps make a notebook server."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.practice.machines import GuestHost
from tests.guest.setup.notebook_server import COMMAND_LIMIT, NAME, NotebookServer


@dataclass
class PracticeServer(NotebookServer):
    """Whose `host` boots it, and gets at it past its network."""

    host: GuestHost = field(kw_only=True)

    def boot(self, more: bytes = b"") -> None:
        """As the cloud does, with `more` customData than the app's own."""
        self.host.create(self.spec(more))

    def act(self, script: str) -> str:
        """What `script` prints as the machine's root, past its network and its sshd."""
        ended = self.host.run_command(NAME, script, COMMAND_LIMIT)
        assert ended.exit_code == 0, ended
        return ended.stdout

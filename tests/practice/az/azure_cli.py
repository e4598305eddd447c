"""azure-cli as its users have it: the program, its own folders, a cloud registered by hand."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.practice.process import PracticeConnection

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ROOT / ".venv-az" / ("Scripts/az.cmd" if os.name == "nt" else "bin/az")
_LIMIT_SECONDS = 600


@dataclass(frozen=True)
class Said:
    exit_code: int
    out: str
    err: str


@dataclass(frozen=True)
class AzureCli:
    """`folder` is its home: configuration, tokens and SSH keys lie there and nowhere else."""

    folder: Path
    connection: PracticeConnection

    def try_(self, *words: str) -> Said:
        done = subprocess.run(
            [PROGRAM, *words, "--output", "json"],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LIMIT_SECONDS,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def __call__(self, *words: str) -> Any:
        """What a command that must go well prints, read as JSON; None if it prints nothing."""
        said = self.try_(*words)
        assert said.exit_code == 0, f"az {' '.join(words[:3])}: {said.err[-3000:]}"
        return json.loads(said.out) if said.out.strip() else None

    def register_and_log_in(self) -> Any:
        connection = self.connection
        self("cloud", "register", "-n", "practice", "--endpoint-resource-manager", connection.url)
        self("cloud", "set", "-n", "practice")
        return self(
            *("login", "--service-principal", "-u", connection.client_id),
            *("-p", connection.client_secret.reveal(), "--tenant", connection.tenant),
        )

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return kept | {
            "HOME": str(self.folder),
            "USERPROFILE": str(self.folder),
            "AZURE_CONFIG_DIR": str(self.folder / "azure"),
            "AZURE_CORE_INSTANCE_DISCOVERY": "false",
            "AZURE_CORE_COLLECT_TELEMETRY": "false",
            "REQUESTS_CA_BUNDLE": str(self.connection.ca_file),
            "NO_PROXY": "127.0.0.1",
        }

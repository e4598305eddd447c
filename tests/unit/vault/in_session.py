"""What runs within the private session: each command says what it saw, as JSON on stdout."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import psutil

from app.operations.forget_secrets import forget_secrets
from app.paths import Paths
from app.problems import ProblemError
from app.secret import Secret
from app.vault import Vault, keyring_name, open_vault

KEPT = "-----BEGIN KEY-----\nhush-hush ключ 鍵\n-----END KEY-----\n"


def revealed(vault: Vault, server: str, name: str) -> str | None:
    secret = vault.get(server, name)
    return secret.reveal() if secret else None


def put(vault: Vault) -> object:
    vault.put("lab", "login-key", Secret("an older one"))
    vault.put("lab", "login-key", Secret(KEPT))
    vault.put("lab", "host-key", Secret("second"))
    vault.put("lab2", "login-key", Secret("of another server"))
    return str(vault.where)


def get(vault: Vault) -> object:
    return [
        revealed(vault, "lab", "login-key"),
        revealed(vault, "lab", "host-key"),
        revealed(vault, "lab", "none"),
        revealed(vault, "lab2", "login-key"),
    ]


def delete(vault: Vault) -> object:
    vault.delete("lab")
    vault.delete("lab")
    return get(vault)


def stop_daemon() -> psutil.Process:
    """Stop this session's keyring, so that it takes calls and never answers."""
    bus = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    for process in psutil.process_iter(["name"]):
        if not process.info["name"].startswith("gnome-keyring"):
            continue
        try:
            ours = process.environ().get("DBUS_SESSION_BUS_ADDRESS") == bus
        except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
            continue
        if ours:
            process.send_signal(signal.SIGSTOP)
            return process
    raise AssertionError("no keyring in this session")


def main(home: str, command: str) -> object:
    paths = Paths(state=Path(home) / "state", cache=Path(home) / "cache")
    if command == "name":
        return keyring_name()
    if command == "open":
        return str(open_vault(paths, "azure").where)
    if command == "open-with-passphrase":
        return str(open_vault(paths, "azure", Secret("correct horse")).where)
    if command == "forget-all":
        try:
            forgotten = forget_secrets(paths)
        except ProblemError as error:
            return str(error.problem.message)
        return [forgotten.servers, forgotten.sign_ins]
    if command == "hang":
        daemon = stop_daemon()
        try:
            return str(open_vault(paths, "azure", probe_seconds=0.5).where)
        finally:
            daemon.send_signal(signal.SIGKILL)
    return {"put": put, "get": get, "delete": delete}[command](open_vault(paths, "azure"))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))

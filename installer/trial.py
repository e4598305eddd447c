"""`bootstrap.py try`: a notebook server in practice mode, with no account and no screen needed."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer.commands import CommandFailedError, Commands, say
from installer.computer import Computer, install_packages
from installer.environment import Environment, make_ready

SERVER_NAME = "try"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for another when copied


def generated_password() -> str:
    """Four groups of five characters, about 99 bits: easy to read out, hopeless to guess."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


@dataclass(frozen=True)
class Twin:
    """The command-line program, in practice mode."""

    program: Path
    commands: Commands

    def server(self, name: str) -> dict[str, Any] | None:
        """What `show` says of a server; None if there is none of that name."""
        code, lines = self.commands.output([self.program, "show", name, "--practice", "--json"])
        if code != 0:
            return None
        for line in lines.splitlines():
            event = json.loads(line)
            if event["event"] in ("server", "finished") and event.get("server"):
                found: dict[str, Any] = event["server"]
                return found
        return None

    def run(self, *words: str | Path, password: str = "") -> int:
        """Run in view of the user. The password goes through a pipe, where nobody sees it."""
        arguments = [self.program, *words, "--practice"]
        if not password:
            return self.commands.status(arguments)
        return self.commands.status([*arguments, "--password-stdin"], input=password + "\n")


def try_out(root: Path, commands: Commands, *, window: bool = True) -> int:
    """Install what is missing, then open the window where there is a screen, else make a server.

    `window=False` makes the server in any case. Returns the exit code.
    """
    computer = Computer.this_one(commands)
    environment = Environment(root)
    window = window and computer.has_screen
    wanted = computer.packages_for_practice()
    if window:
        wanted += computer.packages_for_window()
    install_packages(computer, computer.packages_for_environment(), wanted, commands)
    make_ready(environment, "app", computer, commands)
    if window:
        say("Opening Kumonote in practice mode: a cloud on this computer, no account needed.")
        return commands.status([environment.program("kumonote"), "--practice"])
    program = environment.program("kumonote-cli")
    return make_server(Twin(program, commands), _shown(program, root))


def make_server(twin: Twin, shown: str) -> int:
    """Bring the server "try" to readiness from whatever state it is in; return the exit code."""
    found = twin.server(SERVER_NAME)
    password = ""
    if found is None:
        say("Making a notebook server in practice mode: a cloud on this computer, no account.")
        password = generated_password()
        code = twin.run("create", "--name", SERVER_NAME, password=password)
    elif found["state"] in ("stopped", "stopped-billed"):
        say("Your practice server is there, but stopped. Starting it.")
        code = twin.run("start", SERVER_NAME)
    elif found["state"] == "running" and found.get("ready", True):
        say("Your practice server is there and running.")
        code = 0
    else:
        say("An unfinished practice server is there. Going on with it.")
        password = generated_password()
        code = twin.run("resume", SERVER_NAME, password=password)
    if code != 0:
        say("Run this command again to go on where it stopped, or start over after")
        say(f"    {shown} delete {SERVER_NAME} --practice --yes")
        return code
    server = twin.server(SERVER_NAME)
    if server is None:
        raise CommandFailedError("The server was made but is not listed; that should not happen.")
    explain(server, password, shown)
    return 0


def explain(server: dict[str, Any], password: str, shown: str) -> None:
    """Say where the notebook is, how to log in, and how to stop and delete it.

    `password` is empty if the server was made earlier; it is written down nowhere.
    """
    name = server["name"]
    say()
    say(f"  Address      {server['url']}")
    say(f"  Certificate  SHA-256 {server['certificate_sha256']}")
    if password:
        say(f"  Password     {password}   (shown this once and kept nowhere: write it down)")
    else:
        say("  Password     the one shown when it was made; lost it? Delete the server, try again")
    say()
    say("  Open the address in a browser on this computer. The browser warns, because the server")
    say("  signed its certificate itself: compare the fingerprint, go on, enter the password.")
    say()
    for verb, words in (("Stop", "stop"), ("Start", "start"), ("Delete", "delete")):
        say(f"  {verb:<11}  {shown} {words} {name} --practice")


def _shown(program: Path, root: Path) -> str:
    """The program as the user would type it here."""
    try:
        relative = program.relative_to(root)
        return str(relative) if Path.cwd() == root else str(program)
    except ValueError:
        return str(program)

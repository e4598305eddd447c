"""Remote shells: Create, Command, Send, Receive, Signal, Delete, as Windows answers them."""

from __future__ import annotations

import base64
import threading
import uuid
from typing import Final

from app.practice.guests.windows.programs import Program, Runner
from app.practice.guests.windows.soap import SHELL, Fault, Message, answer, identity

_MOST_OUTPUT: Final = 48 * 1024
_RUNS_IN: Final = f"{SHELL}/cmd"

ACCESS_DENIED: Final = 5
TIMED_OUT: Final = 2150858793
NO_SUCH_SHELL: Final = 2150858843
QUOTA: Final = 2150859173


class Shells:
    """All shells of one machine: at most `most`, whose commands `runner` knows how to start."""

    def __init__(self, runner: Runner, most: int = 30) -> None:
        self._runner = runner
        self._lock = threading.Lock()
        self._open: dict[str, dict[str, Program]] = {}
        self.most = most

    @property
    def count(self) -> int:
        return len(self._open)

    def handle(self, message: Message) -> bytes:
        """Raises `Fault`."""
        known = {
            "Create": self._create,
            "Delete": self._delete,
            "Command": self._command,
            "Send": self._send,
            "Receive": self._receive,
            "Signal": self._signal,
        }
        if message.name == "Identify":
            return identity()
        if message.resource != _RUNS_IN:
            raise Fault(2150858811, "no such resource here", "w:DestinationUnreachable")
        if message.name not in known:
            raise Fault(2150858817, f"not supported: {message.action}", "a:ActionNotSupported")
        return answer(message, known[message.name](message))

    def start(self, message: Message) -> Program:
        """Start what a message says. Raises `Fault`."""
        program = message.body("rsp:CommandLine/rsp:Command").text or ""
        parts = message.root.iter(f"{{{SHELL}}}Arguments")
        arguments = " ".join(part.text or "" for part in parts)
        in_shell = message.option("WINRS_SKIP_CMD_SHELL").upper() != "TRUE"
        return Program(self._runner(program, arguments, in_shell=in_shell))

    def forget_all(self) -> None:
        """What an idle time-out or a restart of the service does to shells."""
        with self._lock:
            shells, self._open = self._open, {}
        for shell in shells.values():
            for program in shell.values():
                program.end()

    def _create(self, message: Message) -> str:
        message.body("rsp:Shell")
        with self._lock:
            if len(self._open) >= self.most:
                words = f"This user may have {self.most} concurrent shells, which was exceeded."
                raise Fault(QUOTA, words, "w:QuotaLimit")
            shell = str(uuid.uuid4()).upper()
            self._open[shell] = {}
        return (
            "<x:ResourceCreated><a:ReferenceParameters><w:SelectorSet>"
            f'<w:Selector Name="ShellId">{shell}</w:Selector>'
            "</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>"
        )

    def _delete(self, message: Message) -> str:
        programs = self._shell(message)
        with self._lock:
            self._open.pop(message.shell_id)
        for program in programs.values():
            program.end()
        return ""

    def _command(self, message: Message) -> str:
        shell = self._shell(message)
        running = self.start(message)
        name = str(uuid.uuid4()).upper()
        shell[name] = running
        return f"<rsp:CommandResponse><rsp:CommandId>{name}</rsp:CommandId></rsp:CommandResponse>"

    def _send(self, message: Message) -> str:
        stream = message.body("rsp:Send/rsp:Stream")
        program = self._program(message, stream.get("CommandId"))
        data = base64.b64decode(stream.text or "", validate=True)
        program.send(data, end=(stream.get("End") or "").lower() == "true")
        return "<rsp:SendResponse/>"

    def _receive(self, message: Message) -> str:
        name = message.body("rsp:Receive/rsp:DesiredStream").get("CommandId")
        program = self._program(message, name)
        received = program.receive(message.seconds, _MOST_OUTPUT)
        if received is None:
            raise Fault(TIMED_OUT, "Nothing came within OperationTimeout.", "w:TimedOut")
        told, done = received
        streams = "".join(
            f'<rsp:Stream Name="{stream}" CommandId="{name}">'
            f"{base64.b64encode(data).decode()}</rsp:Stream>"
            for stream, data in told.items()
            if data
        )
        state = "Done" if done else "Running"
        code = f"<rsp:ExitCode>{program.code}</rsp:ExitCode>" if done else ""
        return (
            f"<rsp:ReceiveResponse>{streams}"
            f'<rsp:CommandState CommandId="{name}" State="{SHELL}/CommandState/{state}">'
            f"{code}</rsp:CommandState></rsp:ReceiveResponse>"
        )

    def _signal(self, message: Message) -> str:
        name = message.body("rsp:Signal").get("CommandId")
        self._program(message, name).end()
        self._shell(message).pop(str(name).upper())
        return "<rsp:SignalResponse/>"

    def _shell(self, message: Message) -> dict[str, Program]:
        shell = self._open.get(message.shell_id.upper())
        if shell is None:
            raise Fault(NO_SUCH_SHELL, "The shell was not found.", "w:InvalidSelectors")
        return shell

    def _program(self, message: Message, name: str | None) -> Program:
        program = self._shell(message).get((name or "").upper())
        if program is None:
            raise Fault(NO_SUCH_SHELL, "The command was not found.", "w:InvalidSelectors")
        return program

"""What a Windows machine answers over WinRM: SOAP, inside the encryption."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Final

from winrm.exceptions import WinRMTransportError

from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.guest.pinned_https import PinnedDialer
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.winrm_transport import Limits, protocol_over
from app.problems import ProblemError
from app.secret import Secret
from tests.fuzz.target import Target, say

_ENVELOPE: Final = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
 xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
 xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"><s:Body>{}</s:Body></s:Envelope>"""
_STATE: Final = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState"
_ANSWERS: Final = 6
_REFUSED: Final = b"!"
"""At the beginning of an input: it comes with the status of a fault."""


class _Answers:
    """pywinrm's transport to a machine that gives one answer to everything, then falls silent.

    It proves nothing of HTTP, NTLM or the encryption: `tests/winrm` has those.
    """

    read_timeout_sec = 1

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = _ANSWERS

    def send_message(self, message: str | bytes) -> bytes:
        del message
        self._left -= 1
        if self._left < 0:
            raise ConnectionError("silence")
        if self._data.startswith(_REFUSED):
            words = self._data[len(_REFUSED) :].decode("utf-8", "replace")
            raise WinRMTransportError("http", 500, words)
        return self._data

    def close_session(self) -> None:
        """There is none."""


def parse_winrm(data: bytes) -> None:
    cancel = CancelToken()
    pinned = PinnedDialer(DirectDialer(), "lab.example", 5986, "ab" * 32, cancel)
    limits = Limits(1, 2)
    protocol = protocol_over(pinned, "azureuser", Secret("none"), limits)
    answers: Any = _Answers(data)
    protocol.transport = answers
    guest = WinRmGuest(protocol, pinned, "azureuser", limits)
    heard: list[str] = []
    try:
        guest.open(cancel)
        ended = guest.run(["cmd"], cancel=cancel, timeout_seconds=0, on_line=heard.append)
        assert isinstance(ended.exit_code, int)
        ended.stdout.encode()
    except ProblemError as error:
        say(error.problem)
    finally:
        guest.close()


def winrms() -> Sequence[bytes]:
    """An answer that suits every question at once, and faults."""
    words = base64.b64encode("雲ノート\r\n".encode()).decode()
    everything = (
        '<w:Selector Name="ShellId">11111111-2222-3333-4444-555555555555</w:Selector>'
        "<rsp:CommandResponse><rsp:CommandId>C0</rsp:CommandId></rsp:CommandResponse>"
        f'<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="C0">{words}</rsp:Stream>'
        f'<rsp:Stream Name="stderr" CommandId="C0">{words}</rsp:Stream>'
        f'<rsp:CommandState CommandId="C0" State="{_STATE}/Done"><rsp:ExitCode>0</rsp:ExitCode>'
        "</rsp:CommandState></rsp:ReceiveResponse>"
    )
    fault = (
        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:InternalError</s:Value>"
        "</s:Subcode></s:Code><s:Reason><s:Text>No.</s:Text></s:Reason><s:Detail>"
        '<f:WSManFault Code="{}" Machine="lab"/></s:Detail></s:Fault>'
    )
    bodies = [everything, everything.replace("/Done", "/Running")]
    refusals = [fault.format(code) for code in (2150858843, 2150859174, 2150858793)]
    return [
        *(_ENVELOPE.format(body).encode() for body in bodies),
        *(_REFUSED + _ENVELOPE.format(body).encode() for body in refusals),
    ]


_BOMB: Final = b"<!DOCTYPE b [" + b"".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 50}">'.encode() for n in range(12)
)

TARGETS: Final = (
    Target(
        *("winrm", "answers over WinRM", parse_winrm, winrms),
        found=(
            b"<a/>",
            _BOMB + b"]><b>&e11;</b>",
            _REFUSED + _BOMB + b"]><b>&e11;</b>",
            b"<a>" * 3000,
            _REFUSED + b"<a>" * 3000,
        ),
    ),
)

"""The parts of WS-Management messages that remote shells use, as [MS-WSMV] has them."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

NAMESPACES: Final = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "f": "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
    "id": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd",
}
SHELL: Final = NAMESPACES["rsp"]
_DECLARED: Final = " ".join(f'xmlns:{key}="{value}"' for key, value in NAMESPACES.items())


class Fault(Exception):
    """`code` is Microsoft's number, `subcode` the name that WS-Management gives the kind."""

    def __init__(self, code: int, reason: str, subcode: str) -> None:
        super().__init__(reason)
        self.code = code
        self.subcode = subcode


@dataclass(frozen=True)
class Message:
    """A request. `seconds` is its operation timeout."""

    root: ElementTree.Element

    @property
    def action(self) -> str:
        return self._header("a:Action")

    @property
    def name(self) -> str:
        """The last word of the action; "Identify" for the one message without any."""
        return self.action.rsplit("/", 1)[-1] or "Identify"

    @property
    def message_id(self) -> str:
        return self._header("a:MessageID")

    @property
    def resource(self) -> str:
        return self._header("w:ResourceURI")

    @property
    def seconds(self) -> float:
        return float(self._header("w:OperationTimeout").removeprefix("PT").removesuffix("S"))

    @property
    def shell_id(self) -> str:
        path = "s:Header/w:SelectorSet/w:Selector[@Name='ShellId']"
        return (self.root.findtext(path, "", NAMESPACES) or "").strip()

    def option(self, name: str) -> str:
        path = f"s:Header/w:OptionSet/w:Option[@Name='{name}']"
        return self.root.findtext(path, "", NAMESPACES) or ""

    def body(self, path: str) -> ElementTree.Element:
        """Raises `Fault` where the message has no such part."""
        found = self.root.find(f"s:Body/{path}", NAMESPACES)
        if found is None:
            raise Fault(2150858752, f"the message has no {path}", "w:SchemaValidationError")
        return found

    def _header(self, name: str) -> str:
        return (self.root.findtext(f"s:Header/{name}", "", NAMESPACES) or "").strip()


def parse(body: bytes) -> Message:
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("start",))
    try:
        parser.feed(body)
        parser.close()
    except ElementTree.ParseError as error:
        raise Fault(2150858752, f"not XML: {error}", "w:SchemaValidationError") from error
    parts = (part for event in parser.read_events() for part in event)
    return Message(next(part for part in parts if isinstance(part, ElementTree.Element)))


def answer(message: Message, body: str) -> bytes:
    header = (
        f"<a:Action>{message.action}Response</a:Action>"
        f"<a:MessageID>uuid:{uuid.uuid4()}</a:MessageID>"
        f"<a:RelatesTo>{escape(message.message_id)}</a:RelatesTo>"
    )
    return _envelope(header, body)


def identity() -> bytes:
    told = (
        "<id:IdentifyResponse>"
        f"<id:ProtocolVersion>{NAMESPACES['w']}</id:ProtocolVersion>"
        "<id:ProductVendor>Kumonote's practice cloud</id:ProductVendor>"
        "<id:ProductVersion>OS: none Stack: 3.0</id:ProductVersion>"
        "</id:IdentifyResponse>"
    )
    return _envelope("", told)


def faulty(fault: Fault) -> bytes:
    reason = escape(str(fault))
    return _envelope(
        f"<a:Action>{NAMESPACES['a']}/fault</a:Action><a:MessageID>uuid:{uuid.uuid4()}</a:MessageID>",
        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value>"
        f"<s:Subcode><s:Value>{fault.subcode}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en-US">{reason}</s:Text></s:Reason>'
        f'<s:Detail><f:WSManFault Code="{fault.code}"><f:Message>{reason}</f:Message>'
        "</f:WSManFault></s:Detail></s:Fault>",
    )


def _envelope(header: str, body: str) -> bytes:
    return (
        f'<s:Envelope xml:lang="en-US" {_DECLARED}><s:Header>{header}</s:Header>'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()

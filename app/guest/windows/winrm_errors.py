"""What can go wrong between here and a Windows machine, in words."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ElementTree
from typing import Final

import requests
import spnego.exceptions
import urllib3.exceptions
from winrm.exceptions import (
    AuthenticationError,
    WinRMError,
    WinRMOperationTimeoutError,
    WinRMTransportError,
    WSManFaultError,
)

from app.guest import errors
from app.guest.pinned_https import WrongCertificateError
from app.guest.windows.winrm_transport import Limits
from app.problems import Action, Problem, ProblemError
from app.redaction import redact
from app.text import Text, text

FAILURES: Final = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    WinRMError,
    WinRMTransportError,
    WinRMOperationTimeoutError,
    WrongCertificateError,
    spnego.exceptions.SpnegoError,
    OSError,
)
"""What the client raises when a machine or the network misbehaves."""

NO_ANSWER_AT_ALL: Final = (
    ElementTree.ParseError,
    LookupError,
    StopIteration,
    AssertionError,
    ValueError,
    struct.error,
)
"""What it raises for an answer without the parts that it looks for. Caught around its calls
only: elsewhere these are mistakes of our own."""

_SHELL_GONE: Final = 2150858843
_QUOTAS: Final = range(2150859173, 2150859183)
"""WS-Management's codes 0x803381A5 and following: too many shells, operations, memory."""


def no_answer(host: str, details: str) -> ProblemError:
    """Nothing that speaks WinRM answered within the limit."""
    return ProblemError(
        Problem(
            code="winrm-no-answer",
            message=text("The machine {host} does not answer to WinRM.", host=host),
            advice=text(
                "Check that this computer's public address is still the one that may connect,"
                " and that your network lets port 5986 out. Then resume."
            ),
            action=Action.RESUME,
            details=redact(details),
        )
    )


def not_pinned(host: str) -> ProblemError:
    """Nobody knows by which certificate the machine is to be known."""
    return ProblemError(
        Problem(
            code="winrm-unpinned",
            message=text("The certificate of the machine {host} is not known.", host=host),
            advice=text("“repair” reads it through Azure."),
            action=Action.REPAIR,
        )
    )


def part_failed(part: Text, details: str) -> ProblemError:
    """PowerShell did not bring a part of the set-up about."""
    return ProblemError(
        Problem(
            code="windows-setup-failed",
            message=text("Windows did not take a part of the set-up: {part}.", part=part),
            advice=text(
                "The details are in the machine's own words. Resume: what is done is kept."
            ),
            action=Action.RESUME,
            details=redact(details[-2000:]),
        )
    )


def explained(error: Exception, host: str, user: str, limits: Limits) -> ProblemError:
    """The problem behind what the client raised."""
    details = redact(str(error) or type(error).__name__)
    match error:
        case WrongCertificateError():
            return _other_certificate(host, details)
        case AuthenticationError():
            return _login_refused(host, user)
        case requests.Timeout() | urllib3.exceptions.TimeoutError() | TimeoutError():
            return errors.command_too_slow(limits.read, details)
        case WinRMOperationTimeoutError():
            return errors.command_too_slow(limits.operation, details)
        case WSManFaultError() if _is_quota(error):
            return _too_many_shells(host, details)
        case WSManFaultError() if error.wsman_fault_code != _SHELL_GONE:
            return _refused(host, details)
    return _lost(details)


def is_fault(error: Exception) -> bool:
    """Whether the machine itself said no, so that the connection is as good as before."""
    return isinstance(error, WSManFaultError) and error.wsman_fault_code != _SHELL_GONE


def _is_quota(fault: WSManFaultError) -> bool:
    return fault.wsman_fault_code in _QUOTAS or str(fault.fault_subcode).endswith("QuotaLimit")


def _other_certificate(host: str, details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="winrm-certificate",
            message=text("The machine that answers for {host} is not the one expected.", host=host),
            advice=text(
                "Kumonote sent it nothing. If the certificate of WinRM was renewed, “repair” reads"
                " the right one through Azure; otherwise ask who runs your network."
            ),
            action=Action.REPAIR,
            details=details,
        )
    )


def _login_refused(host: str, user: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="winrm-login-refused",
            message=text(
                "The machine {host} does not accept the password of its administrator {user}.",
                host=host,
                user=user,
            ),
            advice=text(
                "If it was changed in the machine: “repair” gives it a new one through Azure."
            ),
            action=Action.REPAIR,
        )
    )


def _too_many_shells(host: str, details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="winrm-quota",
            message=text("The machine {host} lets nobody open more remote shells.", host=host),
            advice=text(
                "Close other remote sessions of its administrator, or wait three minutes until"
                " the machine has closed those that nobody uses. Then try again."
            ),
            retryable=True,
            action=Action.RETRY,
            details=details,
        )
    )


def _refused(host: str, details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="winrm-refused",
            message=text("The machine {host} refuses a remote command.", host=host),
            advice=text("The details are in the machine's own words. Resume to try it again."),
            action=Action.RESUME,
            details=details,
        )
    )


def _lost(details: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="winrm-connection-lost",
            message=text("The connection to the machine was lost."),
            advice=text("Check your network. The work goes on where it stopped."),
            retryable=True,
            action=Action.RETRY,
            details=details,
        )
    )

"""Asks the publisher for the newest version: seldom, briefly, and telling nothing about anybody."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from app import __version__
from app.azure.calls import Calls
from app.azure.network_errors import network_problem
from app.azure.pipeline import make_http
from app.engine.cancel import Cancelled, CancelToken
from app.paths import Paths
from app.settings import load
from app.updates import Release, UpdateRecord

if TYPE_CHECKING:
    import requests

_LOG = logging.getLogger(__name__)
LIMIT_SECONDS: Final = 20.0
LARGEST_BYTES: Final = 16 * 1024
_SILENCE_SECONDS: Final = 10.0
_PIECE_BYTES: Final = 4096
_HEADERS: Final = {
    "User-Agent": "Kumonote",  # not which version, not which system
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # what is unpacked might be without end
}


def look_for_update(
    paths: Paths,
    address: str,
    cancel: CancelToken,
    *,
    own: str = __version__,
    limit_seconds: float = LIMIT_SECONDS,
) -> Release | None:
    """The newer version that `address` tells of; None also where nobody may be asked now.

    Asked at most once a day, whatever comes of it, and only with the user's consent. What goes
    wrong is noted in the log and is no trouble of the user's. Raises `Cancelled`, `OSError` where
    nothing can be written, and `ProblemError` for settings that cannot be read.
    """
    record = UpdateRecord(paths.updates)
    now = datetime.now(UTC)
    before = record.read()
    if not load(paths.settings).updates.look or not before.due(now):
        return None
    record.note(asked=now)
    release = _asked(address, cancel, limit_seconds)
    if release is None or release.version == before.skipped or not release.is_newer_than(own):
        return None
    return release


def _asked(address: str, cancel: CancelToken, limit_seconds: float) -> Release | None:
    ours = CancelToken()
    forget = cancel.on_cancel(ours.cancel)
    limit = threading.Timer(limit_seconds, ours.cancel)
    limit.start()
    try:
        return Release.of(Calls().run(lambda: _document(address, ours), ours))
    except Cancelled:
        cancel.check()
        _LOG.info("the publisher did not answer in time")
    except ValueError as error:  # requests has some of these for addresses
        _LOG.info("the publisher's answer is not understood: %s", type(error).__name__)
    except Exception as error:
        if network_problem(error) is None:
            raise
        _LOG.info("the publisher could not be asked: %s", type(error).__name__)
    finally:
        limit.cancel()
        forget()
    return None


def _document(address: str, cancel: CancelToken) -> bytes:
    """The whole answer, if it is one and not too long. Raises `ValueError` otherwise."""
    with make_http(ca_file=None) as http:
        http.auth = _nobody
        answer = http.get(
            address,
            headers=_HEADERS,
            timeout=_SILENCE_SECONDS,
            allow_redirects=False,
            stream=True,
        )
        with answer:
            if answer.status_code != 200:
                raise ValueError(f"HTTP {answer.status_code}")
            return _body(answer, cancel)


def _body(answer: requests.Response, cancel: CancelToken) -> bytes:
    found = b""
    while piece := answer.raw.read1(_PIECE_BYTES):
        cancel.check()
        found += piece
        if len(found) > LARGEST_BYTES:
            raise ValueError("too long")
    return found


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """In place of what a `.netrc` of this user may say about the publisher's host."""
    return request

"""How requests travel: one connection pool, retries and polls that a cancel ends at once.

The SDK sleeps in two places where nobody can wake it: between retries and between the polls
of a long-running operation. Both are replaced here by waits on the caller's `CancelToken`.
A call carries its token as the option `cancel=` through the SDK to `PatientRetryPolicy`.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
import truststore
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import RetryPolicy, SansIOHTTPPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest, HttpResponse
from azure.mgmt.core.polling.arm_polling import ARMPolling
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from app.azure.network_errors import login_page, network_problem
from app.engine.cancel import CancelToken
from app.problems import ProblemError

CONNECT_TIMEOUT_SECONDS = 10.0
READ_TIMEOUT_SECONDS = 60.0
POLL_SECONDS = 2.0
"""Between two polls where the service does not say (the SDK's own default is 30)."""
LONGEST_OBEYED_RETRY_AFTER_SECONDS = 60.0
"""Asked to wait longer than this, we tell the user instead of seeming to hang."""
_POOL_SIZE = 16
_THROTTLED = 429
_UNAUTHORIZED = 401
_LEADING_AWAY = (301, 302, 303, 307, 308)
"""None of the operations that are called answers with these."""
_EXPIRED = "ExpiredAuthenticationToken"


class _SystemTrustAdapter(HTTPAdapter):
    """Trusts what this computer trusts, so that inspecting company proxies work."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """As the adapter's own, without the list of authorities that comes with requests.

        `verify` is a path where `REQUESTS_CA_BUNDLE` names one, which then counts as well.
        """
        del url, cert
        conn.cert_reqs = "CERT_REQUIRED"
        if isinstance(verify, str):
            where = "ca_cert_dir" if Path(verify).is_dir() else "ca_certs"
            setattr(conn, where, verify)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return super().proxy_manager_for(*args, **kwargs)


def make_http(*, ca_file: Path | None, proxy: str = "") -> requests.Session:
    """The one connection pool of a session.

    With `ca_file` (practice mode) only that anchor is trusted and the environment's proxies
    are not asked: the cloud is on this computer. Without it the system's trust store and,
    unless `proxy` names one, the environment's proxy are used.
    """
    http = requests.Session()
    retries = Retry(total=False, redirect=False, raise_on_status=False)
    if ca_file is None:
        http.mount("https://", _SystemTrustAdapter(pool_maxsize=_POOL_SIZE, max_retries=retries))
        if proxy:
            http.proxies = {"http": proxy, "https": proxy}
    else:
        http.trust_env = False
        http.verify = str(ca_file)
        http.mount("https://", HTTPAdapter(pool_maxsize=_POOL_SIZE, max_retries=retries))
    return http


def make_transport(http: requests.Session) -> RequestsTransport:
    """The SDK's transport over `http`, which stays its maker's to close."""
    return RequestsTransport(
        session=http,
        session_owner=False,
        connection_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        connection_verify=http.verify,
    )


class PatientRetryPolicy(RetryPolicy[HttpRequest, HttpResponse]):
    """The SDK's retries with waits that end when the call's `cancel=` token is set.

    `retry_throttled=False` is for calls that have a way round: throttled, they fail at once.
    `renew` is called when the service takes a token for expired: the next must be a new one.
    """

    def __init__(self, renew: Callable[[], None] = lambda: None, **options: Any) -> None:
        super().__init__(**options)
        self._renew = renew

    def configure_retries(self, options: dict[str, Any]) -> dict[str, Any]:
        own = {"cancel": options.pop("cancel", None)}
        own["retry_throttled"] = options.pop("retry_throttled", True)
        return {**super().configure_retries(options), **own}

    def is_retry(self, settings: dict[str, Any], response: PipelineResponse[Any, Any]) -> bool:
        if _token_ran_out(response):
            # the policy below has dropped the token: the next try asks for another
            self._renew()
            return not any(_refused(past.http_response) for past in settings["history"])
        if response.http_response.status_code == _THROTTLED and not settings["retry_throttled"]:
            return False
        asked = self.get_retry_after(response) or 0.0
        return asked <= LONGEST_OBEYED_RETRY_AFTER_SECONDS and bool(
            super().is_retry(settings, response)
        )

    def increment(
        self,
        settings: dict[str, Any],
        response: Any = None,
        error: Exception | None = None,
    ) -> bool:
        problem = network_problem(error) if error is not None else None
        if problem is not None and not problem.retryable:
            return False  # a certificate that is not trusted will not be trusted in a second
        return bool(super().increment(settings, response, error))

    def sleep(
        self,
        settings: dict[str, Any],
        transport: Any,
        response: PipelineResponse[HttpRequest, HttpResponse] | None = None,
    ) -> None:
        asked = self.get_retry_after(response) if response is not None else None
        seconds = self.get_backoff_time(settings) if asked is None else asked
        cancel: CancelToken | None = settings["cancel"]
        if cancel is None:  # a request the SDK makes by itself, e.g. to register a provider
            transport.sleep(seconds)
        else:
            cancel.wait(seconds)


class NoLoginPage(SansIOHTTPPolicy[HttpRequest, HttpResponse]):
    """Raises `ProblemError` "login-page" where a page for people comes in place of an answer.

    Resource Manager answers JSON or nothing. A gateway's own page about an error is left to
    the retries, as it comes with a status that says so.
    """

    def on_response(
        self,
        request: PipelineRequest[HttpRequest],
        response: PipelineResponse[HttpRequest, HttpResponse],
    ) -> None:
        answer = response.http_response
        kind = str(answer.headers.get("Content-Type") or "")
        elsewhere = str(answer.headers.get("Location") or "")
        page = answer.status_code < HTTPStatus.MULTIPLE_CHOICES and kind.startswith("text/html")
        led_away = answer.status_code in _LEADING_AWAY and bool(elsewhere)
        if page or led_away:
            asked = request.http_request.url
            answer.close()  # nobody reads it: without this its connection stays open
            raise ProblemError(
                login_page(f"HTTP {answer.status_code} {kind} {elsewhere} for {asked}")
            )


def _refused(answer: Any) -> bool:
    return answer is not None and answer.status_code == _UNAUTHORIZED


def _token_ran_out(response: PipelineResponse[Any, Any]) -> bool:
    answer = response.http_response
    if answer.status_code != _UNAUTHORIZED:
        return False
    answer.read()  # answers that begin an operation come unread
    return _EXPIRED in str(answer.text())


class CancellablePolling(ARMPolling):
    """Polls an operation as the service asks (Retry-After, else 2 s) until `cancel` is set."""

    def __init__(self, cancel: CancelToken) -> None:
        super().__init__(timeout=POLL_SECONDS, cancel=cancel)
        self._cancel = cancel

    def _sleep(self, delay: float) -> None:
        self._cancel.wait(delay)

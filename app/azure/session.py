"""Who is signed in, to which cloud and subscription, with which SDK clients.

The SDK's modules take more than a second to import, so each client is made when it is first
asked for. All clients of a session share one connection pool.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from app.azure.calls import Calls
from app.azure.endpoints import CloudName, Endpoints
from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.problems import ProblemError

if TYPE_CHECKING:
    import requests
    from azure.core.credentials import TokenCredential
    from azure.core.polling import LROPoller
    from azure.mgmt.compute import ComputeManagementClient
    from azure.mgmt.devtestlabs import DevTestLabsClient
    from azure.mgmt.network import NetworkManagementClient
    from azure.mgmt.resource.resources import ResourceManagementClient
    from azure.mgmt.resource.subscriptions import SubscriptionClient
    from azure.mgmt.resourcegraph import ResourceGraphClient

T = TypeVar("T")
_CLIENTS = ("compute", "network", "resource", "subscriptions", "devtestlabs", "resource-graph")
_SETTLE_SECONDS = 15.0


class Session:
    """One signed-in user in one subscription. Safe to use from several threads.

    `make_credential` gets the session's SDK transport, so that sign-in uses the same trust
    anchors and proxy as everything else; it is called at the first request.
    """

    def __init__(
        self,
        *,
        cloud: CloudName,
        endpoints: Endpoints,
        subscription_id: str,
        dialer: Dialer,
        make_credential: Callable[[Any], TokenCredential],
        proxy: str = "",
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        self.cloud = cloud
        self.endpoints = endpoints
        self.subscription_id = subscription_id
        self.dialer = dialer
        self._make_credential = make_credential
        self._proxy = proxy
        self._on_close = on_close
        self._calls = Calls()
        self._lock = threading.Lock()
        self._locks: dict[str, threading.RLock] = {}
        self._made: dict[str, Any] = {}

    # -- clients -------------------------------------------------------------------------

    @property
    def compute(self) -> ComputeManagementClient:
        def make() -> ComputeManagementClient:
            from azure.mgmt.compute import ComputeManagementClient

            return ComputeManagementClient(
                self.credential, self.subscription_id, **self._client_options()
            )

        return self._once("compute", make)

    @property
    def network(self) -> NetworkManagementClient:
        def make() -> NetworkManagementClient:
            from azure.mgmt.network import NetworkManagementClient

            return NetworkManagementClient(
                self.credential, self.subscription_id, **self._client_options()
            )

        return self._once("network", make)

    @property
    def resource(self) -> ResourceManagementClient:
        def make() -> ResourceManagementClient:
            from azure.mgmt.resource.resources import ResourceManagementClient

            return ResourceManagementClient(
                self.credential, self.subscription_id, **self._client_options()
            )

        return self._once("resource", make)

    @property
    def subscriptions(self) -> SubscriptionClient:
        return self._once("subscriptions", lambda: self.subscriptions_as(self.credential))

    def subscriptions_as(self, credential: TokenCredential) -> SubscriptionClient:
        """The client for tenants and subscriptions, with other tokens."""
        from azure.mgmt.resource.subscriptions import SubscriptionClient

        return SubscriptionClient(credential, **self._client_options())

    @property
    def devtestlabs(self) -> DevTestLabsClient:
        def make() -> DevTestLabsClient:
            from azure.mgmt.devtestlabs import DevTestLabsClient

            return DevTestLabsClient(
                self.credential, self.subscription_id, **self._client_options()
            )

        return self._once("devtestlabs", make)

    @property
    def resource_graph(self) -> ResourceGraphClient:
        def make() -> ResourceGraphClient:
            from azure.mgmt.resourcegraph import ResourceGraphClient

            return ResourceGraphClient(self.credential, **self._client_options())

        return self._once("resource-graph", make)

    @property
    def credential(self) -> TokenCredential:
        return self._once("credential", lambda: self._make_credential(self._transport))

    @property
    def http(self) -> requests.Session:
        """For what is no part of Resource Manager: price list, address look-up, boot logs."""

        def make() -> requests.Session:
            from app.azure.pipeline import make_http

            return make_http(ca_file=self.endpoints.ca_file, proxy=self._proxy)

        return self._once("http", make)

    @property
    def _transport(self) -> Any:
        def make() -> Any:
            from app.azure.pipeline import make_transport

            return make_transport(self.http)

        return self._once("transport", make)

    def _client_options(self) -> dict[str, Any]:
        from app.azure.pipeline import POLL_SECONDS, NoLoginPage, PatientRetryPolicy

        return {
            "base_url": self.endpoints.resource_manager,
            "credential_scopes": [self.endpoints.scope],
            "transport": self._transport,
            "retry_policy": PatientRetryPolicy(self._renew_token),
            "polling_interval": POLL_SECONDS,
            "per_call_policies": [NoLoginPage()],
            # a body may hold what only the service is to see: it is not sent on elsewhere
            "permit_redirects": False,
        }

    def _load_sdk(self) -> None:
        """Its packages import each other in circles: two threads must not begin with it at once."""
        with self._lock:
            importlib.import_module("app.azure.pipeline")

    def _once(self, name: str, make: Callable[[], T]) -> T:
        """What is called `name`, made by whoever asks first; others wait for that one only."""
        with self._lock:
            being_made = self._locks.setdefault(name, threading.RLock())
        with being_made:
            if name not in self._made:
                self._made[name] = make()
            return cast(T, self._made[name])

    def drop_tokens(self) -> None:
        """Have the clients ask for new ones: somebody else is signed in, or elsewhere."""
        with self._lock:
            for client in _CLIENTS:
                self._made.pop(client, None)

    # -- calls ---------------------------------------------------------------------------

    def call(self, call: Callable[[], T], cancel: CancelToken) -> T:
        """`call()`, cancellable. Raises `ProblemError` for every failure of the cloud.

        Pass `cancel=cancel` on to the SDK method too, so that its retries end as well.
        """
        self._load_sdk()
        from app.azure.errors import translated

        with translated(), self._sign_in_ends_with(cancel):
            return self._calls.run(call, cancel)

    def find(self, call: Callable[[], T], cancel: CancelToken) -> T | None:
        """Like `call`, but None where the cloud says that there is no such thing."""
        self._load_sdk()
        from azure.core.exceptions import ResourceNotFoundError

        def look() -> T | None:
            try:
                return call()
            except ResourceNotFoundError:
                return None

        return self.call(look, cancel)

    def wait_for(
        self,
        begin: Callable[[Any, CancelToken], LROPoller[T]],
        cancel: CancelToken,
        *,
        limit_seconds: float,
        on_tick: Callable[[float], None] = lambda _elapsed: None,
    ) -> T:
        """Start a long-running operation and wait for its end.

        `begin(polling, cancel)` must pass both on: `begin_x(…, polling=polling,
        cancel=cancel)`. Raises `ProblemError` or `Cancelled`.
        """
        self._load_sdk()
        from app.azure.errors import translated

        with translated(), self._sign_in_ends_with(cancel):
            return self._calls.wait_for(
                begin,
                cancel,
                limit_seconds=limit_seconds,
                on_tick=on_tick,
                paused=self._seconds_asking,
            )

    @contextmanager
    def _sign_in_ends_with(self, cancel: CancelToken) -> Iterator[None]:
        """While inside, a cancel also ends a sign-in that a request waits for."""
        forget = cancel.on_cancel(self._give_up_sign_in)
        try:
            yield
        except ProblemError:
            cancel.check()  # the sign-in that was given up is no failure of its own
            raise
        finally:
            forget()

    def _renew_token(self) -> None:
        renew = getattr(self._made.get("credential"), "renew", None)
        if renew is not None:
            renew()

    def _seconds_asking(self) -> float:
        """How long requests have waited for the user to sign in, so far."""
        return float(getattr(self._made.get("credential"), "seconds_asking", 0.0))

    def _give_up_sign_in(self) -> None:
        credential = self._made.get("credential")
        give_up = getattr(credential, "give_up", None)
        if give_up is not None:  # a person's; those of principals ask nobody
            give_up()

    def settle(self) -> None:
        """Wait for requests left behind by a cancel; do this before removing things."""
        self._calls.settle(_SETTLE_SECONDS)

    def close(self) -> None:
        """Close the connections. A call still under way fails; the session is not used again."""
        self._give_up_sign_in()
        with self._lock:
            http = self._made.get("http")
            self._made.clear()
        if http is not None:
            http.close()
        self._on_close()

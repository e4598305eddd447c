"""The authority of the practice cloud: who signs in there, and what their tokens allow."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.practice.arm.calls import Caller
from app.practice.authority import documents
from app.practice.authority.grants import TokenEndpoint, TokenRefused
from app.practice.authority.kept import SignIns
from app.practice.authority.people import Directory
from app.practice.authority.person_grants import PersonGrants
from app.practice.authority.sign_in import SignInPages
from app.practice.authority.tokens import Tokens, expired, more_proof_needed
from app.practice.cloud import Cloud
from app.practice.replies import response_of
from app.secret import Secret

_MORE_AUDIENCES = ("https://management.azure.com", "https://management.core.windows.net")


class Authority:
    def __init__(
        self, url: str, cloud: Cloud, directory: Directory, sign_ins: SignIns, secret: Secret
    ) -> None:
        self._url = url
        self._cloud = cloud
        self._directory = directory
        audiences = frozenset([url, *_MORE_AUDIENCES])
        self._tokens = Tokens(url, [tenant.id for tenant in directory.tenants], audiences)
        self._endpoint = TokenEndpoint(cloud.identity, secret, self._tokens, directory, audiences)
        self._people = PersonGrants(
            url, self._endpoint, self._tokens, directory, sign_ins, cloud.faults
        )
        self._pages = SignInPages(url, self._endpoint, directory, sign_ins)
        self.calls = 0

    def routes(self) -> list[Route]:
        return [
            Route("/metadata/endpoints", self.metadata),
            Route("/common/discovery/instance", self.discovery),
            Route("/{tenant}/.well-known/openid-configuration", self.openid),
            Route("/{tenant}/v2.0/.well-known/openid-configuration", self.openid),
            Route("/{tenant}/discovery/v2.0/keys", self.keys),
            Route("/{tenant}/discovery/keys", self.keys),
            Route("/{tenant}/oauth2/v2.0/token", self.token, methods=["POST"]),
            Route("/{tenant}/oauth2/token", self.token, methods=["POST"]),
            Route("/{tenant}/oauth2/v2.0/devicecode", self.devicecode, methods=["POST"]),
            *self._pages.routes(),
        ]

    def caller(self, authorization: str | None) -> Caller:
        """Whose token that is. Raises `ArmError`."""
        caller = self._tokens.check(authorization)
        issuer = self._tokens.issuer_of(caller.tenant)
        if self._cloud.faults.take("expired-token"):
            raise expired(issuer, 0.0)
        wanting = caller.person and not caller.second_proof
        if wanting and self._cloud.faults.take("claims-challenge"):
            raise more_proof_needed(issuer)
        return caller

    async def openid(self, request: Request) -> Response:
        asked = request.path_params["tenant"]
        try:
            self._endpoint.check_tenant(asked)
        except TokenRefused as refused:
            return response_of(refused.reply())
        tenant = self._directory.tenant(asked)
        # where any organisation may be meant, its id is left to whoever signs in
        issuer = self._tokens.issuer_of(tenant.id if tenant else "{tenantid}")
        path = tenant.id if tenant else asked
        return JSONResponse(documents.openid_configuration(self._url, path, issuer))

    async def keys(self, _request: Request) -> Response:
        return JSONResponse(self._tokens.keys())

    async def token(self, request: Request) -> Response:
        self.calls += 1
        return response_of(
            self._endpoint.answer(request.path_params["tenant"], await _form(request))
        )

    async def devicecode(self, request: Request) -> Response:
        self.calls += 1
        return response_of(
            self._people.start_device(request.path_params["tenant"], await _form(request))
        )

    async def discovery(self, _request: Request) -> Response:
        tenant = self._cloud.identity.tenant
        return JSONResponse(documents.instance_discovery(self._url, tenant))

    async def metadata(self, request: Request) -> Response:
        version = request.query_params.get("api-version", "")
        tenant = self._cloud.identity.tenant
        return JSONResponse(documents.cloud_metadata(self._url, tenant, version))


async def _form(request: Request) -> dict[str, str]:
    text = (await request.body()).decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True))

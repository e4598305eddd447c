"""The pages of the authority at work: from what a program asks to what a person decides."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.practice.authority import pages
from app.practice.authority.grants import TokenEndpoint, TokenRefused
from app.practice.authority.kept import Asked, Code, DeviceRequest, Granted, Page, SignIns
from app.practice.authority.peers import is_own
from app.practice.authority.people import Directory, Person
from app.practice.authority.person_grants import known_client, tenant_for, wants_second_proof

_LOOPBACK = ("localhost", "127.0.0.1")


class SignInPages:
    def __init__(
        self, url: str, endpoint: TokenEndpoint, directory: Directory, sign_ins: SignIns
    ) -> None:
        self._url = url
        self._endpoint = endpoint
        self._directory = directory
        self._sign_ins = sign_ins

    def routes(self) -> list[Route]:
        return [
            Route("/{tenant}/oauth2/v2.0/authorize", self.authorize),
            Route("/practice/device", self.device, methods=["GET", "POST"]),
            Route("/practice/sign-in", self.decide, methods=["POST"]),
        ]

    async def authorize(self, request: Request) -> Response:
        """Where a program sends its user's browser."""
        if not _allowed(request):
            return _not_yours()
        tenant = request.path_params["tenant"]
        query = dict(request.query_params)
        try:
            self._endpoint.check_tenant(tenant)
            self._endpoint.audience(query)
            asked = _asked(tenant, query)
        except TokenRefused as refused:
            return pages.message("Sign in", f"AADSTS{refused.number}: {refused.description}", 400)
        return self._choose(self._new_page(asked), asked.tenant)

    async def device(self, request: Request) -> Response:
        """Where a code is typed that a program shows."""
        if not _allowed(request):
            return _not_yours()
        if request.method == "GET":
            return pages.ask_for_code(wrong=False)
        typed = (await _form(request)).get("user_code", "").strip().upper()
        found = self._sign_ins.devices.find(
            lambda d: d.user_code == typed and d.granted is None and not d.declined
        )
        if found is None:
            return pages.ask_for_code(wrong=True)
        return self._choose(self._new_page(found), found.tenant)

    async def decide(self, request: Request) -> Response:
        """What the person before a page chose there."""
        if not _allowed(request) or request.headers.get("origin") not in (self._url, None, "null"):
            return _not_yours()
        form = await _form(request)
        name = form.get("request", "")
        page = self._sign_ins.pages.get(name)
        if page is None:
            return pages.message("Sign in", "This sign-in has expired. Begin again.", 400)
        if "cancel" in form:
            return self._refused(name, page, 65004, "User declined to consent to access the app.")
        person = self._directory.person(form.get("person", ""))
        if person is None:
            return self._choose(name, page.about.tenant)
        if not person.approved:
            if "refused" not in form:
                return pages.approval(name, person)
            return self._refused(
                name,
                page,
                90094,
                "The grant requires admin permission: the app needs access to resources that "
                "only an administrator can grant.",
            )
        return self._proved(name, page, person, form)

    def _proved(self, name: str, page: Page, person: Person, form: Mapping[str, str]) -> Response:
        about = page.about
        try:
            tenant = tenant_for(self._directory, about.tenant, person)
        except TokenRefused as refused:
            return pages.message("Sign in", f"AADSTS{refused.number}: {refused.description}", 400)
        needed = about.wants_proof or person.wants_second_proof(tenant)
        given = form.get("proof", "").strip()
        if needed and not secrets.compare_digest(given.encode(), page.proof.encode()):
            return pages.second_proof(name, person, tenant, page.proof, wrong="proof" in form)
        self._sign_ins.pages.take(name)
        if isinstance(about, DeviceRequest):
            about.granted = Granted(person, tenant, about.client, needed)
            return pages.message("Signed in", "You can close this window.")
        granted = Granted(person, tenant, about.client, needed, about.nonce)
        code = self._sign_ins.codes.keep(Code(about, granted))
        return _answer(about, {"code": code})

    def _refused(self, name: str, page: Page, number: int, description: str) -> Response:
        self._sign_ins.pages.take(name)
        about = page.about
        if isinstance(about, DeviceRequest):
            about.declined = True
            return pages.message("Not signed in", "You can close this window.")
        return _answer(
            about,
            {"error": "access_denied", "error_description": f"AADSTS{number}: {description}"},
        )

    def _new_page(self, about: Asked | DeviceRequest) -> str:
        proof = f"{secrets.randbelow(10**6):06}"
        return self._sign_ins.pages.keep(Page(about, proof))

    def _choose(self, name: str, tenant: str) -> Response:
        return pages.choose_person(name, self._directory.people, self._directory.tenant(tenant))


def _asked(tenant: str, query: Mapping[str, str]) -> Asked:
    address = query.get("redirect_uri", "")
    parts = urlsplit(address)
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK:
        raise TokenRefused(
            400,
            "invalid_request",
            50011,
            f"The redirect URI '{address}' specified in the request does not match the redirect "
            "URIs configured for the application.",
        )
    mode = query.get("response_mode", "query")
    if query.get("response_type") != "code" or mode not in ("form_post", "query"):
        raise TokenRefused(
            400,
            "unsupported_response_type",
            700054,
            "Only code is offered here, with form_post or query.",
        )
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        raise TokenRefused(
            400,
            "invalid_request",
            9002325,
            "Proof Key for Code Exchange is required for cross-origin authorization code "
            "redemption.",
        )
    return Asked(
        tenant=tenant,
        client=known_client(query.get("client_id", "")),
        redirect_uri=address,
        challenge=query["code_challenge"],
        state=query.get("state", ""),
        nonce=query.get("nonce", ""),
        wants_proof=wants_second_proof(query),
        by_form=mode == "form_post",
    )


def _answer(asked: Asked, said: Mapping[str, str]) -> Response:
    """Back to the program that waits, with its `state`."""
    answer = {**said, "state": asked.state}
    if asked.by_form:
        return pages.send_back(asked.redirect_uri, answer)
    joint = "&" if urlsplit(asked.redirect_uri).query else "?"
    return RedirectResponse(
        f"{asked.redirect_uri}{joint}{urlencode(answer)}", 302, {"Cache-Control": "no-store"}
    )


async def _form(request: Request) -> dict[str, str]:
    text = (await request.body()).decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True))


def _allowed(request: Request) -> bool:
    client, server = request.client, request.scope.get("server")
    if client is None or server is None:
        return False
    return is_own((client.host, client.port), (str(server[0]), int(server[1])))


def _not_yours() -> Response:
    return pages.message("Sign in", "This practice cloud belongs to another user.", 403)

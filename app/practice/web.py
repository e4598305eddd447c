"""The practice cloud over HTTPS: sorts calls to the Resource Manager, the authority, the
price list, and the few of its own."""

from __future__ import annotations

import logging
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.foreign_json import decoded
from app.practice.arm.boot_log import BLOBS, BlobRefused
from app.practice.arm.calls import Reply, refusal
from app.practice.arm.image_aliases import IMAGE_ALIASES, aliases_document
from app.practice.arm.service import ResourceManager
from app.practice.authority.authority import Authority
from app.practice.cloud import Cloud
from app.practice.connections import Connections
from app.practice.edge import Edge
from app.practice.errors import ArmError
from app.practice.latency import as_slow_as_the_service, later, until_given_up
from app.practice.prices import PriceList
from app.practice.replies import response_of
from app.practice.traffic import TrafficLog

_logger = logging.getLogger(__name__)
_METHODS = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"]
_UNAVAILABLE = "<html><body><h1>503 Service Unavailable</h1></body></html>"


class Web:
    def __init__(
        self,
        url: str,
        cloud: Cloud,
        manager: ResourceManager,
        edge: Edge,
        authority: Authority,
        traffic: TrafficLog,
        connections: Connections,
    ) -> None:
        self._url = url
        self._cloud = cloud
        self._manager = manager
        self._edge = edge
        self._authority = authority
        self._traffic = traffic
        self._connections = connections
        self._prices = PriceList()
        self._calls = 0

    @property
    def calls(self) -> int:
        """How many there were, to see whether the cloud is used."""
        return self._calls + self._authority.calls

    def application(self) -> Starlette:
        own = [
            Route("/practice/dial", self.dial),
            Route("/practice/dials", self.dials),
            Route("/practice/public-address", self.public_address),
            Route(BLOBS + "/{guest}/{blob}", self.blob),
            Route(IMAGE_ALIASES, self.image_aliases),
            Route("/api/retail/prices", self.prices),
            *self._authority.routes(),
        ]
        everything_else = Route("/{path:path}", self.resource_manager, methods=_METHODS)
        return Starlette(routes=[*own, everything_else])

    # the Resource Manager

    async def resource_manager(self, request: Request) -> Response:
        self._calls += 1
        raw = await request.body()
        await as_slow_as_the_service(self._cloud.clock, request.method, request.url.path)
        self._cloud.faults.begin_call(request.method, request.url.path)
        take = self._cloud.faults.take
        if take("reset"):
            self._connections.reset(request)
            return Response(status_code=500)
        if take("stall"):
            await until_given_up(request)
            return Response(status_code=500)
        if take("slow"):
            await later(self._cloud.clock)
        if take("unavailable"):
            return Response(_UNAVAILABLE, 503, media_type="text/html")
        reply = self._serve(request, raw)
        response = response_of(reply)
        url = self._url + request.url.path
        if request.url.query:
            url += "?" + request.url.query
        self._traffic.add(
            request.method, url, _readable(raw), reply.status, dict(response.headers), reply.body
        )
        if take("reset-after"):
            self._connections.reset(request)
        return response

    def _serve(self, request: Request, raw: bytes) -> Reply:
        try:
            caller = self._authority.caller(request.headers.get("authorization"))
            query = dict(request.query_params)
            return self._manager.answer(
                request.method, request.url.path, query, _parsed(raw), self._url, caller
            )
        except ArmError as error:
            return refusal(error)
        except Exception:
            # A mistake of ours must look like one of the service, not like a broken line.
            _logger.exception("%s %s broke", request.method, request.url.path)
            broken = ArmError(500, "InternalServerError", "Encountered internal server error.")
            return Reply(500, broken.body())

    # the rest

    async def prices(self, request: Request) -> Response:
        self._calls += 1
        return response_of(self._prices.answer(self._url, dict(request.query_params)))

    async def dial(self, request: Request) -> Response:
        """`?host=…&port=…` (name or number of a public address): where it is on this computer."""
        host = request.query_params.get("host", "")
        port = request.query_params.get("port", "")
        found = self._edge.port_of(host, int(port)) if port.isdecimal() else None
        if found is None:
            message = f"Nothing of the practice cloud is reached at {host}:{port}."
            return JSONResponse({"error": {"code": "NotReachable", "message": message}}, 404)
        return JSONResponse({"host": "127.0.0.1", "port": found})

    async def dials(self, _request: Request) -> Response:
        """The same for everything that is reached at this moment, by "host:port"."""
        return JSONResponse({"ports": self._edge.all_ports()})

    async def public_address(self, _request: Request) -> Response:
        """Where this computer seems to be, as a look-up service would say it."""
        return PlainTextResponse(self._cloud.public_address)

    async def image_aliases(self, _request: Request) -> Response:
        return JSONResponse(aliases_document())

    async def blob(self, request: Request) -> Response:
        place = request.path_params
        try:
            text = await self._manager.boot_log.read(
                place["guest"], place["blob"], dict(request.query_params)
            )
        except BlobRefused as refused:
            body = (
                f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{refused.code}</Code></Error>'
            )
            return Response(body, refused.status, media_type="application/xml")
        return PlainTextResponse(text)


def _readable(raw: bytes) -> Any:
    """What a call says, also where it was refused before anybody read it."""
    try:
        return decoded(raw) if raw else None
    except ValueError:
        return None


def _parsed(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return decoded(raw)
    except ValueError as error:
        raise ArmError(
            400,
            "InvalidRequestContent",
            f"The request content was invalid and could not be deserialized: '{error}'.",
        ) from error

"""What Azure and its price list answer."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Final

from app.azure.error_bodies import service_errors_of_text
from app.azure.errors import problem_from_errors
from app.azure.price_list import first_price, rows_in
from app.foreign_json import decoded
from app.redaction import redact
from tests.fuzz.target import Target, say

_DEEP: Final = b'{"error":' * 3000


def parse_error(data: bytes) -> None:
    body = data.decode("utf-8", "replace")
    errors = service_errors_of_text(body)
    for status in (None, 409, 503):
        say(problem_from_errors(errors, status=status))
    redact(body)


def errors() -> Sequence[bytes]:
    quota = (
        "Operation could not be completed as it results in exceeding approved Total Regional "
        "Cores quota. Additional details - Deployment Model: Resource Manager, Location: "
        "japaneast, Current Limit: 10, Current Usage: 8, Additional Required: 4, (Minimum) New "
        "Limit Required: 12."
    )
    inner = {"error": {"code": "QuotaExceeded", "message": quota}}
    return [
        json.dumps(body).encode()
        for body in (
            inner,
            {"error": {"code": "DeploymentFailed", "message": json.dumps(inner)}},
            {
                "status": "Failed",
                "error": {
                    "code": "BadRequest",
                    "message": "m",
                    "target": "networkProfile",
                    "details": [{"code": "Conflict", "message": "Another operation"}],
                    "innererror": {"internalErrorCode": "SkuNotAvailable"},
                },
            },
        )
    ]


def parse_prices(data: bytes) -> None:
    try:
        page = decoded(data)
    except ValueError:
        return
    rows, following = rows_in(page)
    price = first_price(rows)
    assert price is None or math.isfinite(price)
    following.encode()


def prices() -> Sequence[bytes]:
    row = {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 0.1,
        "armRegionName": "japaneast",
        "meterName": "B2s v2",
        "type": "Consumption",
    }
    page = {"Items": [row, row | {"tierMinimumUnits": 100}], "NextPageLink": "https://x.example"}
    return [json.dumps(page).encode(), json.dumps(page | {"NextPageLink": None}).encode()]


TARGETS: Final = (
    Target(
        *("azure-error", "errors of Azure", parse_error, errors),
        found=(
            _DEEP,
            b'{"error":{"code":"QuotaExceeded","message":"%b"}}' % (b"approved x quota " * 6000),
            b'{"error":{"code":"BadRequest","message":"%b"}}' % (b"smaller than size of " * 6000),
            b"-eyJabcdef" * 10_000,
        ),
    ),
    Target(
        *("prices", "the price list", parse_prices, prices),
        found=(
            b"[]",
            b'{"Items": 1}',
            b'{"Items": [1]}',
            b'{"Items": [{"retailPrice": "free"}]}',
            b'{"Items": [{}], "NextPageLink": 1}',
            _DEEP,
        ),
    ),
)

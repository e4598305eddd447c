"""What the user set for this computer: `settings.toml`, checked, the environment on top.

language = "ja"                      # or KUMONOTE_LANGUAGE
start = "practice"                   # the cloud that the window opens with, or "azure"

[guest]                              # what new machines install from
package_index = "https://…/simple/"  # or KUMONOTE_PACKAGE_INDEX
proxy = "http://proxy.example:3128"  # or KUMONOTE_PROXY

[practice]
speed = 20                           # or KUMONOTE_PRACTICE_SPEED
guest = "booted"                     # or KUMONOTE_PRACTICE_GUEST

[prices]
currency = "JPY"                     # or KUMONOTE_CURRENCY
hours_a_day = 8                      # or KUMONOTE_HOURS_A_DAY

[azure]
client_id = "…"                      # or KUMONOTE_CLIENT_ID
tenant = "…"                         # or KUMONOTE_TENANT
cloud = "public"                     # or KUMONOTE_CLOUD
public_address_service = "https://…" # or KUMONOTE_PUBLIC_ADDRESS_SERVICE

[updates]
look = true                          # ask once a day whether there is a newer version
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.private_file import write_private_file
from app.settings_errors import Place, SettingsError, file_finding, syntax_finding, variable_finding

LARGEST_FILE_BYTES: Final = 64 * 1024
FASTEST: Final = 1000.0
SLOWEST: Final = 0.1
CURRENCIES: Final = (
    *("USD", "AUD", "BRL", "CAD", "CHF", "CNY", "DKK", "EUR", "GBP"),
    *("INR", "JPY", "KRW", "NOK", "NZD", "RUB", "SEK", "TWD"),
)
"""Those of Azure's price list (learn.microsoft.com, "Azure Retail Prices REST API")."""

VARIABLES: Final = {
    "KUMONOTE_LANGUAGE": ("language",),
    "KUMONOTE_PACKAGE_INDEX": ("guest", "package_index"),
    "KUMONOTE_PROXY": ("guest", "proxy"),
    "KUMONOTE_PRACTICE_SPEED": ("practice", "speed"),
    "KUMONOTE_PRACTICE_GUEST": ("practice", "guest"),
    "KUMONOTE_CURRENCY": ("prices", "currency"),
    "KUMONOTE_HOURS_A_DAY": ("prices", "hours_a_day"),
    "KUMONOTE_CLIENT_ID": ("azure", "client_id"),
    "KUMONOTE_TENANT": ("azure", "tenant"),
    "KUMONOTE_CLOUD": ("azure", "cloud"),
    "KUMONOTE_PUBLIC_ADDRESS_SERVICE": ("azure", "public_address_service"),
}
"""Environment variables and the settings that they override."""


def _web_address(value: str) -> str:
    """Empty, or http(s) with a host and without credentials: settings are kept in clear."""
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("not a web address")
    if parts.port == 0 or any(c.isspace() or not c.isprintable() for c in value):
        raise ValueError("not a web address")
    return value


def _currency(value: str) -> str:
    if value and value not in CURRENCIES:
        raise ValueError("not a currency of the price list")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]*$", max_length=253)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GuestSettings(_Section):
    """What a new machine installs Python packages from; empty for the public index, directly."""

    package_index: WebAddress = ""
    proxy: WebAddress = ""


class PracticeSettings(_Section):
    """`speed` 1 takes as long as the service does. `guest` "auto" is the best kind that runs."""

    speed: float = Field(default=20.0, ge=SLOWEST, le=FASTEST, allow_inf_nan=False)
    guest: Literal["auto", "booted", "reduced"] = "auto"


class PriceSettings(_Section):
    """`currency` is empty for that of this user's country; a month is reckoned with so much use."""

    currency: Annotated[str, AfterValidator(_currency)] = ""
    hours_a_day: int = Field(default=8, ge=1, le=24)


class AzureSettings(_Section):
    """Empty texts leave the SDK's own client, any tenant, and the cloud's own look-up service."""

    client_id: Identifier = ""
    tenant: Identifier = ""
    cloud: Literal["public", "china", "us-government"] = "public"
    public_address_service: WebAddress = ""


class UpdateSettings(_Section):
    """`look` is the user's consent to asking the publisher, where one can be asked."""

    look: bool = False


class Settings(_Section):
    """All settings. `language` is empty for that of the system, `start` for Azure unasked."""

    language: Literal["", "en", "ja"] = ""
    start: Literal["", "azure", "practice"] = ""
    guest: GuestSettings = Field(default_factory=GuestSettings)
    practice: PracticeSettings = Field(default_factory=PracticeSettings)
    prices: PriceSettings = Field(default_factory=PriceSettings)
    azure: AzureSettings = Field(default_factory=AzureSettings)
    updates: UpdateSettings = Field(default_factory=UpdateSettings)


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in the file `path` (none needs to be there) below those in `environment`.

    An empty variable counts as not set. Raises `SettingsError` with everything that is wrong:
    an unknown key, a value that is not allowed, each with its line or variable.
    """
    source = _read(path)
    try:
        values = tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        raise SettingsError(path, [syntax_finding(error)]) from error
    try:
        # apart from the environment, so that each finding can say where it comes from
        Settings.model_validate(values)
    except ValidationError as error:
        findings = [file_finding(found["loc"], source) for found in error.errors()]
        raise SettingsError(path, findings) from error
    given = {name: environment[name] for name in VARIABLES if environment.get(name)}
    for name, value in given.items():
        _set(values, VARIABLES[name], value)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        names: dict[Place, str] = {where: name for name, where in VARIABLES.items()}
        wrong = [variable_finding(names[found["loc"]], found["loc"]) for found in error.errors()]
        raise SettingsError(path, wrong) from error


def save(settings: Settings, path: Path) -> None:
    """Write what differs from the defaults to `path`, for this user only. Raises `OSError`."""
    chosen = settings.model_dump(exclude_defaults=True)
    lines = [_line(key, value) for key, value in chosen.items() if not isinstance(value, dict)]
    for section, values in chosen.items():
        if isinstance(values, dict):
            lines += ["", f"[{section}]", *(_line(key, value) for key, value in values.items())]
    write_private_file(path, "\n".join([*lines, ""]).lstrip("\n").encode())


def _line(key: str, value: str | float) -> str:
    # all texts that pass the checks are printable, and JSON writes those as TOML does
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
        if len(data) > LARGEST_FILE_BYTES:
            raise ValueError(f"{len(data)} bytes and more")
        return data.decode()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise SettingsError(path, [syntax_finding(error)]) from error


def _set(values: dict[str, Any], where: tuple[str, ...], value: str) -> None:
    for section in where[:-1]:
        values = values.setdefault(section, {})
    values[where[-1]] = value

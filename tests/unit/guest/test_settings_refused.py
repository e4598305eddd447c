"""Every value that the setup program is told, with what somebody may put into it."""

from __future__ import annotations

import json
import runpy
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.guest.keys import new_key_pair
from app.guest.software import Software
from app.password import hash_password
from app.secret import Secret
from resources.guest.kumonote_setup.failures import SetupError
from resources.guest.kumonote_setup.notebook import configuration, password_hash_in
from resources.guest.kumonote_setup.settings import Settings

_HASH = "argon2:$argon2id$v=19$m=10240,t=10,p=8$c2FsdHNhbHQ$aGFzaGhhc2g"
_PEM = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
_KEY = "-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----\n"

GOOD: dict[str, Any] = {
    "user": "azureuser",
    "sets": ["scientific"],
    "package_index": "https://index.example:8443/simple/",
    "proxy": "http://proxy.example:3128",
    "ca_pem": _PEM,
    "host": "lab.japaneast.cloudapp.azure.com",
    "ip": "20.1.2.3",
    "public_port": 443,
    "private_port": 9999,
    "password_hash": _HASH,
    "host_key": new_key_pair().public,
    "certificate": {"chain_pem": _PEM, "key_pem": _KEY},
}
HOSTILE = (
    "x\nc.ServerApp.ip = ''",
    "x\n[Service]\nExecStart=/bin/sh",
    "'; reboot; '",
    '"; reboot; "',
    "$(reboot)",
    "`reboot`",
    "a b",
    "../../etc/passwd",
    "%n",
    "{user}",
    "x\0",
    "\\",
    "\uff21\uff22",
    "-o Acquire::http::Proxy=x",
)
ADDRESSES = ("package_index", "proxy")
HARMLESS_IN_ADDRESSES = ("../../etc/passwd", "%n")
"""They are part of an address that only pip, uv and apt read."""


def read(name: str, value: object) -> object:
    settings = Settings.parse(json.dumps({**GOOD, name: value}))
    return getattr(settings, "own_certificate" if name == "certificate" else name)


@pytest.mark.parametrize("name", GOOD)
def test_good_values_are_taken(name: str) -> None:
    assert read(name, GOOD[name])


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_refused(name: str, hostile: str) -> None:
    values = [hostile, [hostile], {"chain_pem": hostile}]
    if name not in ADDRESSES or hostile not in HARMLESS_IN_ADDRESSES:
        values.append(f"{GOOD[name]}{hostile}")
    for value in values:
        with pytest.raises(SetupError) as refused:
            read(name, value)
        assert refused.value.code == "guest-settings"


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("wrong", [17.5, True, [], [[]], {"a": 1}, -1, 65536])
def test_values_of_another_kind_are_refused(name: str, wrong: object) -> None:
    if name == "sets" and wrong == []:
        assert read(name, wrong) == ()
        return
    with pytest.raises(SetupError):
        read(name, wrong)


@pytest.mark.parametrize("name", ["unknown", "_values", "parse", "own_certificate", ""])
def test_what_it_does_not_know_is_refused(name: str) -> None:
    with pytest.raises(SetupError, match="unknown"):
        Settings.parse(json.dumps({**GOOD, name: "x"}))


@pytest.mark.parametrize("whole", ["[]", "1", "not json", '{"format": 2}', '"x"'])
def test_what_is_no_object_is_refused(whole: str) -> None:
    with pytest.raises(SetupError):
        Settings.parse(whole)


def test_what_the_app_sends_is_taken() -> None:
    settings = Settings.parse(json.dumps(Software(sets=("scientific",)).to_json()))
    assert (settings.user, settings.sets, settings.samples) == ("azureuser", ("scientific",), True)
    assert (settings.package_index, settings.proxy, settings.ca_pem) == ("", "", "")
    assert settings.own_certificate is None


def test_a_hash_that_the_app_makes_is_taken() -> None:
    hashed = hash_password(Secret("four unusual words here"))
    assert read("password_hash", hashed) == hashed


@settings(deadline=None)
@given(
    folder=st.text(min_size=1),
    certificate=st.text(min_size=1),
    hashed=st.text(),
    port=st.integers(1, 65535),
)
def test_the_configuration_means_what_was_given(
    folder: str, certificate: str, hashed: str, port: int
) -> None:
    """Whatever the values are, running the file sets exactly them."""
    source = configuration(
        "127.0.0.1", port, folder, certificate, hashed, "class LimitedLogin: ..."
    )
    values: dict[str, object] = {}

    class Section:
        def __init__(self, name: str) -> None:
            vars(self)["name"] = name

        def __setattr__(self, key: str, value: object) -> None:
            values[f"{vars(self)['name']}.{key}"] = value

    class Config:
        def __getattr__(self, name: str) -> Section:
            return Section(name)

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "config.py"
        file.write_bytes(source)
        runpy.run_path(str(file), {"get_config": Config})
    assert values["ServerApp.root_dir"] == folder
    assert values["ServerApp.certfile"] == certificate
    assert values["ServerApp.port"] == port
    assert values["PasswordIdentityProvider.hashed_password"] == hashed
    assert len(values) == source.count(b"\nc.")


def test_the_hash_is_found_again() -> None:
    source = configuration("127.0.0.1", 9999, "/home/x", "/c.pem", _HASH, "").decode()
    assert password_hash_in(source) == _HASH
    assert password_hash_in("c = get_config()\n") == ""

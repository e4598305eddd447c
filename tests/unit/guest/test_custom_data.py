"""What a machine is told at its first boot: that it fits, and says what it should."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from typing import Any

import pytest
import yaml

from app.guest.boot import LARGEST, SETTINGS, custom_data
from app.guest.keys import KeyPair, new_key_pair
from app.guest.program import INSTALLED, boot_program, setup_program
from app.guest.software import Software, software
from app.settings import GuestSettings
from app.wizard.answers import SoftwareAnswers

_ROOM_FOR_AUTHORITIES = 5000
"""Two certificates of a campus network, packed."""


@pytest.fixture
def key() -> KeyPair:
    return new_key_pair()


def read(data: bytes) -> dict[str, Any]:
    assert data.startswith(b"#cloud-config\n")
    config = yaml.safe_load(data)
    assert isinstance(config, dict)
    return config


def unpacked(config: dict[str, Any], path: str) -> bytes:
    (entry,) = [entry for entry in config["write_files"] if entry["path"] == path]
    assert entry["encoding"] == "gz+b64"
    return gzip.decompress(base64.b64decode(entry["content"]))


def test_it_fits_with_room_for_a_networks_own_authorities(key: KeyPair) -> None:
    data = custom_data(Software(sets=("scientific",)), key)
    assert len(data) <= LARGEST - _ROOM_FOR_AUTHORITIES
    data.decode("ascii")


def test_what_does_not_fit_is_never_sent(key: KeyPair) -> None:
    noise = b"".join(hashlib.sha256(bytes([i % 256, i // 256])).digest() for i in range(1000))
    with pytest.raises(ValueError, match="65535"):
        custom_data(Software(ca_pem=base64.b64encode(noise).decode()), key)


def test_the_machine_gets_exactly_one_host_key(key: KeyPair) -> None:
    config = read(custom_data(Software(), key))
    assert config["ssh_keys"] == {
        "ed25519_private": key.private.reveal(),
        "ed25519_public": key.public,
    }
    assert config["ssh_deletekeys"] is True
    assert config["ssh_pwauth"] is False


def test_program_and_settings_arrive_unchanged(key: KeyPair) -> None:
    asked = software(
        SoftwareAnswers(samples=False),
        GuestSettings(package_index="https://index.example/simple/", proxy="http://proxy:3128"),
    )
    config = read(custom_data(asked, key))
    assert unpacked(config, INSTALLED) == boot_program()
    settings = json.loads(unpacked(config, SETTINGS))
    assert settings == asked.to_json()
    assert settings["sets"] == ["scientific"]
    assert settings["package_index"] == "https://index.example/simple/"
    assert config["runcmd"] == [
        ["python3", INSTALLED, "first-boot", "--at-boot", f"--settings={SETTINGS}"]
    ]
    modes = {entry["path"]: entry["permissions"] for entry in config["write_files"]}
    assert modes == {INSTALLED: "0644", SETTINGS: "0600"}


@pytest.mark.parametrize(
    "hostile",
    ["'; reboot; '", '"\nruncmd: [reboot]\n', "{{ config }}", "\\", "# comment", "%s", "ünïcode"],
)
def test_no_value_can_become_a_command(hostile: str, key: KeyPair) -> None:
    """Settings travel packed; whatever is in them, the cloud-config around stays the same."""
    harmless = read(custom_data(Software(), key))
    config = read(custom_data(Software(package_index=hostile, proxy=hostile, user=hostile), key))
    assert json.loads(unpacked(config, SETTINGS))["package_index"] == hostile
    assert config["runcmd"] == harmless["runcmd"]
    assert config.keys() == harmless.keys()


def test_the_key_is_found_in_the_clear(key: KeyPair) -> None:
    """Wiping looks for it: customData must not be compressed as a whole."""
    lines = key.private.reveal().splitlines()
    assert all(line.encode() in custom_data(Software(), key) for line in lines)


def test_the_program_is_the_same_each_time() -> None:
    first, boot = setup_program(), boot_program()
    setup_program.cache_clear()
    boot_program.cache_clear()
    assert setup_program() == first
    assert boot_program() == boot
    assert len(boot) < len(first)

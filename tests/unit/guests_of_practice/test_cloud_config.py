"""User data in the forms cloud-init knows, as far as a reduced guest acts on them."""

from __future__ import annotations

import base64
import gzip

import pytest

from app.practice.guests.reduced.cloud_config import CloudConfig, File, parse

_CONFIG = b"""\
#cloud-config
ssh_keys:
  ed25519_private: |
    -----BEGIN
    -----END
  ed25519_public: ssh-ed25519 AAAA
ssh_authorized_keys: [ssh-ed25519 default]
users:
- default
- name: other
  ssh_authorized_keys: [ssh-ed25519 other]
write_files:
- {path: /a, content: text}
- {path: /b, permissions: '0600', append: true, content: !!binary YmluYXJ5}
runcmd:
- [sh, -c, 'echo "$0"', 5]
- echo done
"""


def test_a_cloud_config() -> None:
    read = parse(_CONFIG)
    assert read.host_keys == {
        "ssh_host_ed25519_key": "-----BEGIN\n-----END\n",
        "ssh_host_ed25519_key.pub": "ssh-ed25519 AAAA\n",
    }
    assert read.authorized_keys == {
        "": ("ssh-ed25519 default",),
        "other": ("ssh-ed25519 other",),
    }
    assert read.files == (File("/a", b"text"), File("/b", b"binary", 0o600, append=True))
    assert read.commands == (("sh", "-c", 'echo "$0"', "5"), "echo done")
    assert parse(gzip.compress(_CONFIG)) == read


@pytest.mark.parametrize("encoding", ["gz+b64", "gzip+base64", "gz+base64", "GZIP+B64"])
def test_packed_files(encoding: str) -> None:
    content = base64.b64encode(gzip.compress(b"\x00\xff")).decode()
    data = (
        f"#cloud-config\nwrite_files:\n- {{path: /a, encoding: {encoding}, content: {content}}}\n"
    )
    assert parse(data.encode()).files == (File("/a", b"\x00\xff"),)


def test_base64_files() -> None:
    data = b"#cloud-config\nwrite_files:\n- {path: /a, encoding: b64, content: eHg=}\n"
    assert parse(data).files == (File("/a", b"xx"),)


def test_a_script_is_written_and_run() -> None:
    script = b"#!/bin/sh\necho\n"
    read = parse(script)
    assert [file.content for file in read.files] == [script]
    assert read.commands == ((read.files[0].path,),)
    assert read.files[0].mode == 0o700


@pytest.mark.parametrize("nothing", [b"", b"\n", b"#cloud-config\n"])
def test_nothing(nothing: bytes) -> None:
    read = parse(nothing)
    assert (read.files, read.commands, dict(read.host_keys)) == ((), (), {})
    assert isinstance(read, CloudConfig)


@pytest.mark.parametrize(
    "bad",
    [
        b"text",
        b"#cloud-config\n- a list\n",
        b"#cloud-config\na: {\n",
        b"#cloud-config\nwrite_files:\n- {path: /a, encoding: rot13, content: x}\n",
        b"Content-Type: multipart/mixed\n",
    ],
)
def test_what_is_not_understood_is_refused(bad: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(bad)

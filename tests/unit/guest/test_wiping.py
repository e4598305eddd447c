"""Wiping a key from everything that may hold it, in all the forms that were seen."""

from __future__ import annotations

import base64
import pickle
import pickletools
import re
from email.mime.text import MIMEText
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from app.guest.boot import custom_data
from app.guest.keys import KeyPair, new_key_pair
from app.guest.software import Software
from resources.guest.kumonote_setup.system import System
from resources.guest.kumonote_setup.wiping import wipe

_PIECE = 8


@pytest.fixture
def key() -> KeyPair:
    return new_key_pair()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    monkeypatch.setenv("KUMONOTE_GUEST_ROOT", str(tmp_path))
    return System("azureuser")


def secret_pieces(key: KeyPair) -> list[bytes]:
    """Every piece of the part of the file that only the private half has: its 32 bytes."""
    body = "".join(key.private.reveal().splitlines()[1:-1])
    blob = base64.b64decode(body)
    loaded = load_ssh_private_key(key.private.reveal().encode(), None)
    assert isinstance(loaded, Ed25519PrivateKey)
    raw = loaded.private_bytes_raw()
    begin = blob.index(raw)
    secret = body[begin * 8 // 6 : -(-(begin + len(raw)) * 8 // 6)]
    return [secret[i : i + _PIECE].encode() for i in range(len(secret) - _PIECE + 1)]


def forms(key: KeyPair) -> dict[str, bytes]:
    data = custom_data(Software(), key)
    config = yaml.safe_load(data)
    return {
        "user-data.txt": data,
        "cloud-config.txt": yaml.safe_dump(config, width=60).encode(),
        "folded.yaml": yaml.safe_dump(config, default_style='"', width=60).encode(),
        "obj.pkl": pickle.dumps({"userdata_raw": data, "other": [1, 2, 3]}),
        "user-data.txt.i": MIMEText(data.decode(), "cloud-config", "utf-8").as_bytes(),
        "ovf-env.xml": b"<CustomData>" + base64.b64encode(data) + b"</CustomData>",
        "shifted.txt": b"x" + base64.b64encode(b"y" + data),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("user-data.txt", "user-data.txt.i", "cloud-config.txt", "folded.yaml"),
        *("obj.pkl", "ovf-env.xml", "shifted.txt"),
    ],
)
def test_nothing_of_the_key_is_left(
    name: str, key: KeyPair, system: System, tmp_path: Path
) -> None:
    file = tmp_path / "var/lib/cloud/instances/i-1" / name
    file.parent.mkdir(parents=True)
    before = forms(key)[name]
    file.write_bytes(before)
    assert wipe(system, key.private.reveal().encode()) == [str(file)]
    after = file.read_bytes()
    assert len(after) == len(before)
    assert not leaked(after, key)


def leaked(content: bytes, key: KeyPair) -> bool:
    """Whether a piece of the key stands in `content`, as it is or one base64 deeper."""
    _, opened, rest = content.partition(b"<CustomData>")
    _, headers, body = content.partition(b"\n\n")
    texts = [content]
    for text in (content, rest if opened else b"", body if headers else b""):
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
        inner = (letters[start:] for start in range(4))
        texts += [base64.b64decode(part[: len(part) // 4 * 4]) for part in inner]
    joined = [re.sub(rb"\\n|[\s\\]", b"", text) for text in texts]
    return any(piece in text for piece in secret_pieces(key) for text in [*texts, *joined])


def test_the_test_would_see_a_leak(key: KeyPair) -> None:
    assert [name for name, content in forms(key).items() if not leaked(content, key)] == []


def test_pickles_and_mime_stay_readable(key: KeyPair, system: System, tmp_path: Path) -> None:
    folder = tmp_path / "var/lib/cloud"
    folder.mkdir(parents=True)
    for name in ("obj.pkl", "ovf-env.xml"):
        (folder / name).write_bytes(forms(key)[name])
    wipe(system, key.private.reveal().encode())
    told = [value for _, value, _ in pickletools.genops((folder / "obj.pkl").read_bytes())]
    config = yaml.safe_load(next(value for value in told if isinstance(value, bytes)))
    assert config["ssh_keys"]["ed25519_public"] == key.public
    inner = (folder / "ovf-env.xml").read_bytes()[len("<CustomData>") : -len("</CustomData>")]
    assert yaml.safe_load(base64.b64decode(inner))["ssh_pwauth"] is False


def test_other_files_and_folders_are_left_alone(
    key: KeyPair, system: System, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "var/log").mkdir(parents=True)
    kept = tmp_path / "home" / "user-data"
    kept.write_text(key.private.reveal())
    log = tmp_path / "var/log" / "cloud-init.log"
    log.write_text(new_key_pair().private.reveal())
    before = log.read_bytes()
    assert wipe(system, key.private.reveal().encode()) == []
    assert (kept.read_text(), log.read_bytes()) == (key.private.reveal(), before)

"""Sign in once, close, open again, with a real Secret Service, each command its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.practice.sign_in.conftest import Place
from tests.practice.sign_in.visitor import AIKO
from tests.shared.practice_home import CLI
from tests.shared.secret_service import AVAILABLE, REASON, secret_service

VISIT = Path(__file__).with_name("visit.py")
ROOT = VISIT.parents[3]
NO_BROWSER = f"{sys.executable} -c raise(SystemExit(1)) %s"


def run(
    environment: dict[str, str], *words: str, practice: tuple[str, ...] = ("--practice",)
) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [CLI, *words, *practice, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(not AVAILABLE, reason=REASON)
def test_the_next_start_finds_the_sign_in_and_the_disk_holds_no_token(
    place: Place, tmp_path: Path
) -> None:
    with secret_service(tmp_path) as session:
        home = {
            **session,
            "KUMONOTE_HOME": str(place.paths.state),
            "KUMONOTE_CACHE": str(place.paths.cache),
            "PYTHONPATH": str(ROOT),
        }
        browser = f"{sys.executable} {VISIT} {place.connection.ca_file} {AIKO} %s &"
        code, events = run({**home, "BROWSER": browser}, "sign-in")
        assert code == 0, json.dumps(events[-1])
        assert events[-1]["account"]["remembered"]

        later = {**home, "BROWSER": NO_BROWSER}
        code, again = run(later, "account")
        assert code == 0, again
        assert again[-1]["account"] == events[-1]["account"]
        assert again[-1]["account"]["subscription"] == place.connection.subscription
        code, listed = run(later, "list")
        assert code == 0, listed
        assert any("aiko@" in str(event.get("text")) for event in listed)

        in_clear = tokens_in(tmp_path) + tokens_in(place.paths.state)
        assert in_clear == []
        assert (place.paths.state / "tokens-practice").read_bytes() == b""

        assert run(later, "sign-out")[1][-1]["signed_out"]
        code, events = run(later, "account")
        assert (code, events[-1]["problem"]["code"]) == (1, "not-signed-in")

        assert run({**home, "BROWSER": browser}, "sign-in")[0] == 0
        code, events = run(later, "forget-secrets", "--yes", practice=())
        assert (code, events[-1]["sign_ins"]) == (0, 1)
        assert not (place.paths.state / "tokens-practice").exists()
        assert run(later, "account")[1][-1]["problem"]["code"] == "not-signed-in"
        code, events = run(later, "forget-secrets", "--yes", practice=())
        assert (code, events[-1]["sign_ins"]) == (0, 0)


def tokens_in(folder: Path) -> list[str]:
    """Files with something that looks like a token of the practice authority or a cache of them."""
    signs = (b"eyJ", b"refresh_token", b"RefreshToken", b'"secret"')
    return [
        str(file)
        for file in folder.rglob("*")
        if file.is_file() and any(sign in file.read_bytes() for sign in signs)
    ]

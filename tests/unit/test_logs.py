"""Logs: where they go, who may read them, and that no secret gets into one."""

from __future__ import annotations

import json
import logging
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import logs as logs_module
from app.logs import FILE_NAME, Logs, open_logs
from app.redaction import looks_secret, redact
from app.secret import Secret

OURS = logging.getLogger("app.somewhere")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "logs"


@pytest.fixture
def logs(folder: Path) -> Iterator[Logs]:
    with open_logs(folder) as opened:
        yield opened


def written(folder: Path) -> str:
    return (folder / FILE_NAME).read_text(encoding="utf-8")


@pytest.mark.usefixtures("logs")
def test_ours_is_in_the_file_and_the_warnings_of_all(folder: Path) -> None:
    OURS.debug("fine grain")
    OURS.info("a step began")
    OURS.warning("a step waits")
    logging.getLogger("azure.core").info("GET https://…")
    logging.getLogger("azure.core").warning("throttled")
    text = written(folder)
    assert "a step began" in text
    assert "throttled" in text
    assert "fine grain" not in text
    assert "GET" not in text


def test_verbose_tells_all_on_stderr(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_logs(folder, verbose=True):
        OURS.debug("fine grain")
    assert "fine grain" in capsys.readouterr().err
    assert "fine grain" in written(folder)


def test_stderr_gets_warnings_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_logs(folder):
        OURS.info("a step began")
        OURS.warning("a step waits: %s", Secret("hush-hush"))
    err = capsys.readouterr().err
    assert "a step waits: ••••" in err
    assert "a step began" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_sign_in_that_takes_a_person_is_no_warning_on_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_logs(folder):
        logging.getLogger("azure.identity._internal").warning("get_token failed")
    assert "get_token failed" not in capsys.readouterr().err
    assert "get_token failed" in written(folder)


def test_files_are_this_users_alone_and_few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs_module, "FILE_BYTES", 2000)
    with open_logs(folder):
        for number in range(200):
            OURS.info("line %d", number)
    files = sorted(file.name for file in folder.iterdir())
    assert files == [FILE_NAME, *(f"{FILE_NAME}.{n}" for n in range(1, 4))]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "line 199" in written(folder)


def test_a_known_secret_shows_in_no_spelling(logs: Logs, folder: Path) -> None:
    typed = 'päss "wörd"\n/&='
    with logs.hiding(Secret(typed)):
        OURS.info("as it is: %s", typed)
        OURS.info("in JSON: %s", json.dumps({"p": typed}))
        OURS.info("in JSON: %s", json.dumps({"p": typed}, ensure_ascii=False))
        OURS.info("in Python: %s", [typed])
        OURS.info("in an address: https://x/?p=%s", quote(typed, safe=""))
        try:
            raise ValueError(typed)
        except ValueError:
            OURS.exception("in a traceback")
    text = written(folder)
    for part in ("päss", "wörd", "w\\u00f6rd", "w%C3%B6rd"):
        assert part not in text
    assert "Traceback" in text


@pytest.mark.usefixtures("logs")
def test_an_unknown_secret_is_known_by_its_looks(folder: Path) -> None:
    key = pem(serialization.PrivateFormat.OpenSSH)
    OURS.error("the key was %s", key)
    assert "the key was ••••" in written(folder)
    assert key.splitlines()[1] not in written(folder)


def test_secrets_are_hidden_for_as_long_as_they_live(logs: Logs, folder: Path) -> None:
    first, second = Secret("hush-hush"), Secret("hush-hush")
    with logs.hiding(first):
        with logs.hiding(second, Secret("psst")):
            OURS.info("one hush-hush psst")
        OURS.info("two hush-hush")
    OURS.info("three hush-hush")
    assert written(folder).count("hush-hush") == 1


def test_short_texts_do_not_blind_the_log(logs: Logs, folder: Path) -> None:
    with logs.hiding(Secret(""), Secret("a")):
        OURS.info("a banana")
    assert "a banana" in written(folder)


def test_many_threads_may_log_and_hide(logs: Logs, folder: Path) -> None:
    def work(number: int) -> None:
        secret = f"secret-number-{number}"
        for _ in range(50):
            with logs.hiding(Secret(secret)):
                OURS.info("thread %d: %s", number, secret)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert written(folder).count("thread ") == 200
    assert "secret-number" not in written(folder)


def test_a_place_that_cannot_be_written_is_only_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    with open_logs(tmp_path / "file" / "logs"):
        OURS.warning("goes on")
    err = capsys.readouterr().err
    assert "no log file is written" in err
    assert "goes on" in err


def test_closed_logs_take_no_more(folder: Path) -> None:
    before = logging.getLogger("app").level
    logs = open_logs(folder, verbose=True)
    assert logging.getLogger("app").level == logging.DEBUG
    logs.close()
    assert logging.getLogger("app").level == before
    logs.close()
    OURS.warning("too late")
    assert written(folder) == ""


def pem(kind: serialization.PrivateFormat) -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
        .decode()
    )


@pytest.mark.parametrize(
    ("words", "kept", "hidden"),
    [
        ("Authorization: Bearer abc.DEF-123_~+/=", "Authorization: Bearer", "DEF"),
        ("token eyJhbGciOi.eyJzdWIiOi.SflKxwRJ end", "end", "eyJ"),
        ("token eyJhbGciOi.eyJzdWIiOi. end", "end", "eyJ"),
        ("hash argon2:$argon2id$v=19$m=10240,t=10,p=8$c2FsdA$aGFzaA end", "end", "c2FsdA"),
        ("via http://me:hush@proxy:3128/x", "@proxy:3128/x", "hush"),
        ("grant_type=x&client_secret=hush%21&scope=y", "&scope=y", "hush"),
        ("refresh_token=hushhush&x=1", "&x=1", "hushhush"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(words: str, kept: str, hidden: str) -> None:
    clean = redact(words)
    assert looks_secret(words)
    assert kept in clean
    assert hidden not in clean
    assert redact(clean) == clean


@pytest.mark.parametrize(
    "kind", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.OpenSSH]
)
def test_private_keys_are_hidden_whole_or_cut_off(kind: serialization.PrivateFormat) -> None:
    key = pem(kind)
    body = key.splitlines()[1]
    for words in (f"before {key} after", f"before {key[:120]}"):
        assert body[:20] not in redact(words)
        assert redact(words).startswith("before ")
    assert redact(f"{key} after").endswith(" after")


@pytest.mark.parametrize(
    "words",
    [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDyh",
        "SHA256:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        "https://lab.japaneast.cloudapp.azure.com:443/tree",
        "/subscriptions/04b07795-8ddb-461a-bbee-02f9e1bf7b46/resourceGroups/kumonote-lab",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "bearer of good news",
        "the password is asked for again",
    ],
)
def test_what_is_public_stays(words: str) -> None:
    assert redact(words) == words
    assert not looks_secret(words)

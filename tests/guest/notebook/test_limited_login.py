"""Wrong passwords at the login: a real Jupyter Server with the configuration of servers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.guest import notebook_login
from app.guest.notebook_check import NotebookTarget, check_page
from app.guest.notebook_login import log_in
from app.guest.pinned_https import Answer, PinnedDialer, PinnedSession
from app.password import hash_password
from app.practice.guest_ports import free_port
from app.problems import ProblemError
from app.secret import Secret
from app.text import Text
from resources.guest.kumonote_setup import certificate_maker
from resources.guest.kumonote_setup.notebook import configuration
from resources.guest.notebook.limited_login import LoginLimit
from tests.shared.waiting import wait_until

HOST = "127.0.0.1"
PASSWORD = Secret("four unusual words here")


@dataclass(frozen=True)
class Notebook:
    target: NotebookTarget

    @contextmanager
    def session(self) -> Iterator[PinnedSession]:
        where = (self.target.host, self.target.port, self.target.certificate_sha256)
        dialer = PinnedDialer(DirectDialer(), *where, CancelToken())
        session = PinnedSession(dialer, 30)
        session.request("GET", "/login")
        yield session
        session.close()
        dialer.close()


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    """Each test its own, as the wrong passwords are counted in its memory."""
    pem = certificate_maker.make("", HOST).encode()
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(pem)
    port = free_port()
    source = resources.files("resources") / "guest" / "notebook" / "limited_login.py"
    config = tmp_path / "jupyter_server_config.py"
    config.write_bytes(
        configuration(
            HOST,
            port,
            str(tmp_path),
            str(certificate),
            hash_password(PASSWORD),
            source.read_text("utf-8"),
            allow_root=True,
        )
    )
    own = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "jupyter_server", f"--config={config}"]
    with (tmp_path / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=tmp_path, env={**os.environ, **own}
        )
    target = NotebookTarget(
        HOST, port, x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()
    )
    try:
        check_page(DirectDialer(), target, CancelToken())
        yield Notebook(target)
    finally:
        server.terminate()
        server.wait(30)


def typed(session: PinnedSession, password: str, language: str = "en") -> Answer:
    form = {"_xsrf": session.cookies["_xsrf"], "password": password}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Language": f"{language};q=0.9",
    }
    return session.request("POST", "/login", body=urlencode(form).encode(), headers=headers)


def guess_until_asked_to_wait(session: PinnedSession, times: int = 1) -> None:
    """The wrong password is judged at once so often, and then `times` more after its wait."""
    for _ in range(LoginLimit.FREE + times):
        wait_until(lambda: typed(session, "a guess").status == 401, what="judging the guess")


def test_who_guesses_waits_and_who_is_logged_in_does_not(notebook: Notebook) -> None:
    with notebook.session() as before, notebook.session() as guesser:
        assert typed(before, PASSWORD.reveal()).status == 302
        guess_until_asked_to_wait(guesser, 3)
        held_up = typed(guesser, PASSWORD.reveal())
        assert held_up.status == 429, "even the right password is not judged"
        assert 1 <= int(held_up.retry_after) <= 4
        assert "Too many wrong passwords" in held_up.body.decode()
        assert "もう一度お試しください" in typed(guesser, "a guess", "ja").body.decode()
        assert before.request("GET", "/api/kernels").status == 200
        wait_until(lambda: typed(guesser, PASSWORD.reveal()).status == 302, what="the login")
        assert typed(guesser, "a guess").status == 401, "forgiven"


def test_the_apps_own_login_waits_as_asked(notebook: Notebook) -> None:
    said: list[Text] = []
    with notebook.session() as guesser, notebook.session() as session:
        guess_until_asked_to_wait(guesser)
        log_in(session, PASSWORD, CancelToken(), lambda _done, words: said.append(words))
    assert {words.source for words in said} == {
        "Too many wrong passwords from this address: waiting"
    }


def test_the_apps_own_login_gives_up_in_the_end(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook_login, "LOGIN_LIMIT_SECONDS", 0.0)
    with notebook.session() as guesser, notebook.session() as session:
        guess_until_asked_to_wait(guesser, 4)
        with pytest.raises(ProblemError) as failed:
            log_in(session, PASSWORD, CancelToken(), lambda _done, _words: None)
    assert failed.value.problem.code == "notebook-login-held-up"

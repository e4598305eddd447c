"""Somebody who signs in: walks through the authority's pages by their forms.

It is no browser: that the pages work in one, script and all, is shown in `test_browser`.
"""

from __future__ import annotations

import re
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import requests

LIMIT = 120.0
AIKO, BEN, CHIKA, DAICHI = "Aiko", "Ben", "Chika", "Daichi"


class Visitor:
    """Signs in as `person`; with `proves` also types the code that a page shows."""

    def __init__(self, ca_file: Path, person: str, *, proves: bool = True) -> None:
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.verify = str(ca_file)
        self._person = person
        self._proves = proves
        self.pages: list[str] = []
        self._threads: list[threading.Thread] = []

    def open(self, url: str) -> None:
        """Walk from `url` to the end, in a thread, as a browser would."""
        self._start(lambda: self._walk(self._http.get(url, timeout=LIMIT)))

    def type_code(self, page: str, code: str) -> None:
        """The same from the page where a code is typed."""
        self._start(
            lambda: self._walk(self._http.post(page, data={"user_code": code}, timeout=LIMIT))
        )

    def close(self) -> None:
        for thread in self._threads:
            thread.join(LIMIT)
            assert not thread.is_alive(), f"stuck after {self.pages}"
        self._http.close()

    def _start(self, walk: Callable[[], None]) -> None:
        thread = threading.Thread(target=walk, name="visitor", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _walk(self, answer: requests.Response) -> None:
        while True:
            self.pages.append(_title(answer.text))
            fields = _hidden(answer.text)
            if self.pages[-1].startswith("Sign in") and "request" in fields:
                fields["person"] = self._button_of(answer.text)
            elif self.pages[-1] == "Prove who you are" and self._proves:
                fields["proof"] = _found(r"<code>(\d+)</code>", answer.text)
            elif self.pages[-1] == "Prove who you are":
                fields["cancel"] = "yes"
            elif self.pages[-1] == "Need admin approval":
                fields["refused"] = "yes"
            elif self.pages[-1] != "Going back to the program":
                return
            action = _found(r'action="([^"]+)"', answer.text)
            answer = self._http.post(urljoin(answer.url, action), data=fields, timeout=LIMIT)
            if action.startswith("http://"):
                return

    def _button_of(self, page: str) -> str:
        return _found(rf'value="([^"]+)">{self._person} ', page)


class _Controller(webbrowser.BaseBrowser):
    """Stands first among Python's browsers; does nothing while no test gives it a visitor."""

    visit: Callable[[str], None] | None = None

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        del new, autoraise
        if self.visit is None:
            return False
        self.visit(url)
        return True


_CONTROLLER = _Controller("kumonote-tests")
webbrowser.register("kumonote-tests", None, _CONTROLLER, preferred=True)


@contextmanager
def browser_is(visit: Callable[[str], None]) -> Iterator[None]:
    """Inside, `webbrowser.open(url)` calls `visit(url)`."""
    _CONTROLLER.visit = visit
    try:
        yield
    finally:
        _CONTROLLER.visit = None


def _title(page: str) -> str:
    return unescape(_found("<h1>(.*?)</h1>", page))


def _hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form."""
    form = page.partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def _found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, f"{pattern} is not in {page}"
    return unescape(match[1])

"""The whole browser flow in real Chromium, started as azure-identity starts a browser."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from app.azure.account import AccountFile
from app.azure.guide import Way
from app.azure.organisations import sign_in
from app.azure.practice import person_session
from app.azure.subscriptions import list_subscriptions
from app.azure.token_store import memory_store
from app.engine.cancel import CancelToken
from app.operations.asking_to_sign_in import guide_over, in_the_browser
from app.paths import Paths
from tests.practice.browser.chromium import (
    chromium,
    public_key_hash,
    served_certificate,
    why_not,
)
from tests.practice.sign_in.conftest import Place
from tests.practice.sign_in.visitor import browser_is

_REASON = why_not()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON or "can run here")
LIMIT = 20


def test_a_guest_signs_in_with_a_second_proof(place: Place, tmp_path: Path) -> None:
    file = AccountFile(Paths(tmp_path / "state", tmp_path / "cache"), "practice")
    guide = guide_over(lambda _event: None, in_the_browser)
    session = person_session(place.connection, file, guide, memory_store)
    key = public_key_hash(served_certificate(place.connection.url))
    last: list[str] = []
    with chromium(tmp_path / "profile", key) as browser:

        def drive(url: str) -> None:
            browser.get(url)
            _button(browser, "Ben Suzuki").click()
            WebDriverWait(browser, LIMIT).until(lambda b: b.find_elements(By.NAME, "proof"))
            code = browser.find_element(By.TAG_NAME, "code").text
            browser.find_element(By.NAME, "proof").send_keys(code)
            browser.find_element(By.ID, "prove").click()
            WebDriverWait(browser, LIMIT).until(lambda b: "localhost:8" in b.current_url)
            last.append(browser.find_element(By.TAG_NAME, "body").text)

        def visit(url: str) -> None:
            threads.append(threading.Thread(target=drive, args=(url,), name="chromium"))
            threads[-1].start()

        threads: list[threading.Thread] = []
        with browser_is(visit):
            account = sign_in(session, Way.BROWSER, "practice.localhost", CancelToken())
        for thread in threads:
            thread.join(LIMIT)
    assert account.user_name == "ben@university.practice.localhost"
    assert account.home != account.tenant == place.connection.tenant
    assert "Authentication complete" in last[0]
    assert len(list_subscriptions(session, CancelToken())) == 1
    session.close()


def _button(browser: webdriver.Chrome, words: str) -> webdriver.remote.webelement.WebElement:
    found = browser.find_elements(By.TAG_NAME, "button")
    return next(button for button in found if button.text.startswith(words))

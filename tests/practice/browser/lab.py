"""JupyterLab as somebody in front of it uses it: looked at and clicked on, never called."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as seen
from selenium.webdriver.support.wait import WebDriverWait

LIMIT_SECONDS = 240.0
_PRESSES = 8
_NOT_RUN = ("", "[ ]:")


@dataclass(frozen=True)
class Lab:
    browser: WebDriver

    def log_in(self, url: str, password: str) -> None:
        """Open the address, be asked for the password, give it."""
        self.browser.get(url)
        field = self._visible("input[type=password]")
        assert "/login" in self.browser.current_url
        field.send_keys(password, Keys.ENTER)

    def new_notebook(self) -> None:
        """Choose the first card under "Notebook" in the launcher; wait until its kernel is idle.

        On a busy computer the kernel comes seconds after the page, and what is run before is lost.
        """
        self._clickable(".jp-LauncherCard[data-category=Notebook]").click()
        self._visible(".jp-Notebook .cm-content")
        self._visible(".jp-Notebook-ExecutionIndicator[data-status=idle]")

    def run_cell(self, lines: list[str]) -> None:
        """Type into the first cell and run it with Shift and Enter."""
        editor = self._clickable(".jp-Notebook .jp-Cell .cm-content")
        editor.click()
        keys = ActionChains(self.browser)
        for number, line in enumerate(lines):
            if number:
                keys.send_keys(Keys.ENTER)
            keys.send_keys(line)
        keys.perform()
        self._wait().until(lambda _: lines[-1] in editor.text)
        for _ in range(_PRESSES):
            keys = ActionChains(self.browser)
            keys.key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(Keys.SHIFT).perform()
            if self._is_run():
                return
            editor.click()
        raise AssertionError("the cell was not run, however often it was asked for")

    def _is_run(self) -> bool:
        """Whether the first cell gets a mark or a number within a while.

        On a busy computer JupyterLab calls a kernel idle that it is not connected to yet, and
        loses what is run then. Whoever sits before it runs the cell again.
        """
        prompt = self._visible(".jp-Notebook .jp-Cell .jp-InputPrompt")
        try:
            wait = WebDriverWait(self.browser, LIMIT_SECONDS / _PRESSES)
            wait.until(lambda _: prompt.text.strip() not in _NOT_RUN)
        except TimeoutException:
            return False
        return True

    def picture(self) -> bytes:
        """The PNG that the first cell put out, once the browser has drawn it."""
        image = self._visible(".jp-OutputArea-output img")
        drawn = WebDriverWait(self.browser, LIMIT_SECONDS)
        drawn.until(lambda _: _width(image) > 100)
        kind, _, data = (image.get_dom_attribute("src") or "").partition(",")
        assert kind == "data:image/png;base64"
        return base64.b64decode(data)

    def expect(self, words: str) -> None:
        """Wait until the page shows `words`."""
        place = (By.TAG_NAME, "body")
        self._wait().until(seen.text_to_be_present_in_element(place, words))

    def _visible(self, selector: str) -> WebElement:
        place = (By.CSS_SELECTOR, selector)
        return self._wait().until(seen.visibility_of_element_located(place))

    def _clickable(self, selector: str) -> WebElement:
        place = (By.CSS_SELECTOR, selector)
        return self._wait().until(seen.element_to_be_clickable(place))

    def _wait(self) -> WebDriverWait[WebDriver]:
        return WebDriverWait(self.browser, LIMIT_SECONDS)


def _width(image: WebElement) -> int:
    return int(str(image.get_property("naturalWidth")))

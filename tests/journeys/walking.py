"""One person with a browser. A journey says what they see, tap and type; every page they come to is inspected."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from foundation.languages import translations
from tests.journeys.house import House
from tests.journeys.inspecting import Inspector

ALBUM = os.environ.get("SCREENSHOTS", "")
"""A directory for a picture of every page that was visited; empty for none."""
PHONE, DESK = (360, 740), (1280, 800)
SECONDS = 15
NUMBERS = count(1)


class Walk:
    """`words` are the English ones on a link or button; on a page in another language they are looked for in that."""

    def __init__(self, page: Page, house: House, inspector: Inspector, *, is_touched: bool) -> None:
        self.page, self.house, self.inspector, self.is_touched = page, house, inspector, is_touched

    def open(self, address: str) -> None:
        """A path of the house, or a whole address from a letter."""
        self.page.goto(address if address.startswith("http") else self.house.url + address)
        self.look()

    def follow(self, words: str) -> None:
        """Tap a link, the first one with these words."""
        self._go(self._link(words).first)

    def press(self, words: str, *, inside: str = "main", now_in: str = "") -> None:
        """Tap a button that sends a form. `now_in` is the language of the page it leads to, when that is another."""
        button = self._button(words, inside)
        self.inspector.language = now_in or self.inspector.language
        self._go(button)

    def press_twice(self, words: str, *, until: str) -> None:
        """The impatient finger: the second tap comes before the answer. `until` is how the address begins then."""
        self._button(words, "main").dblclick(no_wait_after=True)
        self.page.wait_for_url(f"{self.house.url}{until}**")
        self.look()

    def unfold(self, words: str) -> None:
        self._tap(self.page.locator("summary", has_text=self._said(words)))
        self.look()

    def go_back(self) -> None:
        self.page.go_back()
        self.look()

    def type(self, **texts: str) -> None:
        """Into the fields of these names."""
        for name, text in texts.items():
            self.into(name, text)

    def into(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]:not([type=hidden])').fill(text)

    def choose(self, name: str, option: str) -> None:
        self.page.locator(f'select[name="{name}"]').select_option(label=option)

    def tick(self, name: str, value: str = "yes") -> None:
        """A box, or one of several answers."""
        self._tap(self._pick(name, value))

    def keep_ticked(self, name: str) -> None:
        """Tick a box unless it is ticked: a browser that goes back may have kept it, or not."""
        self._pick(name, "yes").locator("input").check()

    def leads_to(self, words: str) -> str:
        """The address behind a link."""
        return str(self._link(words).get_attribute("href"))

    def drag_row(self, number: int, *, before: int) -> None:
        """Take a row of the agenda by its handle and let it go above another."""
        rows = self.page.locator(".rows > li")
        rows.nth(number).locator(".rows__handle").drag_to(rows.nth(before), target_position={"x": 20, "y": 4})
        self.look()

    def sees(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(self._said(sentence), use_inner_text=True)

    def does_not_see(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("body")).not_to_contain_text(self._said(sentence), use_inner_text=True)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.house.url)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def wrongs(self) -> dict[str, str]:
        """The sentence beside each field that is wrong, by the name of the field."""
        beside = {}
        for sentence in self.page.locator(".field__wrong").all():
            number = str(sentence.get_attribute("id")).removeprefix("f-").removesuffix("-wrong")
            beside[number] = sentence.inner_text()
        return beside

    @property
    def kinds(self) -> list[str]:
        """What the rows of the agenda are, in their order."""
        return [one.input_value() for one in self.page.locator('.rows select[name$=".kind"]').all()]

    def offered(self, name: str) -> set[str]:
        """The values of a list to choose from."""
        return {str(one.get_attribute("value")) for one in self.page.locator(f'select[name="{name}"] option').all()}

    def stands_in(self, name: str) -> str:
        """What the field holds."""
        return self.page.locator(f'[name="{name}"]:not([type=hidden])').input_value()

    def look(self) -> None:
        """Every page anybody comes to is photographed, when asked, and inspected."""
        if ALBUM:
            words = re.sub(r"\W+", "-", self.page.title())[:40]
            width = (self.page.viewport_size or {"width": 0})["width"]
            picture = Path(ALBUM) / f"{width}" / f"{next(NUMBERS):03}-{words}.png"
            self.page.screenshot(path=picture, full_page=True)
        self.inspector.look_at(self.page)

    def _go(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self._tap(target)
        self.look()

    def _said(self, words: str) -> str:
        return translations(self.inspector.language).gettext(words)

    def _link(self, words: str) -> Locator:
        return self.page.get_by_role("link", name=self._said(words), exact=True)

    def _button(self, words: str, inside: str) -> Locator:
        return self.page.locator(inside).get_by_role("button", name=self._said(words), exact=True)

    def _pick(self, name: str, value: str) -> Locator:
        return self.page.locator("label.pick", has=self.page.locator(f'[name="{name}"][value="{value}"]'))

    def _tap(self, target: Locator) -> None:
        target.tap() if self.is_touched else target.click()


@contextmanager
def walking(
    browser: Browser, house: House, size: tuple[int, int], *, scripts: bool, language: str = "en"
) -> Iterator[Walk]:
    """Somebody with a browser of their own, on a phone or at a desk."""
    is_phone, host = size == PHONE, house.url.removeprefix("http://")
    options = {
        "viewport": {"width": size[0], "height": size[1]}, "locale": language, "timezone_id": "Asia/Jakarta",
        "color_scheme": "light" if is_phone else "dark",
    }  # fmt: skip
    with _context(browser, **options, java_script_enabled=scripts, is_mobile=is_phone, has_touch=is_phone) as context:
        if scripts:
            yield Walk(context.new_page(), house, Inspector(context, host, language, None), is_touched=is_phone)
            return
        with _context(browser, **options, is_mobile=is_phone, has_touch=is_phone) as other:
            inspector = Inspector(context, host, language, other.new_page())
            yield Walk(context.new_page(), house, inspector, is_touched=is_phone)


@contextmanager
def _context(browser: Browser, **options: object) -> Iterator[BrowserContext]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(SECONDS * 1000)
    yield context
    context.close()

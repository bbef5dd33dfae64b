"""A phone on a slow line, its browser without scripts: until the page stands there, until somebody is registered."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from benchmarks.props import SLUG, a_full_discussion, folder, fresh_database, sqlite_in
from benchmarks.served import serving
from benchmarks.table import Line, below
from tests.machines.browser import running_browser

PAGE = f"/discussions/{SLUG}"
BYTES_A_SECOND, DELAY = 50_000, 400
"""A line as there is in Timor-Leste (domain.md); the delay in milliseconds, of each answer."""
A_KEY = 300
"""Milliseconds between two keys of somebody who looks for each on a phone."""
A_LOOK = 1.5
"""Seconds to find the next field."""


def measured() -> Iterator[Line]:
    with folder() as place:
        with fresh_database(sqlite_in(place)) as database, database.writing() as session:
            a_full_discussion(session)
        with serving(place, PAGE) as server, _phone() as page:
            first = _seconds_to_see(page, f"http://127.0.0.1:{server.port}{PAGE}")
            registered = _seconds_to_register(page)
    yield Line(what="first page on 50 kB/s with 400 ms delay", measured=first, unit=" s", wanted=below(3))
    yield Line(what="registering there, typing as people do", measured=registered, unit=" s", wanted=below(60))


@contextmanager
def _phone() -> Iterator[Page]:
    with running_browser() as browser:
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, java_script_enabled=False
        )
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        line.send("Network.emulateNetworkConditions", {"offline": False, "latency": DELAY, **speed})
        yield page
        context.close()


def _seconds_to_see(page: Page, address: str) -> float:
    """Nothing is kept from an earlier visit."""
    started = time.perf_counter()
    page.goto(address, wait_until="load")
    return time.perf_counter() - started


def _seconds_to_register(page: Page) -> float:
    """With a name, a number and the consent; the page that follows shows the personal link."""
    started = time.perf_counter()
    for name, text in (("full_name", "Maria da Costa Exemplo"), ("phone", "+67077234567")):
        time.sleep(A_LOOK)
        page.locator(f'[name="{name}"]').tap()
        page.keyboard.type(text, delay=A_KEY)
    time.sleep(A_LOOK)
    page.locator('label.pick:has([name="consent_take_part"])').tap()
    time.sleep(A_LOOK)
    with page.expect_navigation():
        page.locator("main form button:visible").last.tap()
    assert "/r/" in page.url, page.url
    return time.perf_counter() - started

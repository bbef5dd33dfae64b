"""Debian's Chromium without a window, driven by Playwright: the shell without the rest of a desktop's browser, which
does the same with half of the work. It goes nowhere by itself: what it asks for, a page of ours asked for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.machines import Missing

SHELL = "chromium-headless-shell"
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless browser, closed at the end of the block. Raises Missing when Chromium is not installed."""
    chromium = shutil.which(SHELL)
    if chromium is None:
        raise Missing(f"Chromium is not installed: run 'make machines', or 'apt-get install {SHELL}' as root.")
    with sync_playwright() as playwright:
        # Its sandbox works neither for root nor in most containers, and only our own pages are opened.
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET, chromium_sandbox=False)
        yield browser
        browser.close()

"""What must hold on every page anybody comes to, whatever it is about."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route

from tests.journeys.languages import english_in

MEASURE, READ = (Path(__file__).with_name(f"{script}.js").read_text() for script in ("measure", "read"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False, "iframes": False}
"""A letter stands in a frame that no script of the page can look into."""
FIND_BARRIERS = (
    f"axe.run({json.dumps(OPTIONS)}).then((found) =>"
    " found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`)))"
)
WORDS = re.compile(r'>[^<]*[^<\s][^<]*<|\d+|\b(?:value|title|href|action|content|label)="[^"]+"')
"""What a page says, and where its links lead; not that it says nothing, which is a barrier."""
seen: set[str] = set()
"""Shapes that axe has been through, on this screen: the same page with other words is the same answer again."""


class Inspector:
    """Listens to one context and looks at its pages. `complaints` is what was noticed on the way.

    `reading_room` is a page with scripts for axe, where the pages inspected run none.
    """

    def __init__(self, context: BrowserContext, host: str, language: str, reading_room: Page | None) -> None:
        self.host, self.language, self.reading_room = host, language, reading_room
        self.complaints: list[str] = []
        context.on("request", self._saw_request)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"error in a script: {error.error}"))

    def look_at(self, page: Page) -> None:
        """Fails with everything that is wrong with the page as it stands there."""
        right = {
            "smaller to touch than 44 px": [], "hour cut off behind its date": [], "text smaller than 14 px": [],
            "wider than the screen by px": 0, "number of h1": 1, "has a title": True, "language": self.language,
        }  # fmt: skip
        measured = page.evaluate(MEASURE)
        wrong = [f"{what}: {found}" for what, found in measured.items() if found != right[what]]
        wrong += [f"in English: {words}" for words in english_in(page.evaluate(READ), self.language)]
        wrong += self._barriers(page) + self.complaints
        assert not wrong, "\n".join([page.url, *wrong])

    def _barriers(self, page: Page) -> list[str]:
        html = page.content()
        shape = f"{page.viewport_size} {WORDS.sub('x', html)}"
        if shape in seen:
            return []
        room = page if self.reading_room is None else _with_scripts(self.reading_room, page.url, html)
        room.evaluate(AXE_SCRIPT)
        barriers: list[str] = room.evaluate(FIND_BARRIERS)
        if not barriers:
            seen.add(shape)
        return barriers

    def _saw_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host and not request.url.startswith("data:"):
            self.complaints.append(f"asked a foreign host: {request.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _is_refusal_of_the_page_itself(message):
            self.complaints.append(f"console: {message.text}")


def _with_scripts(room: Page, url: str, html: str) -> Page:
    """The same HTML where axe can run. The scripts of the page stay away, as they did."""

    def serve(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.fulfill(body="", content_type="text/javascript")
        else:
            route.continue_()

    room.route("**/*", serve)
    room.goto(url.partition("#")[0])  # to a fragment of the page that is open already, nothing would be loaded
    room.unroute_all()
    return room


def _is_refusal_of_the_page_itself(message: ConsoleMessage) -> bool:
    """Chromium notes each answer above 399, also a page in words that a journey went to on purpose."""
    refused = message.text.startswith("Failed to load resource: the server responded with a status of")
    return refused and message.page is not None and message.location["url"] == message.page.url

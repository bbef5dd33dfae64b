"""What must hold on every page anybody comes to, whatever it is about."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route

from tests.journeys.languages import english_in

MEASURE, READ = (Path(__file__).with_name(f"{script}.js").read_text() for script in ("measure", "read"))
AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


class Inspector:
    """Listens to one context and looks at its pages. `complaints` is what was noticed since the last look."""

    def __init__(self, context: BrowserContext, host: str, language: str, reading_room: Page | None) -> None:
        self.host, self.language, self.reading_room = host, language, reading_room
        self.complaints: list[str] = []
        context.on("request", self._seen_request)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"error in a script: {error.error}"))

    def look_at(self, page: Page) -> None:
        """Fails with everything that is wrong with the page as it stands there."""
        right = {
            "smaller to touch than 44 px": [], "text smaller than 14 px": [], "wider than the screen by px": 0,
            "number of h1": 1, "has a title": True, "language": self.language,
        }  # fmt: skip
        measured = page.evaluate(MEASURE)
        wrong = [f"{what}: {found}" for what, found in measured.items() if found != right[what]]
        wrong += self._barriers(page) + self.complaints
        wrong += [f"in English: {words}" for words in english_in(page.evaluate(READ), self.language)]
        assert not wrong, "\n".join([page.url, *wrong])

    def _barriers(self, page: Page) -> list[str]:
        found = AXE.run(self._with_scripts(page), options=RULES).response["violations"]
        return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]

    def _with_scripts(self, page: Page) -> Page:
        """The page itself, or the same HTML where axe can run; the scripts of the page stay away."""
        if self.reading_room is None:
            return page
        html = page.content()
        self.reading_room.route("**/*", lambda route: _served(route, html))
        self.reading_room.goto(page.url)
        self.reading_room.unroute_all()
        return self.reading_room

    def _seen_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host and not request.url.startswith("data:"):
            self.complaints.append(f"asked a foreign host: {request.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _is_refusal_of_the_page_itself(message):
            self.complaints.append(f"console: {message.text}")


def _served(route: Route, html: str) -> Any:
    if route.request.is_navigation_request():
        return route.fulfill(body=html, content_type="text/html; charset=utf-8")
    return route.fulfill(body="", content_type="text/javascript") if route.request.resource_type == "script" else (
        route.continue_()
    )


def _is_refusal_of_the_page_itself(message: ConsoleMessage) -> bool:
    """Chromium notes each answer above 399, also a page in words that a journey went to on purpose."""
    refused = message.text.startswith("Failed to load resource: the server responded with a status of")
    return refused and message.page is not None and message.location["url"] == message.page.url

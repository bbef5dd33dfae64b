"""A visitor of the site: opens pages as a browser without scripts does, fills in forms, and reads what is there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from litestar.testing import TestClient

from foundation.database import Database
from foundation.settings import Settings
from tests.builders import NOW
from tests.warm import warm_app

SETTINGS = Settings(secret_key="the same for every test, and no secret", base_url="https://rembuk.example")
VOID = frozenset({"meta", "link", "input", "br", "img", "circle"})
BLOCKS = frozenset({"p", "div", "li", "th", "td", "tr", "h1", "h2", "h3", "br", "ul", "ol", "section"})


@dataclass
class FormOnPage:
    """Where a form goes, what stands in it, and its buttons by their words."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""

    def fits(self, selector: str) -> bool:
        """`h1`, `.note` or `#main`."""
        if selector[0] == ".":
            return selector[1:] in self.attributes.get("class", "").split()
        return self.attributes.get("id") == selector[1:] if selector[0] == "#" else self.tag == selector


class Page(HTMLParser):
    """One answer, read: its elements, links and forms in the order of the page."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.status, self.headers, self.html = answer.status_code, answer.headers, answer.text
        self.path = answer.url.raw_path.decode()
        self.elements: list[Element] = []
        self.forms: list[FormOnPage] = []
        self._open: list[Element] = []
        self.feed(answer.text)

    def texts(self, selector: str) -> list[str]:
        """What stands in each element that fits, white space folded."""
        return [" ".join(element.text.split()) for element in self.elements if element.fits(selector)]

    def text(self, selector: str) -> str:
        (found,) = self.texts(selector)
        return found

    @property
    def links(self) -> dict[str, str]:
        """Addresses by the words of the link."""
        return {" ".join(one.text.split()): one.attributes["href"] for one in self.elements if one.tag == "a"}

    @property
    def wrongs(self) -> dict[str, str]:
        """The sentence beside each field that is wrong."""
        ids = [one for one in self.elements if one.attributes.get("id", "").endswith("-wrong")]
        return {one.attributes["id"].removeprefix("f-").removesuffix("-wrong"): one.text.strip() for one in ids}

    @property
    def buttons(self) -> list[str]:
        return [words for form in self.forms for words in form.buttons]

    def form_with(self, button: str) -> FormOnPage:
        (found,) = [form for form in self.forms if button in form.buttons]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag in BLOCKS:
            self.handle_data(" ")
        if tag not in VOID:
            self._open.append(element)
        if tag == "form":
            self.forms.append(FormOnPage(element.attributes["action"], element.attributes.get("method", "get")))
        elif "name" in element.attributes and tag in ("input", "select", "textarea"):
            self._take_field(element)
        elif tag == "option" and "selected" in element.attributes:
            self.forms[-1].values[self._named("select")] = element.attributes["value"]

    def handle_endtag(self, tag: str) -> None:
        while self._open and (closed := self._open.pop()).tag != tag:
            pass
        if tag == "button" and self.forms and closed.attributes.get("type") != "button":
            given = {closed.attributes["name"]: closed.attributes["value"]} if "name" in closed.attributes else {}
            self.forms[-1].buttons[" ".join(closed.text.split())] = given
        if tag == "textarea":
            self.forms[-1].values[closed.attributes["name"]] = closed.text

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def _take_field(self, element: Element) -> None:
        form, name = self.forms[-1], element.attributes["name"]
        if name not in form.names:
            form.names.append(name)
        is_choice = element.attributes.get("type") in ("checkbox", "radio")
        if element.tag == "input" and (not is_choice or "checked" in element.attributes):
            form.values[name] = element.attributes.get("value", "")

    def _named(self, tag: str) -> str:
        return next(element.attributes["name"] for element in reversed(self._open) if element.tag == tag)


class Visitor:
    """Somebody with a browser, at a moment that the test decides."""

    def __init__(self, client: Any, language: str) -> None:
        self.client, self.language, self.now = client, language, NOW

    def open(self, path: str, **headers: str) -> Page:
        return Page(self.client.get(path, headers={"Accept-Language": self.language, **headers}))

    def get(self, path: str, **headers: str) -> Any:
        """The answer as it is, for what is no page."""
        return self.client.get(path, headers={"Accept-Language": self.language, **headers})

    def press(self, page: Page, button: str, **typed: str) -> Page:
        """Fill in the form and press its button; a redirect is followed."""
        form = page.form_with(button)
        return self.post(form.action, {**form.values, **form.buttons[button], **typed})

    def post(self, path: str, values: dict[str, str], **headers: str) -> Page:
        sent = {"Accept-Language": self.language, "Origin": SETTINGS.base_url, **headers}
        return Page(self.client.post(path, data=values, headers=sent))


@pytest.fixture
def visitor(database: Database) -> Iterator[Visitor]:
    """A reader of English, at NOW."""
    visitor = Visitor(None, "en")
    app = warm_app(SETTINGS, database, lambda: visitor.now)
    with TestClient(app, base_url=SETTINGS.base_url) as client:
        visitor.client = client
        yield visitor

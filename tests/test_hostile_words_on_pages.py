"""Whatever people type ends on a page as text: never as markup, never as a header."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from sqlmodel import select

from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from foundation.people import clean_text
from foundation.refusals import Refused
from foundation.sign_in import add_organiser, open_desk
from registrations.register import personal_path
from speakers import readiness
from speakers.slots import SlotRow, plan_agenda
from tests.browsing import SETTINGS
from tests.builders import NOW, a_published_discussion, an_office, registered
from tests.warm import warm_app

WORDS = st.text(min_size=1, max_size=80) | st.sampled_from(
    ['<script>alert("1")</script>', "'\"><img src=x onerror=1>", "{{ 7 * 7 }}", "{% raw %}", "&lt;b&gt;", "%(n)s {n}"]
)
ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


class Texts(HTMLParser):
    """The text of a page, with what stands in fields; and the names of its elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag if tag != "script" or dict(attrs).get("src") else "inline script")
        self.tags |= {name for name, _ in attrs if name.startswith("on")}
        self.pieces += [value for name, value in attrs if name in ("value", "content", "alt") and value]

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    @property
    def text(self) -> str:
        return clean_text(" ".join(self.pieces))


@pytest.fixture
def client(database: Database) -> Iterator[TestClient[Any]]:
    with TestClient(warm_app(SETTINGS, database, lambda: NOW), base_url=SETTINGS.base_url) as client:
        yield client


@ONE_DATABASE
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=WORDS, name=WORDS)
@example(title="<u>Bold</u>", name="<marquee>O'Teladan</marquee>")
def test_what_was_typed_stands_on_pages_as_text(
    database: Database, client: TestClient[Any], title: str, name: str
) -> None:
    try:
        pages = written_everywhere(database, client, title, name)
    except Refused:  # no visible character: nothing was written
        return

    for path, html in pages.items():
        read = Texts(html)
        assert not read.tags & {"inline script", "img", "u", "marquee"}, path
        assert not {tag for tag in read.tags if tag.startswith("on")}, path
        assert (clean_text(title) in read.text) or path.startswith("/desk/discussions/talk/registrations"), path
    personal = next(html for path, html in pages.items() if path.startswith("/r/"))
    assert clean_text(name) in Texts(personal).text


def written_everywhere(database: Database, client: TestClient[Any], title: str, name: str) -> dict[str, str]:
    """The words as title, agenda row, speaker and member; then every page that shows them."""
    with database.writing() as session:
        found = session.exec(select(Discussion).where(Discussion.slug == "talk")).one_or_none()
        discussion = found or a_published_discussion(session, slug="talk")
        readiness.change(session, discussion, plan_of(discussion, title=title, summary=title), NOW)
        plan_agenda(session, discussion, [SlotRow(kind="panel", minutes=5, title=title)], NOW)
        address = f"m{hash((title, name)) & 0xFFFFFFFF}@union.example"
        registration = registered(session, discussion, name, email=address, union=title, question=title)
        registration_path = personal_path(session, registration)
        person = add_organiser(session, "sari@office.example", an_office(session), NOW)
        cookie = open_desk(session, person, NOW)
    client.cookies.set("__Host-desk", cookie)
    client.post(f"{registration_path}/settings", data={"language": "en", "timezone": "Asia/Jakarta"})
    desk = [f"/desk/discussions/talk{page}" for page in ("", "/agenda", "/edit", "/registrations")]
    paths = ["/", "/discussions/talk", registration_path, "/desk", *desk]
    answers = {path: client.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    return {path: answer.text for path, answer in answers.items()}

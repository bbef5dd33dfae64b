"""The letters that are kept as files, at the desk."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from litestar.testing import TestClient

from events.models import Discussion
from foundation.database import Database
from foundation.settings import Settings
from foundation.sign_in import add_organiser, ask_for_sign_in, token_of
from tests.browsing import SETTINGS, Visitor
from tests.builders import NOW, a_published_discussion, a_series, an_office, registered
from tests.desk import SARI, another_office, at_the_desk
from tests.notifications.kept_mail import desk, post_letters, published, settings
from tests.warm import warm_app

__all__ = ["desk", "settings"]


def test_a_kept_letter_is_shown_with_headers_text_page_and_calendar(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")
    post_letters(database, settings, NOW)
    row = next(row for row in desk.open("/desk/outbox").texts("tr") if "ana@union.example" in row)
    path = letter_to(desk, "ana@union.example")

    page, as_page = desk.open(path), desk.get(f"{path}/page")

    assert row.startswith("1 Feb 2027, 10:00 WIB ana@union.example ")
    assert page.texts("dt") == ["From", "To", "Subject", "Date", "Message-ID"]
    assert "Attached: invite.ics" in page.text("main")
    assert "https://rembuk.example/r/" in page.texts("pre")[0]
    assert "BEGIN:VCALENDAR" in page.texts("pre")[1]
    assert "Who pays, and who gains" in as_page.text


def test_the_page_of_a_letter_can_run_nothing_and_is_framed_only_here(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    published(database)
    post_letters(database, settings, NOW)
    (path, *_) = letter_paths(desk)

    frame, letter = desk.get(path), desk.get(f"{path}/page")

    assert letter.headers["content-security-policy"] == (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; frame-ancestors 'self'"
    )
    assert frame.headers["content-security-policy"].endswith("; frame-src 'self'")
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame.text


def test_only_letters_of_this_office_and_to_oneself_are_shown(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    office = another_office(database)
    with database.writing() as session:
        a_published_discussion(session, slug="foreign", series=a_series(session, "Else", office=office))
        ask_for_sign_in(session, SARI, NOW)
    post_letters(database, settings, NOW)
    colleague = sign_in_letter_of_a_colleague(database, settings)

    paths = letter_paths(desk)

    assert [desk.open(path).texts("dd")[1] for path in paths] == [SARI]
    assert len(kept(settings)) == 4
    hidden = [f"/desk/outbox/{name}" for name in kept(settings) if f"/desk/outbox/{name}" not in paths]
    assert [desk.get(path).status_code for path in (*hidden, *(f"{path}/page" for path in hidden))] == [404] * 6
    assert colleague not in "".join(desk.get(path).text for path in paths)


@pytest.mark.parametrize("name", [
    "../secret.eml", "..%2Fsecret.eml", "%2e%2e%2fsecret.eml", "secret.txt", ".hidden.eml", "link.eml", "folder.eml",
    "nowhere.eml", "a%00.eml", "a" * 300 + ".eml",
])  # fmt: skip
def test_nothing_else_on_the_machine_is_reached(desk: Visitor, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "outbox"
    (folder / "folder.eml").mkdir(parents=True)
    for place in (tmp_path / "secret.eml", folder / "secret.txt", folder / ".hidden.eml"):
        place.write_text("Message-ID: <x@y.example>\n\nSecret")
    (folder / "link.eml").symlink_to(tmp_path / "secret.eml")

    answers = [desk.get(f"/desk/outbox/{name}{part}") for part in ("", "/page")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Secret" not in answers[0].text + answers[1].text


def test_a_broken_letter_breaks_no_list(desk: Visitor, tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir()
    broken = b"\xff\xfe\x00 Date: never\r\nSubject: =?x?q?\n\n"
    (tmp_path / "outbox" / "20270201T030000Z-broken.eml").write_bytes(broken)

    assert desk.open("/desk/outbox").status == 200


def test_where_mail_is_handed_over_the_outbox_says_so(database: Database, desk: Visitor) -> None:
    visitor = Visitor(None, "en")
    app = warm_app(replace(SETTINGS, mail_url="smtp://relay.example"), database, lambda: NOW)
    with TestClient(app, base_url=SETTINGS.base_url) as client:
        visitor.client = client
        page = at_the_desk(visitor, database).open("/desk/outbox")

    assert page.text(".empty").startswith("Letters are handed to the mail server")
    assert "Outbox" not in page.links


def sign_in_letter_of_a_colleague(database: Database, settings: Settings) -> str:
    """The way in of a colleague in the same office, as it stands in a letter of theirs."""
    with database.writing() as session:
        add_organiser(session, "dewi@office.example", an_office(session), NOW)
        token = token_of(session, ask_for_sign_in(session, "dewi@office.example", NOW))
    post_letters(database, settings, NOW)
    return token


def letter_paths(desk: Visitor) -> list[str]:
    page = desk.open("/desk/outbox")
    found = (unquote(one.attributes.get("href", "")) for one in page.elements)
    return [address for address in found if address.startswith("/desk/outbox/")]


def letter_to(desk: Visitor, email: str) -> str:
    return next(path for path in letter_paths(desk) if email in desk.open(path).texts("dd")[1])


def kept(settings: Settings) -> list[str]:
    return sorted(path.name for path in Path(settings.mail_url.removeprefix("dir:")).iterdir())

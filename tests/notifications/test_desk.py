"""The overview of a discussion, its messages and the letters that are kept, at the desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from litestar.testing import TestClient

import main
from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from foundation.settings import Settings
from foundation.sign_in import add_organiser, ask_for_sign_in, token_of
from main import create_app
from notifications.channels import channel_for
from notifications.models import Delivery, DeliveryState
from notifications.send import Senders
from registrations.seats import give_up
from speakers import readiness
from tests.browsing import SETTINGS, Visitor
from tests.builders import NOW, TUESDAY, a_discussion, a_published_discussion, a_series, an_office, asked, registered
from tests.desk import SARI, another_office, at_the_desk, counted_statements, said

TALK = "/desk/discussions/talk"
RESTED = timedelta(minutes=2)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(SETTINGS, mail_url=f"dir:{tmp_path / 'outbox'}")


@pytest.fixture
def desk(database: Database, settings: Settings) -> Iterator[Visitor]:
    """Sari at her desk, in a house that keeps its mail in a folder."""
    visitor = Visitor(None, "en")
    app = create_app(settings, database, now=lambda: visitor.now)
    with TestClient(app, base_url=settings.base_url) as client:
        visitor.client = client
        yield at_the_desk(visitor, database)


def post_letters(database: Database, settings: Settings, now: datetime) -> None:
    """What is due leaves, as it does by itself in the running program."""
    main.tick(database, settings, now)
    Senders(database, settings, channel_for(settings.mail_url), lambda: now).send_due()


def published(database: Database) -> Discussion:
    with database.writing() as session:
        return a_published_discussion(session, slug="talk")


# The overview


def test_the_overview_tells_the_state_of_everything(database: Database, desk: Visitor, settings: Settings) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", capacity=10)
        asked(session, discussion, "Budi")
        registered(session, discussion, "Ana")
    post_letters(database, settings, NOW)

    page = desk.open(TALK)

    assert page.text(".when__hour") == "14:00–15:30 WIB"
    assert page.text(".people-short") == (
        "Citra Chair Agreed Rudi Resource person Agreed Budi Resource person No answer yet"
    )
    assert page.text(".lamps") == (
        "Chair Agreed Resource persons 1 of 2 agreed Agenda Empty Room Ready Public page Open Seats 1 of 10"
    )
    assert page.texts(".warnings") == ["There is no agenda yet."]
    assert page.links["See the public page"] == "/discussions/talk"


def test_a_change_says_how_many_hear_of_it_when_and_can_be_sent_at_once(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")
    post_letters(database, settings, NOW)
    with database.writing() as session:
        found = session.get_one(Discussion, discussion.id)
        readiness.change(session, found, plan_of(found, starts_at_local=TUESDAY), NOW)

    resting = desk.open(TALK)
    told = desk.press(resting, "Send now")
    post_letters(database, settings, NOW)
    after = desk.open(TALK)

    assert resting.text(".note--wait") == (
        "3 people will be told at 10:02 WIB. Until then you can still correct what you changed. Send now"
    )
    assert said(told) == "The letters leave now."
    assert told.text(".note--wait") == "3 people are being told of the change."
    assert after.texts(".note--wait") == []


def test_a_draft_tells_nobody_and_says_so(database: Database, desk: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, slug="talk")

    page = desk.open(TALK)

    assert [text for text in page.texts(".soft") if "sent" in text] == ["Nothing is to be sent yet."]
    assert "will be told" not in page.html


# Messages


def test_every_message_is_listed_with_its_state_and_hour(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")
    post_letters(database, settings, NOW)

    page = desk.open(f"{TALK}/messages")

    ana = [row for row in page.texts("tr") if row.startswith("Ana ")]
    assert ana == [
        "Ana ana@union.example Reminder, one hour before by email Planned 24 Feb 2027, 13:00 WIB – –",
        "Ana ana@union.example Reminder, the day before by email Planned 23 Feb 2027, 17:00 WIB – –",
        "Ana ana@union.example Confirmation with calendar by email Sent 1 Feb 2027, 10:00 WIB "
        "1 Feb 2027, 10:00 WIB See the letter",
    ]


def test_a_message_that_failed_or_was_skipped_says_why(database: Database, desk: Visitor) -> None:
    discussion = published(database)
    with database.writing() as session:
        ana = registered(session, session.get_one(Discussion, discussion.id), "Ana")
        give_up(session, session.get_one(Discussion, discussion.id), ana, NOW)
        for state, reason in ((DeliveryState.FAILED, "550 5.1.1 no such user"), (DeliveryState.SKIPPED, "{odd}")):
            session.add(Delivery(
                kind="waiting", person_id=ana.person_id, discussion_id=ana.discussion_id, occasion=hash(state) % 99,
                channel="email", state=state, priority=1, due_at=NOW, expires_at=NOW, attempts=2, reason=reason,
                created_at=NOW,
            ))  # fmt: skip

    failed, skipped = desk.open(f"{TALK}/messages?state=failed"), desk.open(f"{TALK}/messages?state=skipped")

    assert failed.texts("tr")[1:] == [
        "Ana ana@union.example Place in the waiting list by email Failed 2 attempts 1 Feb 2027, 10:00 WIB – "
        "550 5.1.1 no such user"
    ]
    assert [row.split()[-1] for row in skipped.texts("tr")[1:]] == ["{odd}"]


@pytest.mark.parametrize(("query", "count"), [
    ("", 11), ("?state=planned", 8), ("?state=sent", 3), ("?state=failed", 0), ("?search=ANA", 3),
    ("?search=one%20hour", 3), ("?search=ana@union&state=sent", 1), ("?page=2", 0), ("?page=-1", 11),
])  # fmt: skip
def test_messages_are_found_by_state_and_by_words(
    database: Database, desk: Visitor, settings: Settings, *, query: str, count: int
) -> None:
    discussion = published(database)
    with database.writing() as session:
        registered(session, session.get_one(Discussion, discussion.id), "Ana")
    post_letters(database, settings, NOW)

    page = desk.open(f"{TALK}/messages{query}")

    assert (page.status, len(page.texts("tr")[1:])) == (200, count)


def test_while_nothing_is_to_be_said_the_list_says_what_will_be(database: Database, desk: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, slug="talk")

    assert desk.open(f"{TALK}/messages").text(".empty").startswith("No message yet Letters follow by themselves")


def test_many_messages_cost_no_more_questions_than_few(
    database: Database, desk: Visitor, settings: Settings
) -> None:
    discussion = published(database)
    with counted_statements() as for_few:
        desk.open(f"{TALK}/messages")
    with database.writing() as session:
        for number in range(60):
            registered(session, session.get_one(Discussion, discussion.id), f"Number {number}")

    with counted_statements() as for_many:
        desk.open(f"{TALK}/messages")

    assert len(for_many) == len(for_few)


# Letters that are kept


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
    app = create_app(replace(SETTINGS, mail_url="smtp://relay.example"), database, now=lambda: NOW)
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

"""The mailbox at the desk: what arrived and wants a decision, each decision one button, and what was handled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from litestar.testing import TestClient
from sqlmodel import col, select

from foundation.database import Database
from foundation.people import Person
from notifications.models import CalendarEntry, OtherAddress
from notifications.replies.arrivals import Envelope, receive
from tests.browsing import SETTINGS, Page, Visitor
from tests.builders import NOW, a_published_discussion, a_series, registered
from tests.desk import another_office, at_the_desk, counted_statements, said
from tests.notifications.house import MINUTE
from tests.notifications.replies.clients import Said, mail, plain, thunderbird
from tests.outbox import Outbox
from tests.warm import warm_app

MAILBOX = "/desk/mailbox"
DAY = timedelta(days=1)
START, END = datetime.fromisoformat("2027-02-24T07:00Z"), datetime.fromisoformat("2027-02-24T08:30Z")


@pytest.fixture
def desk(database: Database) -> Iterator[Visitor]:
    """Sari at her desk, in a house that reads its mail; it was last read at NOW."""
    visitor = Visitor(None, "en")
    app = warm_app(replace(SETTINGS, inbox_url="imaps://unused"), database, lambda: visitor.now)
    app.app.state.mailbox_read_at = lambda: NOW
    with TestClient(app, base_url=SETTINGS.base_url) as client:
        visitor.client = client
        yield at_the_desk(visitor, database)


@pytest.fixture
def uid(database: Database, outbox: Outbox) -> str:
    """Of the invitation in Ana's calendar."""
    with database.writing() as session:
        registered(session, a_published_discussion(session, slug="talk"), "Ana")
    outbox.tick(NOW)
    return str(outbox.to("ana")[0].event["UID"])


def arrives(database: Database, content: bytes, now: datetime = NOW) -> None:
    database.write(lambda session: receive(session, content, Envelope(), now))


def test_an_empty_mailbox_says_what_will_wait_there(desk: Visitor) -> None:
    page = desk.open(MAILBOX)

    assert page.texts(".empty") == [
        "Nothing wants a decision Answers from calendars are followed by themselves. What is odd, or was written by "
        "hand, waits here for you."
    ]
    assert desk.open("/desk").links["Mailbox"] == MAILBOX


def test_without_a_mailbox_the_page_says_so(database: Database) -> None:
    with TestClient(warm_app(SETTINGS, database, lambda: NOW), base_url=SETTINGS.base_url) as client:
        desk = at_the_desk(Visitor(client, "en"), database)

        assert desk.open(MAILBOX).text("h2") == "No mailbox is configured"
        assert "Mailbox" not in desk.open("/desk").links


def test_another_time_is_shown_as_the_clocks_of_the_discussion_show_it(
    database: Database, desk: Visitor, uid: str
) -> None:
    arrives(database, thunderbird(Said(uid=uid, method="COUNTER", partstat="TENTATIVE", starts_at=START + DAY,
                                       ends_at=END + DAY, comment="Wednesday is market day")))  # fmt: skip

    page = desk.open(MAILBOX)

    assert page.texts(".asked__wait") == [
        "Another time Ana Messages to this person ana@union.example Who pays, and who gains 1 Feb 2027, 10:00 WIB "
        "Another time is proposed. Proposed: Thursday, 25 February 2027, 14:00 WIB Wednesday is market day "
        "Subject: Accepted: Who pays "
        "Done Show the message"
    ]
    assert page.links["Who pays, and who gains"] == "/desk/discussions/talk"


def test_an_answer_from_an_unknown_address_counts_when_the_organiser_says_so(
    database: Database, desk: Visitor, uid: str
) -> None:
    arrives(database, thunderbird(Said(uid=uid, partstat="DECLINED", attendee="ana@home.example")))
    page = desk.open(MAILBOX)
    assert "The answer comes from an address that is not known here. The answer is: no" in page.text(".asked__wait")

    after = desk.press(page, "Count as the answer of Ana")

    assert said(after) == "The answer counts. From now on answers from this address count by themselves."
    assert after.texts(".asked__wait") == []
    assert handled(after) == ["1 Feb 2027, 10:00 WIB Ana Answer from a calendar no Who pays, and who gains Followed"]
    assert entry(database).answer == "declined"
    with database.reading() as session:
        assert session.exec(select(OtherAddress.address)).all() == ["ana@home.example"]


def test_a_calendar_that_asks_for_its_entry_gets_it_when_the_organiser_says_so(
    database: Database, desk: Visitor, uid: str
) -> None:
    arrives(database, thunderbird(Said(uid=uid, method="REFRESH")))

    after = desk.press(desk.open(MAILBOX), "Send the invitation again")

    assert said(after) == "The invitation is on its way once more."
    assert entry(database).is_wanted
    assert handled(after)[0].endswith("Settled The calendar asks for its entry once more.")


def test_a_letter_is_shown_as_text_and_put_aside(database: Database, desk: Visitor) -> None:
    arrives(database, mail(plain("<script>alert(1)</script>"), sender="Tono <tono@union.example>", subject="A word"))
    page = desk.open(MAILBOX)
    assert page.buttons[-1] == "Done"

    shown = desk.open(page.links["Show the message"])
    after = desk.press(page, "Done")

    assert shown.text("h1") == "A word"
    assert "<script>alert(1)</script>" in shown.text("pre")
    assert "<script>alert" not in shown.html
    assert said(after) == "Done."
    assert desk.open(page.links["Show the message"]).status == 404


def test_each_message_is_decided_once(database: Database, desk: Visitor, uid: str) -> None:
    arrives(database, thunderbird(Said(uid=uid, attendee="ana@home.example")))
    page = desk.open(MAILBOX)
    desk.press(page, "Count as the answer of Ana")

    again = desk.press(page, "Done")

    assert again.status == 409
    assert "This message has been dealt with already." in again.text("main")


def test_what_is_addressed_to_another_office_is_not_here(database: Database, outbox: Outbox, desk: Visitor) -> None:
    office = another_office(database)
    with database.writing() as session:
        series = a_series(session, office=session.merge(office))
        registered(session, a_published_discussion(session, series=series), "Ana")
    outbox.tick(NOW)
    uid = outbox.to("ana")[0].event["UID"]
    arrives(database, thunderbird(Said(uid=uid, method="REFRESH")))

    assert desk.open(MAILBOX).texts(".asked__wait") == []
    assert "mailbox" not in desk.open("/desk").text("main")


def test_the_desk_says_how_much_waits(database: Database, desk: Visitor, uid: str) -> None:
    assert "decision" not in desk.open("/desk").text("main")

    for number in range(2):
        arrives(database, mail(plain(f"Letter {number}")))

    assert desk.open("/desk").text(".note--wait") == "2 messages in the mailbox want a decision. Open the mailbox"


def test_a_mailbox_that_cannot_be_read_is_told_of(desk: Visitor) -> None:
    desk.now = NOW + 15 * MINUTE
    assert desk.open(MAILBOX).texts(".note--bad") == []

    desk.now = NOW + 16 * MINUTE
    assert desk.open(MAILBOX).text(".note--bad").startswith(
        "Our mailbox has not been read since 1 Feb 2027, 10:00 WIB What has come since waits there."
    )


def test_many_messages_cost_no_more_questions_than_few(database: Database, desk: Visitor, uid: str) -> None:
    arrives(database, thunderbird(Said(uid=uid, method="REFRESH")))
    with counted_statements() as few:
        desk.open(MAILBOX)
    for number in range(20):
        arrives(database, thunderbird(Said(uid=uid, method="REFRESH", comment=str(number))))

    with counted_statements() as many:
        page = desk.open(MAILBOX)

    assert len(page.texts(".asked__wait")) == 21
    assert len(many) == len(few)
    assert not [statement for statement in many if "incoming.content" in statement]


def handled(page: Page) -> list[str]:
    return [row for row in page.texts("tr") if "Received" not in row]


def entry(database: Database) -> CalendarEntry:
    with database.reading() as session:
        ana = select(Person.id).where(Person.email == "ana@union.example")
        return session.exec(select(CalendarEntry).where(col(CalendarEntry.person_id).in_(ana))).one()

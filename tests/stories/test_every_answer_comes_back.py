"""Answers of calendars come back through a real mailbox, or a real door, and decide who has a seat."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlmodel import col, select

from foundation.database import Database
from foundation.people import Person
from notifications.inbox.imap import mailbox
from notifications.inbox.lmtp import Listener
from notifications.inbox.reading import Reader
from notifications.models import CalendarEntry, Incoming
from registrations.models import Status
from tests.builders import NOW, a_published_discussion, every_row, registered
from tests.machines.dovecot import Dovecot
from tests.notifications.house import HOUR
from tests.notifications.replies.clients import (
    Said,
    apple,
    exchange,
    gmail,
    nextcloud,
    thunderbird,
)
from tests.notifications.replies.servers import postfix
from tests.outbox import Outbox, name_of
from tests.registrations.rows import all_registered

OURS = "rembuk@rembuk.example"
ANSWERS = {
    "ana": (thunderbird, "ACCEPTED"), "budi": (apple, "DECLINED"), "dewi": (exchange, "TENTATIVE"),
    "eka": (gmail, "ACCEPTED"), "fitri": (nextcloud, "ACCEPTED"),
}  # fmt: skip
"""Who answers from which program, and how."""
PEOPLE = [*ANSWERS, "gita", "hadi"]
"""Everybody with a seat: Gita's letter comes back, for Hadi somebody else answers. Indah waits."""

Deliver = Callable[[list[bytes]], None]
Way = Callable[[], None]


@pytest.fixture(params=["imap", "lmtp"])
def deliver(request: pytest.FixtureRequest, database: Database) -> Iterator[Deliver]:
    """Hands mails over as the mail server of the house does, and returns when they have been read, or taken."""
    if request.param == "imap":
        with through_the_mailbox(database, request.getfixturevalue("mail_store")) as deliver:
            yield deliver
    else:
        with through_the_door(database) as deliver:
            yield deliver


def test_every_answer_comes_back(database: Database, outbox: Outbox, deliver: Deliver) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", capacity=len(PEOPLE))
        for name in (*PEOPLE, "indah"):
            registered(session, discussion, name)
    outbox.tick(NOW)
    mails = [written_by(outbox, name, client, partstat) for name, (client, partstat) in ANSWERS.items()]
    mails += [the_letter_returned(outbox, "gita"), written_by(outbox, "hadi", gmail, "ACCEPTED", "h@home.example")]

    deliver(mails)

    assert what_calendars_say(database) == {
        "ana": "accepted", "budi": "declined", "dewi": "tentative", "eka": "accepted", "fitri": "accepted",
        "gita": None, "hadi": None,
    }  # fmt: skip
    assert {name: status for name, _, status in all_registered(database)} == {
        **dict.fromkeys(PEOPLE, Status.CONFIRMED), "budi": Status.CANCELLED, "indah": Status.CONFIRMED,
    }  # fmt: skip
    assert refused_addresses(database) == ["gita"]
    assert what_arrived(database) == [
        *[("answer", "applied", name) for name in ANSWERS], ("bounce", "applied", "gita"), ("answer", "held", "hadi"),
    ]  # fmt: skip
    assert outbox.tick(NOW + HOUR) == [("withdrawn", "budi"), ("invited", "indah")]

    before = rows(database)
    deliver(mails)

    assert rows(database) == before
    assert outbox.tick(NOW + HOUR) == []


@contextmanager
def through_the_mailbox(database: Database, server: Dovecot) -> Iterator[Deliver]:
    """By IMAP APPEND; then the reader has its round."""
    user = uuid4().hex
    with server.mailbox(user) as box:
        reader = Reader(mailbox(box.url, server.context), database, lambda: NOW, lambda: None)

        def deliver(mails: list[bytes]) -> None:
            for mail in mails:
                box.put(mail)
            reader.read()
            assert set(map(frozenset, box.flags())) == {frozenset({"\\Seen"})}

        yield deliver


@contextmanager
def through_the_door(database: Database) -> Iterator[Deliver]:
    """By LMTP over a socket, one conversation for all."""
    listener = Listener("127.0.0.1:0", database, lambda: NOW, lambda: None)
    port = listener.start()

    def deliver(mails: list[bytes]) -> None:
        with smtplib.LMTP("127.0.0.1", port) as conversation:
            for mail in mails:
                assert conversation.sendmail("", [OURS], mail) == {}

    try:
        yield deliver
    finally:
        listener.stop()


def written_by(outbox: Outbox, name: str, client: Callable[[Said], bytes], partstat: str, attendee: str = "") -> bytes:
    """The answer to this person's invitation, as their program writes it."""
    letter = outbox.to(name)[0]
    return client(Said(uid=str(letter.event["UID"]), attendee=attendee or letter.to, partstat=partstat))


def the_letter_returned(outbox: Outbox, name: str) -> bytes:
    """As a mail server says that it could not deliver it."""
    letter = outbox.to(name)[0]
    why = ("5.1.1", f"smtp; 550 5.1.1 <{letter.to}>: Recipient address rejected: User unknown")
    return postfix(letter.message.as_bytes(), OURS, why)


def what_calendars_say(database: Database) -> dict[str, str | None]:
    """By participant, in the order in which they registered."""
    answers = select(Person.email, CalendarEntry.answer).join(CalendarEntry).order_by(col(Person.id))
    with database.reading() as session:
        return {name: answer for email, answer in session.exec(answers) if (name := name_of(str(email))) in PEOPLE}


def refused_addresses(database: Database) -> list[str]:
    with database.reading() as session:
        refused = select(Person.email).where(col(Person.address_refused).is_not(None))
        return [name_of(str(email)) for email in session.exec(refused)]


def what_arrived(database: Database) -> list[tuple[str, str, str]]:
    """Kind, state, and whom it is about, in the order of arrival."""
    with database.reading() as session:
        arrivals = session.exec(select(Incoming, Person.email).join(Person).order_by(col(Incoming.id))).all()
        return [(row.kind.value, row.state.value, name_of(str(email))) for row, email in arrivals]


def rows(database: Database) -> object:
    with database.reading() as session:
        return every_row(session)

"""From the page to the room: a registration, its letters over a real conversation with a mail server, and the visit."""

from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

import main
from foundation.database import Database
from notifications.channels import channel_for
from notifications.send import Senders
from registrations.models import Status
from tests.browsing import SETTINGS, Visitor, visitor
from tests.builders import NOW, WEDNESDAY
from tests.machines.smtp import MailServer, smtp_server
from tests.notifications.house import EVE, HOUR, MINUTE, START
from tests.registrations.rows import all_registered, published, visits

__all__ = ["visitor"]


def test_a_registration_travels(database: Database, visitor: Visitor) -> None:
    published(database, starts_at_local=WEDNESDAY, room_url="https://room.example/1")
    with smtp_server() as server:
        page = visitor.press(visitor.open("/discussions/talk"), "Register", full_name="Dewi Contoh",
                             email="dewi@union.example", consent_take_part="yes")  # fmt: skip
        assert "on its way" in page.text("h1")
        assert all_registered(database) == [("Dewi Contoh", "dewi@union.example", Status.CONFIRMED)]

        confirmation = the_letter_of(database, server, visitor, at=NOW)
        event = invitation_in(confirmation)
        assert (event["SEQUENCE"], event.start) == (0, START)
        link = personal_link_in(confirmation)

        assert "reminder" not in str(visitor.open(link).texts("h1")).lower()
        reminder = the_letter_of(database, server, visitor, at=EVE)
        assert personal_link_in(reminder) == link
        assert not has_calendar(reminder)

        visitor.now = START - HOUR
        assert "Join the discussion" not in visitor.open(link).buttons
        visitor.now = START - 20 * MINUTE
        room = visitor.press(visitor.open(link), "Join the discussion")

    assert "https://room.example/1" in room.links.values()
    assert visits(database) == [START - 20 * MINUTE]


def the_letter_of(database: Database, server: MailServer, visitor: Visitor, *, at: Any) -> EmailMessage:
    """Dewi's letter of this moment; the speakers have theirs."""
    visitor.now = at
    main.tick(database, SETTINGS, at)
    Senders(database, SETTINGS, channel_for(server.url), lambda: at).send_due()
    letters = [mail.message for mail in server.received if mail.recipient == "dewi@union.example"]
    server.received.clear()
    (letter,) = letters
    return letter


def personal_link_in(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    link = next(word for word in body.get_content().split() if word.startswith(f"{SETTINGS.base_url}/r/"))
    return str(link).removeprefix(SETTINGS.base_url)


def invitation_in(letter: EmailMessage) -> Any:
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True)).events[0]  # type: ignore[arg-type]


def has_calendar(letter: EmailMessage) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in letter.walk())

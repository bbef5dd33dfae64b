"""An invitation, an entry of a feed, and readers of calendars that share nothing with the writer."""

import re
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from events.calendar import Attendee, Entry, FeedEntry, Organiser

NOON = datetime(2027, 2, 24, 7, 0, tzinfo=UTC)
MONDAY = datetime(2027, 2, 1, 3, 30, tzinfo=UTC)
OFFICE = Organiser("Rembuk", "rembuk@office.example")
ANNA = Attendee("Anna", "anna@union.example", "participant")
ENTRY = Entry(
    uid="9f86d081884c7d659a2feaa0c55ad015",
    sequence=2,
    dtstamp=MONDAY,
    starts_at=NOON,
    ends_at=NOON + timedelta(minutes=90),
    summary="Who pays, and who gains",
    description="Rabu, 24 Februari 2027 pukul 14.00 WIB\nYour page holds the way in.",
    page_url="https://rembuk.example/r/Zq8vY",
    created_at=MONDAY - timedelta(days=3),
    changed_at=MONDAY - timedelta(hours=1),
)
SHOWN = FeedEntry(
    uid="feed-who-pays",
    sequence=2,
    dtstamp=MONDAY,
    starts_at=NOON,
    ends_at=NOON + timedelta(minutes=90),
    summary="Who pays, and who gains",
    description="",
    page_url="https://rembuk.example/discussions/who-pays",
    created_at=MONDAY - timedelta(days=3),
    changed_at=MONDAY - timedelta(hours=1),
    cancelled=False,
)


def lines(content: bytes) -> str:
    return content.decode().replace("\r\n", "\n")


def parsed_event(content: bytes) -> Event:
    (event,) = Calendar.from_ical(content).events
    return event


def property_names(content: bytes) -> list[str]:
    """Names of all properties in order, read without the library that wrote them."""
    unfolded = content.decode().replace("\r\n ", "")
    return [re.split("[:;]", line, maxsplit=1)[0] for line in unfolded.split("\r\n") if line]


def refuse_broken_lines(content: bytes) -> None:
    assert content.endswith(b"\r\n")
    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        assert not set(line.decode()) & set("\x85\u2028\u2029"), "some readers end a line here"

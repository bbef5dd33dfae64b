"""Discussions as iCalendar bytes: letters that put an entry into one calendar (RFC 5546), feeds and files for download.

Knows no tables. A letter holds one event and one attendee; what is written, and how, follows what mail programs do
with it. Text that came from people loses what a calendar cannot carry, and nothing else.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vDuration, vInt, vText

from events.calendar_values import calendar_user, instant, lines, mail_address, one_line, web_address
from foundation.languages import say
from foundation.refusals import Refused

ROLES = {
    "chair": "CHAIR",
    "resource_person": "REQ-PARTICIPANT",
    "observer": "OPT-PARTICIPANT",  # Outlook files NON-PARTICIPANT as a resource
    "participant": "OPT-PARTICIPANT",
}
UID = re.compile(r"[A-Za-z0-9.@-]{1,70}")
WIDTH = 74
"""Octets of a folded line without its leading space."""
REFRESHED_EVERY = timedelta(hours=1)
CONFIRMED, CANCELLED = vText("CONFIRMED"), vText("CANCELLED")
HEAD = {"PRODID": vText("-//Rembuk//Rembuk//EN"), "VERSION": vText("2.0"), "CALSCALE": vText("GREGORIAN")}
FOR_OUTLOOK = {"X-MICROSOFT-DISALLOW-COUNTER": vText("TRUE"), "X-MICROSOFT-CDO-INTENDEDSTATUS": vText("BUSY")}


class OrganiserIsAttendee(Refused):
    """Mail programs show no invitation to the organiser's own address, and the answer would go round in a circle."""

    def __init__(self) -> None:
        super().__init__(say("This address belongs to the installation itself and cannot be invited."), "email")


@dataclass(frozen=True)
class Organiser:
    """The one constant mailbox of the installation; the program reads the answers that arrive there."""

    name: str
    email: str


@dataclass(frozen=True)
class Attendee:
    """Whom the letter is addressed to. `role` is a word of `foundation.people.Role`."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a calendar shows of a discussion. Instants are aware; `page_url` is the page behind the entry."""

    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    page_url: str
    created_at: datetime
    changed_at: datetime
    private: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry(Shown):
    """The entry in one person's calendar; `partstat` is the answer we know of (RFC 5545, 3.2.12)."""

    partstat: str = "NEEDS-ACTION"


@dataclass(frozen=True, kw_only=True)
class FeedEntry(Shown):
    """The discussion as anybody may see it: `page_url` is its public page, no text names a person or the room."""

    cancelled: bool


def new_uid() -> str:
    """128 random bits as 32 characters: replies are matched by it, so nobody may guess it."""
    return secrets.token_hex(16)


def request(entry: Entry, organiser: Organiser, attendee: Attendee) -> bytes:
    """The letter that puts the entry into the attendee's calendar, or changes it there (RFC 5546, 3.2.2)."""
    event = _letter_event(entry, organiser, attendee, rsvp="TRUE")
    event["STATUS"] = CONFIRMED
    return _bytes({"METHOD": vText("REQUEST")}, [event])


def cancel(entry: Entry, organiser: Organiser, attendee: Attendee, *, discussion_cancelled: bool) -> bytes:
    """The letter that takes the entry out again (RFC 5546, 3.2.5). STATUS only when the discussion itself is off: an
    event that still takes place without this person is not cancelled."""
    event = _letter_event(entry, organiser, attendee, rsvp="FALSE")
    if discussion_cancelled:
        event["STATUS"] = CANCELLED
    return _bytes({"METHOD": vText("CANCEL")}, [event])


def feed(name: str, entries: Sequence[FeedEntry], url: str) -> bytes:
    """A calendar to subscribe to. The same entries give the same bytes, in whatever order they come.

    `url` is the page of the series. Subscribers come back about every hour, some only once a day (RFC 7986, 5.7)."""
    title = one_line(name)
    head = {
        "NAME": title,
        "X-WR-CALNAME": title,
        "URL": web_address(url),
        "REFRESH-INTERVAL": vDuration(REFRESHED_EVERY, params={"VALUE": "DURATION"}),
        "X-PUBLISHED-TTL": vDuration(REFRESHED_EVERY),
    }
    return _bytes(head, [_public_event(entry) for entry in sorted(entries, key=lambda e: (e.starts_at, e.uid))])


def file(entry: FeedEntry) -> bytes:
    """One discussion as a file for download."""
    return _bytes({}, [_public_event(entry)])


def refuse_the_organiser(organiser: Organiser, email: str) -> None:
    if mail_address(organiser.email).casefold() == mail_address(email).casefold():
        raise OrganiserIsAttendee


def checked_uid(uid: str) -> str:
    if not UID.fullmatch(uid):
        raise ValueError(f"not a UID every calendar takes: {uid!r}")
    return uid


def folded(line: str) -> bytes:
    """The line in pieces of 75 octets with their leading space, cut as icalendar does it and ten times faster: never
    inside a character or behind a backslash (RFC 5545, 3.1)."""
    rest, pieces = line.encode(), []
    while len(rest) > WIDTH:
        end = WIDTH
        while rest[end] & 0xC0 == 0x80:  # inside a character of several octets
            end -= 1
        end -= rest[end - 1] in b"\\^"
        pieces.append(rest[:end])
        rest = rest[end:]
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


def _letter_event(entry: Entry, organiser: Organiser, attendee: Attendee, *, rsvp: str) -> Event:
    refuse_the_organiser(organiser, attendee.email)
    event = _event(entry, entry.uid)
    event["CONFERENCE"] = web_address(entry.page_url, VALUE="URI", FEATURE=["AUDIO", "VIDEO"])
    event["ORGANIZER"] = calendar_user(organiser.name, organiser.email)
    answer = {"CUTYPE": "INDIVIDUAL", "ROLE": ROLES[attendee.role], "PARTSTAT": entry.partstat, "RSVP": rsvp}
    event["ATTENDEE"] = calendar_user(attendee.name, attendee.email, **answer)
    event.update(FOR_OUTLOOK)
    return event


def _public_event(entry: FeedEntry) -> Event:
    """Its UID differs from every invitation's: calendars refuse to hold one UID twice."""
    event = _event(entry, entry.uid if entry.uid.startswith("feed-") else f"feed-{entry.uid}")
    event["STATUS"] = CANCELLED if entry.cancelled else CONFIRMED
    return event


def _event(shown: Shown, uid: str) -> Event:
    event, page = Event(), web_address(shown.page_url)
    event["UID"], event["SEQUENCE"] = vText(checked_uid(uid)), vInt(shown.sequence)
    event["DTSTAMP"] = instant(shown.dtstamp)
    event["DTSTART"], event["DTEND"] = instant(shown.starts_at), instant(shown.ends_at)
    event["CREATED"], event["LAST-MODIFIED"] = instant(shown.created_at), instant(shown.changed_at)
    event["SUMMARY"], event["DESCRIPTION"] = one_line(shown.summary), lines(shown.description)
    event["LOCATION"], event["URL"] = one_line(page), page
    event["TRANSP"] = vText("OPAQUE")
    if shown.private:
        event["CLASS"] = vText("PRIVATE")
    return event


def _bytes(head: dict[str, object], events: Sequence[Event]) -> bytes:
    calendar = Calendar()
    calendar.update(HEAD, head)
    calendar.subcomponents = list(events)
    return b"".join(map(folded, filter(None, calendar.content_lines())))

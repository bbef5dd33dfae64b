"""Answers of calendars: read, matched, applied and committed one by one, as they come out of a mailbox."""

import time
from base64 import encodebytes
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from icalendar import Calendar
from sqlmodel import Session, func, select

from benchmarks.props import a_full_discussion, add_people, folder, fresh_database, register_everybody, sqlite_in
from benchmarks.table import Ceiling, Line, at_least
from events.calendar import new_uid
from foundation.clock import utc_now
from foundation.database import Database
from foundation.people import Person
from notifications.models import CalendarEntry, Incoming, IncomingState
from notifications.replies.arrivals import Envelope, receive
from registrations.models import Registration

ANSWERS = 1_000
PARTSTATS = ("ACCEPTED", "ACCEPTED", "TENTATIVE", "DECLINED")
FILE = """BEGIN:VCALENDAR\r
PRODID:-//Google Inc//Google Calendar 70.9054//EN\r
VERSION:2.0\r
CALSCALE:GREGORIAN\r
METHOD:REPLY\r
BEGIN:VEVENT\r
DTSTART:{start}\r
DTEND:{end}\r
DTSTAMP:{stamp}\r
ORGANIZER;CN=Rembuk:mailto:rembuk@localhost\r
UID:{uid}\r
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT;PARTSTAT={partstat};CN=Ani Teladan;X-NUM-GUESTS=0:mailto:{email}\r
CREATED:{stamp}\r
LAST-MODIFIED:{stamp}\r
LOCATION:https://rembuk.example/r/0123456789abcdefghijklmn\r
SEQUENCE:0\r
STATUS:CONFIRMED\r
SUMMARY:Who pays\\, and who gains\r
TRANSP:OPAQUE\r
END:VEVENT\r
END:VCALENDAR\r
"""
MAIL = """From: Ani Teladan <{email}>\r
To: rembuk@localhost\r
Subject: Accepted: Who pays, and who gains\r
Date: Mon, 01 Feb 2027 03:00:00 +0000\r
Message-ID: <calendar-{uid}@google.com>\r
Auto-Submitted: auto-generated\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="000000000000"\r
\r
--000000000000\r
Content-Type: multipart/alternative; boundary="111111111111"\r
\r
--111111111111\r
Content-Type: text/plain; charset="UTF-8"\r
\r
Ani Teladan has answered the invitation to Who pays, and who gains.\r
--111111111111\r
Content-Type: text/calendar; charset="UTF-8"; method=REPLY\r
Content-Transfer-Encoding: 7bit\r
\r
{file}\r
--111111111111--\r
--000000000000\r
Content-Type: application/ics; name="invite.ics"\r
Content-Disposition: attachment; filename="invite.ics"\r
Content-Transfer-Encoding: base64\r
\r
{attached}--000000000000--\r
"""


def measured() -> Iterator[Line]:
    with folder() as place:
        answering, bare = _per_second(place)
    yield Line(
        what="answers of calendars, read to committed, one thread", measured=answering, unit="/s",
        ceiling=Ceiling(bare, "bare icalendar parse of the same"), wanted=at_least(300),
    )  # fmt: skip


def _per_second(place: Path) -> tuple[float, float]:
    """Asserts that every answer was applied."""
    with fresh_database(sqlite_in(place)) as database:
        with database.writing() as session:
            discussion = a_full_discussion(session)
            add_people(session, ANSWERS)
            register_everybody(session)
            files = [_file(row, number) for number, row in enumerate(_entries(session, discussion.starts_at))]
        answering = _answering(database, [_mail(file) for file in files])
        with database.reading() as session:
            applied = select(func.count()).select_from(Incoming).where(Incoming.state == IncomingState.APPLIED)
            assert session.exec(applied).one() == ANSWERS
    began = time.perf_counter()
    for file in files:
        Calendar.from_ical(file.encode())
    return answering, ANSWERS / (time.perf_counter() - began)


def _answering(database: Database, mails: list[bytes]) -> float:
    began = time.perf_counter()
    for content in mails:
        with database.writing() as session:
            receive(session, content, Envelope(), utc_now())
    return len(mails) / (time.perf_counter() - began)


def _entries(session: Session, starts_at: datetime) -> list[tuple[CalendarEntry, str]]:
    """Everybody's calendar shows the discussion."""
    people = session.exec(
        select(Registration, Person.email).join(Person).where(Person.email.startswith("person"))  # type: ignore[union-attr]
    ).all()  # fmt: skip
    rows = [(_entry(registration, starts_at), str(email)) for registration, email in people]
    session.add_all(entry for entry, _ in rows)
    session.flush()
    return rows


def _entry(registration: Registration, starts_at: datetime) -> CalendarEntry:
    return CalendarEntry(
        discussion_id=registration.discussion_id, person_id=registration.person_id, uid=new_uid(), dtstamp=utc_now(),
        present=True, told=0, messages=1, shown_title="Who pays", shown_starts_at=starts_at,
        shown_ends_at=starts_at + timedelta(minutes=90),
    )  # fmt: skip


def _file(row: tuple[CalendarEntry, str], number: int) -> str:
    entry, email = row
    return FILE.format(
        uid=entry.uid, email=email, partstat=PARTSTATS[number % len(PARTSTATS)], stamp=_utc(utc_now()),
        start=_utc(entry.shown_starts_at), end=_utc(entry.shown_ends_at),
    )  # fmt: skip


def _mail(file: str) -> bytes:
    uid, email = file.split("UID:")[1][:32], file.split("mailto:")[2].split("\r", maxsplit=1)[0]
    return MAIL.format(file=file, uid=uid, email=email, attached=encodebytes(file.encode()).decode()).encode()


def _utc(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"

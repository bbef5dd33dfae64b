"""The letter of one message as it would be written at this moment. Nothing is sent or kept; the personal link in it
leads nowhere, so that nobody at the desk answers for somebody else."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from foundation.refusals import Missing
from foundation.settings import Settings
from notifications.calendars import Saying
from notifications.facts import CalendarLetter, Facts, Reading
from notifications.kept_letters import OpenedLetter
from notifications.kinds import CALENDAR_KINDS, LOGIN, NOTICES
from notifications.letters import mailbox
from notifications.models import Delivery
from notifications.notice_facts import NoticeFacts, notice_facts
from notifications.render import letter_of

NO_LINK = "/r/the-personal-link"
UNKNOWN = "preview"


def letter_now(session: Session, delivery: Delivery, settings: Settings, now: datetime) -> OpenedLetter:
    """As its reader would get it. Missing when there is nobody to write to: without an address, or any part in it."""
    letter = letter_of(_facts(session, delivery, settings, now), settings)
    headers = [("From", letter.sender.email), ("To", letter.to_email), ("Subject", letter.subject)]
    calendar = letter.calendar.decode() if letter.calendar else ""
    return OpenedLetter(UNKNOWN, headers, letter.text, letter.html, calendar, [])


def _facts(session: Session, delivery: Delivery, settings: Settings, now: datetime) -> Facts | NoticeFacts:
    if delivery.kind in NOTICES:
        return notice_facts(session, delivery, now)
    reading = Reading(session, [delivery], now)
    key = (delivery.discussion_id, delivery.person_id)
    is_unknown = key not in reading.registrations and key not in reading.engagements
    if delivery.kind == LOGIN or is_unknown or reading.people[delivery.person_id].email is None:
        raise Missing
    calendar = _calendar(reading, delivery, settings, now) if delivery.kind in CALENDAR_KINDS else None
    return replace(reading.facts_of(delivery, calendar), personal_path=NO_LINK)


def _calendar(reading: Reading, delivery: Delivery, settings: Settings, now: datetime) -> CalendarLetter:
    entry = reading.entries.get((delivery.discussion_id, delivery.person_id))
    discussion, _ = reading.discussions[delivery.discussion_id]
    saying = Saying.of(discussion, organiser=mailbox(settings.mail_from).email, **reading.own_view(delivery))
    return CalendarLetter(
        uid=entry.uid if entry else UNKNOWN, sequence=entry.sequence if entry else 0,
        dtstamp=entry.dtstamp if entry else now.replace(microsecond=0), saying=saying,
        before=None if entry is None or delivery.kind == "invited" else Saying.shown_by(entry),
    )  # fmt: skip

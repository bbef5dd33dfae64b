"""Announcements to the house of the other stories, and who got them."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from foundation.database import Database
from notifications.announcements.models import Announcement
from notifications.announcements.writing import appoint, stop, write
from registrations.models import Purpose, Registration
from registrations.register import Answers, register
from tests.announcing import SUBJECT, a_writing
from tests.builders import NOW
from tests.notifications.house import again
from tests.outbox import Outbox


def announced(
    database: Database, discussion: Discussion, at: datetime, *, now: datetime = NOW, **writing: Any
) -> Announcement:  # fmt: skip
    """An announcement that leaves `at` this hour; `writing` as in `a_writing`."""
    with database.writing() as session:
        announcement = write(session, again(session, discussion), a_writing(**writing), now)
        appoint(session, announcement, at, now)
        return announcement


def stopped(database: Database, announcement: Announcement, now: datetime) -> None:
    with database.writing() as session:
        stop(session, session.get_one(Announcement, announcement.id), now)


def agreeing(session: Session, discussion: Discussion, name: str, *, now: datetime = NOW) -> Registration:
    """Registered, and wants news."""
    consents = {Purpose.TAKE_PART: True, Purpose.NEWS: True}
    answers = Answers(full_name=name, email=f"{name.lower()}@union.example", consents=consents)
    return register(session, again(session, discussion), answers, now)


def readers(outbox: Outbox, subject: str = SUBJECT) -> list[str]:
    """Who got a letter with this subject, in the order of the alphabet; twice who got it twice."""
    return sorted(posted.name for posted in outbox.posted if posted.message["Subject"] == subject)

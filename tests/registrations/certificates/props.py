"""A discussion that has ended, and who was there."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from events.models import Discussion
from foundation.database import Database
from registrations.attendance.lines import set_by_hand
from registrations.certificates.earning import discussions_due, follow
from registrations.certificates.models import Certificate
from registrations.certificates.queries import holders_path, public_path
from registrations.models import Registration
from tests.builders import a_published_discussion, registered

AFTER = timedelta(minutes=10)


def was_there(session: Session, registration: Registration, now: datetime, *, there: bool = True) -> None:
    discussion = session.get_one(Discussion, registration.discussion_id)
    set_by_hand(session, discussion, registration, there, reason="seen by the chair", by_id=None, now=now)


def clock(session: Session, now: datetime) -> None:
    """What the tick does about certificates."""
    for number in discussions_due(session, now):
        follow(session, number, now)


def a_holder(database: Database, name: str = "Ana", **answers: Any) -> tuple[datetime, str, str]:
    """Somebody who attended the discussion "talk": a moment after it, the public path, and their own."""
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        one, now = registered(session, discussion, name, **answers), discussion.ends_at + AFTER
        was_there(session, one, now)
        clock(session, now)
        certificate = session.exec(select(Certificate).where(Certificate.person_id == one.person_id)).one()
        return now, public_path(certificate), holders_path(session, certificate)

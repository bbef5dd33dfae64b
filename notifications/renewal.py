"""Letters that no change of a discussion owes: an organiser wants the new agenda told, or the sender has changed."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlmodel import Session, col

from events.models import Discussion
from events.queries import hold
from events.schedule import refuse_if_closed
from notifications.models import CalendarEntry
from speakers.slots import slots_of, text_of


def older_agendas(session: Session, discussion: Discussion) -> int:
    """How many calendars show an earlier agenda of this discussion."""
    older = select(func.count()).select_from(CalendarEntry).where(_shows_an_older_agenda(session, discussion))
    return session.scalars(older).one()


def renew_agenda(session: Session, discussion: Discussion, now: datetime) -> int:
    """Owe a letter with the agenda of this moment to everybody whose calendar shows an earlier one. The answer is how
    many they are."""
    hold(session, discussion)
    refuse_if_closed(discussion, now)
    older = update(CalendarEntry).where(_shows_an_older_agenda(session, discussion), ~col(CalendarEntry.is_wanted))
    found = session.scalars(older.values(is_wanted=True).returning(col(CalendarEntry.id))).all()
    discussion.attention_at = now
    session.flush()
    return len(found)


def follow_sender(session: Session, organiser: str, now: datetime) -> None:
    """Owe a letter to all whose calendar names another sender than `organiser`, for what is still to come."""
    coming = select(col(Discussion.id)).where(col(Discussion.ends_at) > now)
    older = (
        update(CalendarEntry)
        .where(col(CalendarEntry.present), col(CalendarEntry.shown_organiser).not_in(("", organiser)),
               col(CalendarEntry.discussion_id).in_(coming), ~col(CalendarEntry.is_wanted))
        .values(is_wanted=True).returning(col(CalendarEntry.discussion_id))
    )  # fmt: skip
    found = set(session.scalars(older).all())
    session.execute(update(Discussion).where(col(Discussion.id).in_(found)).values(attention_at=now))


def _shows_an_older_agenda(session: Session, discussion: Discussion) -> ColumnElement[bool]:
    text = text_of(slots_of(session, discussion))
    return and_(
        col(CalendarEntry.discussion_id) == discussion.id, col(CalendarEntry.present),
        col(CalendarEntry.told).is_not(None), col(CalendarEntry.shown_text) != text,
    )  # fmt: skip

"""Whether a discussion may be published, and what the desk warns about (product.md, rules 1, 3 and 5)."""

from datetime import datetime

from sqlmodel import Session, select

from events import schedule, undoing
from events.agenda import items_of, presentation_minutes, total_minutes
from events.models import Discussion, Series
from events.observances import observances
from events.plans import DiscussionPlan
from events.rooms.choosing import has_room, room_of
from foundation.languages import Message, say, say_many
from foundation.people import Role
from foundation.refusals import Refused, SeveralRefused
from speakers.engagements import ACTIVE, chair_of, refuse_clashes
from speakers.models import Engagement


def lacking(session: Session, discussion: Discussion, now: datetime) -> list[Refused]:
    """Each thing that is missing before publication; empty when it may go public."""
    wrongs = schedule.lacking(discussion, now)
    if chair_of(session, discussion) is None:
        wrongs.append(
            Refused(say("Ask somebody to chair. A discussion has exactly one chair who has not declined."), "chair")
        )
    if not _has_resource_person(session, discussion):
        wrongs.append(Refused(say("Ask at least one resource person."), "resource_persons"))
    return wrongs


def publish(session: Session, discussion: Discussion, now: datetime) -> None:
    """Open to the public, or refused with each thing that is missing."""
    if wrongs := lacking(session, discussion, now):
        raise SeveralRefused(wrongs)
    schedule.publish(session, discussion, now)


def change(session: Session, discussion: Discussion, plan: DiscussionPlan, now: datetime) -> None:
    """Change a discussion (events/schedule.py says what that means), unless a speaker would be in two places."""
    schedule.change(session, discussion, plan, now)
    refuse_clashes(session, discussion)


def restore(session: Session, discussion: Discussion, now: datetime) -> None:
    """Bring back a cancelled discussion, unless one of its speakers has taken another role at that time."""
    schedule.restore(session, discussion, now)
    refuse_clashes(session, discussion)


def undo(session: Session, discussion: Discussion, now: datetime) -> None:
    """Take back the change that rests, unless a speaker has taken another role at the old time meanwhile."""
    undoing.undo(session, discussion, now)
    refuse_clashes(session, discussion)


def warnings(session: Session, discussion: Discussion) -> list[Message]:
    """What an organiser should know and may ignore."""
    series = session.get_one(Series, discussion.series_id)
    items = items_of(session, discussion)
    said = []
    if not items:
        said.append(say("There is no agenda yet."))
    if presentation_minutes(items) > series.presentation_limit_minutes:
        said.append(say("The presentations take {minutes} minutes together.", minutes=presentation_minutes(items)))
    if items and total_minutes(items) < discussion.minutes:
        said.append(say_many(
            "{count} minute of the discussion is not planned yet.",
            "{count} minutes of the discussion are not planned yet.", discussion.minutes - total_minutes(items),
        ))  # fmt: skip
    if not has_room(discussion, room_of(session, discussion)):
        said.append(say("The room has no address yet: nobody can join."))
    if discussion.opens_at is not None and discussion.opens_at >= discussion.starts_at:
        said.append(say("Registration opens only when the discussion has begun."))
    said += observances(discussion)
    return said


def _has_resource_person(session: Session, discussion: Discussion) -> bool:
    found = select(Engagement.id).where(
        Engagement.discussion_id == discussion.id, Engagement.role == Role.RESOURCE_PERSON,
        Engagement.answer.in_(ACTIVE),  # type: ignore[attr-defined]
    )  # fmt: skip
    return session.exec(found).first() is not None

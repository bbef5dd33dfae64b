"""The door: opens 30 minutes before the start. Asking for it is a POST, recorded as a visit (product.md, rule 10)."""

from datetime import datetime

from sqlmodel import Session

from events.models import Discussion
from foundation.languages import say
from foundation.refusals import Conflict
from registrations.models import Visit


def join(session: Session, discussion: Discussion, person_id: int, now: datetime) -> str:
    """The address of the room, for somebody who may come in. Refused before the door opens, after the end, and while
    the room has no address."""
    if discussion.is_cancelled:
        raise Conflict(say("This discussion is cancelled."))
    if now < discussion.door_opens_at():
        raise Conflict(say("The door opens 30 minutes before the start. Please come back then."))
    if now >= discussion.door_closes_at():
        raise Conflict(say("This discussion is over."))
    if discussion.room_url is None:
        raise Conflict(say("The room has no address yet. Please try again in a few minutes."))
    assert discussion.id is not None, "flushed rows have a number"
    session.add(Visit(discussion_id=discussion.id, person_id=person_id, joined_at=now))
    session.flush()
    return discussion.room_url

"""Hours that the organisers offer for trying sound and slides, and who chose which."""

from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from events.schedule import refuse_if_closed
from foundation.languages import say
from foundation.moments import instant_of
from foundation.refusals import Missing, Refused
from speakers.preparing.models import Rehearsal

MOST = 12


def offer_rehearsal(session: Session, discussion: Discussion, wall: datetime | None, now: datetime) -> Rehearsal:
    """An hour on the clock of the discussion (naive). Refused when it is past or not before the discussion."""
    hold(session, discussion)
    refuse_if_closed(discussion, now)
    if wall is None:
        raise Refused(say("Please choose a day and an hour."), "rehearsal_at")
    starts_at = instant_of(wall, discussion.timezone, "rehearsal_at")
    if not now < starts_at < discussion.starts_at:
        raise Refused(say("Choose an hour from now on and before the discussion."), "rehearsal_at")
    found = session.exec(select(Rehearsal).where(Rehearsal.discussion_id == discussion.id)).all()
    if len(found) >= MOST:
        raise Refused(say("Offer at most {limit} hours.", limit=MOST), "rehearsal_at")
    same = next((one for one in found if one.starts_at == starts_at), None)
    if same is not None:
        return same
    assert discussion.id is not None, "stored rows have a number"
    rehearsal = Rehearsal(discussion_id=discussion.id, starts_at_local=wall, timezone=discussion.timezone,
                          starts_at=starts_at)  # fmt: skip
    session.add(rehearsal)
    session.flush()
    return rehearsal


def take_back_rehearsal(session: Session, discussion: Discussion, number: int) -> None:
    """Whoever chose it is asked again by the open task on their page."""
    found = session.exec(
        select(Rehearsal).where(Rehearsal.discussion_id == discussion.id, col(Rehearsal.id) == number)
    ).one_or_none()
    if found is None:
        raise Missing
    session.delete(found)
    session.flush()

"""Places held for unions: which of them somebody may take, and when they go to everybody (decisions/0044).

Counted by registrations/seats.py, under the lock of the discussion, which every caller holds.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from events.models import Discussion, Standing
from foundation.moments import instant_followed
from registrations.admission.models import HeldPlaces
from registrations.unions.matching import is_of


def places_of(session: Session, discussion_id: int | None) -> Sequence[HeldPlaces]:
    """Those that are still held, the first first."""
    return session.exec(
        select(HeldPlaces).where(HeldPlaces.discussion_id == discussion_id, col(HeldPlaces.ended_at).is_(None))
        .order_by(col(HeldPlaces.id))
    ).all()  # fmt: skip


def places_ever_of(session: Session, discussion: Discussion) -> Sequence[HeldPlaces]:
    """Those that are held and those that were, the first first."""
    return session.exec(
        select(HeldPlaces).where(HeldPlaces.discussion_id == discussion.id).order_by(col(HeldPlaces.id))
    ).all()


def take(session: Session, discussion: Standing, union: str, now: datetime) -> int | None:
    """One of the places held for this union: the number of the row it is counted in, or None."""
    for one in places_of(session, discussion.id):
        if one.left and until(one, discussion) > now and is_of(session, discussion.series_id, union, one.union):
            one.taken += 1
            session.flush()
            return one.id
    return None


def give_back(session: Session, held_place_id: int | None) -> int:
    """A member gives one up: 1 when it is held for the next, 0 when it is a seat as any other."""
    if held_place_id is None:
        return 0
    place = session.get_one(HeldPlaces, held_place_id, populate_existing=True)
    place.taken -= 1
    session.flush()
    return 0 if place.ended_at else 1


def end_lapsed(session: Session, discussion: Discussion, now: datetime) -> int:
    """End what was held until now; how many seats become everybody's."""
    return sum(end(one, now) for one in places_of(session, discussion.id) if until(one, discussion) <= now)


def end(places: HeldPlaces, now: datetime) -> int:
    """How many seats become everybody's; who has one of the others keeps it."""
    left = places.left
    places.ended_at = places.ended_at or now
    return left


def ends(session: Session, discussion: Discussion) -> list[datetime]:
    """When what is held goes on by itself."""
    return [until(one, discussion) for one in places_of(session, discussion.id)] if discussion.seats_held else []


def until(places: HeldPlaces, discussion: Standing) -> datetime:
    """Never beyond the start, to whatever day it was moved since."""
    return min(instant_followed(places.until_local, discussion.timezone), discussion.starts_at)

"""Seats: counted under the lock of the discussion, never more than there are (product.md, rule 7).

Who finds it full waits in line; a freed seat goes to the first of the line, never past it.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, null, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel, col, select

from events.models import Discussion, DiscussionState, Standing
from events.queries import hold
from foundation.languages import say
from foundation.prepared import Prepared, written_past
from foundation.refusals import Conflict, Missing
from registrations.models import WAITING, Registration, Status

_TABLE, _REGISTRATION = SQLModel.metadata.tables["discussion"], SQLModel.metadata.tables["registration"]
COUNT = Prepared(
    lambda _: update(_TABLE).where(_TABLE.c.id == bindparam("discussion_id"))
    .values(seats_taken=_TABLE.c.seats_taken + bindparam("more"))
)  # fmt: skip
CANCEL = Prepared(
    lambda _: update(_REGISTRATION).where(_REGISTRATION.c.id == bindparam("registration_id")).values(
        status=Status.CANCELLED, cancelled_at=bindparam("now"), attention=True, waiting_since=null(),
        confirmed_at=null(),
    )
)  # fmt: skip
SOMEBODY_WAITS = (
    select(_REGISTRATION.c.id).where(_REGISTRATION.c.discussion_id == bindparam("discussion_id"), WAITING).limit(1)
)
"""WAITING stands in the statement word for word: only so is its partial index used (speed.md)."""
ONE_WHO_WAITS = Prepared(lambda _: SOMEBODY_WAITS)


@dataclass(frozen=True)
class Held(Standing):
    """A discussion under its lock (`hold`), as much of it as registering somebody new asks for."""

    id: int
    state: DiscussionState
    ends_at: datetime
    capacity: int | None
    seats_taken: int
    timezone: str


class Seat(NamedTuple):
    """Of a registration, what giving it up asks for; a place in line as well."""

    id: int
    status: Status
    cancelled_at: datetime | None


HELD = Prepared(
    lambda _: select(*(_TABLE.c[field.name] for field in fields(Held)))
    .where(_TABLE.c.slug == bindparam("slug"), _TABLE.c.published_at.is_not(None)).with_for_update()
)  # fmt: skip


def held_discussion(session: Session, slug: str) -> Held:
    """The discussion at this address, as `public_discussion` finds it, and its lock."""
    found = HELD.first(session, {"slug": slug})
    if found is None:
        raise Missing
    return Held(*found)


def seat_or_place(session: Session, discussion: Discussion | Held, now: datetime) -> dict[str, object]:
    """The columns of a registration that takes a seat, or the last place in line; the seat is counted. The caller
    holds the lock."""
    if discussion.is_full or (discussion.capacity is not None and _somebody_waits(session, discussion)):
        return {"status": Status.WAITING, "waiting_since": now, "confirmed_at": None}
    _count(session, discussion, 1)
    return {"status": Status.CONFIRMED, "waiting_since": None, "confirmed_at": now}


def seats_or_places(
    session: Session, discussion: Discussion | Held, count: int, now: datetime
) -> list[dict[str, object]]:  # fmt: skip
    """As `seat_or_place`, for so many one after the other."""
    free = count if discussion.capacity is None else min(count, discussion.capacity - discussion.seats_taken)
    if discussion.capacity is not None and _somebody_waits(session, discussion):
        free = 0
    if free:
        _count(session, discussion, free)
    seat: dict[str, object] = {"status": Status.CONFIRMED, "waiting_since": None, "confirmed_at": now}
    place: dict[str, object] = {"status": Status.WAITING, "waiting_since": now, "confirmed_at": None}
    return [seat] * free + [place] * (count - free)


def take_or_wait(session: Session, discussion: Discussion | Held, registration: Registration, now: datetime) -> None:
    """Give a registration that was cancelled a seat again, or the last place in line. The caller holds the lock."""
    for column, value in seat_or_place(session, discussion, now).items():
        setattr(registration, column, value)
    registration.cancelled_at, registration.attention = None, True
    registration.turn += 1


def give_up(session: Session, discussion: Discussion, registration: Registration, now: datetime) -> None:
    """Cancel a registration; the seat goes to the first who waits. Giving up twice is giving up once."""
    hold(session, discussion)
    session.refresh(registration)
    give_up_held(session, discussion, registration, now)
    session.refresh(registration)


def give_up_held(
    session: Session, discussion: Discussion | Held, registration: Registration | Seat, now: datetime
) -> None:
    """As `give_up`, for a caller that holds the discussion and has read the registration since."""
    assert discussion.id is not None and registration.id is not None, "flushed rows have a number"
    if registration.status == Status.CANCELLED:
        return
    if registration.status == Status.CONFIRMED:
        _count(session, discussion, -1)
    CANCEL.run(session, {"registration_id": registration.id, "now": now})
    written_past(session, Registration, registration.id)
    if _somebody_waits(session, discussion):
        held = session.get_one(Discussion, discussion.id, populate_existing=True, with_for_update=True)
        fill_free_seats(session, held, now)


def come_back(session: Session, discussion: Discussion, registration: Registration, now: datetime) -> None:
    """Register again with one tap; never blocked before the end, at worst it means waiting (product.md)."""
    hold(session, discussion)
    if discussion.is_over(now) or not discussion.is_published:
        raise Conflict(say("Registration for this discussion is closed."))
    session.refresh(registration)
    if registration.is_cancelled:
        take_or_wait(session, discussion, registration, now)
        session.flush()


def fill_free_seats(session: Session, discussion: Discussion, now: datetime) -> int:
    """Seat those who wait, first come first, as far as there is room. The caller holds the lock; doing it twice does
    no harm. The answer is how many were seated."""
    if discussion.is_over(now) or not discussion.is_published:
        return 0
    free = None if discussion.capacity is None else discussion.capacity - discussion.seats_taken
    line = (
        select(Registration).where(Registration.discussion_id == discussion.id, WAITING)
        .order_by(col(Registration.waiting_since), col(Registration.id))
    )  # fmt: skip
    first = session.exec(line.limit(free)).all()
    for registration in first:
        _seat(discussion, registration, now)
        registration.attention = True
    session.flush()
    return len(first)


def place_in_line(session: Session, registration: Registration) -> int:
    """1 for the first who waits."""
    since, number = registration.waiting_since, registration.id
    before = select(func.count()).select_from(Registration).where(
        Registration.discussion_id == registration.discussion_id, WAITING,
        tuple_(col(Registration.waiting_since), col(Registration.id)) < (since, number),
    )  # fmt: skip
    return session.exec(before).one() + 1


def _count(session: Session, discussion: Discussion | Held, more: int) -> None:
    """In SQL, and then on the object: to flush it costs as much as the rows of a registration (decisions/0010)."""
    session.flush()
    COUNT.run(session, {"discussion_id": discussion.id, "more": more})
    if isinstance(discussion, Discussion):
        set_committed_value(discussion, "seats_taken", discussion.seats_taken + more)
    else:
        written_past(session, Discussion, discussion.id)


def _seat(discussion: Discussion, registration: Registration, now: datetime) -> None:
    discussion.seats_taken += 1
    registration.status, registration.confirmed_at, registration.waiting_since = Status.CONFIRMED, now, None


def _somebody_waits(session: Session, discussion: Discussion | Held) -> bool:
    session.flush()
    return ONE_WHO_WAITS.first(session, {"discussion_id": discussion.id}) is not None

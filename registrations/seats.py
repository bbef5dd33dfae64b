"""Seats: counted under the lock of the discussion, never more than there are (product.md, rule 7).

Who finds it full waits in line; a freed seat goes to the first of the line, never past it. Seats that are held for the
members of a union are theirs alone as long as they are held (decisions/0044); a freed seat may be an offer first
(registrations/admission/offers.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, null, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from events.models import Discussion, DiscussionState, Standing
from events.queries import LOCK, hold
from foundation.languages import say
from foundation.prepared import Prepared, written_past
from foundation.refusals import Conflict, Missing
from registrations.admission import offers, places
from registrations.models import WAITING, Registration, Status
from registrations.questions.answering import are_asked
from registrations.unions.matching import has_directory

_TABLE, _REGISTRATION = SQLModel.metadata.tables["discussion"], SQLModel.metadata.tables["registration"]
COUNT = Prepared(
    lambda _: update(_TABLE).where(_TABLE.c.id == bindparam("discussion_id"))
    .values(seats_taken=_TABLE.c.seats_taken + bindparam("more"), seats_held=_TABLE.c.seats_held + bindparam("held"))
)  # fmt: skip
CANCEL = Prepared(
    lambda _: update(_REGISTRATION).where(_REGISTRATION.c.id == bindparam("registration_id")).values(
        status=Status.CANCELLED, cancelled_at=bindparam("now"), attention=True, waiting_since=null(),
        confirmed_at=null(), held_place_id=null(), offered_at=null(), offered_until=null(),
    )
)  # fmt: skip
SOMEBODY_WAITS = (
    select(_REGISTRATION.c.id).where(_REGISTRATION.c.discussion_id == bindparam("discussion_id"), WAITING,
                                     _REGISTRATION.c.offered_until.is_(None)).limit(1)
)  # fmt: skip
"""WAITING stands in the statement word for word: only so is its partial index used (speed.md)."""
ONE_WHO_WAITS = Prepared(lambda _: SOMEBODY_WAITS)


@dataclass(frozen=True)
class Held(Standing):
    """A discussion under its lock (`hold`), as much of it as registering somebody new asks for."""

    id: int
    series_id: int
    state: DiscussionState
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    seats_taken: int
    seats_held: int
    needs_approval: bool
    registration_opens_local: datetime | None
    registration_closes_local: datetime | None
    timezone: str


class Seat(NamedTuple):
    """Of a registration, what giving it up asks for; a place in line as well."""

    id: int
    status: Status
    cancelled_at: datetime | None
    offered_until: datetime | None
    held_place_id: int | None


HELD = Prepared(
    lambda _: select(*[*(_TABLE.c[field.name] for field in fields(Held)), are_asked(_TABLE.c.series_id),
                     has_directory(_TABLE.c.series_id)])
    .where(_TABLE.c.slug == bindparam("slug"), _TABLE.c.published_at.is_not(None)).with_for_update(key_share=True)
)  # fmt: skip


class Around(NamedTuple):
    """What else is to be known of a discussion before somebody registers: most often nothing, which costs nothing."""

    asks: bool
    """The organisers ask questions of their own."""
    has_directory: bool
    """They keep a directory of unions."""


def held_discussion(session: Session, slug: str) -> tuple[Held, Around]:
    """The discussion at this address, as `public_discussion` finds it, and its lock."""
    found = HELD.first(session, {"slug": slug})
    if found is None:
        raise Missing
    *held, asks, has_entries = found
    return Held(*held), Around(bool(asks), bool(has_entries))


def seat_or_place(session: Session, discussion: Discussion | Held, union: str, now: datetime) -> dict[str, object]:
    """The columns of a registration that is new, or comes back: where organisers approve it waits for their word. The
    caller holds the lock."""
    if discussion.needs_approval:
        return _unseated(Status.PENDING, now)
    return seat_or_line(session, discussion, union, now)


def seat_or_line(session: Session, discussion: Discussion | Held, union: str, now: datetime) -> dict[str, object]:
    """The columns of a registration that takes a seat, one that is held for its union if there is one, or the last
    place in line; the seat is counted. The caller holds the lock."""
    place = places.take(session, discussion, union, now) if discussion.seats_held else None
    if place is None and (discussion.is_full or _stands_behind(session, discussion)):
        return _unseated(Status.WAITING, now)
    _count(session, discussion, 1, held=0 if place is None else -1)
    return _seated(now, place)


def seats_or_line(
    session: Session, discussion: Discussion | Held, count: int, now: datetime
) -> list[dict[str, object]]:  # fmt: skip
    """As `seat_or_line`, for so many one after the other, where nothing is held for a union."""
    assert not discussion.seats_held, "what is held is taken one by one"
    left = count if discussion.capacity is None else max(0, discussion.capacity - discussion.seats_taken)
    free = 0 if _stands_behind(session, discussion) else min(count, left)
    if free:
        _count(session, discussion, free)
    return [_seated(now)] * free + [_unseated(Status.WAITING, now)] * (count - free)


def take_or_wait(
    session: Session, discussion: Discussion | Held, registration: Registration, now: datetime, *,
    is_approved: bool = False,
) -> None:  # fmt: skip
    """Give a registration that was cancelled a seat again, or the last place in line. The caller holds the lock."""
    give = seat_or_line if is_approved else seat_or_place
    for column, value in give(session, discussion, registration.union, now).items():
        setattr(registration, column, value)
    registration.cancelled_at, registration.attention = None, True
    registration.offered_at = registration.offered_until = registration.refused_because = None
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
    if registration.status == Status.CONFIRMED or registration.offered_until is not None:
        _give_back(session, discussion, registration.held_place_id)
    CANCEL.run(session, {"registration_id": registration.id, "now": now})
    written_past(session, Registration, registration.id)
    if _somebody_waits(session, discussion):
        held = session.get_one(Discussion, discussion.id, populate_existing=True, with_for_update=LOCK)
        fill_free_seats(session, held, now)


def come_back(
    session: Session, discussion: Discussion, registration: Registration, now: datetime, *, is_approved: bool = False
) -> None:
    """Register again with one tap; never blocked before the end, at worst it means waiting (product.md)."""
    hold(session, discussion)
    if discussion.is_over(now) or not discussion.is_published:
        raise Conflict(say("Registration for this discussion is closed."))
    session.refresh(registration)
    if registration.is_cancelled:
        take_or_wait(session, discussion, registration, now, is_approved=is_approved)
        session.flush()


def fill_free_seats(session: Session, discussion: Discussion, now: datetime) -> int:
    """Seat those who wait, first come first, as far as there is room; what was offered or held until now goes on. The
    caller holds the lock; doing it twice does no harm. The answer is how many were seated, or offered a seat."""
    if discussion.is_over(now) or not discussion.is_published:
        return 0
    for registration in offers.lapsed(session, discussion, now):
        _give_back(session, discussion, registration.held_place_id)
        offers.end(registration, now)
    discussion.seats_held -= places.end_lapsed(session, discussion, now)
    session.flush()
    found = [*_of_unions(session, discussion, now), *_first_in_line(session, discussion)]
    giving = offers.Giving(session, discussion, now)
    for registration in found:
        giving.give(registration)
        registration.attention = True
    session.flush()
    return len(found)


def next_change(session: Session, discussion: Discussion) -> datetime | None:
    """When something that is held or offered goes on by itself."""
    moments = [offers.first_end(session, discussion), *places.ends(session, discussion)]
    return min((moment for moment in moments if moment is not None), default=None)


def place_in_line(session: Session, registration: Registration) -> int:
    """1 for the first who waits."""
    since, number = registration.waiting_since, registration.id
    before = select(func.count()).select_from(Registration).where(
        Registration.discussion_id == registration.discussion_id, WAITING, col(Registration.offered_until).is_(None),
        tuple_(col(Registration.waiting_since), col(Registration.id)) < (since, number),
    )  # fmt: skip
    return session.exec(before).one() + 1


def _seated(now: datetime, held_place_id: int | None = None) -> dict[str, object]:
    return {"status": Status.CONFIRMED, "waiting_since": None, "confirmed_at": now, "held_place_id": held_place_id}


def _unseated(status: Status, now: datetime) -> dict[str, object]:
    return {"status": status, "waiting_since": now, "confirmed_at": None, "held_place_id": None}


def _of_unions(session: Session, discussion: Discussion, now: datetime) -> Sequence[Registration]:
    """Who waits and belongs to a union with places left: each takes one of them. A union is asked about until it gets
    none: a line has hundreds."""
    if not discussion.seats_held:
        return []
    found, without = [], set[str]()
    for registration in session.exec(_line(discussion)).all():
        union = registration.union
        place = None if union in without else places.take(session, discussion, union, now)
        if place is None:
            without.add(union)
        else:
            registration.held_place_id = place
            discussion.seats_taken, discussion.seats_held = discussion.seats_taken + 1, discussion.seats_held - 1
            found.append(registration)
    session.flush()
    return found


def _first_in_line(session: Session, discussion: Discussion) -> Sequence[Registration]:
    """As many as there are seats for anybody, which are theirs now."""
    taken = discussion.seats_taken + discussion.seats_held
    free = None if discussion.capacity is None else discussion.capacity - taken
    line = _line(discussion).where(col(Registration.held_place_id).is_(None))
    first = session.exec(line.limit(free)).all()
    discussion.seats_taken += len(first)
    return first


def _line(discussion: Discussion) -> SelectOfScalar[Registration]:
    return (
        select(Registration)
        .where(Registration.discussion_id == discussion.id, WAITING, col(Registration.offered_until).is_(None))
        .order_by(col(Registration.waiting_since), col(Registration.id))
    )  # fmt: skip


def _give_back(session: Session, discussion: Discussion | Held, held_place_id: int | None) -> None:
    """A seat is free again; one of a union's places goes back to that union while they are held."""
    _count(session, discussion, -1, held=places.give_back(session, held_place_id))


def _count(session: Session, discussion: Discussion | Held, more: int, *, held: int = 0) -> None:
    """In SQL, and then on the object: to flush it costs as much as the rows of a registration (decisions/0010)."""
    session.flush()
    COUNT.run(session, {"discussion_id": discussion.id, "more": more, "held": held})
    if isinstance(discussion, Discussion):
        set_committed_value(discussion, "seats_taken", discussion.seats_taken + more)
        set_committed_value(discussion, "seats_held", discussion.seats_held + held)
    else:
        written_past(session, Discussion, discussion.id)


def _stands_behind(session: Session, discussion: Discussion | Held) -> bool:
    """Nobody passes those who wait."""
    return discussion.capacity is not None and _somebody_waits(session, discussion)


def _somebody_waits(session: Session, discussion: Discussion | Held) -> bool:
    session.flush()
    return ONE_WHO_WAITS.first(session, {"discussion_id": discussion.id}) is not None

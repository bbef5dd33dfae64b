"""Names in the room that somebody has to look at, and what was decided about them, which outlives every report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from events.models import Discussion
from events.queries import hold
from foundation.moments import instant_followed
from foundation.people import Person
from foundation.refusals import Missing
from registrations.attendance.models import How, ReportedVisit, RoomName, RoomReport
from registrations.attendance.settling import merge, settle
from registrations.models import Registration, Visit

MOST_SHOWN = 50


@dataclass(frozen=True)
class Likely:
    """Somebody it might be, as they registered, and when they last asked for the door."""

    person_id: int
    full_name: str
    email: str | None
    union: str
    clicked_at: datetime | None


@dataclass(frozen=True)
class Doubt:
    """One name in the room beside those it might belong to."""

    seen: RoomName
    first_at: datetime | None
    times: int
    likely: Sequence[Likely]


def doubts_in(session: Session, discussion: Discussion) -> tuple[list[Doubt], int]:
    """Those that nobody has decided about and that resemble somebody, as far as one page goes; how many in all."""
    names = [row for row in _unrecognised(session, discussion) if row.suggested]
    shown = names[:MOST_SHOWN]
    stays = _stays_of(session, [row.id or 0 for row in shown])
    people = _likely(session, discussion, {number for row in shown for number in row.suggested})
    return [
        Doubt(row, *stays.get(row.id or 0, (None, 0)), [people[one] for one in row.suggested if one in people])
        for row in shown
    ], len(names)  # fmt: skip


def strangers_in(session: Session, discussion: Discussion) -> list[RoomName]:
    """People in the room who are not registered, or not recognised: counted apart."""
    return [row for row in _unrecognised(session, discussion) if not row.suggested] + list(session.exec(
        _in_counted(discussion).where(RoomName.how == How.DECISION, col(RoomName.person_id).is_(None))
    ).all())  # fmt: skip


def name_in(session: Session, discussion: Discussion, number: int) -> RoomName:
    """A name in this room, which the caller has found to belong to the office."""
    found = session.get(RoomName, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def decide(
    session: Session, discussion: Discussion, seen: RoomName, person_id: int | None, *, by_id: int | None, now: datetime
) -> None:  # fmt: skip
    """This is that person, registered here; None is a stranger. It holds for every report to come."""
    hold(session, discussion)
    registered = select(Registration.id).where(Registration.discussion_id == discussion.id,
                                               Registration.person_id == person_id)  # fmt: skip
    if person_id is not None and session.exec(registered).one_or_none() is None:
        raise Missing
    before = seen.person_id
    seen.person_id, seen.how, seen.suggested = person_id, How.DECISION, []
    seen.decided_at, seen.by_id = now, by_id
    session.flush()
    merge(session, discussion, {one for one in (before, person_id) if one is not None}, now)


def take_back(session: Session, discussion: Discussion, seen: RoomName, now: datetime) -> None:
    """As if nobody had decided."""
    hold(session, discussion)
    seen.decided_at = seen.by_id = None
    session.flush()
    settle(session, discussion, now)


def decided_in(session: Session, discussion: Discussion) -> Sequence[tuple[RoomName, str | None]]:
    """What was decided, the latest first, with the name of the person it is."""
    return session.exec(
        select(RoomName, Registration.full_name)
        .outerjoin(Registration, (col(Registration.person_id) == RoomName.person_id)
                   & (col(Registration.discussion_id) == discussion.id))
        .where(RoomName.discussion_id == discussion.id, RoomName.how == How.DECISION)
        .order_by(col(RoomName.decided_at).desc()).limit(MOST_SHOWN)
    ).all()  # fmt: skip


def _unrecognised(session: Session, discussion: Discussion) -> Sequence[RoomName]:
    return session.exec(
        _in_counted(discussion).where(col(RoomName.how).is_(None)).order_by(RoomName.name, col(RoomName.id))
    ).all()


def _in_counted(discussion: Discussion) -> SelectOfScalar[RoomName]:
    """Names that a counted report has."""
    counted = (
        select(ReportedVisit.id).join(RoomReport)
        .where(ReportedVisit.name_id == RoomName.id, col(RoomReport.counted_at).is_not(None)).exists()
    )  # fmt: skip
    return select(RoomName).where(RoomName.discussion_id == discussion.id, counted)


def _stays_of(session: Session, numbers: Sequence[int]) -> dict[int, tuple[datetime | None, int]]:
    """When each of these names was first seen, and how often."""
    rows = session.exec(
        select(ReportedVisit.name_id, RoomReport.timezone, ReportedVisit.joined_at_local)
        .join(RoomReport, col(RoomReport.id) == ReportedVisit.report_id)
        .where(col(ReportedVisit.name_id).in_(numbers), col(RoomReport.counted_at).is_not(None))
    ).all()  # fmt: skip
    seen: dict[int, list[datetime | None]] = {}
    for number, timezone, wall in rows:
        seen.setdefault(number, []).append(None if wall is None else instant_followed(wall, timezone))
    return {number: (min((at for at in times if at), default=None), len(times)) for number, times in seen.items()}


def _likely(session: Session, discussion: Discussion, people: set[int]) -> dict[int, Likely]:
    clicked = (
        select(func.max(Visit.joined_at)).where(Visit.discussion_id == discussion.id, Visit.person_id == Person.id)
        .correlate(Person).scalar_subquery()
    )  # fmt: skip
    rows = session.execute(
        columns(Registration.person_id, Registration.full_name, Person.email, Registration.union, clicked)  # type: ignore[call-overload]
        .join(Person, col(Person.id) == Registration.person_id)
        .where(Registration.discussion_id == discussion.id, col(Person.id).in_(people))
    ).all()  # fmt: skip
    return {row[0]: Likely(*row) for row in rows}

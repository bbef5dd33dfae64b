"""Who was there, as the desk lists it: one line for each person with the evidence beside the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from events.models import Discussion
from events.queries import hold
from foundation.languages import Message, say, say_many
from foundation.people import Person, clean_text
from foundation.refusals import Refused
from registrations.attendance.models import REASON_LIMIT, Attendance, How, RoomName
from registrations.attendance.rule import apply_rule
from registrations.attendance.settling import look_again, merge
from registrations.lists import PER_PAGE
from registrations.models import Registration, Status

STATES = ("", "attended", "absent")


@dataclass(frozen=True)
class Line:
    """One registered person. Without evidence there is no attendance."""

    registration: Registration
    attendance: Attendance | None
    by: tuple[How, ...] = ()
    """By what reports recognised them."""

    @property
    def attended(self) -> bool:
        return self.attendance is not None and self.attendance.attended

    @property
    def by_hand(self) -> bool | None:
        return self.attendance.by_hand if self.attendance else None

    @property
    def minutes(self) -> int:
        return self.attendance.minutes if self.attendance else 0

    @property
    def check_ins(self) -> int:
        return self.attendance.check_ins if self.attendance else 0

    @property
    def why(self) -> Message | None:
        """What an organiser said about them."""
        if self.attendance is None or self.attendance.by_hand is None:
            return None
        return say("By hand: {reason}", reason=self.attendance.reason)


@dataclass(frozen=True)
class Totals:
    """How many people with a seat there are, and how many of them were there."""

    seats: int
    attended: int

    @property
    def words(self) -> Message:
        return say_many("{attended} of {count} person with a seat attended", "{attended} of {count} people with a seat "
                        "attended", self.seats, attended=self.attended)  # fmt: skip


def lines_in(
    session: Session, discussion: Discussion, *, state: str, search: str, page: int
) -> tuple[list[Line], int]:  # fmt: skip
    """One page of those who have a seat, or were there without one, by name; and how many they are in all."""
    matching = _matching(discussion, state, search)
    joined = _joined(select(Registration, Attendance), discussion).where(*matching)
    in_all = session.exec(_joined(select(func.count()).select_from(Registration), discussion).where(*matching)).one()
    rows = session.exec(
        joined.order_by(func.lower(Registration.full_name), col(Registration.id))
        .limit(PER_PAGE).offset(PER_PAGE * (page - 1))
    ).all()  # fmt: skip
    by = _recognised_by(session, discussion, [row.person_id for row, _ in rows])
    return [Line(row, line, tuple(sorted(by.get(row.person_id, ())))) for row, line in rows], in_all


def totals(session: Session, discussion: Discussion) -> Totals:
    seats = select(func.count()).select_from(Registration).where(
        Registration.discussion_id == discussion.id, Registration.status == Status.CONFIRMED
    )  # fmt: skip
    there = seats.join(Attendance, (col(Attendance.person_id) == Registration.person_id)
                       & (col(Attendance.discussion_id) == discussion.id)).where(Attendance.attended)  # fmt: skip
    return Totals(session.exec(seats).one(), session.exec(there).one())


def set_by_hand(
    session: Session, discussion: Discussion, registration: Registration, by_hand: bool | None, *,
    reason: str, by_id: int | None, now: datetime,
) -> None:  # fmt: skip
    """Was there, was not, or None: what the rule says. A reason is asked for what an organiser says alone."""
    hold(session, discussion)
    reason = clean_text(reason)[:REASON_LIMIT]
    if by_hand is not None and not reason:
        raise Refused(say("Please write why, for those who look at it later."), "reason")
    merge(session, discussion, [registration.person_id], now)
    row = session.get(Attendance, (discussion.id, registration.person_id))
    if row is None:
        row = Attendance(discussion_id=registration.discussion_id, person_id=registration.person_id)
        session.add(row)
    before = row.attended
    row.by_hand, row.reason, row.by_id = by_hand, reason if by_hand is not None else "", by_id
    session.flush()
    apply_rule(session, discussion, [registration.person_id])
    session.refresh(row)
    look_again(session, discussion, [registration.person_id] if row.attended != before else [], now)


def _joined(found: Any, discussion: Discussion) -> Any:
    return found.join(Person, col(Person.id) == Registration.person_id).outerjoin(
        Attendance, (col(Attendance.person_id) == Registration.person_id)
        & (col(Attendance.discussion_id) == discussion.id)
    )  # fmt: skip


def _matching(discussion: Discussion, state: str, search: str) -> list[Any]:
    with_seat = or_(Registration.status == Status.CONFIRMED, col(Attendance.person_id).is_not(None))
    conditions: list[Any] = [Registration.discussion_id == discussion.id, with_seat]
    attended = func.coalesce(Attendance.attended, False)
    if state in ("attended", "absent"):
        conditions.append(attended if state == "attended" else ~attended)
    if search:
        fields = (Registration.full_name, Registration.union, Person.email)
        conditions.append(or_(*(col(field).icontains(search, autoescape=True) for field in fields)))
    return conditions


def _recognised_by(session: Session, discussion: Discussion, people: Sequence[int]) -> dict[int, set[How]]:
    rows = session.exec(
        select(RoomName.person_id, RoomName.how)
        .where(RoomName.discussion_id == discussion.id, col(RoomName.person_id).in_(people))
    ).all()  # fmt: skip
    by: dict[int, set[How]] = {}
    for person_id, how in rows:
        if person_id is not None and how is not None:
            by.setdefault(person_id, set()).add(How(how))
    return by

"""The list from which somebody at the desk ticks those who are in the room: the check-ins of many people at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, or_, select

from events.models import Discussion
from foundation.people import Person
from registrations.attendance.models import CheckIn
from registrations.models import Registration, Status

MOST_SHOWN = 200


@dataclass(frozen=True)
class Tickable:
    """Somebody with a seat, and the numbers of the check-ins they have."""

    registration: Registration
    numbers: frozenset[int]


def tickable(session: Session, discussion: Discussion, *, union: str, search: str) -> tuple[list[Tickable], int]:
    """Who has a seat, by name, as far as one screen goes, and how many they are in all."""
    matching: list[Any] = [Registration.discussion_id == discussion.id, Registration.status == Status.CONFIRMED]
    if union:
        matching.append(Registration.union == union)
    if search:
        fields = (Registration.full_name, Person.email, Person.phone)
        matching.append(or_(*(col(field).icontains(search, autoescape=True) for field in fields)))
    in_all = session.exec(select(func.count()).select_from(Registration).join(Person).where(*matching)).one()
    rows = session.exec(
        select(Registration).join(Person).where(*matching)
        .order_by(func.lower(Registration.full_name), col(Registration.id)).limit(MOST_SHOWN)
    ).all()  # fmt: skip
    numbers = _numbers(session, discussion)
    return [Tickable(row, numbers.get(row.person_id, frozenset())) for row in rows], in_all


def unions_in(session: Session, discussion: Discussion) -> Sequence[str]:
    """The unions of those who have a seat, as they wrote them."""
    return session.exec(
        select(Registration.union).where(Registration.discussion_id == discussion.id, Registration.union != "",
                                         Registration.status == Status.CONFIRMED)
        .distinct().order_by(Registration.union)
    ).all()  # fmt: skip


def checked_in(session: Session, discussion: Discussion) -> dict[int, int]:
    """How many people said "here", by the number of the check-in."""
    rows = session.exec(
        select(CheckIn.number, func.count()).where(CheckIn.discussion_id == discussion.id)
        .group_by(col(CheckIn.number))
    ).all()  # fmt: skip
    return dict(rows)


def _numbers(session: Session, discussion: Discussion) -> dict[int, frozenset[int]]:
    rows = session.exec(select(CheckIn.person_id, CheckIn.number).where(CheckIn.discussion_id == discussion.id)).all()
    found: dict[int, set[int]] = {}
    for person_id, number in rows:
        found.setdefault(person_id, set()).add(number)
    return {person_id: frozenset(numbers) for person_id, numbers in found.items()}

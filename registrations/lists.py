"""Who takes part, as the desk lists it: found by status and by words, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.languages import Message
from foundation.people import Person
from foundation.refusals import Missing
from registrations.desk_words import STATUSES, TONES
from registrations.form import LEVELS
from registrations.models import Registration, Status, Visit
from registrations.questions.answering import answers_to

PER_PAGE, MOST_PAGES = 100, 10_000
IS_WAITING = col(Registration.status) == Status.WAITING
STANDS_IN_LINE = col(Registration.waiting_since).is_not(None)
IN_LINE_OR_LATEST = case((STANDS_IN_LINE, col(Registration.id)), else_=-col(Registration.id))
"""Two who began to wait in the same instant stand in the order of their numbers; everybody else the latest first."""


@dataclass(frozen=True)
class Line:
    """One registration in the list. `place` is the one in the line of those who wait, 1 for the first."""

    registration: Registration
    person: Person
    visits: int
    place: int | None
    said: Sequence[tuple[str, str]] = ()
    """The organisers' own questions and the answers."""

    @property
    def status(self) -> Message:
        return STATUSES[self.registration.status]

    @property
    def tone(self) -> str:
        return TONES[self.registration.status]

    @property
    def level(self) -> Message | None:
        level = self.registration.union_level
        return None if level is None else LEVELS[level]

    @property
    def since(self) -> datetime:
        """When it became what it is now."""
        row = self.registration
        return row.cancelled_at or row.waiting_since or row.confirmed_at or row.registered_at


@dataclass(frozen=True)
class Wanted:
    """What the organiser looks for. An empty status or search is everything; pages count from 1."""

    status: str = ""
    search: str = ""
    page: int = 1


def lines(session: Session, discussion: Discussion, wanted: Wanted) -> tuple[list[Line], int]:
    """One page of lines, and how many there are in all. Who waits stands in line, everybody else latest first."""
    matching = _matching(discussion, wanted)
    in_all = session.exec(select(func.count()).select_from(Registration).join(Person).where(*matching)).one()
    visits = (
        select(func.count()).where(Visit.discussion_id == discussion.id, Visit.person_id == Registration.person_id)
        .correlate(Registration).scalar_subquery()
    )  # fmt: skip
    found = session.exec(
        select(Registration, Person, visits).join(Person).where(*matching)
        .order_by(col(Registration.waiting_since).nulls_last(), IN_LINE_OR_LATEST)
        .limit(PER_PAGE).offset(PER_PAGE * (wanted.page - 1))
    ).all()  # fmt: skip
    places = _places(session, discussion)
    said = answers_to(session, [row.id for row, _, _ in found])
    listed = [Line(row, person, count, places.get(row.id), said.get(row.id or 0, ())) for row, person, count in found]
    return listed, in_all


def page_number(query: Mapping[str, str]) -> int:
    """The page that an address asks for; the first where it names none that there can be."""
    page = query.get("page", "1")
    return int(page) if page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= MOST_PAGES else 1


def registration_in(session: Session, discussion: Discussion, number: int) -> Registration:
    """A registration for this discussion, which the caller has found to belong to the office."""
    found = session.get(Registration, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def _matching(discussion: Discussion, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [Registration.discussion_id == discussion.id]
    if wanted.status in list(Status):
        conditions.append(Registration.status == Status(wanted.status))
    if wanted.search:
        fields = (Registration.full_name, Registration.union, Person.email, Person.phone, Registration.phone)
        conditions.append(or_(*(col(field).icontains(wanted.search, autoescape=True) for field in fields)))
    return conditions


def _places(session: Session, discussion: Discussion) -> dict[int | None, int]:
    line: Sequence[int | None] = session.exec(
        select(Registration.id).where(Registration.discussion_id == discussion.id, IS_WAITING,
                                      col(Registration.offered_until).is_(None))
        .order_by(col(Registration.waiting_since), col(Registration.id))
    ).all()  # fmt: skip
    return {number: place for place, number in enumerate(line, start=1)}

"""Counting those who held a seat, by one answer at a time; and keeping the numbers when the people are forgotten.

By an answer only those are counted who agreed to be; everybody else counts under "not said" (domain.md).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from foundation.database import insert_in
from registrations.attendance.models import Attendance
from registrations.attendance.result import was_there_beside
from registrations.models import Consent, Purpose, Registration, Status, Visit
from registrations.privacy.models import VALUE_LIMIT, Tally

EVERYBODY, ORGANISATION = "everybody", "organisation"
NOT_SAID = ""
FEWEST = 5
"""Fewer than so many are not shown as a group, and do not leave the name of their organisation behind."""
KEY = ("discussion_id", "dimension", "value")


def _said(column: Any) -> ColumnElement[str]:
    return func.coalesce(cast(column, String(VALUE_LIMIT)), NOT_SAID)


def _country(column: Any) -> ColumnElement[str]:
    """The first part of an ISO 3166-2 code; what was typed in another way says no country."""
    return case((column.like("__-%"), func.substr(column, 1, 2)), else_=literal(NOT_SAID, String))


ANSWERS: Mapping[str, ColumnElement[str]] = {
    "sex": _said(Registration.sex),
    "age": _said(Registration.age_band),
    "group": _said(Registration.group),
    "level": _said(Registration.union_level),
    ORGANISATION: _said(Registration.union),
    "country": _country(col(Registration.province)),
    "province": _said(Registration.province),
    "support": case((col(Registration.support) != "", literal("yes", String)), else_=literal(NOT_SAID, String)),
}
"""What is counted by, besides everybody."""


def counted(where: ColumnElement[bool], *dimensions: str) -> Select[Any]:
    """discussion_id, dimension, value, registered, attended of the registrations that are still here and fit `where`.

    Whoever holds a seat is registered; who attended says registrations/attendance/result.py. The registrations are read
    once: people with the same answers become one row, and those are counted by each answer."""
    alike = _alike(where).cte("alike").c
    each = [
        select(alike.discussion_id, literal(dimension, String).label("dimension"),
               (literal(NOT_SAID, String) if dimension == EVERYBODY else alike[dimension]).label("value"),
               func.sum(alike.registered).label("registered"), func.sum(alike.attended).label("attended"))
        .group_by(alike.discussion_id, *([] if dimension == EVERYBODY else [alike[dimension]]))
        for dimension in dimensions or (EVERYBODY, *ANSWERS)
    ]  # fmt: skip
    found = union_all(*each).subquery("counted").c
    return select(found.discussion_id, found.dimension, found.value, found.registered, found.attended)


def keep_numbers(session: Session, where: ColumnElement[bool]) -> None:
    """Add the registrations that fit to the tallies; the caller then forgets them, in the same transaction. Under
    `FEWEST` people the name of an organisation is not kept: it may be one only they would write."""
    rows = counted(where).subquery("kept").c
    is_named = (rows.dimension != ORGANISATION) | (rows.registered >= FEWEST)
    value = case((is_named, rows.value), else_=literal(NOT_SAID, String))
    kept = select(rows.discussion_id, rows.dimension, value, func.sum(rows.registered), func.sum(rows.attended))
    kept = kept.where(literal(True)).group_by(rows.discussion_id, rows.dimension, value)
    add = insert_in(session.get_bind().dialect.name)(Tally).from_select([*KEY, "registered", "attended"], kept)
    session.execute(add.on_conflict_do_update(index_elements=KEY, set_={
        "registered": col(Tally.registered) + add.excluded.registered,
        "attended": col(Tally.attended) + add.excluded.attended,
    }))  # fmt: skip


def _alike(where: ColumnElement[bool]) -> Select[Any]:
    """Joined, and not asked row by row: of a hundred thousand PostgreSQL would ask one after the other."""
    said, came, line = aliased(Consent), aliased(Visit), aliased(Attendance)
    was_there = was_there_beside(line, col(came.id), col(Registration.discussion_id))
    person = (
        select(
            col(Registration.discussion_id), case((was_there, 1), else_=0).label("came"),
            case((col(said.given), 1), else_=0).label("agreed"), *(ANSWERS[name].label(name) for name in ANSWERS),
        )
        .select_from(Registration)
        .outerjoin(said, _is_last_said(said)).outerjoin(came, _is_first_visit(came))
        .outerjoin(line, and_(col(line.person_id) == col(Registration.person_id),
                              col(line.discussion_id) == col(Registration.discussion_id)))
        .where(where, col(Registration.status) == Status.CONFIRMED, col(Registration.counted_at).is_(None))
    ).subquery("person").c  # fmt: skip
    answers = [case((person.agreed == 1, person[name]), else_=literal(NOT_SAID, String)).label(name)
               for name in ANSWERS]  # fmt: skip
    return select(
        person.discussion_id, *answers, func.count().label("registered"), func.sum(person.came).label("attended")
    ).group_by(person.discussion_id, *answers)


def _is_last_said(said: Any) -> ColumnElement[bool]:
    """The join with what was said last about being counted: one row, or none."""
    later = aliased(Consent)
    is_later = select(col(later.id)).where(
        col(later.registration_id) == said.registration_id, col(later.purpose) == Purpose.STATISTICS,
        col(later.id) > said.id,
    )  # fmt: skip
    return and_(said.registration_id == Registration.id, said.purpose == Purpose.STATISTICS, ~is_later.exists())


def _is_first_visit(came: Any) -> ColumnElement[bool]:
    """The join with the first time somebody came through the door of this discussion: one row, or none."""
    earlier = aliased(Visit)
    is_earlier = select(col(earlier.id)).where(
        col(earlier.person_id) == came.person_id, col(earlier.discussion_id) == came.discussion_id,
        col(earlier.id) < came.id,
    )  # fmt: skip
    return and_(
        came.person_id == Registration.person_id, came.discussion_id == Registration.discussion_id,
        ~is_earlier.exists(),
    )  # fmt: skip

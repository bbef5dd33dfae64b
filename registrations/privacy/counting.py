"""Counting those who held a seat, by one answer at a time; and keeping the numbers when the people are forgotten.

By an answer only those are counted who agreed to be; everybody else counts under "not said" (domain.md).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, case, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from foundation.database import INSERTS
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

    Whoever holds a seat is registered; whoever came through the door attended. This is the one place that says so.
    """
    each = [_by(dimension, where) for dimension in dimensions or (EVERYBODY, *ANSWERS)]
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
    add = INSERTS[session.get_bind().dialect.name](Tally).from_select([*KEY, "registered", "attended"], kept)
    session.execute(add.on_conflict_do_update(index_elements=KEY, set_={
        "registered": col(Tally.registered) + add.excluded.registered,
        "attended": col(Tally.attended) + add.excluded.attended,
    }))  # fmt: skip


def _by(dimension: str, where: ColumnElement[bool]) -> Select[Any]:
    value: ColumnElement[str] = literal(NOT_SAID, String)
    if dimension != EVERYBODY:
        value = case((_agreed(), ANSWERS[dimension]), else_=literal(NOT_SAID, String))
    row = (
        select(col(Registration.discussion_id), value.label("value"), cast(_came(), Integer).label("came"))
        .where(where, col(Registration.status) == Status.CONFIRMED, col(Registration.counted_at).is_(None))
    ).subquery(f"by_{dimension}").c  # fmt: skip
    return select(
        row.discussion_id, literal(dimension, String).label("dimension"), row.value,
        func.count().label("registered"), func.sum(row.came).label("attended"),
    ).group_by(row.discussion_id, row.value)  # fmt: skip


def _agreed() -> ColumnElement[bool]:
    """What was last said about being counted is yes."""
    said = aliased(Consent)
    last = (
        select(func.max(said.id))
        .where(col(said.registration_id) == col(Registration.id), col(said.purpose) == Purpose.STATISTICS)
        .correlate(Registration).scalar_subquery()
    )  # fmt: skip
    given = aliased(Consent)
    return select(col(given.id)).where(col(given.id) == last, col(given.given)).correlate(Registration).exists()


def _came() -> ColumnElement[bool]:
    return (
        select(col(Visit.id)).where(col(Visit.discussion_id) == col(Registration.discussion_id),
                                    col(Visit.person_id) == col(Registration.person_id))
        .correlate(Registration).exists()
    )  # fmt: skip

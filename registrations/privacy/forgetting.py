"""Forgetting registrations: the numbers stay (`counting`), the rows go, with consents and visits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from events.models import Discussion
from registrations import seats
from registrations.coordinators.models import Brought, Member
from registrations.models import Registration, Status, Visit
from registrations.privacy.counting import keep_numbers
from registrations.questions.models import OwnAnswer

UNTOUCHED = {"synchronize_session": False}
"""Objects of the session are read anew afterwards, instead of one by one."""
UNLINKED: dict[str, str | None] = {
    "sex": None, "age_band": None, "group": None, "union_level": None, "province": "", "support": "", "question": "",
}  # fmt: skip
"""What is emptied when it is counted, and not asked for again."""


def give_up_seats(session: Session, person_id: int, discussions: Sequence[int], now: datetime) -> None:
    """Of what is still to come, so that who waits gets the seat; in the order of numbers, as locks are taken."""
    found = select_rows(Registration, Discussion).join(Discussion).where(
        Registration.person_id == person_id, col(Registration.discussion_id).in_(discussions),
        col(Registration.status) != Status.CANCELLED, col(Discussion.ends_at) > now,
    ).order_by(col(Discussion.id))  # fmt: skip
    for registration, discussion in session.exec(found).all():
        seats.give_up(session, discussion, registration, now)


def forget_registrations(session: Session, where: ColumnElement[bool]) -> None:
    """Those that fit, whose discussions are over or whose seats are given up."""
    keep_numbers(session, where)
    session.flush()
    theirs = select(col(Registration.id)).where(
        where, col(Registration.person_id) == col(Visit.person_id),
        col(Registration.discussion_id) == col(Visit.discussion_id),
    ).exists()  # fmt: skip
    session.execute(delete(Visit).where(theirs), execution_options=UNTOUCHED)
    forgotten = select(col(Registration.id)).where(where)
    for table in tables_with("registration_id"):
        session.execute(delete(table).where(table.c.registration_id.in_(forgotten)))
    _take_off_lists(session, where)
    session.execute(delete(Registration).where(where), execution_options=UNTOUCHED)
    session.expire_all()


def _take_off_lists(session: Session, where: ColumnElement[bool]) -> None:
    """Of coordinators: a name stays there as long as any registration that came of it."""
    theirs = col(Member.person_id).in_(select(col(Registration.person_id)).where(where))
    is_left = select(col(Brought.member_id)).where(col(Brought.member_id) == col(Member.id)).exists()
    session.execute(delete(Member).where(theirs, ~is_left), execution_options=UNTOUCHED)


def tables_with(*columns: str) -> list[Table]:
    """Every table that has these columns, what refers to others first. Whoever adds a table about people need not think
    of this one: it is forgotten with the others."""
    found = reversed(SQLModel.metadata.sorted_tables)
    return [table for table in found if all(column in table.c for column in columns)]


def unlink_answers(session: Session, where: ColumnElement[bool], now: datetime) -> None:
    """Count the answers of those that fit and empty them; what the organisers asked goes uncounted. Name, contact and
    union stay until they are forgotten."""
    keep_numbers(session, where)
    emptied = update(Registration).where(where, col(Registration.counted_at).is_(None))
    left = select(col(Registration.id)).where(where, col(Registration.counted_at).is_(None))
    session.execute(delete(OwnAnswer).where(col(OwnAnswer.registration_id).in_(left)), execution_options=UNTOUCHED)
    session.execute(emptied.values(counted_at=now, **UNLINKED), execution_options=UNTOUCHED)
    session.expire_all()

"""Who looked at whose data: a line for every list and export that shows names or contacts (trust.md, Privacy).

A page is read in a transaction that can change nothing, so its line is written right after it, before the answer
leaves; a request that writes takes the line into its own transaction (decisions/0036).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col, select

from foundation.database import Instant
from foundation.people import Office, Person
from foundation.sign_in import Desk

AFTER_READING = "after_reading"
"""Where a session that only reads keeps what is written after it (foundation.edge)."""
KEPT_FOR = timedelta(days=365)
PURPOSE_LIMIT = 300


class Look(SQLModel, table=True):
    """One look at personal data. It names no participant."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int | None = Field(default=None, foreign_key="office.id", index=True)
    """None is the console, which belongs to no office."""
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL", index=True)
    """The organiser, or whose token a program used; None is the console."""
    what: str = Field(max_length=40)
    """The list or file, a word of registrations/privacy/words.py."""
    about: str = Field(default="", max_length=80)
    """The slug of the discussion or series; empty where it is about no single one."""
    purpose: str = Field(default="", max_length=PURPOSE_LIMIT)
    """As the organiser wrote it, where one is asked for."""
    people: int
    """How many lines about people were shown."""
    at: datetime = Field(sa_type=Instant, index=True)


def note_look(
    session: Session, desk: Desk | None, what: str, now: datetime, *, people: int, about: str = "", purpose: str = "",
) -> None:  # fmt: skip
    """Keep that `desk`, or the console, saw so many lines. Nothing is noted of an empty list."""
    if not people:
        return
    look = Look(
        office_id=desk.office.id if desk else None, by_id=desk.person.id if desk else None, what=what, about=about,
        purpose=purpose, people=people, at=now,
    )  # fmt: skip
    later = session.info.get(AFTER_READING)
    if later is None:
        session.add(look)
    else:
        later.append(look)


def looks_of(session: Session, office: Office, *, limit: int, offset: int = 0) -> Sequence[tuple[Look, Person | None]]:
    """The latest first, with whoever looked."""
    return session.exec(
        select(Look, Person).outerjoin(Person, col(Person.id) == col(Look.by_id)).where(Look.office_id == office.id)
        .order_by(col(Look.id).desc()).limit(limit).offset(offset)
    ).all()  # fmt: skip


def forget_old_looks(session: Session, now: datetime) -> None:
    """A year is enough to find out who saw what."""
    session.execute(delete(Look).where(col(Look.at) < now - KEPT_FOR))

"""What an answer is about: the entry with its UID, whose it is, and what they have to do with the discussion.

Columns, no objects: after a mailing answers come by the hundred (decisions/0010).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Table, and_, bindparam, select
from sqlmodel import Session, SQLModel

from events.calendar import UID
from foundation.prepared import Prepared
from notifications.models import EntryAnswer
from registrations.seats import Held, Seat
from speakers.models import Answer


class Entry(NamedTuple):
    """Of the calendar entry, what decides about an answer."""

    id: int
    present: bool
    sequence: int
    asked_sequence: int
    answer: EntryAnswer | None
    answered_at: datetime | None
    answered_sequence: int | None
    answered_dtstamp: datetime | None


class Addressee(NamedTuple):
    """Of the person whose entry it is."""

    id: int
    email: str | None


class Part(NamedTuple):
    """Of the engagement of who speaks."""

    id: int
    answer: Answer
    answered_at: datetime | None


@dataclass(frozen=True)
class Target:
    """Read under the lock of the discussion."""

    office_id: int
    discussion: Held
    entry: Entry
    person: Addressee
    engagement: Part | None
    registration: Seat | None


_TABLES = SQLModel.metadata.tables
_DISCUSSION, _SERIES, _ENTRY = _TABLES["discussion"], _TABLES["series"], _TABLES["calendarentry"]
_PERSON, _ENGAGEMENT, _REGISTRATION = _TABLES["person"], _TABLES["engagement"], _TABLES["registration"]
_OF_UID = _ENTRY.c.uid == bindparam("uid")


def _of_this_person(table: Table) -> Any:
    return and_(table.c.discussion_id == _ENTRY.c.discussion_id, table.c.person_id == _ENTRY.c.person_id)


ABOUT = Prepared(lambda _: (
    select(_SERIES.c.office_id, *(_DISCUSSION.c[field.name] for field in fields(Held)))
    .join_from(_DISCUSSION, _SERIES)
    .where(_DISCUSSION.c.id == select(_ENTRY.c.discussion_id).where(_OF_UID).scalar_subquery())
    .with_for_update(of=_DISCUSSION, key_share=True)
))  # fmt: skip
WHOSE = Prepared(lambda _: (
    select(*(_ENTRY.c[name] for name in Entry._fields), *(_PERSON.c[name] for name in Addressee._fields),
           *(_ENGAGEMENT.c[name] for name in Part._fields), *(_REGISTRATION.c[name] for name in Seat._fields))
    .join_from(_ENTRY, _PERSON).where(_OF_UID)
    .outerjoin(_ENGAGEMENT, _of_this_person(_ENGAGEMENT)).outerjoin(_REGISTRATION, _of_this_person(_REGISTRATION))
    .with_for_update(of=_ENTRY)
))  # fmt: skip


def target_with(session: Session, uid: str) -> Target | None:
    """By its UID. The discussion is locked first, as by every rule that decides about it, then the entry."""
    if not UID.fullmatch(uid):
        return None
    session.flush()  # what the rules before have changed
    about = ABOUT.first(session, {"uid": uid})
    if about is None:
        return None
    office_id, *held = about
    return Target(office_id, Held(*held), *_theirs(iter(WHOSE.first(session, {"uid": uid}) or ())))


def _theirs(columns: Iterator[Any]) -> tuple[Entry, Addressee, Part | None, Seat | None]:
    entry, person, part, seat = (
        list(islice(columns, len(kind._fields))) for kind in (Entry, Addressee, Part, Seat)
    )
    return Entry(*entry), Addressee(*person), Part(*part) if part[0] else None, Seat(*seat) if seat[0] else None

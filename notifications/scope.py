"""One discussion at one moment, and those of its people who are to be looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, select, text, union, union_all
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from events.models import Discussion
from foundation.people import Person
from foundation.prepared import Prepared
from notifications.models import CalendarEntry, Delivery
from registrations.models import Registration, Status
from speakers.models import Engagement
from speakers.queries import active_engagements
from speakers.slots import part_in, slots_of

People = Select[*tuple[Any, ...]]
"""A SELECT of person_id, for those to be looked at; the whole audience when it is None."""


class Trait(StrEnum):
    """What is true of somebody among those to be looked at, and without which a kind of message is owed to nobody: in a
    burst of registrations most kinds need not be asked."""

    ENTRY = "entry"
    """Their calendar may show the discussion."""
    HEARD = "heard"
    """There is a message to them about it."""
    WAITS = "waits"
    ASKED_AGAIN = "asked_again"
    ENGAGED = "engaged"
    """They were asked to speak, chair or observe."""


@dataclass(frozen=True)
class Scope:
    """One discussion at one moment. `zones` are those its people live in; `settle` is how long a change rests."""

    discussion: Discussion
    now: datetime
    settle: timedelta
    zones: Sequence[str]
    only: People | None = None
    traits: frozenset[Trait] = frozenset(Trait)
    parts: Callable[[], Mapping[int, str]] = dict
    """Person → own rows of the agenda (speakers/slots.py, `part_in`) of everybody who speaks; read when asked for."""

    @property
    def rested_at(self) -> datetime:
        """When the last change of what every calendar shows may be told."""
        return self.discussion.changed_at + self.settle

    @property
    def agenda_rested_at(self) -> datetime:
        """When a new agenda may be told to those whose rows have moved."""
        changed_at = self.discussion.agenda_changed_at
        return self.rested_at if changed_at is None else max(self.rested_at, changed_at + self.settle)


def scope_of_changed(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> Scope:
    """The scope of those about whom something changed and nobody has looked yet."""
    scope = scope_of(session, discussion, now, settle, only=select(_changed_people(discussion.id).subquery().c[0]))
    found = TRAITS.first(session, {"discussion_id": discussion.id})
    assert found is not None, "a question without a table has one answer"
    return replace(scope, traits=frozenset(trait for trait, is_there in zip(Trait, found, strict=True) if is_there))


def scope_of(
    session: Session, discussion: Discussion, now: datetime, settle: timedelta, *, only: People | None = None
) -> Scope:  # fmt: skip
    """The scope with the zones of everybody who has anything to do with the discussion."""
    touched = among(only, select(col(Registration.person_id)).where(col(Registration.discussion_id) == discussion.id))
    asked = among(only, select(col(Engagement.person_id)).where(col(Engagement.discussion_id) == discussion.id))
    people = union_all(touched, asked).subquery()
    zones = session.scalars(
        select(col(Person.timezone)).where(col(Person.id).in_(select(people.c.person_id))).distinct()
    ).all()  # fmt: skip
    return Scope(
        discussion, now, settle, sorted(zones), only, parts=cache(lambda: parts_of(session, discussion))
    )


def parts_of(session: Session, discussion: Discussion) -> dict[int, str]:
    """Person → own rows of the agenda, of everybody who has agreed to speak."""
    slots = slots_of(session, discussion)
    return {
        one.person_id: part_in(slots, one, discussion.starts_at)
        for one in active_engagements(session, discussion) if one.is_accepted
    }


def among(only: People | None, people: People, person_id: SQLCoreOperations[int] | None = None) -> People:
    """Of `people`, whose first column is the person, only those to be looked at."""
    if only is None:
        return people
    return people.where((person_id if person_id is not None else people.selected_columns[0]).in_(only))


def _changed_people(discussion_id: Any) -> Any:
    """By the partial indexes of the marks, which stand here word for word: only so are they used (speed.md)."""
    return union(
        select(col(Registration.person_id)).where(
            col(Registration.discussion_id) == discussion_id, text("registration.attention")),
        select(col(Engagement.person_id)).where(
            col(Engagement.discussion_id) == discussion_id, text("engagement.attention")),
    )  # fmt: skip


def _is_somebody_changed(table: Any, *such: ColumnElement[bool]) -> ColumnElement[bool]:
    """A row of one of them in this discussion."""
    here: ColumnElement[int] = bindparam("discussion_id")
    person_id = select(_changed_people(here).subquery().c[0])
    return exists().where(table.discussion_id == here, table.person_id.in_(person_id), *such)


TRAITS = Prepared(lambda _: select(
    _is_somebody_changed(CalendarEntry),
    _is_somebody_changed(Delivery),
    _is_somebody_changed(Registration, col(Registration.status) == Status.WAITING),
    _is_somebody_changed(Registration, col(Registration.link_requests) > 0),
    _is_somebody_changed(Engagement),
))  # fmt: skip
"""One truth for each Trait, in their order."""

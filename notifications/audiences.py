"""Who is concerned by a discussion at this moment, each person once: chair before resource person before observer
before participant. Sets, never lists: everything here is a SELECT about one discussion."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from events.models import AgendaItem, Discussion
from foundation.database import Instant
from foundation.people import Person, Role
from notifications.columns import columns_of, named
from notifications.hearers import assists, hearers, is_spared
from notifications.models import CalendarEntry, Delivery, DeliveryState, EntryAnswer
from notifications.once import once
from notifications.scope import People, Scope, Trait, among
from registrations.models import Registration, Status
from speakers.models import Answer, Engagement

HERE = columns_of("concerned", {"person_id": Integer(), "role": String(), "since": Instant()})
"""Of a question that asks `concerned`."""


@once
def concerned(scope: Scope) -> Subquery:
    """Who has a part in the discussion now, with the columns of HERE. Nobody when it is cancelled."""
    heard = hearers(scope)
    since = func.coalesce(heard.c.named_at, col(Engagement.answered_at))
    speaking = among(
        scope.only,
        select(heard.c.person_id, cast(col(Engagement.role), String).label("role"),
               later(col(Engagement.answered_at), since).label("since"))
        .join(Engagement, col(Engagement.id) == heard.c.engagement_id)
        .where(col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.ACCEPTED,
               takes_place(scope)),
    )  # fmt: skip
    taking_part = among(
        scope.only,
        select(col(Registration.person_id), literal(Role.PARTICIPANT.value, String), col(Registration.confirmed_at))
        .where(col(Registration.discussion_id) == scope.discussion.id, col(Registration.status) == Status.CONFIRMED,
               takes_place(scope), ~speaks(scope, col(Registration.person_id)),
               ~assists(scope, col(Registration.person_id))),
    )  # fmt: skip
    return union_all(speaking, taking_part).subquery("concerned")


def entry_of(scope: Scope, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    """The join of a person with what their calendar shows of this discussion."""
    return and_(
        col(CalendarEntry.person_id) == person_id, col(CalendarEntry.discussion_id) == scope.discussion.id
    )


def reachable(person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    """The join with people who have an address that the post accepts."""
    return and_(col(Person.id) == person_id, col(Person.email).is_not(None), col(Person.address_refused).is_(None))


def shows_the_truth(discussion: Discussion) -> ColumnElement[bool]:
    """The calendar shows what is planned now. A change that was taken back is no change; nor is a first room, which
    stands behind the personal link."""
    return and_(
        col(CalendarEntry.shown_title) == discussion.title,
        col(CalendarEntry.shown_starts_at) == discussion.starts_at,
        col(CalendarEntry.shown_ends_at) == discussion.ends_at,
        col(CalendarEntry.shown_room).in_(("", discussion.room_url or "")),
    )


def to_invite(scope: Scope) -> People:
    """Concerned, and no invitation has surely left."""
    return (
        select(*named(HERE, "person_id", "since"), own_zone(), _messages().label("occasion"))
        .select_from(concerned(scope))
        .join(Person, reachable(HERE.person_id))
        .outerjoin(CalendarEntry, entry_of(scope, HERE.person_id))
        .where(col(CalendarEntry.told).is_(None), ~is_spared(scope, HERE.person_id))
    )


def to_correct(scope: Scope) -> People:
    """Concerned, and their calendar shows something else than what is planned now, or a letter may have; or somebody
    asked for a letter, or they for discretion; or they said no and have come back. `tell_at` is when it has rested."""
    is_true, part_moved = shows_the_truth(scope.discussion), _part_has_moved(scope)
    tell_at = case((and_(is_true, part_moved), literal(scope.agenda_rested_at, Instant())),
                   else_=literal(scope.rested_at, Instant()))  # fmt: skip
    return (
        select(*named(HERE, "person_id", "since"), own_zone(), col(CalendarEntry.messages).label("occasion"),
               col(CalendarEntry.shown_starts_at), tell_at.label("tell_at"))
        .select_from(concerned(scope))
        .join(Person, reachable(HERE.person_id))
        .join(CalendarEntry, entry_of(scope, HERE.person_id))
        .where(col(CalendarEntry.present), col(CalendarEntry.told).is_not(None))
        .where(or_(~is_true, col(CalendarEntry.delivery_id).is_not(None), part_moved, col(CalendarEntry.is_wanted),
                   col(CalendarEntry.shown_discreet) != col(Person.discreet),
                   col(CalendarEntry.shown_role).not_in(("", HERE.role)),
                   func.coalesce(col(CalendarEntry.answer) == EntryAnswer.DECLINED, false())))
    )  # fmt: skip


def to_withdraw(scope: Scope) -> People:
    """Their calendar shows it, or may, and they have no part in it any more."""
    tell_at = literal(scope.rested_at, Instant())
    return among(
        scope.only,
        select(col(CalendarEntry.person_id), col(CalendarEntry.dtstamp).label("since"), own_zone(),
               col(CalendarEntry.messages).label("occasion"), col(CalendarEntry.shown_starts_at),
               col(CalendarEntry.shown_ends_at), tell_at.label("tell_at"))
        .join(Person, reachable(col(CalendarEntry.person_id)))
        .where(col(CalendarEntry.discussion_id) == scope.discussion.id, col(CalendarEntry.present),
               col(CalendarEntry.person_id).not_in(select(HERE.person_id).select_from(concerned(scope)))),
        col(CalendarEntry.person_id),
    )  # fmt: skip


def to_remind(scope: Scope) -> People:
    """Concerned, with a calendar that shows the truth: who is still to hear of a change hears of that first.

    `since` is the later of having a part in it and the last calendar letter: one message per person and moment.
    `had_since` is when a participant took the seat; who speaks is no newcomer."""
    since = later(HERE.since, col(CalendarEntry.told_at))
    return (
        select(*named(HERE, "person_id", "role"), since.label("since"), own_zone(),
               literal(scope.discussion.moves, Integer).label("occasion"),
               case((HERE.role == Role.PARTICIPANT.value, HERE.since),
                    else_=literal(scope.discussion.created_at, Instant())).label("had_since"))
        .select_from(concerned(scope))
        .join(Person, reachable(HERE.person_id))
        .join(CalendarEntry, entry_of(scope, HERE.person_id))
        .where(col(CalendarEntry.told).is_not(None), col(CalendarEntry.delivery_id).is_(None))
        .where(shows_the_truth(scope.discussion), ~is_spared(scope, HERE.person_id))
    )  # fmt: skip


def to_brief(scope: Scope) -> People:
    """Of those the participants only when there is an agenda to show."""
    rows = select(col(AgendaItem.id)).where(col(AgendaItem.discussion_id) == scope.discussion.id)
    row = to_remind(scope).subquery("briefed").c
    return select(*row).where(or_(row.role != Role.PARTICIPANT.value, rows.exists()))


def to_release(scope: Scope) -> People:
    """Heard that they were asked, or wait in line, and nothing will come of it; no calendar of theirs shows it."""
    heard = select(col(Delivery.person_id), col(Delivery.sent_at)).where(
        col(Delivery.discussion_id) == scope.discussion.id,
        col(Delivery.kind).in_(("card", "waiting", "requested", "offer")),
        col(Delivery.state) == DeliveryState.SENT,
    ).subquery("heard")  # fmt: skip
    told_later = exists().where(
        entry_of(scope, heard.c.person_id),
        or_(col(CalendarEntry.present), col(CalendarEntry.told_at) >= heard.c.sent_at),
    )  # fmt: skip
    released = aliased(Delivery)
    told_already = exists().where(
        col(released.person_id) == heard.c.person_id, col(released.discussion_id) == scope.discussion.id,
        col(released.kind) == "called_off", col(released.sent_at) >= heard.c.sent_at,
    )  # fmt: skip
    return among(
        scope.only,
        select(heard.c.person_id, literal(scope.discussion.changed_at, Instant()).label("since"), own_zone(),
               literal(scope.discussion.revision, Integer).label("occasion"))
        .join(Person, reachable(heard.c.person_id))
        .where(~told_later, ~told_already)
        .where(or_(_no_longer_asked(scope, heard.c.person_id), _waits_in_vain(scope, heard.c.person_id)))
        .distinct(),
        heard.c.person_id,
    )  # fmt: skip


NEEDS: Mapping[Callable[[Scope], People], Trait] = {
    to_correct: Trait.ENTRY, to_withdraw: Trait.ENTRY, to_remind: Trait.ENTRY, to_brief: Trait.ENTRY,
    to_release: Trait.HEARD,
}  # fmt: skip
"""What must be true of somebody, or this audience is empty."""


def takes_place(scope: Scope) -> ColumnElement[bool]:
    return false() if scope.discussion.is_cancelled else literal(True)


def speaks(scope: Scope, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    return exists().where(
        col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.person_id) == person_id,
        col(Engagement.answer) == Answer.ACCEPTED,
    )  # fmt: skip


def _no_longer_asked(scope: Scope, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    ended, heard = [Answer.WITHDRAWN], hearers(scope)
    if scope.discussion.is_cancelled:
        ended.append(Answer.ASKED)
    return exists().where(
        col(Engagement.id) == heard.c.engagement_id, heard.c.person_id == person_id, col(Engagement.answer).in_(ended)
    )


def _waits_in_vain(scope: Scope, person_id: SQLCoreOperations[int]) -> ColumnElement[bool]:
    if not scope.discussion.is_cancelled:
        return false()
    return exists().where(
        col(Registration.discussion_id) == scope.discussion.id, col(Registration.person_id) == person_id,
        col(Registration.status).in_((Status.WAITING, Status.PENDING)),
    )  # fmt: skip


def _part_has_moved(scope: Scope) -> ColumnElement[bool]:
    """Their own rows of the agenda stand elsewhere than their calendar says. What it says is not known of entries that
    were written before it was recorded."""
    parts = scope.parts()
    if not parts:
        return false()
    shown, person_id = col(CalendarEntry.shown_part), col(CalendarEntry.person_id)
    now = case(*((person_id == number, literal(part, String)) for number, part in parts.items()), else_=shown)
    return and_(shown != "", shown != now)


def own_zone() -> ColumnElement[str]:
    return col(Person.timezone).label("timezone")


def _messages() -> ColumnElement[int]:
    return func.coalesce(col(CalendarEntry.messages), 0)


def later(first: SQLCoreOperations[Any], second: SQLCoreOperations[Any]) -> ColumnElement[Any]:
    return case((second > first, second), else_=first)

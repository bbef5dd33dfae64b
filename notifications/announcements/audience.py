"""Whom an announcement is for: criteria, kept as they were chosen, and the people who fit them when it is due.

Who came later fits no more; who fits no longer when the letter would leave does not get it.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    String,
    and_,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from foundation.database import Instant
from foundation.people import Person, Role
from notifications.announcements.models import Announcement
from notifications.audiences import entry_of, reachable
from notifications.hearers import hearers, is_spared
from notifications.models import CalendarEntry
from notifications.scope import People, Scope, among
from registrations.models import Registration, Status, Visit
from registrations.news import agreed_to_news
from speakers.models import Answer, Engagement

ANNOUNCEMENT = "announcement"
"""The kind of its letters; their occasion is the number of the announcement."""
NOT_ANSWERED = "none"
CAME, STAYED_AWAY = "attended", "absent"
WITH_A_PART = (Status.CONFIRMED, Status.WAITING)
CANNOT_WAIT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Criteria, each by the words of its column. An empty one leaves nobody out."""

    roles: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Words of EntryAnswer, or NOT_ANSWERED."""
    levels: tuple[str, ...] = ()
    unions: tuple[str, ...] = ()
    attendance: str = ""

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Audience":
        known: dict[str, Any] = {
            field.name: tuple(value) if isinstance(value := stored[field.name], list) else value
            for field in fields(cls) if field.name in stored
        }  # fmt: skip
        return cls(**known)

    def stored(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @property
    def is_about_registrations(self) -> bool:
        """Who speaks has no status, level or union here."""
        return bool(self.statuses or self.levels or self.unions)


def addressed(scope: Scope) -> People:
    """Everybody who is owed the letter of an announcement that is open, and can be reached; `since` is its hour."""
    rows = union_all(*(_owed_one(scope, one) for one in scope.announcements())).subquery("announced").c
    return select(rows.person_id, rows.since, rows.timezone, rows.occasion, rows.expires_at, rows.cannot_wait)


def are_announced(scope: Scope) -> bool:
    return bool(scope.announcements())


def at_own_expiry(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return row.expires_at  # type: ignore[no-any-return]


def fitting(scope: Scope, announcement: Announcement, by: datetime) -> People:
    """person_id, role: those who had fitted the criteria by then and still do, reachable or not, each once."""
    wanted = Audience.of(announcement.audience)
    here = union_all(
        _speaking(scope, wanted, by), _taking_part(scope, wanted, by, is_news=announcement.is_news)
    ).subquery("fitting")  # fmt: skip
    person_id: SQLCoreOperations[int] = here.c.person_id
    found = select(here.c.person_id, here.c.role).where(_attended(scope, wanted, person_id, by))
    if wanted.answers:
        found = found.outerjoin(CalendarEntry, entry_of(scope, person_id)).where(_answered(wanted))
    return found.where(agreed_to_news(person_id, by)) if announcement.is_news else found


def _owed_one(scope: Scope, announcement: Announcement) -> People:
    assert announcement.due_at is not None, "only what is to leave is open"
    here = fitting(scope, announcement, announcement.due_at).subquery().c
    return select(
        here.person_id, literal(announcement.due_at, Instant()).label("since"),
        col(Person.timezone).label("timezone"), literal(announcement.id, Integer).label("occasion"),
        literal(announcement.expires_at(scope.discussion), Instant()).label("expires_at"),
        literal(_cannot_wait(scope, announcement), Boolean).label("cannot_wait"),
    ).join(Person, reachable(here.person_id))  # fmt: skip


def _cannot_wait(scope: Scope, announcement: Announcement) -> bool:
    """About a discussion that begins within a day, or has begun: quiet hours are for what can wait."""
    is_near = scope.discussion.starts_at <= scope.now + CANNOT_WAIT and not scope.discussion.is_over(scope.now)
    return is_near and not announcement.is_news


def _speaking(scope: Scope, wanted: Audience, by: datetime) -> People:
    roles = [role for role in Role if role.value in wanted.roles or not wanted.roles]
    heard = hearers(scope)
    return among(
        scope.only,
        select(heard.c.person_id, cast(col(Engagement.role), String).label("role"))
        .join(Engagement, col(Engagement.id) == heard.c.engagement_id)
        .where(_accepted(scope), ~is_spared(scope, heard.c.person_id), col(Engagement.answered_at) <= by,
               col(Engagement.role).in_(roles),
               false() if wanted.is_about_registrations else true()),
    )  # fmt: skip


def _taking_part(scope: Scope, wanted: Audience, by: datetime, *, is_news: bool) -> People:
    """Who gave up a seat has no part in the discussion any more, and may still want news of the next one."""
    is_meant = not wanted.roles or Role.PARTICIPANT.value in wanted.roles
    statuses = [one for one in (Status if is_news else WITH_A_PART) if one in wanted.statuses or not wanted.statuses]
    since = func.coalesce(col(Registration.confirmed_at), col(Registration.waiting_since),
                          col(Registration.cancelled_at), col(Registration.registered_at))  # fmt: skip
    heard = hearers(scope)
    speak = select(heard.c.person_id).join(Engagement, col(Engagement.id) == heard.c.engagement_id).where(
        _accepted(scope)
    )
    found = select(col(Registration.person_id), literal(Role.PARTICIPANT.value, String)).where(
        col(Registration.discussion_id) == scope.discussion.id, col(Registration.status).in_(statuses), since <= by,
        col(Registration.person_id).not_in(speak), true() if is_meant else false(),
    )  # fmt: skip
    if wanted.levels:
        found = found.where(col(Registration.union_level).in_(wanted.levels))
    if wanted.unions:
        found = found.where(col(Registration.union).in_(wanted.unions))
    return among(scope.only, found)


def _accepted(scope: Scope) -> ColumnElement[bool]:
    return and_(col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.ACCEPTED)


def _answered(wanted: Audience) -> ColumnElement[bool]:
    """What the calendar said; who never answered, or has no entry, has not answered."""
    answer = col(CalendarEntry.answer)
    given = answer.in_([one for one in wanted.answers if one != NOT_ANSWERED])
    return or_(given, answer.is_(None)) if NOT_ANSWERED in wanted.answers else given


def _attended(scope: Scope, wanted: Audience, person_id: SQLCoreOperations[int], by: datetime) -> ColumnElement[bool]:
    if not wanted.attendance:
        return true()
    came = select(col(Visit.id)).where(
        col(Visit.discussion_id) == scope.discussion.id, col(Visit.person_id) == person_id, col(Visit.joined_at) <= by
    ).exists()  # fmt: skip
    return came if wanted.attendance == CAME else not_(came)

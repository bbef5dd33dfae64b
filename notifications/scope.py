"""One discussion at one moment, and those of its people who are to be looked at."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, text, union, union_all
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from events.models import Discussion, DiscussionState, Series
from foundation.people import Person
from foundation.prepared import Prepared
from foundation.sign_in import Organiser
from notifications.announcements.models import Announcement
from notifications.models import CalendarEntry, Delivery, DeliveryState
from notifications.plan_models import PlanLine
from registrations.certificates.queries import last_released_at, last_wished_at
from registrations.models import Registration, Status
from registrations.privacy.retention import forgets_at
from speakers.assisting.models import Assistant
from speakers.assisting.parts import parts_of
from speakers.models import Answer, Engagement

MOST_NEAR = 8
"""Discussions of one day among which reminders are shared; a fair with more has its own plan."""
DAYS_IN_MIND = 16
"""The plan of the organisers begins eight days before and ends the day after."""
People = Select[*tuple[Any, ...]]
"""A SELECT whose first column is the person."""
Only = People | Collection[int]
"""Those to be looked at. Numbers tell PostgreSQL how few they are: given a SELECT of them, of a table it has not
counted yet it reads all of it anew for each of all the others."""


class Trait(StrEnum):
    """What is true of somebody among those to be looked at, and without which a kind of message is owed to nobody: most
    of the time most kinds need not be asked."""

    ENTRY = "entry"
    """Their calendar may show the discussion."""
    HEARD = "heard"
    """They got a letter that they were asked, or wait in line."""
    WAITS = "waits"
    ASKED_AGAIN = "asked_again"
    UNANSWERED = "unanswered"
    """They were asked to speak, chair or observe, and have not answered."""
    OFFERED = "offered"
    ASKS = "asks"
    """They wait for the organisers' word."""
    LOST = "lost"
    """They were refused, or let an offer pass."""


ANY_LINE = Prepared(lambda dialect: (
    select(col(PlanLine.id)).where(or_(col(PlanLine.discussion_id) == bindparam("discussion_id"),
                                       col(PlanLine.series_id) == bindparam("series_id"))).limit(1)
))  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """One discussion at one moment. `zones` are those its people live in; `settle` is how long a change rests."""

    discussion: Discussion
    now: datetime
    settle: timedelta
    zones: Sequence[str]
    only: Only | None = None
    """The whole audience when it is None."""
    traits: frozenset[Trait] = frozenset(Trait)
    desk_zones: Sequence[str] = ()
    """Zones of the organisers, who are told of the discussion whoever else is looked at; `zones` has them as well."""
    parts: Callable[[], Mapping[int, str]] = dict
    """Person → own rows of the agenda (speakers/slots.py, `part_in`) of everybody who speaks; read when asked for."""
    near: Callable[[], Sequence[Discussion]] = tuple
    """Other discussions that start about the same day (`near_to`); read when asked for."""
    desk_near: Callable[[], Sequence[Discussion]] = tuple
    """Other discussions of the same office that come within days; read when asked for."""
    latest_news: Callable[[], datetime | None] = lambda: None
    """When somebody last registered, gave up a seat, answered or asked for another name (`latest_news_of`); read when
    asked for."""
    announcements: Callable[[], Sequence[Announcement]] = tuple
    """Those that are to leave, or may still; read when asked for."""
    forgets_at: Callable[[], datetime | None] = lambda: None
    """When the people of the series are forgotten, asked of its last discussion (registrations/privacy/retention.py);
    read when asked for."""
    certified_at: Callable[[], datetime | None] = lambda: None
    """When certificates were last issued or released; read when asked for."""
    wished_at: Callable[[], datetime | None] = lambda: None
    """When somebody last asked for another name on a certificate, and has no answer; read when asked for."""
    lines: Callable[[Discussion], Mapping[str, PlanLine]] = lambda discussion: {}
    """Kind → what the organisers planned for it in a discussion, or in its whole series; read when asked for."""
    parts_of_questions: dict[Any, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """Kept by notifications/once.py; another scope begins with none."""

    @property
    def rested_at(self) -> datetime:
        """When the last change of what every calendar shows may be told."""
        return self.discussion.changed_at + self.settle

    @property
    def agenda_rested_at(self) -> datetime:
        """When a new agenda may be told to those whose rows have moved."""
        changed_at = self.discussion.agenda_changed_at
        return self.rested_at if changed_at is None else max(self.rested_at, changed_at + self.settle)

    def has_news_since(self, moment: datetime) -> bool:
        """Whether something has happened; somebody about whom something changed is news without asking."""
        if self.only is not None:
            return True
        latest = self.latest_news()
        return latest is not None and latest > moment

    @property
    def announced_until(self) -> datetime:
        """Until when something that was announced may leave; the end where nothing was."""
        expiries = [one.expires_at(self.discussion) for one in self.announcements()]
        return max([self.discussion.ends_at, *(at for at in expiries if at is not None)])


def scope_of_changed(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> Scope:
    """The scope of those about whom something changed and nobody has looked yet."""
    scope = scope_of(session, discussion, now, settle, only=select(_changed_people(discussion.id).subquery().c[0]))
    return _with_traits(session, scope, TRAITS_OF_CHANGED)


def scope_of_all(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> Scope:
    """The scope of everybody, for planning."""
    return _with_traits(session, scope_of(session, discussion, now, settle), TRAITS)


def _with_traits(session: Session, scope: Scope, traits: Prepared) -> Scope:
    found = traits.first(session, {"discussion_id": scope.discussion.id})
    assert found is not None, "a question without a table has one answer"
    return replace(scope, traits=frozenset(trait for trait, is_there in zip(Trait, found, strict=True) if is_there))


def scope_of(
    session: Session, discussion: Discussion, now: datetime, settle: timedelta, *, only: Only | None = None
) -> Scope:  # fmt: skip
    """The scope with the zones of everybody who has anything to do with the discussion."""
    people = _people_of(discussion) if only is None else only
    zones = session.scalars(select(col(Person.timezone)).where(col(Person.id).in_(people)).distinct()).all()
    desk_zones = [zone for zone, in DESK_ZONES.all(session, {"series_id": discussion.series_id})]
    return Scope(
        discussion, now, settle, sorted({*zones, *desk_zones}), only, desk_zones=sorted(desk_zones),
        parts=cache(lambda: parts_of(session, discussion)), near=cache(lambda: near_to(session, discussion)),
        desk_near=cache(lambda: desk_near(session, discussion, now)),
        latest_news=cache(lambda: latest_news_of(session, discussion)), lines=_read_once(session),
        announcements=cache(lambda: open_announcements(session, discussion, now)),
        forgets_at=cache(lambda: forgets_at(session, discussion)),
        certified_at=cache(lambda: last_released_at(session, discussion)),
        wished_at=cache(lambda: last_wished_at(session, discussion)),
    )  # fmt: skip


def organisers_of(discussion: Discussion) -> People:
    """Everybody who works at the desk of the office."""
    return _organisers_of(discussion.series_id)


def _organisers_of(series_id: Any) -> People:
    of_office = select(col(Series.office_id)).where(col(Series.id) == series_id)
    return select(col(Organiser.person_id)).where(col(Organiser.office_id).in_(of_office))


DESK_ZONES = Prepared(lambda _: (
    select(col(Person.timezone)).where(col(Person.id).in_(_organisers_of(bindparam("series_id")))).distinct()
))  # fmt: skip


def _people_of(discussion: Discussion) -> People:
    touched = select(col(Registration.person_id)).where(col(Registration.discussion_id) == discussion.id)
    asked = select(col(Engagement.person_id)).where(col(Engagement.discussion_id) == discussion.id)
    assisting = select(col(Assistant.person_id)).where(col(Assistant.discussion_id) == discussion.id)
    return select(union_all(touched, asked, assisting).subquery().c.person_id)


def near_to(session: Session, discussion: Discussion) -> Sequence[Discussion]:
    """Others that take place and start on the same day in some zone, in order; none where they are too many to be named
    in one letter."""
    starts_at, a_day = col(Discussion.starts_at), timedelta(hours=24)
    found = session.scalars(
        select(Discussion).where(starts_at > discussion.starts_at - a_day, starts_at < discussion.starts_at + a_day,
                                 col(Discussion.id) != discussion.id,
                                 col(Discussion.state) != DiscussionState.CANCELLED)
        .order_by(starts_at, col(Discussion.id)).limit(MOST_NEAR + 1)
    ).all()  # fmt: skip
    return found if len(found) <= MOST_NEAR else ()


def desk_near(session: Session, discussion: Discussion, now: datetime) -> Sequence[Discussion]:
    """Those of the same office that are in its organisers' minds today."""
    starts_at, days = col(Discussion.starts_at), timedelta(days=DAYS_IN_MIND)
    of_office = select(col(Series.id)).where(
        col(Series.office_id).in_(select(col(Series.office_id)).where(col(Series.id) == discussion.series_id))
    )  # fmt: skip
    return session.scalars(
        select(Discussion).where(starts_at > now - days, starts_at < now + days, col(Discussion.id) != discussion.id,
                                 col(Discussion.series_id).in_(of_office),
                                 col(Discussion.state) != DiscussionState.CANCELLED)
        .order_by(starts_at, col(Discussion.id))
    ).all()  # fmt: skip


def latest_news_of(session: Session, discussion: Discussion) -> datetime | None:
    registered = select(func.max(col(Registration.registered_at)), func.max(col(Registration.cancelled_at))).where(
        col(Registration.discussion_id) == discussion.id)  # fmt: skip
    answered = select(func.max(col(Engagement.answered_at))).where(col(Engagement.discussion_id) == discussion.id)
    wished = last_wished_at(session, discussion)
    moments = [*session.execute(registered).one(), *session.execute(answered).one(), wished]
    return max((moment for moment in moments if moment is not None), default=None)


def open_announcements(session: Session, discussion: Discussion, now: datetime) -> list[Announcement]:
    """Those of a discussion that nobody stopped and that are not too old."""
    found = session.scalars(
        select(Announcement).where(col(Announcement.discussion_id) == discussion.id,
                                   col(Announcement.due_at).is_not(None), col(Announcement.stopped_at).is_(None))
    ).all()  # fmt: skip
    return [one for one in found if (expires_at := one.expires_at(discussion)) is not None and expires_at > now]


def _read_once(session: Session) -> Callable[[Discussion], Mapping[str, PlanLine]]:
    found: dict[int | None, Mapping[str, PlanLine]] = {}

    def lines(discussion: Discussion) -> Mapping[str, PlanLine]:
        if discussion.id not in found:
            found[discussion.id] = lines_of(session, discussion)
        return found[discussion.id]

    return lines


def lines_of(session: Session, discussion: Discussion) -> dict[str, PlanLine]:
    """Kind → its line of the discussion, or else of the series; kinds that nobody changed are left out. Most plans are
    as by default, which one small question tells: in a burst of registrations it is asked hundreds of times."""
    if ANY_LINE.first(session, {"discussion_id": discussion.id, "series_id": discussion.series_id}) is None:
        return {}
    lines = session.scalars(
        select(PlanLine).where(or_(col(PlanLine.discussion_id) == discussion.id,
                                   col(PlanLine.series_id) == discussion.series_id))
    ).all()  # fmt: skip
    of_series = {line.kind: line for line in lines if line.discussion_id is None}
    return of_series | {line.kind: line for line in lines if line.discussion_id is not None}


def among(only: Only | None, people: People, person_id: SQLCoreOperations[int] | None = None) -> People:
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
        select(col(Assistant.person_id)).join(Engagement, col(Engagement.id) == col(Assistant.engagement_id)).where(
            col(Engagement.discussion_id) == discussion_id, text("engagement.attention")),
    )  # fmt: skip


def _traits(*, of_changed: bool) -> Prepared:
    """One truth for each Trait, in their order, of all or of those about whom something changed."""
    here: ColumnElement[int] = bindparam("discussion_id")

    def is_there(table: Any, *such: ColumnElement[bool]) -> ColumnElement[bool]:
        among = [table.person_id.in_(select(_changed_people(here).subquery().c[0]))] if of_changed else []
        return exists().where(table.discussion_id == here, *among, *such)

    told = or_(*(col(Delivery.kind) == kind for kind in ("card", "waiting", "requested", "offer")))  # no list: prepared
    status, is_kept = col(Registration.status), col(Registration.offered_until).is_not(None)
    lost = or_(is_kept, col(Registration.refused_because).is_not(None))
    return Prepared(lambda _: select(
        is_there(CalendarEntry),
        is_there(Delivery, told, col(Delivery.state) == DeliveryState.SENT),
        is_there(Registration, col(Registration.status) == Status.WAITING),
        is_there(Registration, col(Registration.link_requests) > 0),
        is_there(Engagement, col(Engagement.answer) == Answer.ASKED),
        is_there(Registration, status == Status.WAITING, is_kept),
        is_there(Registration, status == Status.PENDING),
        is_there(Registration, status == Status.CANCELLED, lost),
    ))  # fmt: skip


TRAITS, TRAITS_OF_CHANGED = _traits(of_changed=False), _traits(of_changed=True)

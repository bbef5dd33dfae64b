"""Every message of a discussion, or of one person at an office: recorded, skipped with the reason, and still to come.

One SELECT over all of them, asked for a page or for numbers: fifty thousand lines are never here at once. What is still
to come is no row of any table; it is derived from the state of this moment like every message.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from events.models import Discussion, Series
from foundation.database import Instant
from foundation.people import Office, Person
from notifications.holds import open_holds, reason_of
from notifications.kinds import KINDS, TELL_A_CHANGE, Kind
from notifications.models import NO_DISCUSSION, Delivery, DeliveryState, Hold, Skipped
from notifications.plan import EMAIL, missing
from notifications.scope import People, Scope, scope_of
from registrations.models import Registration
from speakers.models import Engagement

MOST_PEOPLE, SOME_PEOPLE = 2_000, 100
"""In a discussion with more people than the first, what is still to come is derived for the second number of them."""
A_FEW = 500
"""Lines that are here at once where all are asked for."""
MOST_COMING = 20
"""Discussions ahead of one person whose messages to come are derived, the soonest first."""


class Stage(StrEnum):
    """How far a message is, as the desk tells it."""

    PLANNED = "planned"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    """An attempt was interrupted when it may have been handed over."""
    FAILED = "failed"
    BOUNCED = "bounced"
    SKIPPED = "skipped"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    """One message to one person. `reason` is what the mail server said, or why it did not leave; `delivery_id` is None
    of what has no row yet, or none any more."""

    delivery_id: int | None
    kind: str
    person_id: int
    person_name: str
    email: str | None
    discussion_id: int
    channel: str
    state: DeliveryState
    stage: Stage
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    reason: str


@dataclass(frozen=True)
class Reach:
    """Whose messages: `of` says which rows of a table; `scopes` are the discussions in which more may be to come, and
    `holds` what will keep that from leaving."""

    of: Callable[[Any], ColumnElement[bool]]
    scopes: Sequence[Scope]
    holds: Sequence[Hold] = ()
    is_partial: bool = False
    """What is still to come is derived for some of the people only."""
    person_id: int | None = None
    """Of one person alone: what a discussion owes its organisers is not theirs."""


@dataclass(frozen=True)
class Filter:
    """What is looked for. `stages` or `kinds` without any mean all; `found` is a condition on the columns of a line."""

    stages: Sequence[Stage] = ()
    kinds: Sequence[str] = ()
    found: Callable[[Mapping[str, Any]], ColumnElement[bool]] | None = None

    def wants(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


ALL = Filter()


def of_discussion(
    session: Session, discussion: Discussion, now: datetime, settle: timedelta, *, only: People | None = None
) -> Reach:  # fmt: skip
    """With `only` what is still to come is derived for these people alone."""
    return Reach(
        lambda table: col(table.discussion_id) == discussion.id,
        [scope_of(session, discussion, now, settle, only=only)], open_holds(session), is_partial=only is not None,
    )


def some_people(session: Session, discussion: Discussion, search: str = "") -> People | None:
    """Of a discussion with very many people as many as one look may cost: those whose name or address is searched for,
    else any. None where everybody can be looked at."""
    own = col(Registration.discussion_id) == discussion.id
    if session.scalars(select(func.count()).select_from(Registration).where(own)).one() <= MOST_PEOPLE:
        return None
    found = select(col(Registration.person_id)).where(own).limit(SOME_PEOPLE)
    if search:
        names = (col(Person.full_name), col(Person.email))
        found = found.join(Person).where(or_(*(name.icontains(search, autoescape=True) for name in names)))
    numbers = session.scalars(found).all()  # once, and not for every kind again
    return select(col(Person.id)).where(col(Person.id).in_(numbers))


def of_person(session: Session, office: Office, person: Person, *, now: datetime, settle: timedelta) -> Reach:
    """What the discussions of this office have to do with this person."""
    here = select(col(Discussion.id)).join(Series).where(col(Series.office_id) == office.id)
    parts = [select(col(table.discussion_id)).where(col(table.person_id) == person.id)
             for table in (Registration, Engagement)]  # fmt: skip
    coming = session.scalars(
        select(Discussion).where(col(Discussion.id).in_(here), col(Discussion.ends_at) > now,
                                 col(Discussion.id).in_(union_all(*parts)))
        .order_by(col(Discussion.starts_at)).limit(MOST_COMING)
    ).all()  # fmt: skip
    only = select(col(Person.id)).where(col(Person.id) == person.id)
    return Reach(
        lambda table: and_(col(table.person_id) == person.id, col(table.discussion_id).in_(here)),
        [scope_of(session, discussion, now, settle, only=only) for discussion in coming], open_holds(session),
        person_id=person.id,
    )


def page_of(
    session: Session, reach: Reach, wanted: Filter = ALL, *, limit: int | None = None, offset: int = 0
) -> list[MessageLine]:  # fmt: skip
    """The latest hour first, then by name."""
    return [_line(one) for one in session.execute(_in_order(reach, wanted).limit(limit).offset(offset)).all()]


def each_of(session: Session, reach: Reach) -> Iterator[MessageLine]:
    """All of them in the same order, a few at a time."""
    for one in session.execute(_in_order(reach, ALL), execution_options={"yield_per": A_FEW}):
        yield _line(one)


def counted(session: Session, reach: Reach, wanted: Filter = ALL) -> dict[tuple[Stage, str], int]:
    """How many there are by stage and kind."""
    row = _lines(reach, wanted).subquery("line").c
    found = select(row.stage, row.kind, func.count()).group_by(row.stage, row.kind)
    return {(Stage(stage), kind): number for stage, kind, number in session.execute(found).all()}


def reasons_in(session: Session, reach: Reach, most: int) -> list[str]:
    """The different reasons of what did not simply leave."""
    unsent = select(col(Delivery.reason)).where(reach.of(Delivery), col(Delivery.state) != DeliveryState.SENT)
    row = union_all(unsent, select(col(Skipped.reason)).where(reach.of(Skipped))).subquery("told").c
    return list(session.scalars(select(row.reason).where(row.reason != "").distinct().limit(most)).all())


def to_tell(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> dict[datetime, int]:
    """How many will hear of what has changed, by the hour they will. A card tells a move to those who have not answered
    yet."""
    rests = discussion.moves > 0 and now < discussion.changed_at + settle
    telling = [KINDS[name] for name in (*TELL_A_CHANGE, *(["card"] if rests else []))]
    scope = scope_of(session, discussion, now, settle)
    row = union_all(*(missing(scope, kind, kind.owed(scope)) for kind in telling)).subquery("telling").c
    person = select(row.person_id, func.max(row.due_at).label("due_at")).group_by(row.person_id).subquery("person").c
    found = select(person.due_at, func.count()).group_by(person.due_at)
    return dict(session.execute(found).all())


def told_since_change(session: Session, discussion: Discussion) -> dict[DeliveryState, int]:
    """What became of the letters that tell the last change. Who gave up a seat meanwhile heard of that, not of this."""
    kinds = TELL_A_CHANGE if discussion.is_cancelled else ("changed",)
    found = select(col(Delivery.state), func.count()).where(
        col(Delivery.discussion_id) == discussion.id, col(Delivery.kind).in_(kinds),
        col(Delivery.created_at) >= discussion.changed_at,
    ).group_by(col(Delivery.state))  # fmt: skip
    return {DeliveryState(state): count for state, count in session.execute(found).all()}


def leaving_at(session: Session, discussion: Discussion, at: datetime, settle: timedelta) -> list[MessageLine]:
    """What would be handed over at this moment, if nothing changed until then; nothing is written."""
    scope = scope_of(session, discussion, at, settle)
    rows = [_to_come(scope, kind, kind.owed_now(scope)) for kind in KINDS.values() if kind.arises(scope)]
    lines = [_line(one) for one in session.execute(union_all(*rows)).all()]
    return sorted(lines, key=lambda line: (line.due_at, line.kind, line.person_name))


def _in_order(reach: Reach, wanted: Filter) -> Select[Any]:
    row = _lines(reach, wanted).subquery("line").c
    return select(*row).order_by(row.at.desc(), row.person_name, row.kind, row.person_id)


def _lines(reach: Reach, wanted: Filter) -> CompoundSelect[Any]:
    """Each source with its own conditions: so the database looks at no row that is not wanted."""
    return union_all(*(_filtered(source, wanted) for source in _sources(reach, wanted)))


def _sources(reach: Reach, wanted: Filter) -> Iterator[Select[Any]]:
    yield _recorded(reach)
    yield _skipped(reach)
    if wanted.stages and not {Stage.PLANNED, Stage.HELD} & set(wanted.stages):
        return
    for scope in reach.scopes:
        for kind in KINDS.values():
            if wanted.wants(kind.name) and kind.arises(scope):
                coming = _to_come(scope, kind, kind.owed(scope), held_by=_hold_of(reach, scope, kind))
                yield coming if reach.person_id is None else coming.where(col(Person.id) == reach.person_id)


def _hold_of(reach: Reach, scope: Scope, kind: Kind) -> Hold | None:
    """What will hold a message that is planned later."""
    return next((hold for hold in reach.holds if hold.delivery_id is None and hold.planned_until is None
                 and hold.discussion_id in (NO_DISCUSSION, scope.discussion.id) and hold.kind in ("", kind.name)), None)


def _filtered(source: Select[Any], wanted: Filter) -> Select[Any]:
    column = {name: label.element for name, label in source.selected_columns.items()}
    if wanted.stages:
        source = source.where(column["stage"].in_([stage.value for stage in wanted.stages]))
    if wanted.kinds:
        source = source.where(column["kind"].in_(wanted.kinds))
    return source.where(wanted.found(column)) if wanted.found else source


def _recorded(reach: Reach) -> Select[Any]:
    return _source(
        delivery_id=col(Delivery.id), kind=col(Delivery.kind), person_id=col(Delivery.person_id),
        discussion_id=col(Delivery.discussion_id), channel=col(Delivery.channel),
        state=cast(col(Delivery.state), String), stage=_stage(), due_at=col(Delivery.due_at),
        sent_at=col(Delivery.sent_at), attempts=col(Delivery.attempts), reason=col(Delivery.reason),
        at=func.coalesce(col(Delivery.sent_at), col(Delivery.due_at), type_=Instant()),
    ).join(Person, col(Person.id) == col(Delivery.person_id)).where(reach.of(Delivery))  # fmt: skip


def _skipped(reach: Reach) -> Select[Any]:
    return _source(
        delivery_id=null(), kind=col(Skipped.kind), person_id=col(Skipped.person_id),
        discussion_id=col(Skipped.discussion_id), channel=col(Skipped.channel), due_at=col(Skipped.due_at),
        reason=col(Skipped.reason), **_never_left(DeliveryState.SKIPPED), at=col(Skipped.due_at),
    ).join(Person, col(Person.id) == col(Skipped.person_id)).where(reach.of(Skipped))  # fmt: skip


def _to_come(scope: Scope, kind: Kind, rows: Select[Any], *, held_by: Hold | None = None) -> Select[Any]:
    owed = missing(scope, kind, rows).subquery(f"coming_{kind.name}").c
    state = DeliveryState.HELD if held_by else DeliveryState.PLANNED
    reason = reason_of(held_by).in_language("en") if held_by else ""
    return _source(
        delivery_id=null(), kind=literal(kind.name, String), person_id=owed.person_id,
        discussion_id=literal(scope.discussion.id, Integer), channel=literal(EMAIL, String), due_at=owed.due_at,
        reason=literal(reason, String), **_never_left(state), at=owed.due_at,
    ).join(Person, col(Person.id) == owed.person_id)  # fmt: skip


def _never_left(state: DeliveryState) -> dict[str, Any]:
    word = literal(state.value, String)
    return {"state": word, "stage": word, "sent_at": cast(null(), Instant), "attempts": literal(0, Integer)}


def _source(**columns: Any) -> Select[Any]:
    """A part of the list: the columns of a MessageLine, and `at`, by which it is sorted."""
    columns |= {"person_name": col(Person.full_name), "email": col(Person.email)}
    names = [field.name for field in fields(MessageLine)]
    return select(*(columns[name].label(name) for name in (*names, "at")))


def _stage() -> ColumnElement[str]:
    settled = col(Delivery.state).in_((DeliveryState.PLANNED, DeliveryState.SENT, DeliveryState.FAILED))
    return case((and_(settled, col(Delivery.doubts) > 0), literal(Stage.DOUBTFUL.value, String)),
                else_=cast(col(Delivery.state), String))  # fmt: skip


def _line(row: Any) -> MessageLine:
    told = {field.name: getattr(row, field.name) for field in fields(MessageLine)}
    return MessageLine(**told | {"state": DeliveryState(row.state), "stage": Stage(row.stage)})

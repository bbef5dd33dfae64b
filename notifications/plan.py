"""Planning: ask what is owed and not yet a row, and make it one. Doing it twice does no harm.

It costs what is due: only discussions whose moment has come and people about whom something changed are looked at.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union,
    update,
)
from sqlmodel import Session, col

from events import undoing
from events.models import Discussion
from foundation.database import Instant, insert_in
from foundation.prepared import Prepared
from foundation.settings import Settings
from foundation.sign_in import SignIn
from notifications import certified, digest, fuse, holds
from notifications.announcements.models import ANNOUNCED_FOR, Announcement
from notifications.columns import OWED
from notifications.kinds import AFTERMATH, KINDS, LOGIN, TELL_A_CHANGE, Kind
from notifications.models import NO_DISCUSSION, Delivery, DeliveryState
from notifications.scope import Scope, scope_of_all, scope_of_changed
from notifications.timing import has_come
from registrations.certificates.models import WISHED, Certificate
from registrations.models import Registration
from registrations.seats import fill_free_seats, next_change
from speakers.models import Engagement

EMAIL = "email"
LOGIN_PRIORITY = 10
SIGN_INS_PLANNED_FOR = timedelta(minutes=15)
MANY = Settings.fuse
AT_ONCE = 50
"""Discussions looked at in one round; the next round takes the rest."""
CROWD = 50
"""People at once. What follows for them leaves behind that for somebody who registered alone, and waits for it."""
ENDED = (DeliveryState.FAILED, DeliveryState.DISCARDED)
"""It was told to nobody, and is not owed again: until the discussion changes, if a calendar shows it."""
KEY = ("kind", "person_id", "discussion_id", "occasion", "channel")
NEW_ROW = (*KEY, "state", "priority", "due_at", "expires_at", "attempts", "fence", "reason", "created_at")

SIGN_IN_ASKED = Prepared(lambda _: select(col(SignIn.id)).where(col(SignIn.asked_at) > bindparam("since")).limit(1))
IN_QUESTION = Prepared(
    lambda _: select(col(Discussion.id))
    .where(col(Discussion.attention_at).is_not(None), col(Discussion.attention_at) <= bindparam("now"))
    .order_by(col(Discussion.attention_at)).limit(AT_ONCE)
)  # fmt: skip
PEOPLE_CHANGED = Prepared(lambda _: union(
    select(col(Registration.discussion_id)).where(text("registration.attention")),
    select(col(Engagement.discussion_id)).where(text("engagement.attention")),
).limit(AT_ONCE))  # fmt: skip


def discussions_in_question(session: Session, now: datetime) -> list[int]:
    """Discussions whose next moment has come. Answered by a partial index, however many there are."""
    return [number for (number,) in IN_QUESTION.all(session, {"now": now})]


def discussions_with_changed_people(session: Session) -> list[int]:
    """Discussions with somebody about whom something changed; by partial indexes as well."""
    return [number for (number,) in PEOPLE_CHANGED.all(session, {})]


def plan_discussion(
    session: Session, discussion_id: int, now: datetime, settle: timedelta, *, most: int = MANY
) -> None:  # fmt: skip
    """Everything this discussion owes to anybody now, and the moment to look at it again. Of a backlog of more than
    `most` messages of a kind nothing leaves before somebody decides."""
    discussion = _held(session, discussion_id)
    if discussion is None:
        return
    fill_free_seats(session, discussion, now)
    scope = scope_of_all(session, discussion, now, settle)
    _plan(session, scope, most)
    if discussion.before_change is not None and _is_settled(session, scope):
        undoing.forget(discussion)
    discussion.attention_at = next_moment(scope)
    _look_again_by(discussion, next_change(session, discussion))
    holds.cover(session, discussion_id)
    _look_away(session, discussion_id)


def look_if_asked(
    session: Session, discussion_id: int, now: datetime, settle: timedelta, *, most: int = MANY
) -> None:  # fmt: skip
    """As `plan_discussion`, unless another process has looked since it was found in question."""
    discussion = _held(session, discussion_id)
    if discussion is not None and discussion.attention_at is not None and discussion.attention_at <= now:
        plan_discussion(session, discussion_id, now, settle, most=most)


def plan_people(
    session: Session, discussion_id: int, now: datetime, settle: timedelta, *, most: int = MANY
) -> None:  # fmt: skip
    """What is owed to those about whom something changed; the others are not looked at."""
    discussion = _held(session, discussion_id)
    if discussion is None:
        return
    scope = scope_of_changed(session, discussion, now, settle)
    _plan(session, scope, most)
    _look_again_by(discussion, next_moment(scope))
    holds.cover(session, discussion_id)
    _look_away(session, discussion_id)


def are_sign_ins_in_question(session: Session, now: datetime) -> bool:
    """Whether somebody asked for a way in of late; most of the time nobody did."""
    return SIGN_IN_ASKED.first(session, {"since": now - SIGN_INS_PLANNED_FOR}) is not None


def plan_sign_ins(session: Session, now: datetime) -> None:
    """A letter for every way in that an organiser asked for and has not used."""
    asked = select(
        literal(LOGIN, String), col(SignIn.person_id), literal(NO_DISCUSSION, Integer), col(SignIn.id),
        literal(EMAIL, String), literal(DeliveryState.PLANNED.value, String), literal(LOGIN_PRIORITY, Integer),
        col(SignIn.asked_at), col(SignIn.expires_at), literal(0, Integer), literal(0, Integer), literal("", String),
        literal(now, Instant()),
    ).where(
        col(SignIn.asked_at) > now - SIGN_INS_PLANNED_FOR, col(SignIn.expires_at) > now, col(SignIn.by_mail),
        col(SignIn.used_at).is_(None), col(SignIn.person_id).is_not(None),
        ~select(Delivery.id).where(  # type: ignore[call-overload]
            col(Delivery.kind) == LOGIN, col(Delivery.person_id) == col(SignIn.person_id),
            col(Delivery.occasion) == col(SignIn.id),
        ).exists(),
    )  # fmt: skip
    session.execute(_insert_missing(session, asked))


def look_at_everything(session: Session, now: datetime) -> None:
    """Ask for a look at every discussion that is not behind us, or where something was announced, certified or asked
    about a certificate of late: the slow net that should find nothing."""
    announced = select(col(Announcement.discussion_id)).where(col(Announcement.due_at) > now - ANNOUNCED_FOR)
    certified_lately = select(col(Certificate.discussion_id)).where(
        col(Certificate.released_at) > now - certified.STILL_NEWS)  # fmt: skip
    wished_lately = select(col(Certificate.discussion_id)).where(
        WISHED, col(Certificate.wished_at) > now - digest.LOOKS_BACK)  # fmt: skip
    is_open = or_(col(Discussion.ends_at) > now - AFTERMATH, col(Discussion.id).in_(announced),
                  col(Discussion.id).in_(certified_lately), col(Discussion.id).in_(wished_lately))  # fmt: skip
    session.execute(update(Discussion).where(is_open).values(attention_at=now))


def next_moment(scope: Scope) -> datetime | None:
    """When anything about this discussion can next become owed; None when it is behind us."""
    moments = {moment for kind in KINDS.values() for moment in kind.timing_in(scope).instants(scope)}
    until = max(scope.discussion.ends_at + AFTERMATH, scope.announced_until, certified.told_until(scope),
                digest.told_until(scope))
    return min((moment for moment in moments if scope.now < moment <= until), default=None)


def owed_and_missing(scope: Scope, kind: Kind) -> Select[Any]:
    """person_id, occasion, due_at, expires_at of what is owed now and has no row, or only one that was skipped; or, of
    what a calendar shows, one that was rejected for good before the last change."""
    return missing(scope, kind, kind.owed_now(scope))


def missing(scope: Scope, kind: Kind, rows: Select[Any]) -> Select[Any]:
    """Those of `rows`, which are some that `kind` owes.

    Each is looked up by its key. OFFSET keeps PostgreSQL from making a join of it, which took twenty seconds where it
    had not counted ten thousand new rows yet (decision 62)."""
    there = and_(
        col(Delivery.kind) == kind.name, col(Delivery.person_id) == OWED.person_id,
        col(Delivery.discussion_id) == scope.discussion.id, col(Delivery.occasion) == OWED.occasion,
        col(Delivery.state) != DeliveryState.SKIPPED, ~_was_about_something_else(scope, kind),
    )  # fmt: skip
    found = select(col(Delivery.id)).where(there)
    return rows.where(~found.offset(literal_column("0")).exists())


def _was_about_something_else(scope: Scope, kind: Kind) -> ColumnElement[bool]:
    if kind.method is None:
        return false()
    return and_(col(Delivery.state).in_(ENDED), col(Delivery.due_at) < scope.discussion.changed_at)


def _plan(session: Session, scope: Scope, most: int) -> None:
    """In order of people: what is missing is found before the first row is written. PostgreSQL, which may believe the
    table to be empty, would else look through all the rows of this statement for each of them."""
    _forget_old_ways(session)
    is_crowd = _is_crowd(session, scope)
    for kind in KINDS.values():
        if not (kind.may_be_owed(scope) and has_come(kind.timing_in(scope), scope)):
            continue
        rows = owed_and_missing(scope, kind).with_only_columns(
            literal(kind.name, String), OWED.person_id, literal(scope.discussion.id, Integer), OWED.occasion,
            literal(EMAIL, String), literal(DeliveryState.PLANNED.value, String),
            literal(kind.priority_of(is_crowd), Integer), OWED.due_at, OWED.expires_at, literal(0, Integer),
            literal(0, Integer), literal("", String), literal(scope.now, Instant()),
        ).order_by(OWED.person_id)  # fmt: skip
        planned = session.execute(_insert_missing(session, rows), execution_options={"preserve_rowcount": True})
        if cast(CursorResult[Any], planned).rowcount > most:
            fuse.hold_backlog(session, scope, kind.name, most)


def _forget_old_ways(session: Session) -> None:
    """PostgreSQL answers a question that it has been asked often as it did before, also when a table has become a
    thousand times as large since: these questions it thinks over each time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def _is_crowd(session: Session, scope: Scope) -> bool:
    """Whether more are looked at than come by themselves in a moment, as after a list was read in."""
    if scope.only is None:
        return True
    looked_at = select(func.count()).select_from(scope.only.limit(CROWD + 1).subquery())  # type: ignore[union-attr]
    return session.scalars(looked_at).one() > CROWD


def _is_settled(session: Session, scope: Scope) -> bool:
    """The last change has rested, and somebody was told of it or nobody has to be. Sleepers are told in the morning."""
    if scope.rested_at > scope.now:
        return False
    told = select(col(Delivery.id)).where(
        col(Delivery.discussion_id) == scope.discussion.id, col(Delivery.kind).in_(TELL_A_CHANGE),
        col(Delivery.created_at) >= scope.discussion.changed_at,
    )  # fmt: skip
    waiting = [KINDS[name].owed(scope).limit(1) for name in TELL_A_CHANGE]
    has_been_told = session.scalars(told.limit(1)).first() is not None
    return has_been_told or not any(session.execute(who).first() for who in waiting)


def _insert_missing(session: Session, rows: Any) -> Any:
    """INSERT … SELECT; a row that was skipped after an attempt, or rejected, is planned again under its old key and
    Message-ID."""
    statement = insert_in(session.get_bind().dialect.name)(Delivery).from_select(NEW_ROW, rows, include_defaults=False)
    return statement.on_conflict_do_update(
        index_elements=KEY,
        set_={"state": DeliveryState.PLANNED, "due_at": statement.excluded.due_at, "reason": "",
              "expires_at": statement.excluded.expires_at},
        where=col(Delivery.state).in_((DeliveryState.SKIPPED, *ENDED)),
    )  # fmt: skip


def _held(session: Session, discussion_id: int) -> Discussion | None:
    """The discussion under its lock. It waits its turn: passing over a locked row would starve in a burst of
    registrations, which hand the lock from one to the next. Whoever writes rows about it meanwhile, as senders do with
    what calendars show, is not kept waiting."""
    found = select(Discussion).where(col(Discussion.id) == discussion_id).with_for_update(key_share=True)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def _look_again_by(discussion: Discussion, moment: datetime | None) -> None:
    if moment is not None and (discussion.attention_at is None or moment < discussion.attention_at):
        discussion.attention_at = moment


def _look_away(session: Session, discussion_id: int) -> None:
    session.flush()
    for table, flag in ((Registration, "registration.attention"), (Engagement, "engagement.attention")):
        seen = update(table).where(col(table.discussion_id) == discussion_id, text(flag)).values(attention=False)
        session.execute(seen.execution_options(synchronize_session=False))



"""A service that stood still: what became too late meanwhile is not sent, and organisers are told how much it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select, text
from sqlmodel import Field, Session, SQLModel, col

from events.models import Discussion, DiscussionState, Series
from foundation.database import Instant, insert_missing
from foundation.languages import Message
from foundation.people import Office
from notifications.desk_words import kind_word
from notifications.kinds import AFTERMATH, KINDS, NOTICES, Kind
from notifications.models import Delivery
from notifications.plan import missing
from notifications.scope import Scope, scope_of

ONLY = 1
NOTICED = timedelta(minutes=10)
"""A service that was away for less has been started anew, or has waited for its database."""
SHOWN_FOR = timedelta(days=3)


class Heartbeat(SQLModel, table=True):
    """One row: when this installation was last at work."""

    id: int = Field(default=ONLY, primary_key=True)
    at: datetime = Field(sa_type=Instant)


class TooLate(SQLModel, table=True):
    """How many messages of one kind about one discussion became too late while the service stood still."""

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="discussion.id", index=True, ondelete="CASCADE")
    kind: str = Field(max_length=40)
    number: int
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant, index=True)


@dataclass(frozen=True)
class Standstill:
    """One time of standing still, as an office is told of it."""

    since: datetime
    until: datetime
    missed: Sequence[tuple[Discussion, Message | str, int]]
    """About what, of which kind, how many."""

    @property
    def number(self) -> int:
        return sum(number for _, _, number in self.missed)


def beat(session: Session, now: datetime, settle: timedelta) -> None:
    """Note that the service is at work, and what became too late if it was not. Each process does so every minute, and
    one of them notices."""
    insert_missing(session, Heartbeat, "id", {"id": ONLY, "at": now})
    heart = session.scalars(select(Heartbeat).where(col(Heartbeat.id) == ONLY).with_for_update()).one()
    since, heart.at = heart.at, max(now, heart.at)
    if now - since > NOTICED:
        session.add_all(_too_late(session, since, now, settle))


def standstills(session: Session, office: Office, now: datetime) -> list[Standstill]:
    """Those of late in which something of this office became too late, the newest first."""
    rows = session.execute(
        select(TooLate, Discussion).join(Discussion, col(Discussion.id) == col(TooLate.discussion_id))
        .join(Series, col(Series.id) == col(Discussion.series_id))
        .where(col(TooLate.until) > now - SHOWN_FOR, col(Series.office_id) == office.id)
        .order_by(col(TooLate.until).desc(), col(TooLate.id))
    ).all()  # fmt: skip
    return [
        Standstill(since, until, [(discussion, kind_word(row.kind), row.number) for row, discussion in missed])
        for (until, since), missed in groupby(rows, lambda found: (found[0].until, found[0].since))
    ]


def _too_late(session: Session, since: datetime, now: datetime, settle: timedelta) -> Iterator[TooLate]:
    open_then = select(Discussion).where(
        col(Discussion.ends_at) > since - AFTERMATH, col(Discussion.state) != DiscussionState.DRAFT
    )
    for discussion in session.scalars(open_then.order_by(col(Discussion.starts_at))).all():
        scope = scope_of(session, discussion, now, settle)
        for kind in KINDS.values():
            if kind.name in NOTICES or not (number := _missed(session, scope, kind, since)):
                continue
            yield TooLate(discussion_id=discussion.id or 0, kind=kind.name, number=number, since=since, until=now)


def _missed(session: Session, scope: Scope, kind: Kind, since: datetime) -> int:
    """Those that could still have left when the service stopped, and cannot any more: nobody planned them, or they were
    planned and wait in vain."""
    left_over = select(func.count()).select_from(Delivery).where(
        text("state = 'planned'"), col(Delivery.kind) == kind.name, col(Delivery.expires_at) > since,
        col(Delivery.expires_at) <= scope.now, col(Delivery.discussion_id) == scope.discussion.id,
    )  # fmt: skip
    number = session.scalars(left_over).one()
    if kind.cause(scope):
        unplanned = missing(scope, kind, kind.became_too_late(scope, since)).subquery()
        number += session.scalars(select(func.count()).select_from(unplanned)).one()
    return number

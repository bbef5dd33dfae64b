"""What organisers are told of by letter: somebody who was asked cannot, or the rules of a time zone have moved a start.

Each is derived from the state of the discussion like every other message, and says that state as it is when it leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, func, literal
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from events.models import Discussion, Series
from foundation.database import Instant
from foundation.people import Person, Role
from foundation.sign_in import Organiser
from notifications.models import Delivery
from notifications.scope import People, Scope
from speakers.models import Answer, Engagement

STILL_NEWS = timedelta(days=2)
"""What is older is told to nobody: a restored copy must not write about the past (design.md, pitfall 1)."""
REFUSED, ZONE_MOVED = "refused", "zone_moved"


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """One letter to an organiser; `refused` are those who cannot, with their role."""

    delivery_id: int
    kind: str
    person: Person
    discussion: Discussion
    series: Series
    path: str
    refused: Sequence[tuple[str, Role]]


def somebody_refused(scope: Scope) -> bool:
    return scope.discussion.refusals > 0 and not scope.discussion.is_cancelled


def zone_has_moved(scope: Scope) -> bool:
    moved_at = scope.discussion.zone_moved_at
    return moved_at is not None and moved_at > scope.now - STILL_NEWS


def of_refusals(scope: Scope) -> People:
    """The organisers, as long as a refusal is news. A further one is another message, which takes the place of one that
    has not left."""
    latest = (
        select_columns(func.max(col(Engagement.answered_at)))
        .where(col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.DECLINED,
               col(Engagement.answered_at) > scope.now - STILL_NEWS)
        .scalar_subquery()
    )  # fmt: skip
    rows = _organisers(scope, latest, scope.discussion.refusals)
    return rows.where(latest.is_not(None))


def of_zone_rules(scope: Scope) -> People:
    """The organisers of a discussion whose start another tzdata has moved."""
    return _organisers(scope, literal(scope.discussion.zone_moved_at, Instant()), scope.discussion.moves)


def notice_facts(session: Session, delivery: Delivery) -> NoticeFacts:
    assert delivery.id is not None, "flushed rows have a number"
    discussion = session.get_one(Discussion, delivery.discussion_id)
    declined = select(Engagement).where(
        Engagement.discussion_id == discussion.id, Engagement.answer == Answer.DECLINED
    ).order_by(col(Engagement.answered_at).desc())  # fmt: skip
    return NoticeFacts(
        delivery_id=delivery.id, kind=delivery.kind, person=session.get_one(Person, delivery.person_id),
        discussion=discussion, series=session.get_one(Series, discussion.series_id),
        path=f"/desk/discussions/{discussion.slug}/people",
        refused=[(one.full_name, one.role) for one in session.exec(declined).all()],
    )  # fmt: skip


def _organisers(scope: Scope, since: Any, occasion: int) -> People:
    """Everybody who works at the desk of the office, whoever else is looked at."""
    return (
        select_columns(
            col(Organiser.person_id), since.label("since"), col(Person.timezone).label("timezone"),
            literal(occasion, Integer).label("occasion"),
        )
        .join(Person, col(Person.id) == col(Organiser.person_id))
        .join(Series, col(Series.office_id) == col(Organiser.office_id))
        .where(col(Series.id) == scope.discussion.series_id, col(Person.email).is_not(None),
               col(Person.address_refused).is_(None))
    )  # fmt: skip

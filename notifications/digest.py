"""The morning letter of an organiser: what is new in all discussions of the office, one letter a day, and none when
nothing is. It gives way to another letter of the plan that is due at the same moment; its news wait a day then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Select, String, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from events.models import Discussion, DiscussionState, Series
from foundation.database import Instant
from foundation.people import Person
from notifications.models import Delivery, DeliveryState
from notifications.notices import READINESS_AT
from notifications.plan_lines import planned
from notifications.scope import People, Scope, organisers_of
from notifications.timing import EachMorning, OnTheClock
from registrations.certificates.models import WISHED, Certificate
from registrations.models import Registration
from speakers.models import Answer, Engagement

DIGEST = "digest"
LOOKS_BACK = timedelta(days=3)
"""A morning that was missed is made up for; older news are told to nobody (design.md, pitfall 1)."""
MORNING = EachMorning(time(8), LOOKS_BACK)
USEFUL_FOR = timedelta(hours=12)


class Morning(NamedTuple):
    """One digest of those organisers who live in `zone`."""

    zone: str
    at: datetime


@dataclass(frozen=True)
class News:
    """What has happened about one discussion. `answers` are names with what they answered."""

    discussion: Discussion
    registered: int
    given_up: int
    answers: Sequence[tuple[str, Answer]]
    wishes: int = 0
    """Holders of certificates who ask for another name, and have no answer."""


def is_open(scope: Scope) -> bool:
    return scope.discussion.is_published and told_until(scope) > scope.now


def told_until(scope: Scope) -> datetime:
    """The end; or, where somebody asked for another name on a certificate, as long as that is told."""
    wished_at = scope.wished_at() if scope.discussion.is_over(scope.now) else None
    return scope.discussion.ends_at if wished_at is None else wished_at + LOOKS_BACK


def of_news(scope: Scope) -> People:
    """The organisers, for this morning and the next; of several discussions with news the first one has the letter."""
    mornings = [morning for zone in scope.desk_zones for morning in _mornings(scope, zone)]
    rows = [_row(scope, morning) for morning in mornings] or [_row(scope, Morning("", scope.now)).where(literal(False))]
    return union_all(*rows)  # type: ignore[return-value]


def until(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return row.until  # type: ignore[no-any-return]


def news_of(session: Session, delivery: Delivery) -> list[News]:
    """Of all discussions of the office, since the digest before this one; the next to take place first."""
    before = select(func.max(col(Delivery.created_at))).where(
        col(Delivery.kind) == DIGEST, col(Delivery.person_id) == delivery.person_id,
        col(Delivery.created_at) < delivery.created_at, col(Delivery.state) == DeliveryState.SENT,
    )  # fmt: skip
    since = max(session.scalars(before).one() or datetime.min.replace(tzinfo=delivery.created_at.tzinfo),
                delivery.created_at - LOOKS_BACK)  # fmt: skip
    about = session.get_one(Discussion, delivery.discussion_id)
    open_ones = session.scalars(_open_in_office(about, delivery.created_at).order_by(col(Discussion.starts_at))).all()
    found = [_news(session, one, since, delivery.created_at) for one in open_ones]
    return [news for news in found if news.registered or news.given_up or news.answers or news.wishes]


def _mornings(scope: Scope, zone: str) -> Iterator[Morning]:
    last = MORNING.last(scope.now, zone)
    yield from (
        Morning(zone, at) for at in (last, MORNING.next(last, zone)) if not _is_taken(scope, Morning(zone, at))
    )  # fmt: skip


def _is_taken(scope: Scope, morning: Morning) -> bool:
    """Whether a letter about what is lacking in a discussion is due at this hour."""
    around = (replace(scope, discussion=one) for one in (scope.discussion, *scope.desk_near()))
    return any(_readiness_at(one, morning.zone) == morning.at >= one.discussion.changed_at for one in around)


def _readiness_at(scope: Scope, zone: str) -> datetime | None:
    timing = planned("readiness", READINESS_AT, scope)
    return timing.moment(scope, zone) if isinstance(timing, OnTheClock) else None


def _row(scope: Scope, morning: Morning) -> People:
    person = col(Person.id)
    since = _told_until(person, morning.at)
    day = morning.at.astimezone(ZoneInfo(morning.zone or "UTC")).toordinal()
    earlier = _open_in_office(scope.discussion, scope.now).where(col(Discussion.id) < scope.discussion.id).subquery().c
    return select(
        person.label("person_id"), literal(morning.at, Instant()).label("since"),
        literal(morning.zone, String).label("timezone"), literal(day, Integer).label("occasion"),
        literal(morning.at + USEFUL_FOR, Instant()).label("until"),
    ).where(
        person.in_(organisers_of(scope.discussion)), col(Person.timezone) == morning.zone,
        col(Person.email).is_not(None), col(Person.address_refused).is_(None),
        _has_news(literal(scope.discussion.id), since, morning.at),
        ~select(earlier.id).where(_has_news(earlier.id, since, morning.at)).exists(),
    )  # fmt: skip


def _told_until(person: Any, at: datetime) -> ColumnElement[datetime]:
    """When the last digest was made that this organiser got, within bounds."""
    sent = aliased(Delivery)
    floor = literal(at - LOOKS_BACK, Instant())
    last = select(func.max(col(sent.created_at))).where(
        col(sent.kind) == DIGEST, col(sent.person_id) == person, col(sent.state) == DeliveryState.SENT,
        col(sent.created_at) > floor,
    )  # fmt: skip
    return func.coalesce(last.correlate(Person).scalar_subquery(), floor)


def _has_news(discussion_id: Any, since: Any, until: datetime) -> ColumnElement[bool]:
    def within(moment: Any) -> ColumnElement[bool]:
        return and_(moment > since, moment <= until)

    registered, answered, wished = aliased(Registration), aliased(Engagement), aliased(Certificate)
    return or_(
        select(col(registered.id)).where(
            col(registered.discussion_id) == discussion_id,
            or_(within(col(registered.registered_at)), within(col(registered.cancelled_at)))).exists(),
        select(col(answered.id)).where(
            col(answered.discussion_id) == discussion_id, within(col(answered.answered_at))).exists(),
        select(col(wished.id)).where(
            col(wished.discussion_id) == discussion_id, col(wished.wished_name) != "",
            within(col(wished.wished_at))).exists(),
    )  # fmt: skip


def _open_in_office(discussion: Discussion, now: datetime) -> Select[Discussion]:
    series = aliased(Series)
    office = select(col(series.office_id)).where(col(series.id) == discussion.series_id)
    wished = select(col(Certificate.discussion_id)).where(WISHED, col(Certificate.wished_at) > now - LOOKS_BACK)
    return (
        select(Discussion).join(Series)
        .where(col(Series.office_id).in_(office), col(Discussion.state) == DiscussionState.PUBLISHED,
               or_(col(Discussion.ends_at) > now, col(Discussion.id).in_(wished)))
    )  # fmt: skip


def _news(session: Session, discussion: Discussion, since: datetime, until: datetime) -> News:
    def count(moment: Any) -> int:
        found = select(func.count()).select_from(Registration).where(
            col(Registration.discussion_id) == discussion.id, moment > since, moment <= until)  # fmt: skip
        return session.scalars(found).one()

    wished = select(func.count()).select_from(Certificate).where(
        WISHED, col(Certificate.discussion_id) == discussion.id, col(Certificate.wished_at) > since,
        col(Certificate.wished_at) <= until)  # fmt: skip
    answered = col(Engagement.answered_at)
    answers = session.execute(
        select(col(Engagement.full_name), col(Engagement.answer)).where(
            col(Engagement.discussion_id) == discussion.id, answered > since, answered <= until,
            col(Engagement.answer).in_((Answer.ACCEPTED, Answer.DECLINED))).order_by(answered)
    ).all()  # fmt: skip
    return News(
        discussion, count(col(Registration.registered_at)), count(col(Registration.cancelled_at)),
        [(name, answer) for name, answer in answers], session.scalars(wished).one(),
    )  # fmt: skip

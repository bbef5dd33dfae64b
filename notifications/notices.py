"""What organisers are told of by letter: the lines of the plan that are theirs, and what they should hear at once.

Each is derived from the state of the discussion like every other message, and says that state as it is when it leaves.
"""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, literal, union_all
from sqlalchemy import select as select_columns
from sqlmodel import col

from foundation.database import Instant
from foundation.people import Person, Role
from foundation.sign_in import Organiser
from notifications.asked import proposes_another_time
from notifications.models import Delivery
from notifications.scope import People, Scope, organisers_of
from notifications.timing import LocalHour
from registrations.privacy.retention import WARNED_BEFORE
from speakers.asking.models import Proposal
from speakers.asking.proposals import is_open
from speakers.models import Answer, Engagement

STILL_NEWS = timedelta(days=2)
"""What is older is told to nobody: a restored copy must not write about the past (design.md, pitfall 1)."""
REFUSED, ZONE_MOVED, FORGETTING = "refused", "zone_moved", "forgetting"
READINESS_AT = LocalHour(7, time(8))
TELL_A_CHANGE = ("changed", "withdrawn", "called_off")


def takes_place(scope: Scope) -> bool:
    return not scope.discussion.is_cancelled


def is_public(scope: Scope) -> bool:
    return scope.discussion.is_published


def somebody_refused(scope: Scope) -> bool:
    return scope.discussion.refusals > 0 and takes_place(scope)


def zone_has_moved(scope: Scope) -> bool:
    moved_at = scope.discussion.zone_moved_at
    return moved_at is not None and moved_at > scope.now - STILL_NEWS


def has_changed(scope: Scope) -> bool:
    """A change that is news, of something that was public."""
    discussion = scope.discussion
    is_news = discussion.revision > 0 and scope.rested_at > scope.now - STILL_NEWS
    return is_news and discussion.published_at is not None and discussion.published_at < discussion.changed_at


def is_forgotten_soon(scope: Scope) -> bool:
    """Within two weeks the people of the series are forgotten, and this is its last discussion."""
    at = scope.forgets_at() if scope.discussion.is_over(scope.now) else None
    return at is not None and at - WARNED_BEFORE <= scope.now < at


def of_the_plan(scope: Scope) -> People:
    """The organisers, once for every time it moves. A change that came after the moment of a letter made it untrue."""
    return _organisers(scope, literal(scope.discussion.changed_at, Instant()), scope.discussion.moves)


def of_readiness(scope: Scope) -> People:
    """Of a draft only once somebody was asked: until then it is a note on the desk."""
    rows = of_the_plan(scope)
    if scope.discussion.is_published:
        return rows
    asked = select_columns(col(Engagement.id)).where(col(Engagement.discussion_id) == scope.discussion.id)
    return rows.where(asked.exists())


def of_open_answers(scope: Scope) -> People:
    """The organisers, while a chair or a resource person owes an answer."""
    asked = select_columns(col(Engagement.id)).where(
        col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.ASKED,
        col(Engagement.role) != Role.OBSERVER, ~proposes_another_time(scope),
    )  # fmt: skip
    return of_the_plan(scope).where(asked.exists())


def of_results(scope: Scope) -> People:
    """The organisers, if a letter told anybody of the last change."""
    told = select_columns(col(Delivery.id)).where(
        col(Delivery.discussion_id) == scope.discussion.id, col(Delivery.kind).in_(telling(scope)),
        col(Delivery.created_at) >= scope.discussion.changed_at,
    )  # fmt: skip
    rows = _organisers(scope, literal(scope.discussion.changed_at, Instant()), scope.discussion.revision)
    return rows.where(told.exists())


def telling(scope: Scope) -> tuple[str, ...]:
    """The kinds that tell the last change. Who gave up a seat meanwhile heard of that, not of this."""
    return TELL_A_CHANGE if scope.discussion.is_cancelled else ("changed",)


def of_refusals(scope: Scope) -> People:
    """The organisers, as long as it is news that somebody refused or proposes another time. A further one is another
    message, which takes the place of one that has not left."""
    refused: Any = select_columns(col(Engagement.answered_at).label("at")).where(
        col(Engagement.discussion_id) == scope.discussion.id, col(Engagement.answer) == Answer.DECLINED,
        col(Engagement.answered_at) > scope.now - STILL_NEWS,
    )  # fmt: skip
    proposed: Any = select_columns(col(Proposal.made_at).label("at")).where(
        is_open(scope.discussion), col(Proposal.made_at) > scope.now - STILL_NEWS
    )
    news = union_all(refused, proposed).subquery("said_no")
    latest = select_columns(func.max(news.c.at)).scalar_subquery()
    rows = _organisers(scope, latest, scope.discussion.refusals)
    return rows.where(latest.is_not(None))


def of_zone_rules(scope: Scope) -> People:
    """The organisers of a discussion whose start another tzdata has moved."""
    return _organisers(scope, literal(scope.discussion.zone_moved_at, Instant()), scope.discussion.moves)


def of_forgetting(scope: Scope) -> People:
    """The organisers, once for each day that it is put off to. The clock asks for a look in working hours
    (notifications/privacy/due.py)."""
    at = scope.forgets_at()
    assert at is not None, "there is a cause"
    return _organisers(scope, literal(at - WARNED_BEFORE, Instant()), at.toordinal())


def until_forgotten(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return literal(scope.forgets_at(), Instant())


def _organisers(scope: Scope, since: Any, occasion: int) -> People:
    """Everybody who works at the desk of the office, whoever else is looked at."""
    return (
        select_columns(
            col(Organiser.person_id), since.label("since"), col(Person.timezone).label("timezone"),
            literal(occasion, Integer).label("occasion"),
        )
        .join(Person, col(Person.id) == col(Organiser.person_id))
        .where(col(Organiser.person_id).in_(organisers_of(scope.discussion)), col(Person.email).is_not(None),
               col(Person.address_refused).is_(None))
    )  # fmt: skip

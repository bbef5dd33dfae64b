"""Who is told that a certificate is there: its holder, once, unless the letter of thanks says so (attended.py)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from foundation.database import Instant
from foundation.people import Person
from notifications.attended import AN_HOUR_AFTER
from notifications.audiences import own_zone, reachable
from notifications.models import Delivery, DeliveryState
from notifications.plan_lines import planned
from notifications.scope import People, Scope, among
from notifications.timing import OnTheClock
from registrations.certificates.models import Certificate

CERTIFIED, THANKS = "certified", "thanks"
STILL_NEWS = timedelta(days=3)
"""Whoever could not be written to for longer finds it on their page; what is older is told to nobody."""
ON_ITS_WAY = (DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.HELD)


def has_certificates(scope: Scope) -> bool:
    """Some are new, and whoever is thanked was."""
    return told_until(scope) > scope.now and _are_thanked(scope)


def to_certify(scope: Scope) -> People:
    """Holders of a valid certificate that is new, and of which no letter of thanks said or will say anything."""
    own = col(Certificate.person_id)
    return among(
        scope.only,
        select(own, col(Certificate.released_at).label("since"), own_zone(), literal(0, Integer).label("occasion"))
        .join(Person, reachable(own))
        .where(col(Certificate.discussion_id) == scope.discussion.id, col(Certificate.revoked_at).is_(None),
               col(Certificate.full_name) != "", col(Certificate.released_at) > scope.now - STILL_NEWS,
               ~_said_with_thanks(scope)),
    )  # fmt: skip


def while_new(scope: Scope, row: Any) -> ColumnElement[datetime]:
    return literal(told_until(scope), Instant())


def told_until(scope: Scope) -> datetime:
    """Until when somebody may still hear of a certificate; the end of the discussion where there is none."""
    ends_at = scope.discussion.ends_at
    certified_at = scope.certified_at() if scope.now >= ends_at else None
    return ends_at if certified_at is None else certified_at + STILL_NEWS


def _are_thanked(scope: Scope) -> bool:
    """The hour of the letter of thanks has come for everybody, or there is none."""
    timing = planned(THANKS, AN_HOUR_AFTER, scope)
    return not isinstance(timing, OnTheClock) or all(at <= scope.now for at in timing.instants(scope))


def _said_with_thanks(scope: Scope) -> ColumnElement[bool]:
    thanks = aliased(Delivery)
    said = and_(col(thanks.state) == DeliveryState.SENT, col(thanks.sent_at) >= col(Certificate.released_at))
    return select(col(thanks.id)).where(
        col(thanks.discussion_id) == scope.discussion.id, col(thanks.person_id) == col(Certificate.person_id),
        col(thanks.kind) == THANKS, or_(col(thanks.state).in_(ON_ITS_WAY), said),
    ).exists()  # fmt: skip

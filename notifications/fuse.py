"""The fuse: a backlog that nobody expects is held, and the organiser is asked (decisions/0019)."""

from datetime import timedelta

from sqlmodel import Session, col, func, select

from notifications import holds
from notifications.models import PLANNED, Delivery
from notifications.scope import Scope

OLD = timedelta(days=1)
"""What was due longer ago should have left then, or was never meant to: a new kind of message, a hand in the database,
a clock that was wrong. However many people there are, what they are owed now is due now."""


def hold_backlog(session: Session, scope: Scope, kind: str, most: int) -> None:
    """Hold this kind when more than `most` of what was just planned of it were due long ago."""
    assert scope.discussion.id is not None, "only what is kept is planned"
    old = select(func.count()).select_from(Delivery).where(
        PLANNED, col(Delivery.discussion_id) == scope.discussion.id, col(Delivery.kind) == kind,
        col(Delivery.created_at) == scope.now, col(Delivery.due_at) < scope.now - OLD,
    )  # fmt: skip
    if session.exec(old).one() > most:
        holds.hold_backlog(session, scope.discussion, kind, scope.now)

"""Somebody else instead: one takes the place of another, with the slot and the rows of the agenda."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from events.models import AgendaItem, Discussion, ItemKind
from foundation.people import Role
from speakers.asking.models import Regret
from speakers.engagements import ask, rows_of, withdraw
from speakers.invitations import Invitation
from speakers.models import Engagement


def ask_instead(
    session: Session, gone: Engagement, invitation: Invitation, now: datetime, *, words: str = ""
) -> Engagement:
    """Ask somebody in the place of one who was asked, or who said no. The rows of the agenda are theirs from now on.

    The one who goes is told by what follows a withdrawal, with `words`. Refused as asking is; then nobody goes."""
    discussion = session.get_one(Discussion, gone.discussion_id)
    rows = _rows_left_by(session, gone)
    if gone.is_active:
        withdraw(session, gone, now, words=words)
    engagement = ask(session, discussion, invitation, now)
    if engagement.minutes_offered is None and engagement.role == Role.RESOURCE_PERSON:
        engagement.minutes_offered = gone.minutes_offered
    _take_rows(session, engagement, rows)
    discussion.agenda_changed_at = discussion.attention_at = now
    session.flush()
    return engagement


def _rows_left_by(session: Session, gone: Engagement) -> Sequence[int]:
    if gone.is_active:
        return rows_of(session, gone)
    regret = session.get(Regret, (gone.discussion_id, gone.person_id))
    return regret.rows if regret is not None else ()


def _take_rows(session: Session, engagement: Engagement, positions: Sequence[int]) -> None:
    """Those that nobody has taken meanwhile; an observer has no presentation (product.md, rule 4)."""
    rows = update(AgendaItem).where(
        col(AgendaItem.discussion_id) == engagement.discussion_id, col(AgendaItem.position).in_(positions),
        col(AgendaItem.presenter_id).is_(None),
    )  # fmt: skip
    if engagement.role == Role.OBSERVER:
        rows = rows.where(col(AgendaItem.kind) != ItemKind.PRESENTATION)
    session.execute(rows.values(presenter_id=engagement.person_id, presenter_role=engagement.role))

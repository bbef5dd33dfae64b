"""How long the questions are open: seven days from the end, or until an organiser closes them. Results are shown after
that and do not change again, so that two looks at them never differ by one answer (decisions/0042)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from events.models import Discussion
from events.queries import hold
from foundation.languages import say
from foundation.refusals import Conflict
from registrations.evaluation.models import EvaluationEnd

OPEN_FOR = timedelta(days=7)


def closes_at(session: Session, discussion: Discussion) -> datetime:
    end = session.get(EvaluationEnd, discussion.id)
    return discussion.ends_at + OPEN_FOR if end is None else end.closed_at


def is_open(session: Session, discussion: Discussion, now: datetime) -> bool:
    return discussion.is_published and discussion.ends_at <= now < closes_at(session, discussion)


def are_closed(session: Session, discussions: Sequence[Discussion], now: datetime) -> list[int | None]:
    """Numbers of those of which the results may be shown."""
    numbers = [one.id for one in discussions]
    early = set(session.exec(
        select(EvaluationEnd.discussion_id).where(col(EvaluationEnd.discussion_id).in_(numbers))
    ).all())  # fmt: skip
    return [one.id for one in discussions if one.id in early or one.ends_at + OPEN_FOR <= now]


def close(session: Session, discussion: Discussion, now: datetime) -> None:
    """For good: an answer that came after somebody had looked would be known. Whoever is answering at this moment is
    counted before, or told that it is over."""
    hold(session, discussion)
    if not is_open(session, discussion, now):
        raise Conflict(say("These questions are not open, or closed already."))
    session.add(EvaluationEnd(discussion_id=discussion.id or 0, closed_at=now))
    session.flush()

"""Taking a change back while it rests: what calendars show becomes what it was, and nobody is told."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from events import schedule
from events.models import Discussion
from events.plans import DiscussionPlan
from events.queries import hold
from foundation.languages import say
from foundation.refusals import Conflict

SHOWN = ("timezone", "minutes", "title", "room_url")


def undo(session: Session, discussion: Discussion, now: datetime) -> None:
    """Bring back the start, length, title, room and state before the change that rests. Refused once it was told, and
    wherever the change back would be (events/schedule.py)."""
    hold(session, discussion)
    before = discussion.before_change
    if before is None:
        raise Conflict(say("This change has been told already. Change it back instead: that is told as well."))
    if discussion.is_cancelled:
        schedule.restore(session, discussion, now)
    schedule.change(session, discussion, _plan_before(discussion, before), now)
    discussion.moves = before["moves"]  # nothing has left with the number that is taken back
    discussion.changed_at = datetime.fromisoformat(before["changed_at"])
    discussion.before_change = None
    session.flush()


def forget(discussion: Discussion) -> None:
    """It has rested: from now on it is told."""
    discussion.before_change = None


def _plan_before(discussion: Discussion, before: dict[str, Any]) -> DiscussionPlan:
    wall = datetime.fromisoformat(before["starts_at_local"])
    return schedule.plan_of(discussion, starts_at_local=wall, **{name: before[name] for name in SHOWN})

"""The moments at which an organiser passes something on by hand, and which of them is next."""

from datetime import datetime, timedelta
from enum import StrEnum

from events.models import Discussion
from foundation.languages import Message, say
from foundation.moments import wall_of

NEWS_FOR = timedelta(days=1)
"""So long after a change, it is what people have to hear first."""


class Stage(StrEnum):
    INVITATION = "invitation"
    EVE = "eve"
    STARTING = "starting"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    THANKS = "thanks"


NAMES: dict[Stage, Message] = {
    Stage.INVITATION: say("Invitation"), Stage.EVE: say("On the eve"), Stage.STARTING: say("It begins"),
    Stage.CHANGED: say("Changed"), Stage.CANCELLED: say("Cancelled"), Stage.THANKS: say("Thanks"),
}  # fmt: skip


def stages(discussion: Discussion, now: datetime) -> list[Stage]:
    """What there is something to say at: the next one first, then the others in the order of the plan. None of a draft.
    """
    if discussion.is_draft:
        return []
    if discussion.is_cancelled:
        return [Stage.CANCELLED]
    if discussion.is_over(now):
        return [Stage.THANKS]
    is_changed = discussion.published_at is not None and discussion.changed_at > discussion.published_at
    changed = [Stage.CHANGED] if is_changed else []
    after = [Stage.INVITATION, Stage.EVE, Stage.STARTING, *changed, Stage.THANKS]
    is_news = is_changed and now < discussion.changed_at + NEWS_FOR
    first = Stage.CHANGED if is_news else _by_day(discussion, now)
    return [first, *(stage for stage in after if stage != first)]


def _by_day(discussion: Discussion, now: datetime) -> Stage:
    """By the calendar on the wall where the discussion was agreed."""
    days = (discussion.starts_at_local.date() - wall_of(now, discussion.timezone).date()).days
    if days > 1:
        return Stage.INVITATION
    return Stage.EVE if days == 1 else Stage.STARTING

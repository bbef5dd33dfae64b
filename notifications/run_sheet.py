"""What those who speak need on the day, beside the agenda: who they are with, how to reach whom, what is missing.

Told to those who have agreed, in the letters of the plan that bring the agenda.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from events.channels import channels_of
from events.models import Discussion
from foundation.people import Role
from registrations.models import Registration, Status
from speakers.models import Engagement
from speakers.preparing.editing import is_closed, stored_preparation, tasks_of
from speakers.queries import active_engagements
from speakers.slots import Slot, own_slots

MOST_QUESTIONS = 10
KINDS = frozenset({"agenda", "reminder_day", "reminder_hour", "editing"})
"""Letters that bring it."""


class Listed(NamedTuple):
    """Somebody who has agreed, as the chair introduces them."""

    name: str
    title: str
    """Position and organisation."""
    spoken: str
    role: Role
    minutes: int
    """Of all rows of the agenda that are theirs."""
    phone: str


class RunSheet(NamedTuple):
    """For one reader; what another role may not know is empty."""

    people: tuple[Listed, ...] = ()
    """To the chair: everybody else who has agreed."""
    questions: tuple[str, ...] = ()
    """To the chair: what participants asked when they registered, without names."""
    languages: tuple[str, ...] = ()
    chair: Listed | None = None
    """To the others: whom to reach when a line fails."""
    missing: tuple[str, ...] = ()
    """The reader's own open tasks, by their names (speakers/preparing/editing.py)."""
    channels: tuple[str, ...] = ()
    """In which channel which language is heard."""
    is_closed: bool = False
    """Whether what was prepared can be changed no more."""


NO_SHEET = RunSheet()


def run_sheet(session: Session, engagement: Engagement, discussion: Discussion, slots: Sequence[Slot]) -> RunSheet:
    """As it stands at this moment."""
    if not engagement.is_accepted:
        return NO_SHEET
    agreed = [one for one in active_engagements(session, discussion) if one.is_accepted]
    others = [_listed(session, one, slots) for one in agreed if one.id != engagement.id]
    missing = tuple(task.name for task in tasks_of(session, engagement) if not task.is_done)
    closed, channels = is_closed(session, discussion), tuple(channels_of(session, discussion))
    if engagement.role != Role.CHAIR:
        chair = next((one for one in others if one.role == Role.CHAIR), None)
        needed = missing if engagement.role == Role.RESOURCE_PERSON else ()
        return RunSheet(chair=chair, missing=needed, channels=channels, is_closed=closed)
    return RunSheet(
        people=tuple(others), questions=_questions(session, discussion), languages=tuple(discussion.languages),
        missing=tuple(name for name in missing if name in ("phone", "recording")), channels=channels,
        is_closed=closed,
    )  # fmt: skip


def _listed(session: Session, engagement: Engagement, slots: Sequence[Slot]) -> Listed:
    return Listed(
        engagement.full_name, ", ".join(filter(None, (engagement.position, engagement.organisation))),
        engagement.spoken_name, engagement.role, sum(slot.item.minutes for slot in own_slots(slots, engagement)),
        stored_preparation(session, engagement).phone,
    )  # fmt: skip


def _questions(session: Session, discussion: Discussion) -> tuple[str, ...]:
    found = select(Registration.question).where(
        Registration.discussion_id == discussion.id, Registration.status == Status.CONFIRMED,
        Registration.question != "",
    ).order_by(col(Registration.id)).limit(MOST_QUESTIONS)  # fmt: skip
    return tuple(session.exec(found).all())

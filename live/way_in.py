"""How personal pages lead to the live views: from an hour before the start until the door closes."""

from datetime import datetime

from events.models import Discussion
from foundation.languages import Message, say, say_many
from foundation.people import Role
from live.stage import is_offered
from registrations.models import Registration
from speakers.models import Engagement

Way = tuple[Message, str]
LABELS = {
    Role.CHAIR: say("Open the console"), Role.RESOURCE_PERSON: say("Open my clock"),
    Role.OBSERVER: say("Follow the discussion"),
}  # fmt: skip


def way_for_speaker(
    engagement: Engagement, discussion: Discussion, path: str, now: datetime, *, questions_left: int
) -> Way | None:
    """The view of the role; before, the rehearsal for whoever presents; afterwards, what the chair has to confirm and
    which questions the others could answer."""
    if not engagement.is_accepted or discussion.is_cancelled:
        return None
    if is_offered(discussion, now):
        return LABELS[engagement.role], f"{path}/live"
    if discussion.is_over(now):
        return _way_afterwards(engagement.role, path, questions_left)
    is_speaker = engagement.role == Role.RESOURCE_PERSON
    return (say("Rehearse with the clock"), f"{path}/live/rehearsal") if is_speaker else None


def _way_afterwards(role: Role, path: str, questions_left: int) -> Way | None:
    if role == Role.CHAIR:
        return say("Confirm timings and inputs"), f"{path}/live/record"
    if role != Role.RESOURCE_PERSON or not questions_left:
        return None
    words = say_many("Answer {count} open question", "Answer {count} open questions", questions_left)
    return words, f"{path}/live/answers"


def way_for_participant(registration: Registration, discussion: Discussion, path: str, now: datetime) -> Way | None:
    if not registration.is_confirmed or not is_offered(discussion, now):
        return None
    return say("Follow the discussion, ask questions"), f"{path}/live"

"""A discussion at a glance for its organiser: what is missing, who comes, what is told to whom and when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from events.models import Discussion
from foundation.languages import Message
from foundation.refusals import Refused
from notifications.desk_words import STATES, TONES
from notifications.models import DeliveryState
from notifications.outbox import MessageLine, told_of_change

WHERE = {"chair": "/people", "resource_persons": "/people", "title": "/edit", "starts_at_local": "/edit"}


@dataclass(frozen=True)
class Lack:
    """One thing that is missing before publication, and the page where it is mended."""

    sentence: Message
    path: str


@dataclass(frozen=True)
class Settling:
    """A change that rests: how many will hear of it, and when."""

    people: int
    tells_at: datetime
    is_due: bool


def lacks(wrongs: Sequence[Refused], path: str) -> list[Lack]:
    return [Lack(wrong.message, path + WHERE.get(wrong.field or "", "")) for wrong in wrongs]


def settling(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> Settling | None:
    """The last change, as long as somebody is still to hear of it."""
    if discussion.published_at is None:
        return None
    people = told_of_change(session, discussion, now, settle)
    tells_at = discussion.changed_at + settle
    return Settling(people, tells_at, tells_at <= now) if people else None


def states(lines: Sequence[MessageLine]) -> list[tuple[DeliveryState, Message, str, int]]:
    """State, its word, its tone and how many messages are in it; only states that occur."""
    counted = Counter(line.state for line in lines)
    return [(state, STATES[state], TONES[state], counted[state]) for state in DeliveryState if counted[state]]

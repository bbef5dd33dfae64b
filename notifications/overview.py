"""A discussion at a glance for its organiser: what is missing, who comes, what is told to whom and when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from events.models import Discussion
from foundation.languages import Message
from foundation.refusals import Refused
from notifications.desk_words import STATES, TONES
from notifications.models import DeliveryState
from notifications.outbox import Stage, to_tell, told_since_change

SHOWN_FOR = timedelta(days=7)
WHERE = {"chair": "/people", "resource_persons": "/people", "title": "/edit", "starts_at_local": "/edit"}


@dataclass(frozen=True)
class Lack:
    """One thing that is missing before publication, and the page where it is mended."""

    sentence: Message
    path: str


@dataclass(frozen=True)
class Settling:
    """A change that rests: how many will hear of it and when, and how many of them only when their night is over."""

    people: int
    tells_at: datetime
    later: int
    is_due: bool
    may_undo: bool
    may_hurry: bool
    """Whether it rests; who sleeps is not woken."""


@dataclass(frozen=True)
class Told:
    """What became of the letters about the last change."""

    told: int
    bounced: int
    failed: int
    on_the_way: int


def lacks(wrongs: Sequence[Refused], path: str) -> list[Lack]:
    return [Lack(wrong.message, path + WHERE.get(wrong.field or "", "")) for wrong in wrongs]


def settling(session: Session, discussion: Discussion, now: datetime, settle: timedelta) -> Settling | None:
    """The last change, as long as somebody is still to hear of it."""
    if discussion.published_at is None:
        return None
    hours = to_tell(session, discussion, now, settle)
    rested_at, may_undo = discussion.changed_at + settle, discussion.before_change is not None
    rests = now < rested_at
    if not hours:
        nobody = Settling(0, rested_at, 0, is_due=False, may_undo=True, may_hurry=False)
        return nobody if rests and may_undo else None
    first = min(hours)
    later, is_due = sum(number for at, number in hours.items() if at > first), first <= now
    return Settling(sum(hours.values()), first, later, is_due=is_due, may_undo=may_undo and not is_due, may_hurry=rests)


def told(session: Session, discussion: Discussion, now: datetime) -> Told | None:
    """For a week after the last change, once it was told to anybody."""
    counted = told_since_change(session, discussion) if now < discussion.changed_at + SHOWN_FOR else {}
    said = Told(
        told=counted.get(DeliveryState.SENT, 0), bounced=counted.get(DeliveryState.BOUNCED, 0),
        failed=counted.get(DeliveryState.FAILED, 0),
        on_the_way=counted.get(DeliveryState.PLANNED, 0) + counted.get(DeliveryState.SENDING, 0),
    )
    return said if any(astuple(said)) else None


def states(numbers: Mapping[tuple[Stage, str], int]) -> list[tuple[Stage, Message, str, int]]:
    """Stage, its word, its tone and how many messages are at it; only stages that occur."""
    counted: Counter[Stage] = Counter()
    for (stage, _), number in numbers.items():
        counted[stage] += number
    return [(stage, STATES[stage], TONES[stage], counted[stage]) for stage in Stage if counted[stage]]

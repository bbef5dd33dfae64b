"""A discussion at a glance for its organiser: what is missing, who comes, what is told to whom and when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from events.models import Discussion, ItemKind
from events.words import KINDS
from foundation.languages import Message, say
from foundation.refusals import Refused
from notifications.desk_words import STATES, TONES
from notifications.models import DeliveryState
from notifications.outbox import MessageLine, told_of_change
from speakers.slots import Slot

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


@dataclass(frozen=True)
class Row:
    """A row of the agenda for those who plan it: presenters are named before they have agreed, too."""

    slot: Slot

    @property
    def title(self) -> Message | str:
        return self.slot.item.title or KINDS[self.slot.item.kind]

    @property
    def kind(self) -> Message | None:
        """Only where it is not the title already."""
        return KINDS[self.slot.item.kind] if self.slot.item.title else None

    @property
    def presenter(self) -> Message | str | None:
        engagement = self.slot.engagement
        if engagement is None:
            return say("to be confirmed") if self.slot.item.kind == ItemKind.PRESENTATION else None
        if engagement.is_accepted:
            return engagement.full_name
        return say("{name}, no answer yet", name=engagement.full_name)


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

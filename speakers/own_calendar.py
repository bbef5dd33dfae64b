"""The parts one person has in the discussions of a series, as they stand in that person's calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from events.calendar import FeedEntry
from events.feeds import OwnPart, in_feed, personal_entry
from events.models import Discussion
from events.words import KINDS
from foundation.languages import say
from foundation.moments import both_spans
from foundation.people import Person
from speakers.engagements import personal_path
from speakers.models import Answer, Engagement
from speakers.slots import Slot, own_slots, slots_of

QUESTION = say("Please answer: do you take part?")


@dataclass(frozen=True)
class Speaking:
    """One engagement with everything that an entry says of it."""

    engagement: Engagement
    discussion: Discussion
    person: Person
    slots: Sequence[Slot]
    """The own rows of the agenda."""

    def whole(self, page_url: str) -> OwnPart:
        """The discussion; a question that is still open is tentative, and stands there in words."""
        is_asked = self.engagement.answer == Answer.ASKED
        notes = [QUESTION.in_language(self.person.language)] if is_asked else []
        return OwnPart(
            page_url=page_url, notes=notes, cancelled=not self.engagement.is_active, tentative=is_asked
        )  # fmt: skip

    def row(self, whole: OwnPart, slot: Slot) -> OwnPart:
        """One own row of the agenda, under its title and at its hours."""
        title, about = self.discussion.title, f"{self.discussion.title}, {self.span(self.discussion)}"
        return replace(
            whole, title=slot.item.title or f"{self.kind(slot)}: {title}", starts_at=slot.starts_at,
            ends_at=slot.ends_at, notes=whole.notes if self.person.discreet else [*whole.notes, about],
        )  # fmt: skip

    def told(self, slot: Slot) -> str:
        """Your part: 15:10–15:35 WITA (14:10–14:35 WIB), What it costs"""
        what = "" if self.person.discreet else slot.item.title
        your_part = say("Your part").in_language(self.person.language)
        return f"{your_part}: {self.span(slot)}, {what or self.kind(slot)}"

    def kind(self, slot: Slot) -> str:
        return KINDS[slot.item.kind].in_language(self.person.language)

    def span(self, timed: Slot | Discussion) -> str:
        hours = timed.starts_at, timed.ends_at
        return both_spans(hours, self.person.timezone, self.discussion.timezone, self.person.language)


def speaking(session: Session, engagement: Engagement, discussion: Discussion, person: Person) -> Speaking:
    return Speaking(engagement, discussion, person, own_slots(slots_of(session, discussion), engagement))


def entry_of(own: Speaking, page_url: str) -> FeedEntry:
    """The whole discussion; the own rows of the agenda stand in words, as in the invitation."""
    whole, told = own.whole(page_url), "\n".join(map(own.told, own.slots))
    return personal_entry(
        own.discussion, own.person, replace(whole, notes=[*whole.notes, told]) if told else whole
    )  # fmt: skip


def entries_of(session: Session, own: Sequence[Speaking], base_url: str, *, path: str = "") -> list[FeedEntry]:
    """One entry for each own row of each agenda; the discussion itself where the person has none. `path` is of the page
    of whoever assists."""
    return [
        entry for each in own
        for entry in _parts(each, base_url, base_url + (path or personal_path(session, each.engagement)))
    ]  # fmt: skip


def _parts(own: Speaking, base_url: str, page_url: str) -> list[FeedEntry]:
    """The first is known by the same identity whether it is a row or the discussion: rows are made anew with every
    agenda, and the entry moves to its hour instead of leaving."""
    whole, engagement = own.whole(page_url), own.engagement
    changes = (own.discussion.agenda_changed_at, engagement.asked_at, engagement.answered_at)
    return [
        in_feed(
            personal_entry(own.discussion, own.person, part), f"{base_url}/engagements/{engagement.id}/{number}",
            own.discussion, changes,
        )
        for number, part in enumerate([own.row(whole, slot) for slot in own.slots] or [whole])
    ]  # fmt: skip

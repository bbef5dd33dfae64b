"""The agenda for those who plan it: presenters are named before they have agreed, too."""

from dataclasses import dataclass

from sqlmodel import Session

from events.models import Discussion, ItemKind
from events.words import KINDS
from foundation.languages import Message, say
from speakers.slots import Slot, slots_of


@dataclass(frozen=True)
class PlannedRow:
    """A row with its derived time, as the desk reads it."""

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


def planned_rows(session: Session, discussion: Discussion) -> list[PlannedRow]:
    return [PlannedRow(slot) for slot in slots_of(session, discussion)]

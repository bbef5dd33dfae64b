"""The agenda as readers see it: what, when, and the name of whoever has agreed to present it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from events.models import AgendaItem, Discussion, ItemKind
from events.words import KINDS, ROLES
from foundation.languages import Message
from foundation.people import Role
from speakers.models import Engagement
from speakers.preparing.introducing import Introduction, introductions_in
from speakers.queries import shown_people
from speakers.slots import Slot, slots_of

NO_INTRODUCTION = Introduction()


@dataclass(frozen=True)
class Part:
    """A row of the agenda with its time. `presenter` is a name, or None when nobody is to be named."""

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime
    presenter: str | None
    is_mine: bool = False

    @property
    def kind(self) -> Message:
        return KINDS[self.item.kind]

    @property
    def is_to_be_confirmed(self) -> bool:
        """A presentation needs somebody, and that is not settled (product.md, rule 3)."""
        return self.item.kind == ItemKind.PRESENTATION and self.presenter is None


@dataclass(frozen=True)
class Speaker:
    """Somebody a public page names."""

    name: str
    role: Message
    position: str
    organisation: str
    introduction: Introduction = NO_INTRODUCTION


def public_speakers(session: Session, discussion: Discussion, now: datetime) -> list[Speaker]:
    """Chair and resource persons who have agreed, the chair first."""
    introduced = introductions_in(session, discussion, now)
    return [
        Speaker(one.full_name, ROLES[one.role], one.position, one.organisation,
                introduced.get(one.person_id, NO_INTRODUCTION))
        for one in shown_people(session, discussion)
    ]  # fmt: skip


def public_programme(session: Session, discussion: Discussion) -> list[Part]:
    """For everybody: observers are not named, nor anybody who has not agreed yet."""
    return [_part(slot, _named(slot, to_the_public=True)) for slot in slots_of(session, discussion)]


def programme_for(session: Session, discussion: Discussion, engagement: Engagement) -> list[Part]:
    """For one of the speakers: their own rows marked, and everybody named who has agreed."""
    return [
        _part(slot, _named(slot, to_the_public=False), is_mine=_is_of(slot, engagement))
        for slot in slots_of(session, discussion)
    ]


def _part(slot: Slot, presenter: str | None, *, is_mine: bool = False) -> Part:
    return Part(slot.item, slot.starts_at, slot.ends_at, presenter, is_mine)


def _named(slot: Slot, *, to_the_public: bool) -> str | None:
    engagement = slot.engagement
    if engagement is None or not engagement.is_accepted:
        return None
    return None if to_the_public and engagement.role == Role.OBSERVER else engagement.full_name


def _is_of(slot: Slot, engagement: Engagement) -> bool:
    return slot.engagement is not None and slot.engagement.id == engagement.id
